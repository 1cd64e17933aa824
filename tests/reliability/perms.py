"""Every file of a scripted day is 0600 and every folder 0700 under the umask 000; `n` is how many days."""

from __future__ import annotations

import stat

from tests.reliability.campaign import Result, needs, scratch
from tests.reliability.session import played

# What the campaign itself made.
_OURS = {"errors", "input", "home", "run", "tmp", "phone.xml", "exports"}


def run(n: int, _seed: int, without: str | None = None) -> Result:
    if without is not None:
        needs(f"a folder for {without}")
    result = Result("days", broken={"open to others": 0, "nothing to look at": 0})
    for _ in range(n):
        with scratch() as folder:
            result.done += 1
            with played(folder):
                _look(folder, result)
            _look(folder, result)
    return result


def _look(folder, result: Result) -> None:
    seen = set()
    for path in folder.rglob("*"):
        if path.name in _OURS or (folder / "home") in path.parents:
            continue
        mode = path.lstat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISSOCK(mode)):
            continue
        seen.add(path.name)
        wanted = 0o700 if stat.S_ISDIR(mode) else 0o600
        # A socket is bound by its folder's rights, and by its own on some systems.
        allowed = {wanted, 0o700} if stat.S_ISSOCK(mode) else {wanted}
        if stat.S_IMODE(mode) not in allowed:
            result.fault("open to others", f"{path.relative_to(folder)} {stat.S_IMODE(mode):o}")
    result.note("paths", len(seen))
    for needed in ("log.db", "log.key.json", "device.json", "backups"):
        if needed not in seen:
            result.fault("nothing to look at", needed)
