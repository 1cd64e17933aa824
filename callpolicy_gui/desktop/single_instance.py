"""One running program per data folder; a second start asks the first and leaves.

The lock decides who is first, the local socket only carries what the second was asked to
do. Two writers on one log is the fault this prevents; a stale socket or a lock file full of
garbage never keeps a start out.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QObject, QThread, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from callpolicy_gui.desktop.file_lock import FileLock

if TYPE_CHECKING:
    from collections.abc import Sequence

LOCK_NAME = "running.lock"
LONGEST_REQUEST = 64 * 1024  # bytes
LONGEST_ANSWER = 1024 * 1024  # bytes
MOST_CALLERS = 32
PATIENCE_MS = 5000  # for a caller that connects and says nothing
RETRY_MS = 20
# The kernel's room for a socket's path without its closing NUL: 103 bytes on macOS, 107 on Linux (unix(7)).
LONGEST_ADDRESS = 103
_NAME_START, _NAME_DIGITS = "callpolicy-", 16
TOKEN_VARIABLES = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the running program said: lines for the terminal and an exit code."""

    lines: str
    exit_code: int


class Request(QObject):
    """What a second start asks for. Answer it now or later, once.

    `argv` has absolute paths: the two programs may stand in different folders. `token` is
    the desktop's permission to come to the front, or "".
    """

    def __init__(self, socket: QLocalSocket, argv: tuple[str, ...], token: str) -> None:
        super().__init__(socket)
        self._socket: QLocalSocket | None = socket
        self.argv = argv
        self.token = token
        socket.disconnected.connect(self._on_disconnected)

    def answer(self, text: str, code: int) -> None:
        """Send the answer. Nothing happens if it was answered before or the other has left."""
        socket, self._socket = self._socket, None
        if socket is not None:
            line = json.dumps({"lines": text, "exit_code": code}).encode() + b"\n"
            socket.write(line)
            socket.flush()
            socket.disconnectFromServer()

    def _on_disconnected(self) -> None:
        self._socket = None


