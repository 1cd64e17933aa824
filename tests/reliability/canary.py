"""Nothing a person typed lies about in plain: every file of a scripted day is searched, and /proc.

`n` is how many days are played. The search itself is tried first: what is planted must be found.
"""

from __future__ import annotations

import base64
from pathlib import Path

from tests.reliability.campaign import Result, needs, scratch
from tests.reliability.session import SPELLINGS, played

# Inside base64 a text has one of three forms, as it begins at the first, second or third byte.
_SHIFTS = (0, 1, 2)


def run(n: int, _seed: int, without: str | None = None) -> Result:
    if without is not None:
        needs(f"a canary for {without}")
    result = Result("days", broken={"in plain": 0, "not found": 0, "nothing to search": 0})
    _search_is_sharp(result)
    for _ in range(n):
        with scratch() as folder:
            result.done += 1
            with played(folder) as pid:
                for name in ("cmdline", "environ"):
                    (folder / f"proc-{name}").write_bytes(Path(f"/proc/{pid}/{name}").read_bytes())
            _search(folder, result)
    return result


def _search(folder: Path, result: Result) -> None:
    files = [path for path in folder.rglob("*") if path.is_file() and folder / "input" not in path.parents]
    names = {path.name for path in files}
    for needed in ("log.db", "log.db-wal", "log.key.json", "history-head.json", "device.json", "errors"):
        if needed not in names:
            result.fault("nothing to search", needed)
    if not any(path.parent.name == "backups" for path in files):
        result.fault("nothing to search", "backups")
    for path in files:
        data = path.read_bytes()
        result.note("bytes", len(data))
        for found in found_in(data):
            result.fault("in plain", f"{found} in {path.relative_to(folder)}")
    result.note("files", len(files))


def found_in(data: bytes) -> list[str]:
    """Which canaries in which encoding stand in the bytes, in small or capital letters."""
    small = data.lower()
    return [
        f"{name} in {encoding}"
        for name, text in SPELLINGS.items()
        for encoding, forms in _forms(text).items()
        if any(form in (data if encoding == "base64" else small) for form in forms)
    ]


def _forms(text: str) -> dict[str, list[bytes]]:
    small = text.lower()
    return {
        "utf-8": [small.encode()],
        "utf-16": [small.encode("utf-16-le"), small.encode("utf-16-be")],
        "hex": [small.encode().hex().encode(), text.encode().hex().encode()],
        "base64": [_middle_of_base64(each.encode(), shift) for each in (text, small) for shift in _SHIFTS],
    }


def _middle_of_base64(data: bytes, shift: int) -> bytes:
    """What is the same in every base64 that holds the data at this shift."""
    return base64.b64encode(bytes(shift) + data)[4:-4]


def _search_is_sharp(result: Result) -> None:
    for name, text in SPELLINGS.items():
        raw = text.encode()
        planted = {
            "utf-8": raw.upper(), "utf-16": text.encode("utf-16-le"), "hex": raw.hex().upper().encode(),
            "base64": base64.b64encode(b"x" + raw + b"yz"),
        }  # fmt: skip
        for encoding, data in planted.items():
            if f"{name} in {encoding}" not in found_in(b"before" + data + b"after"):
                result.fault("not found", f"{name} in {encoding}")
    if "name in utf-16" not in found_in(SPELLINGS["name"].encode("utf-16-be")):
        result.fault("not found", "name in utf-16-be")
