"""The hostile and odd inputs kept under tests/data, by their identifiers, for the readers and writers alone.

What the whole program does with them is the business of `tests.bad_inputs`.
"""

from pathlib import Path

from tests.bad_inputs.rows import load

DATA = Path(__file__).parent.parent / "data"
ANDROID_SAMPLE = DATA / "calls-android-backup.xml"

# The project's own copy: these tests name the rows they know.
_ROWS = {row.id: row for row in load(DATA / "cases" / "bad_inputs.json")}


def payload(identifier):
    """The input as text or bytes; some are written as Python expressions because they are huge."""
    return _ROWS[identifier].value


def as_bytes(identifier):
    return _ROWS[identifier].data


def identifiers(target):
    return [identifier for identifier, row in _ROWS.items() if row.target == target]
