"""One D-Bus connection that never blocks the window.

jeepney builds and reads the messages; a `QSocketNotifier` moves the bytes. PySide6's own
QtDBus cannot send an unsigned integer, which notifications need, and jeepney's blocking
connection waits without a limit when a bus accepts a connection and then says nothing.

Linux only: the package that parses D-Bus is not installed elsewhere.
"""

from __future__ import annotations

import os
import select
import socket
from itertools import count
from typing import TYPE_CHECKING

from jeepney import HeaderFields, Message, MessageType, Parser
from jeepney.auth import Authenticator
from jeepney.bus import get_bus
from jeepney.bus_messages import message_bus
from PySide6.QtCore import QDeadlineTimer, QObject, QSocketNotifier, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

SESSION, SYSTEM = "SESSION", "SYSTEM"
READ_BYTES = 65536

# What a broken bus, or one that is going away, can make a socket or a parser raise.
BROKEN = (OSError, ValueError, TypeError, KeyError)


def sender_of(message: Message) -> str:
    """The unique name of the connection that sent `message`; the bus itself fills it in."""
    return str(message.header.fields.get(HeaderFields.sender, ""))


def member_of(message: Message) -> str:
    """The name of the signal or method in `message`."""
    return str(message.header.fields.get(HeaderFields.member, ""))


def is_error(message: Message | None) -> bool:
    """True for an error reply and for a call whose connection was lost."""
    return message is None or message.header.message_type is MessageType.error


def bus_path(bus: str) -> str | None:
    """The socket of the session or system bus, or None where none is configured."""
    try:
        return str(get_bus(bus))
    except (KeyError, ValueError, RuntimeError, StopIteration):
        runtime_dir = os.environ.get("XDG_RUNTIME_DIR", "")
        usual = os.path.join(runtime_dir, "bus")  # noqa: PTH118 - an abstract name is not a path
        # A login without the variable still has its bus where systemd puts it.
        return usual if bus == SESSION and runtime_dir and os.path.exists(usual) else None  # noqa: PTH110


class BusLink(QObject):
    """A connection to one message bus.

    `open()` begins connecting and returns at once; `opened` follows. `lost` is emitted when
    an open or opening connection ends for any reason other than `close()`. Every message
    that is not the reply to a call of ours is emitted as `received`.
    """

    opened = Signal()
    lost = Signal()
    received = Signal(object)

    def __init__(self, bus: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self._socket: socket.socket | None = None
        self._reader: QSocketNotifier | None = None
        self._writer: QSocketNotifier | None = None
        self._login: Authenticator | None = None
        self._parser = Parser()
        self._serials = count(start=1)
        self._unsent = bytearray()
        self._waiting: dict[int, Callable[[Message | None], None]] = {}
        self.unique_name = ""

    @property
    def is_open(self) -> bool:
        """True once the bus has given this connection its name."""
        return bool(self.unique_name)

    def open(self) -> bool:
        """Begin to connect. False where there is no bus; never raises, never waits."""
        self.close()
        path = bus_path(self._bus)
        if path is None:
            return False
        wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        wire.setblocking(False)
        try:
            wire.connect(path)
        except OSError:
            wire.close()
            return False
        self._socket = wire
        self._reader = QSocketNotifier(wire.fileno(), QSocketNotifier.Type.Read, self)
        self._reader.activated.connect(self._on_readable)
        self._writer = QSocketNotifier(wire.fileno(), QSocketNotifier.Type.Write, self)
        self._writer.setEnabled(False)
        self._writer.activated.connect(self._flush)
        self._login = Authenticator(inc_null_byte=True)
        self._unsent += self._login.data_to_send() or b""
        self._flush()
        return self._socket is not None

    def close(self) -> None:
        """End the connection quietly; calls still waiting are answered with None."""
        for notifier in (self._reader, self._writer):
            if notifier is not None:
                notifier.setEnabled(False)
                notifier.deleteLater()
        self._reader = self._writer = None
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._login = None
        self._parser = Parser()
        self._unsent.clear()
        self.unique_name = ""
        waiting, self._waiting = self._waiting, {}
        for answered in waiting.values():
            answered(None)

    def call(self, message: Message, answered: Callable[[Message | None], None] | None = None) -> None:
        """Send a message; `answered` gets the reply, an error reply, or None if the link ends first."""
        if self._socket is None:
            if answered is not None:
                answered(None)
            return
        serial = next(self._serials)
        if answered is not None:
            self._waiting[serial] = answered
        self._unsent += message.serialise(serial=serial)
        self._flush()

    def wait_until(self, done: Callable[[], bool], limit_ms: int) -> bool:
        """Serve this connection alone until `done()`, at most `limit_ms`. For start-up only."""
        deadline = QDeadlineTimer(limit_ms)
        while not done() and self._socket is not None and not deadline.hasExpired():
            wanted = [self._socket] if self._unsent else []
            left_s = max(deadline.remainingTime(), 0) / 1000
            readable, writable, _ = select.select([self._socket], wanted, [], left_s)
            if writable:
                self._flush()
            if readable:
                self._on_readable()
        return done()

    def _flush(self) -> None:
        if self._socket is None or self._writer is None:
            return
        try:
            while self._unsent:
                sent = self._socket.send(self._unsent, socket.MSG_NOSIGNAL)
                del self._unsent[:sent]
        except BlockingIOError:
            pass
        except OSError:
            self._lose()
            return
        self._writer.setEnabled(bool(self._unsent))

    def _on_readable(self) -> None:
        if self._socket is None:
            return
        try:
            data = self._socket.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._lose()
            return
        try:
            if self._login is not None:
                self._continue_login(data)
                return
            messages = self._parser.feed(data)
        except BROKEN:
            self._lose()
            return
        for message in messages:
            self._dispatch(message)

    def _continue_login(self, data: bytes) -> None:
        login = self._login
        if login is None:
            return
        login.feed(data)
        if login.authenticated:
            self._login = None
            self._unsent += b"BEGIN\r\n"
            self.call(message_bus.Hello(), self._on_hello)
            return
        self._unsent += login.data_to_send() or b""
        self._flush()

    def _on_hello(self, reply: Message | None) -> None:
        if reply is None:
            return
        if is_error(reply):
            self._lose()
            return
        self.unique_name = str(reply.body[0])
        self.opened.emit()

    def _dispatch(self, message: Message) -> None:
        serial = message.header.fields.get(HeaderFields.reply_serial, -1)
        answered = self._waiting.pop(serial, None)
        if answered is not None:
            answered(message)
        elif message.header.message_type in (MessageType.signal, MessageType.method_call):
            self.received.emit(message)

    def _lose(self) -> None:
        self.close()
        self.lost.emit()
