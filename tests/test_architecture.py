"""The borders between the rooms, read from the imports and tried in a fresh process."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "callpolicy_gui"

STDLIB = set(sys.stdlib_module_names)
QT_WIDGETS = {"PySide6.QtWidgets", "PySide6.QtGui", "PySide6.QtSvg", "shiboken6"}
# room -> rooms of ours and outside modules that it may import
ALLOWED: dict[str, set[str]] = {
    "core": {"core"},
    "formats": {"core", "formats", "defusedxml", "lxml", "xlsxwriter", "phonenumbers"},
    "storage": {
        "core", "storage", "sqlite_utils", "sqlcipher3", "holidays", "platformdirs", "keyring",
        "cryptography",
    },
    "wording": {"core", "wording", "PySide6.QtCore"},
    "import_process": {"core", "formats", "import_process"},
    "controller": {
        "core", "formats", "storage", "wording", "import_process", "controller", "PySide6.QtCore",
    },
    "desktop": {
        "core", "wording", "desktop", "jeepney", "PySide6.QtCore", "PySide6.QtNetwork", "PySide6.QtGui",
        "PySide6.QtSvg", "PySide6.QtWidgets.QSystemTrayIcon", "PySide6.QtWidgets.QMenu",
    },
    "ui": {"core", "wording", "controller", "ui", "resources_dir", "PySide6", "shiboken6"},
    "preflight": set(),
    "quiet_errors": set(),
    "resources_dir": set(),
    "command_line": {"core", "callpolicy_gui"},
    "headless": {"controller", "command_line"},
    "demo": {"core", "controller", "desktop"},
    "alert_relay": {"desktop", "stages", "wording", "PySide6.QtCore"},
    "reach_teller": {"desktop", "stages", "wording", "PySide6.QtCore"},
    "tray_watch": {"desktop", "stages", "PySide6.QtCore"},
    "second_start": {"command_line", "headless", "desktop", "stages", "wording"},
    "opening": {"core", "controller", "storage", "wording", "desktop", "PySide6.QtCore"},
}  # fmt: skip
# The composition roots may import everything.
ROOTS = {"app", "starting", "program", "stages", "__init__"}


def room_of(path: Path, package: Path = PACKAGE) -> str:
    relative = path.relative_to(package)
    return relative.parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    """Every imported name, as `package.module.name` where it is imported from a module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports relatively"
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def violations(path: Path, package: Path = PACKAGE) -> list[str]:
    room = room_of(path, package)
    if room in ROOTS:
        return []
    wrong = []
    for name in sorted(imports_of(path)):
        top = name.split(".")[0]
        if top == "callpolicy_gui":
            target = name.split(".")[1]
            if target in ALLOWED[room] | {"__version__"}:
                continue
        elif top in STDLIB or any(
            name == allowed or name.startswith(f"{allowed}.") for allowed in ALLOWED[room]
        ):
            continue
        wrong.append(f"{path.relative_to(package)} imports {name}")
    return wrong


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_keep_to_the_arrows(path):
    assert violations(path) == []


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("core", "from PySide6.QtCore import QObject"),
        ("core", "import sqlcipher3"),
        ("core", "from callpolicy_gui.storage.database import LogDatabase"),
        ("ui", "from callpolicy_gui.storage.call_store import CallStore"),
        ("storage", "from callpolicy_gui.formats.text import clean_name"),
        ("desktop", "from PySide6.QtWidgets import QWidget"),
        ("controller", "from PySide6.QtWidgets import QApplication"),
        ("formats", "import holidays"),
    ],
)
def test_a_planted_violation_is_seen(tmp_path, room, line):
    planted = tmp_path / room / "planted.py"
    planted.parent.mkdir()
    planted.write_text(f"{line}\n", encoding="utf-8")
    assert len(violations(planted, tmp_path)) == 1


def test_core_alone_loads_neither_qt_nor_a_database_nor_holidays():
    names = sorted(path.stem for path in (PACKAGE / "core").glob("*.py") if path.stem != "__init__")
    program = "import sys\n" + "".join(f"import callpolicy_gui.core.{name}\n" for name in names)
    program += "print([m for m in ('PySide6', 'sqlite3', 'sqlcipher3', 'holidays') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_clock_is_read_in_the_composition_root_only():
    readings = {
        "time.time", "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
        "QDateTime.currentDateTime", "QDate.currentDate", "QDateTime.currentSecsSinceEpoch",
    }  # fmt: skip
    readers = [
        str(path.relative_to(PACKAGE))
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in readings
    ]
    assert readers == ["app.py"]


def test_no_style_sheet_anywhere():
    assert [p for p in MODULES if "setStyleSheet" in p.read_text(encoding="utf-8")] == []


def test_every_module_says_what_it_is_for():
    silent = [p for p in MODULES if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert silent == []
