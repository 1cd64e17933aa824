"""Protections taken out of a copy of the program, one at a time: the tests named here must turn red.

`n` is how many of them; the seed decides which come first, so that short forms take turns.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.reliability.campaign import Result, needs, scratch

ROOT = Path(__file__).parents[2]
_COPIED = ("callpolicy_gui", "tests", "resources", "docs", "pyproject.toml", "main.py", "README.md")
_FAILED, _PATIENCE_S = 1, 120


@dataclass(frozen=True, slots=True)
class Mutant:
    """One protection: where it stands, what stands there without it, and the tests that guard it."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


MUTANTS = (
    Mutant(
        "synchronous=FULL", "storage/database.py", '"synchronous = FULL"', '"synchronous = NORMAL"',
        ("storage/test_database.py",),
    ),
    Mutant(
        "fsync of files", "storage/atomic_file.py",
        "    os.fsync(descriptor)\n    if os.fstat", "    if os.fstat",
        ("storage/test_atomic_file.py",),
    ),
    Mutant(
        "BEGIN IMMEDIATE", "storage/connection.py",
        'self.execute("BEGIN IMMEDIATE")', 'self.execute("BEGIN")',
        ("storage/test_protections.py",),
    ),
    Mutant(
        "verifier", "storage/keys.py", "        if file.fits(secret):", "        if secret:",
        ("storage/test_keys.py",),
    ),
    Mutant(
        "history head compared", "storage/database.py",
        "db.history.hash_at(saved.count) != saved.hash", "saved.count < 0",
        ("storage/test_database.py",),
    ),
    Mutant(
        "history is append-only", "storage/migrations.py",
        "BEFORE UPDATE ON history", "BEFORE UPDATE ON history WHEN 0",
        ("storage/test_history.py",),
    ),
    Mutant(
        "0600 of an old log", "storage/database.py",
        "            paths.database.chmod(0o600)", "            pass",
        ("storage/test_database.py",),
    ),
    Mutant(
        "wrapped key bound to its log", "storage/key_wrapping.py",
        'return f"callpolicy key slot 1 {kind.value} ".encode() + file.salt', 'return b""',
        ("storage/test_key_wrapping.py",),
    ),
    Mutant(
        "backup verified", "storage/backups.py",
        "if not _is_the_log(check, db) or check.head is None:", "if check.head is None:",
        ("storage/test_backups.py",),
    ),
    Mutant(
        "file looked at after the commit", "storage/connection.py",
        "        self._check_file()\n        if head", "        if head",
        ("storage/test_database.py",),
    ),
    Mutant(
        "plain text", "ui/widgets/labels.py",
        "self.setTextFormat(Qt.TextFormat.PlainText)", "self.setTextFormat(Qt.TextFormat.AutoText)",
        ("ui/test_plain_text.py",),
    ),
    Mutant(
        "no document types", "formats/android_calls.py", "forbid_dtd=True", "forbid_dtd=False",
        ("formats/test_android_calls.py",),
    ),
    Mutant(
        "formulas quoted", "formats/csv_log.py",
        """return f"'{cell}" if _could_be_formula(cell.lstrip("'")) else cell""", "return cell",
        ("formats/test_csv_log.py",),
    ),
    Mutant(
        "intent before the alert", "controller/alert_desk.py",
        "if isinstance(self._record(summary, missed, now), Refused):", "if missed is None:",
        ("controller/test_alert_desk.py",),
    ),
    Mutant(
        "rights whatever the umask", "storage/atomic_file.py",
        "        os.fchmod(descriptor, mode)", "        pass",
        ("storage/test_protections.py",),
    ),
    Mutant(
        "errors without values", "quiet_errors.py", 'return f"{kind.__name__} at {module}:{line}"',
        'return f"{kind.__name__} {sys.exception()} at {module}:{line}"', ("test_quiet_errors.py",),
    ),
    Mutant(
        "clipboard cleared", "ui/clipboard.py", "            self._clipboard.clear()", "            pass",
        ("ui/test_clipboard.py",),
    ),
)  # fmt: skip


def run(n: int, seed: int, without: str | None = None) -> Result:
    if without is not None:
        needs(f"a mutant for {without}")
    result = Result("mutants", broken={"unnoticed": 0, "not applied": 0, "red without it": 0})
    with scratch() as folder:
        for name in _COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, folder / name)
        start = (seed * n) % len(MUTANTS)
        chosen = (MUTANTS[start:] + MUTANTS[:start])[:n]
        tests = sorted({test for mutant in chosen for test in mutant.tests})
        # A test that is red anyway would prove nothing.
        if _tests(folder, tests, stop=False) != 0:
            result.fault("red without it", ", ".join(tests))
        for mutant in chosen:
            _try(folder, mutant, result)
    return result


def _try(folder: Path, mutant: Mutant, result: Result) -> None:
    result.done += 1
    path = folder / "callpolicy_gui" / mutant.file
    sound = path.read_text(encoding="utf-8")
    if mutant.old not in sound:
        result.fault("not applied", mutant.name)
        return
    path.write_text(sound.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        if _tests(folder, list(mutant.tests), stop=True) != _FAILED:
            result.fault("unnoticed", f"{mutant.name} by {', '.join(mutant.tests)}")
    finally:
        path.write_text(sound, encoding="utf-8")


def _tests(folder: Path, tests: list[str], *, stop: bool) -> int:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        "-m",
        "not slow",
    ]
    command += ["-x"] * stop + [f"tests/{test}" for test in tests]
    return subprocess.run(
        command, cwd=folder, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}, check=False,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_PATIENCE_S,
    ).returncode  # fmt: skip
