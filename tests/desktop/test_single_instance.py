"""One running program per data folder, whatever was left behind by the last one."""

from __future__ import annotations

import os
import signal
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtNetwork import QLocalSocket

from callpolicy_gui.desktop import single_instance
from callpolicy_gui.desktop.file_lock import FileLock
from callpolicy_gui.desktop.single_instance import LOCK_NAME, Answer, Request, SingleInstance, socket_folder
from tests.desktop.waiting import wait_for

if TYPE_CHECKING:
    from tests.desktop.harness import PrivateBus, Program

PROBE = "tests.desktop.instance_probe"
STARTS = 8


@pytest.fixture
def runtime_dir(tmp_path_factory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder: Path = tmp_path_factory.mktemp("r")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture
def instance(qapp, tmp_path, runtime_dir):
    made = SingleInstance(tmp_path / "data")
    yield made
    made.release()


def connected(instance: SingleInstance) -> QLocalSocket:
    socket = QLocalSocket()
    socket.connectToServer(instance._address())
    assert socket.waitForConnected(2000)
    return socket


def simultaneous_starts(private_bus: PrivateBus, folder: Path) -> None:
    programs: list[Program] = [
        private_bus.start_python("-m", PROBE, str(folder), f"--number={number}") for number in range(STARTS)
    ]
    wait_for(
        lambda: sum(program.process.poll() is not None for program in programs) == STARTS - 1,
        "7 to leave",
        60,
    )
    claimed = [program for program in programs if "claimed" in program.lines]
    assert len(claimed) == 1
    others = [program for program in programs if program is not claimed[0]]
    assert [program.process.returncode for program in others] == [3] * (STARTS - 1)
    for program in others:
        number = programs.index(program)
        assert program.lines == [f"answer seen: --number={number}"]
    assert len([line for line in claimed[0].lines if line.startswith("asked")]) == STARTS - 1
    for program in programs:
        private_bus.end(program)
        assert program.process.returncode is not None


@pytest.mark.desktop
def test_eight_simultaneous_starts(private_bus: PrivateBus, tmp_path) -> None:
    simultaneous_starts(private_bus, tmp_path / "data")


@pytest.mark.desktop
def test_a_killed_program_keeps_nobody_out(private_bus: PrivateBus, tmp_path) -> None:
    first = private_bus.start_python("-m", PROBE, str(tmp_path))
    first.wait_for_line("claimed")
    first.process.send_signal(signal.SIGKILL)
    first.wait()
    second = private_bus.start_python("-m", PROBE, str(tmp_path))
    second.wait_for_line("claimed")
    third = private_bus.start_python("-m", PROBE, str(tmp_path), "--log")
    third.wait_for_line("answer seen: --log")


@pytest.mark.desktop
def test_a_stopped_program_is_not_replaced(private_bus: PrivateBus, qapp, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", private_bus.env["XDG_RUNTIME_DIR"])
    first = private_bus.start_python("-m", PROBE, str(tmp_path))
    first.wait_for_line("claimed")
    first.process.send_signal(signal.SIGSTOP)
    second = SingleInstance(tmp_path)
    assert not second.claim()
    assert second.ask_running(["--log"], 100) is None
    first.process.send_signal(signal.SIGCONT)


@pytest.mark.parametrize("garbage", [b"", b"\0" * 4096, b"999999\nsomebody\nelse\n"])
def test_a_garbage_lock_file_means_nothing(instance, tmp_path, garbage: bytes) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / LOCK_NAME).write_bytes(garbage)
    assert instance.claim()
    assert instance.claim()


def test_a_stale_socket_means_nothing(instance, tmp_path) -> None:
    Path(instance._address()).write_text("stale", encoding="ascii")
    assert instance.claim()
    connected(instance).abort()


def test_folders_are_apart(instance, tmp_path) -> None:
    other = SingleInstance(tmp_path / "other")
    assert instance.claim()
    assert other.claim()
    assert instance._address() != other._address()
    other.release()


def test_one_folder_under_two_names_is_one(instance, tmp_path) -> None:
    assert instance.claim()
    (tmp_path / "link").symlink_to(tmp_path / "data")
    same = SingleInstance(tmp_path / "link")
    assert not same.claim()
    assert same._address() == instance._address()


def test_the_claim_can_be_passed_on(instance, tmp_path) -> None:
    assert instance.claim()
    second = SingleInstance(tmp_path / "data")
    assert not second.claim()
    instance.release()
    assert second.claim()
    second.release()


def test_only_the_owner_gets_in(instance, tmp_path, runtime_dir) -> None:
    assert instance.claim()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data" / LOCK_NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE((runtime_dir / "callpolicy").stat().st_mode) == 0o700
    assert stat.S_IMODE(Path(instance._address()).stat().st_mode) & 0o077 == 0


def test_a_socket_folder_of_somebody_else_is_refused(runtime_dir, tmp_path) -> None:
    (runtime_dir / "callpolicy").symlink_to(tmp_path)
    with pytest.raises(OSError, match=r"belongs to somebody else|exists"):
        socket_folder()


def test_an_open_socket_folder_is_closed(runtime_dir) -> None:
    (runtime_dir / "callpolicy").mkdir(mode=0o755)
    assert stat.S_IMODE(socket_folder().stat().st_mode) == 0o700


@pytest.fixture
def short_folder(monkeypatch: pytest.MonkeyPatch, tmp_path):
    """A folder for temporary files whose path is short wherever the tests run.

    After `tmp_path`: the first one of a run makes the folder of all, where temporary files are then.
    """
    with tempfile.TemporaryDirectory(prefix="cp-", dir="/tmp") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def test_without_a_runtime_folder(monkeypatch: pytest.MonkeyPatch, short_folder) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert socket_folder() == short_folder / f"callpolicy-{os.getuid()}"


def test_a_runtime_folder_too_deep_for_a_socket(
    qapp, qtbot, monkeypatch: pytest.MonkeyPatch, short_folder, tmp_path
) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    instance = SingleInstance(tmp_path / "data")
    assert instance.claim()
    try:
        assert Path(instance._address()).parent == short_folder / f"callpolicy-{os.getuid()}"
        connected(instance)
    finally:
        instance.release()


def test_temporary_files_too_deep_for_a_socket_too(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    with monkeypatch.context() as patched:
        patched.delenv("XDG_RUNTIME_DIR", raising=False)
        patched.setattr(tempfile, "tempdir", str(tmp_path / ("d" * 100)))
        found = socket_folder()
    assert found == Path("/tmp") / f"callpolicy-{os.getuid()}"  # noqa: S108 - the last resort


def test_where_the_data_folder_takes_no_lock(instance, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").write_text("a file where the folder should be", encoding="ascii")
    assert instance.claim()
    second = SingleInstance(tmp_path / "data")
    assert not second.claim()


def test_an_answer_may_come_later(instance, qtbot) -> None:
    assert instance.claim()
    with qtbot.waitSignal(instance.asked) as asked:
        socket = connected(instance)
        socket.write(b'{"argv": ["--log", "/a b/\\u00e9"], "token": "t-1"}\n')
    request: Request = asked.args[0]
    assert request.argv == ("--log", "/a b/é")
    assert request.token == "t-1"
    with qtbot.waitSignal(socket.readyRead):
        request.answer("two\nlines", 0)
    assert single_instance._read_answer(socket.readAll().data()) == Answer("two\nlines", 0)
    request.answer("again", 1)


def test_a_caller_that_leaves_before_the_answer(instance, qtbot) -> None:
    assert instance.claim()
    with qtbot.waitSignal(instance.asked) as asked:
        socket = connected(instance)
        socket.write(b'{"argv": []}\n')
    request: Request = asked.args[0]
    with qtbot.waitSignal(request.destroyed):
        socket.abort()
    request.answer("too late", 0)


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"nonsense\n",
        b"[]\n",
        b'{"argv": "--log"}\n',
        b'{"argv": [1]}\n',
        b"[" * 60_000 + b"\n",
        b'{"argv": ["' + b"x" * 70_000,
        b"\xff\xfe\n",
    ],
)
def test_nonsense_is_hung_up_on(instance, qtbot, line: bytes) -> None:
    asked: list[Request] = []
    instance.asked.connect(asked.append)
    assert instance.claim()
    socket = connected(instance)
    with qtbot.waitSignal(socket.disconnected):
        socket.write(line)
    assert asked == []


def test_a_silent_caller_is_hung_up_on(instance, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single_instance, "PATIENCE_MS", 1)
    assert instance.claim()
    socket = connected(instance)
    with qtbot.waitSignal(socket.disconnected):
        socket.write(b'{"argv"')


def test_nobody_is_running(instance) -> None:
    assert instance.ask_running(["--log"], 30) is None


@pytest.mark.parametrize(
    "line", [b"", b"x", b"[]", b'{"lines": 1, "exit_code": 0}', b'{"lines": "", "exit_code": "0"}']
)
def test_a_broken_answer_is_none(line: bytes) -> None:
    assert single_instance._read_answer(line) is None


@pytest.mark.desktop
def test_the_startup_token_is_passed_on(instance, qtbot, private_bus, tmp_path) -> None:
    probe_env = {"XDG_RUNTIME_DIR": os.environ["XDG_RUNTIME_DIR"], "DESKTOP_STARTUP_ID": "start-9"}
    assert instance.claim()
    with qtbot.waitSignal(instance.asked, timeout=15000) as asked:
        second = private_bus.start_python("-m", PROBE, str(tmp_path / "data"), "--log", env=probe_env)
    assert asked.args[0].token == "start-9"
    with qtbot.waitSignal(asked.args[0].destroyed):
        asked.args[0].answer("raised", 0)
    assert second.wait() == 0


def test_a_lock_that_cannot_be_opened(tmp_path) -> None:
    with pytest.raises(OSError, match="missing"):
        FileLock(tmp_path / "missing" / "lock").acquire()


def test_a_lock_file_that_may_only_be_read(tmp_path) -> None:
    # A folder can never be opened for writing, not even by root.
    lock = FileLock(tmp_path)
    assert lock.acquire()
    assert not FileLock(tmp_path).acquire()
    lock.release()
    assert not lock.is_held
