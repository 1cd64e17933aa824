"""Hostile inputs: `python -m tests.bad_inputs FILE` prints each row that misbehaves, then `N of M`.

Without FILE it takes the rows of the tests. Exit code 1 when any row misbehaves.
"""

from __future__ import annotations

import sys
from pathlib import Path

# First: it sets the platform, the keychain and the time zone that the program starts with.
from tests import conftest  # noqa: F401  # isort: skip

from PySide6.QtCore import QLocale, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from tests.bad_inputs.checks import NotHere, judge
from tests.bad_inputs.rows import known_rows, load
from tests.bad_inputs.targets import NOT_READ, check_for


def main(argv: list[str]) -> int:
    rows = [row for name in argv for row in load(Path(name))] if argv else known_rows()
    QLocale.setDefault(QLocale("en_GB"))
    # The platform without a display says what it lacks; that is no row's doing.
    qInstallMessageHandler(_quiet)
    application = QApplication.instance() or QApplication(["callpolicy"])
    application.setApplicationName("callpolicy")
    behaved = 0
    for row in rows:
        try:
            happened = judge(row, check_for(row))
        except NotHere as lacking:
            happened = f"not checked: {lacking}"
        behaved += not happened
        if happened:
            expected = row.expected.encode("ascii", "backslashreplace").decode("ascii")
            print(f"{row.id}\n  expected: {expected}\n  happened: {happened}", flush=True)
    for target in sorted({row.target for row in rows} & NOT_READ):
        count = sum(row.target == target for row in rows)
        print(f"{target}: not read by this program: refused with a sentence ({count} rows)")
    print(f"{behaved} of {len(rows)}")
    return 0 if behaved == len(rows) else 1


def _quiet(kind: QtMsgType, _context: object, message: str) -> None:
    if not message.startswith("This plugin does not support"):
        sys.stderr.write(f"{kind.name}: {message}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