class SingleInstance(QObject):
    """The claim to be the only program on `data_folder`, for this user.

    `asked` carries a `Request` from a second start. Needs a QCoreApplication.
    """

    asked = Signal(object)

    def __init__(self, data_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = data_folder
        self._lock: FileLock | None = None
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(MOST_CALLERS)
        self._server.newConnection.connect(self._on_new_connection)

    @property
    def name(self) -> str:
        """What tells the running program of this folder and user apart from every other."""
        return self._name()

    def claim(self) -> bool:
        """Become the running program. False when another one is; then `ask_running`.

        Makes the data folder (0700) if it is missing.

        Raises:
            OSError: neither the data folder nor the socket folder can carry a lock.
        """
        if self._lock is not None:
            return True
        lock = self._acquire()
        if lock is None:
            return False
        self._lock = lock
        address = self._address()
        # Ours by the lock: whoever left the socket behind is gone.
        QLocalServer.removeServer(address)
        # Without a socket the program still runs; a second start then cannot be passed on.
        self._server.listen(address)
        return True

    def release(self) -> None:
        """Stop being the running program."""
        self._server.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def ask_running(self, argv: Sequence[str], timeout_ms: int = 5000) -> Answer | None:
        """Pass `argv` to the running program and wait for its answer.

        Paths in `argv` have to be absolute. None when it does not answer in time: it hangs,
        or it is only just starting or ending.
        """
        deadline = QDeadlineTimer(timeout_ms)
        token = next((os.environ[name] for name in TOKEN_VARIABLES if os.environ.get(name)), "")
        line = json.dumps({"argv": list(argv), "token": token}).encode() + b"\n"
        socket = QLocalSocket()
        while not deadline.hasExpired():
            socket.connectToServer(self._address())
            if socket.waitForConnected(_left(deadline)):
                break
            # The first start holds the lock a moment before it listens.
            QThread.msleep(RETRY_MS)
        if socket.state() is not QLocalSocket.LocalSocketState.ConnectedState:
            return None
        socket.write(line)
        received = bytearray()
        while b"\n" not in received and len(received) < LONGEST_ANSWER:
            if not socket.bytesAvailable() and not socket.waitForReadyRead(_left(deadline)):
                break
            received += socket.read(LONGEST_ANSWER - len(received)).data()
        socket.abort()
        return _read_answer(bytes(received))

    def _acquire(self) -> FileLock | None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileLock(self._folder / LOCK_NAME)
            return lock if lock.acquire() else None
        except OSError:
            # Read-only media: the log can still be shown, and still only once.
            lock = FileLock(socket_folder() / f"{self._name()}.lock")
            return lock if lock.acquire() else None

    def _name(self) -> str:
        owner = str(os.getuid()) if sys.platform != "win32" else getpass.getuser()
        seed = f"{self._folder.resolve()}\0{owner}"
        digest = hashlib.sha256(seed.encode("utf-8", "surrogateescape")).hexdigest()
        return _NAME_START + digest[:_NAME_DIGITS]

    def _address(self) -> str:
        return self._name() if sys.platform == "win32" else str(socket_folder() / self._name())

    def _on_new_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            Caller(socket, self).asked.connect(self.asked)


class Caller(QObject):
    """One connection of a second start, until it has said what it wants."""

    asked = Signal(object)

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        self._received = bytearray()
        self._done = False
        socket.setParent(self)
        socket.setReadBufferSize(LONGEST_REQUEST + 1)
        socket.readyRead.connect(self._on_ready_read)
        socket.disconnected.connect(self.deleteLater)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._hang_up)
        self._patience.start()
        # What arrived before readyRead was connected is not announced again; and the signal
        # `asked` has no listener until this constructor has returned.
        QTimer.singleShot(0, self, self._on_ready_read)

    def _hang_up(self) -> None:
        self._socket.abort()

    def _on_ready_read(self) -> None:
        if self._done:
            return
        self._received += self._socket.readAll().data()
        end = self._received.find(b"\n")
        if end < 0 and len(self._received) <= LONGEST_REQUEST:
            return
        self._done = True
        self._patience.stop()
        wanted = _read_request(bytes(self._received[: max(end, 0)]))
        if wanted is None:
            self._hang_up()
            return
        self.asked.emit(Request(self._socket, *wanted))


def socket_folder() -> Path:
    """The folder for sockets, 0700 and ours: in XDG_RUNTIME_DIR, or else among the temporary files.

    A folder whose path leaves no room for a socket's name is passed over: nobody could listen there.

    Raises:
        OSError: it cannot be made, or somebody else made it first.
    """
    runtime_dir = os.environ.get("XDG_RUNTIME_DIR", "")
    if sys.platform == "win32":
        folder = Path(tempfile.gettempdir()) / "callpolicy"
        folder.mkdir(exist_ok=True)
        return folder
    own = f"callpolicy-{os.getuid()}"
    candidates = [Path(tempfile.gettempdir()) / own, Path("/tmp") / own]  # noqa: S108 - whose it is, is checked
    if runtime_dir and os.access(runtime_dir, os.W_OK):
        candidates.insert(0, Path(runtime_dir) / "callpolicy")
    folder = next((each for each in candidates if _has_room(each)), candidates[-1])
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise PermissionError("the socket folder belongs to somebody else")
    if stat.S_IMODE(status.st_mode) != 0o700:
        folder.chmod(0o700)
    return folder


def _has_room(folder: Path) -> bool:
    return len(os.fsencode(folder)) + 1 + len(_NAME_START) + _NAME_DIGITS <= LONGEST_ADDRESS


def _left(deadline: QDeadlineTimer) -> int:
    return max(deadline.remainingTime(), 0)


def _read_request(line: bytes) -> tuple[tuple[str, ...], str] | None:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    argv, token = values.get("argv"), values.get("token", "")
    if not isinstance(argv, list) or not all(isinstance(part, str) for part in argv):
        return None
    return tuple(argv), token if isinstance(token, str) else ""


def _read_answer(line: bytes) -> Answer | None:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    lines, code = values.get("lines"), values.get("exit_code")
    return Answer(lines, code) if isinstance(lines, str) and isinstance(code, int) else None
