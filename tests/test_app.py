"""The program as a process: what it prints, what it exits with, and what it leaves behind."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import sqlcipher3

from callpolicy_gui import __version__, app
from callpolicy_gui.formats import csv_log
from tests.desktop.waiting import wait_for

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tests" / "data" / "calls-android-backup.xml"
MISSED = 148
ALL = ("--from", "2026-08-01", "--to", "2026-11-30")
# Two days after the last call of the sample, as a clock for starts in this process.
MONDAY = 1_795_442_400.0
NOBODY = 65534
STARTER = f"import sys; from callpolicy_gui import app; sys.exit(app.main(sys.argv[1:], lambda: {MONDAY}))"


class Computer:
    """A home and a session folder of its own, and starts of the program in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.data_dir = folder / "data"
        run = folder / "run"
        self.home.mkdir()
        run.mkdir(mode=0o700)
        self.env = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(run),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "LANG": "C.UTF-8",
            "TZ": "America/New_York",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-c", STARTER, "--data-dir", str(self.data_dir), *arguments]

    def run(self, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
        settings = {"env": self.env, "cwd": ROOT, "stdout": subprocess.PIPE, **options}
        return subprocess.run(
            self.command(*arguments), stderr=subprocess.PIPE, text=True, timeout=60, check=False, **settings
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*arguments), env=self.env, cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def import_sample(self) -> None:
        done = self.run("--import", str(SAMPLE), "--yes")
        assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def computer(tmp_path):
    return Computer(tmp_path)


def refused(done, *, code: int = 1) -> str:
    """The one sentence of a start that was refused."""
    assert done.returncode == code
    assert done.stdout in {"", None}
    assert "Traceback" not in done.stderr
    assert done.stderr.endswith(".\n"), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.strip()


# -- without a display -----------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [(), ("--demo",), ("--log",), ("--import", str(SAMPLE))])
def test_no_display_is_one_sentence(computer, arguments):
    del computer.env["QT_QPA_PLATFORM"]
    command = [sys.executable, "main.py", *arguments]
    done = subprocess.run(command, env=computer.env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 69
    assert done.stdout == ""
    assert done.stderr.startswith("Call Policy cannot open its window because ")
    assert done.stderr.count("\n") == 1
    assert list(computer.home.iterdir()) == []


def test_a_display_that_does_not_answer(computer):
    del computer.env["QT_QPA_PLATFORM"]
    computer.env["DISPLAY"] = ":4711"
    assert ":4711 does not answer" in computer.run().stderr


def test_a_wrong_command_line_touches_nothing(computer):
    done = computer.run("--export", "a.csv")
    assert done.returncode == 2
    assert done.stderr.startswith("usage: callpolicy ")
    assert not computer.data_dir.exists()


def test_the_version_needs_nothing(capsys):
    assert app.main(["--version"], lambda: MONDAY) == 0
    assert capsys.readouterr().out == f"callpolicy {__version__}\n"
    assert app.main(["--no-such-option"], lambda: MONDAY) == 2


# -- import and export without a window ------------------------------------------------------


def test_import_twice_and_export(computer, tmp_path):
    first = computer.run("--import", str(SAMPLE), "--yes")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == f"{MISSED} calls imported, 3 in the queue, 23 returned by the phone's log.\n"
    again = computer.run("--import", str(SAMPLE), "--yes")
    assert again.stdout == f"0 calls imported, {MISSED} already in the log, 0 in the queue.\n"

    path = tmp_path / "log.csv"
    done = computer.run("--export", str(path), *ALL)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{MISSED} calls exported.\n", "")
    records = csv_log.read_back(path.read_bytes())
    assert len(records) == MISSED
    assert "number" not in records[0]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    path.write_text("mine", encoding="ascii")
    kept = computer.run("--export", str(path), *ALL, "--level", "full")
    assert refused(kept) == "There is a file with that name already. It was kept."
    assert path.read_text(encoding="ascii") == "mine"
    assert computer.run("--export", str(path), *ALL, "--level", "full", "--force").returncode == 0
    assert "number" in csv_log.read_back(path.read_bytes())[0]


def test_everything_lies_in_one_folder_that_is_closed_to_others(computer):
    computer.import_sample()
    assert list(computer.home.iterdir()) == []
    assert stat.S_IMODE(computer.data_dir.stat().st_mode) == 0o700
    for path in computer.data_dir.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path.name
        if path.is_dir():
            continue
        assert b"Farah" not in path.read_bytes()
        assert b"5550115" not in path.read_bytes()


def test_relative_paths_are_of_the_folder_one_stands_in(computer, tmp_path):
    computer.import_sample()
    done = computer.run(
        "--export", "here.csv", *ALL, cwd=tmp_path, env={**computer.env, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0
    assert (tmp_path / "here.csv").exists()


@pytest.mark.parametrize("name", ["no-such-file.xml", "."])
def test_a_file_that_cannot_be_imported(computer, tmp_path, name):
    done = computer.run("--import", str(tmp_path / name), "--yes")
    assert refused(done).endswith("Nothing was imported.")


def test_an_export_backwards_is_refused(computer, tmp_path):
    path = tmp_path / "log.csv"
    done = computer.run("--export", str(path), "--from", "2026-11-30", "--to", "2026-11-01")
    assert refused(done) == "The last day of the export is before the first."
    assert not path.exists()


@pytest.mark.parametrize("days", [("0001-01-01", "9999-12-31"), ("9999-12-31", "9999-12-31")])
def test_an_export_of_all_time(computer, tmp_path, days):
    computer.import_sample()
    path = tmp_path / "log.csv"
    done = computer.run("--export", str(path), "--from", days[0], "--to", days[1])
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


def test_an_export_never_replaces_the_log_itself(computer):
    computer.import_sample()
    before = (computer.data_dir / "log.key.json").read_bytes()
    done = computer.run("--export", str(computer.data_dir / "log.key.json"), *ALL, "--force")
    assert "belongs to the log itself" in refused(done)
    assert (computer.data_dir / "log.key.json").read_bytes() == before


def test_an_export_into_a_folder_that_is_not_there(computer, tmp_path):
    done = computer.run("--export", str(tmp_path / "no" / "log.csv"), *ALL)
    assert "cannot be written to" in refused(done)


def test_it_works_in_an_empty_environment(computer, tmp_path):
    computer.import_sample()
    path = tmp_path / "log.csv"
    done = computer.run("--export", str(path), *ALL, env={})
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{MISSED} calls exported.\n", "")
    assert len(csv_log.read_back(path.read_bytes())) == MISSED


def test_in_a_locale_without_letters_of_ours(computer, tmp_path):
    computer.import_sample()
    env = {**computer.env, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = computer.run("--export", str(tmp_path / "l\u00f6g.csv"), *ALL, env=env)
    # Qt has its own opinion of such a locale and says so on standard error.
    assert (done.returncode, done.stdout) == (0, f"{MISSED} calls exported.\n")
    assert "Traceback" not in done.stderr
    assert len([path for path in tmp_path.iterdir() if path.suffix == ".csv"]) == 1


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("--export", "FILE", *ALL)])
def test_nobody_reads_what_it_prints(computer, tmp_path, arguments):
    reading, writing = os.pipe()
    os.close(reading)
    given = [str(tmp_path / "log.csv") if word == "FILE" else word for word in arguments]
    try:
        done = computer.run(*given, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


# -- a folder or a log that is not as it should be -------------------------------------------


def test_a_file_where_the_folder_should_be(computer, tmp_path):
    computer.data_dir.write_text("mine", encoding="ascii")
    done = computer.run("--export", str(tmp_path / "log.csv"), *ALL)
    assert refused(done).startswith("This folder cannot be written to.")
    assert computer.data_dir.read_text(encoding="ascii") == "mine"


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="takes another user, so root")
def test_a_folder_of_somebody_else():
    with tempfile.TemporaryDirectory(prefix="cp-") as folder:
        computer = Computer(Path(folder))
        computer.folder.chmod(0o755)
        computer.import_sample()
        before = {path.name: path.stat().st_mtime_ns for path in computer.data_dir.iterdir()}
        del computer.env["XDG_RUNTIME_DIR"]
        # Not before Python is there: its own files may be closed to this user.
        begin = "import os; from callpolicy_gui import app; os.setgroups([]); "
        begin += f"os.setgid({NOBODY}); os.setuid({NOBODY}); "
        command = computer.command("--export", "/dev/null", *ALL)
        command[2] = begin + STARTER
        done = subprocess.run(
            command, env=computer.env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
        assert refused(done).startswith("This folder cannot be written to.")
        assert {path.name: path.stat().st_mtime_ns for path in computer.data_dir.iterdir()} == before


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="takes another user, so root")
def test_a_folder_that_is_closed_for_writing_exports():
    with tempfile.TemporaryDirectory(prefix="cp-") as folder:
        computer = Computer(Path(folder))
        computer.folder.chmod(0o755)
        computer.import_sample()
        places = (computer.home, computer.data_dir, *computer.data_dir.rglob("*"))
        for path in places:
            os.chown(path, NOBODY, NOBODY)
        computer.data_dir.chmod(0o555)
        before = {path.name: path.read_bytes() for path in computer.data_dir.glob("*.*")}
        del computer.env["XDG_RUNTIME_DIR"]
        begin = "import os, holidays; from callpolicy_gui import app; ''.encode('utf-8-sig'); "
        begin += f"os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY}); "
        command = computer.command("--export", str(computer.home / "log.csv"), *ALL)
        command[2] = begin + STARTER
        done = subprocess.run(
            command, env=computer.env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.endswith("the log is open for reading only.\n")
        assert len(csv_log.read_back((computer.home / "log.csv").read_bytes())) == MISSED
        assert {path.name: path.read_bytes() for path in computer.data_dir.glob("*.*")} == before
        assert stat.S_IMODE(computer.data_dir.stat().st_mode) == 0o555


def test_something_else_in_place_of_the_log(computer, tmp_path):
    computer.import_sample()
    other = b"not a log " * 1000
    (computer.data_dir / "log.db").write_bytes(other)
    (computer.data_dir / "log.db-wal").unlink(missing_ok=True)
    assert "was left as it" in refused(computer.run("--export", str(tmp_path / "log.csv"), *ALL))
    assert (computer.data_dir / "log.db").read_bytes() == other


def test_a_log_without_its_key(computer, tmp_path):
    computer.import_sample()
    (computer.data_dir / "log.key.json").unlink()
    done = computer.run("--export", str(tmp_path / "log.csv"), *ALL)
    assert refused(done).startswith("The key of this log was not found.")
    assert not (computer.data_dir / "log.key.json").exists()


def test_a_log_that_is_gone(computer, tmp_path):
    computer.import_sample()
    (computer.data_dir / "log.db").unlink()
    refused(computer.run("--export", str(tmp_path / "log.csv"), *ALL))
    assert not (computer.data_dir / "log.db").exists()


def test_a_log_of_a_newer_version(computer, tmp_path):
    computer.import_sample()
    database = computer.data_dir / "log.db"
    with_newer_schema(computer.data_dir)
    before = database.read_bytes()
    done = computer.run("--export", str(tmp_path / "log.csv"), *ALL)
    assert refused(done).startswith("This log was written by a newer version of Call Policy.")
    assert database.read_bytes() == before


def with_newer_schema(folder: Path) -> None:
    values = json.loads((folder / "log.key.json").read_text(encoding="utf-8"))
    (slot,) = values["slots"]
    conn = sqlcipher3.connect(folder / "log.db", isolation_level=None)
    conn.execute(f"PRAGMA key = \"x'{slot['key']}{values['salt']}'\"")
    conn.execute("PRAGMA user_version = 999")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.close()


# -- a running program -----------------------------------------------------------------------


@pytest.fixture
def running(computer):
    """The program with its window, ready to be asked."""
    computer.import_sample()
    program = computer.start()
    try:
        # The window stands when the handlers do.
        wait_for(lambda: handles(program.pid, signal.SIGTERM), "the program to listen to signals")
        yield program
    finally:
        if program.poll() is None:
            program.kill()
        program.communicate()


def said_by(program) -> list[str]:
    """What a program that has ended printed; the offscreen platform's own complaint does not count."""
    lines = "".join(program.communicate()).splitlines()
    return [line for line in lines if not line.startswith("This plugin does not support")]


def test_a_second_start_is_answered_by_the_first(computer, running, tmp_path):
    path = tmp_path / "log.csv"
    done = computer.run("--export", str(path), *ALL)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{MISSED} calls exported.\n", "")
    kept = computer.run("--export", str(path), *ALL)
    assert refused(kept) == "There is a file with that name already. It was kept."
    again = computer.run("--import", str(SAMPLE), "--yes")
    assert again.stdout.startswith(f"0 calls imported, {MISSED} already in the log")
    for arguments in ((), ("--show", "overdue"), ("--log",), ("--import", str(SAMPLE))):
        shown = computer.run(*arguments)
        assert (shown.returncode, shown.stdout, shown.stderr) == (0, "", "")
    running.send_signal(signal.SIGTERM)
    assert running.wait(5) == 0
    assert said_by(running) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_end_it_ends(computer, running, number):
    running.send_signal(number)
    assert running.wait(5) == 0
    assert said_by(running) == []
    # Whoever comes next finds nothing in the way.
    assert computer.run("--export", str(computer.folder / "after.csv"), *ALL).returncode == 0


def test_a_killed_program_is_in_nobodys_way(computer, running):
    running.kill()
    running.wait(5)
    assert computer.run("--export", str(computer.folder / "after.csv"), *ALL).returncode == 0


def test_the_demo_leaves_nothing_behind(computer, tmp_path):
    command = [sys.executable, "-c", STARTER, "--demo"]
    program = subprocess.Popen(
        command, env=computer.env, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        wait_for(lambda: handles(program.pid, signal.SIGTERM), "the program to listen to signals")
        program.send_signal(signal.SIGTERM)
        assert program.wait(5) == 0
    finally:
        if program.poll() is None:
            program.kill()
        said = said_by(program)
    assert said == []
    left = [path for path in tmp_path.rglob("*") if path not in {computer.home, tmp_path / "run"}]
    assert left == []


def handles(pid: int, number: int) -> bool:
    """Whether a process has a handler of its own for a signal."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        pytest.skip("needs /proc to know when the program is ready")
    caught = next(
        line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("SigCgt")
    )
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)
