"""The hostile and odd inputs kept under tests/data, by their identifiers."""

import json
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
ANDROID_SAMPLE = DATA / "calls-android-backup.xml"

_ROWS = {row["id"]: row for row in json.loads((DATA / "bad_inputs_formats.json").read_text(encoding="ascii"))}


def payload(identifier):
    """The input as text or bytes; some are written as Python expressions because they are huge."""
    row = _ROWS[identifier]
    if "generator" in row:
        return eval(row["generator"], {})  # noqa: S307  # our own data file, one expression a row
    return row["payload"]


def as_bytes(identifier):
    value = payload(identifier)
    return value if isinstance(value, bytes) else value.encode()


def identifiers(target):
    return [identifier for identifier, row in _ROWS.items() if row["target"] == target]
