"""A message bus of the campaign's own, and a notification server on it that writes down what it is asked.

It replaces by id and by the hint with which a program names its one notification, as dunst and mako
do, and keeps what it shows when the program that asked for it dies.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import threading
from pathlib import Path

from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from tests.reliability.campaign import UnavailableError, needs

NOTIFICATIONS = "org.freedesktop.Notifications"
LOGIND = "org.freedesktop.login1"
SAME = "x-canonical-private-synchronous"
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>
"""


@contextlib.contextmanager
def private_bus():
    """A bus that programs of this process and its children take for session and system bus."""
    needs("dbus-daemon")
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="cp-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        path, config = folder / "bus", folder / "bus.conf"
        config.write_text(_CONFIG.format(path=path), encoding="utf-8")
        daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it may not raise its own limits everywhere
        )
        if not daemon.stdout.readline():
            raise UnavailableError("the message bus did not start")
        address = f"unix:path={path}"
        os.environ |= {"DBUS_SESSION_BUS_ADDRESS": address, "DBUS_SYSTEM_BUS_ADDRESS": address}
        os.environ["XDG_RUNTIME_DIR"] = name
        try:
            yield address
        finally:
            os.environ.clear()
            os.environ.update(before)
            daemon.terminate()
            daemon.wait(10)
            daemon.stdout.close()


class Server:
    """The notification server, in a thread. `on_notify(number)` comes before the answer is sent."""

    def __init__(self, address: str) -> None:
        self._connection = open_dbus_connection(address)
        self._connection.send_and_get_reply(message_bus.RequestName(NOTIFICATIONS))
        self.on_notify = lambda _number: True
        self.screen: dict[int, str] = {}
        self.asked = 0
        self.most = 0
        self._next = 0
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def begin(self, on_notify) -> None:
        """Forget what was counted, take everything off the screen, and decide anew."""
        with self._lock:
            self.screen.clear()
            self.asked = self.most = 0
            self.on_notify = on_notify

    def _serve(self) -> None:
        with contextlib.suppress(OSError, EOFError):
            while True:
                message = self._connection.receive()
                if message.header.message_type is MessageType.method_call:
                    self._answer(message)

    def _answer(self, message) -> None:
        member = message.header.fields[HeaderFields.member]
        if member == "GetCapabilities":
            reply = new_method_return(message, "as", (["actions", "body"],))
        elif member == "Notify":
            number = self._notify(message.body)
            if not self.on_notify(number):
                return
            reply = new_method_return(message, "u", (number,))
        elif member == "CloseNotification":
            with self._lock:
                self.screen.pop(message.body[0], None)
            reply = new_method_return(message)
        else:
            reply = new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
        self._connection.send(reply)

    def _notify(self, body) -> int:
        replaces, same = body[1], body[6].get(SAME, ("s", ""))[1]
        with self._lock:
            self.asked += 1
            number = replaces if replaces in self.screen else 0
            if not number and same:
                number = next((each for each, tag in self.screen.items() if tag == same), 0)
            if not number:
                self._next += 1
                number = self._next
            self.screen[number] = same
            self.most = max(self.most, len(self.screen))
        return number


class Logind:
    """The login manager, as far as it says that the computer sleeps and wakes up."""

    def __init__(self, address: str) -> None:
        self._connection = open_dbus_connection(address)
        self._connection.send_and_get_reply(message_bus.RequestName(LOGIND))

    def wake_up(self) -> None:
        emitter = DBusAddress("/org/freedesktop/login1", interface=f"{LOGIND}.Manager")
        self._connection.send(new_signal(emitter, "PrepareForSleep", "b", (False,)))

    def leave(self) -> None:
        self._connection.send_and_get_reply(
            new_method_call(
                DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus"),
                "ReleaseName", "s", (LOGIND,),
            )
        )  # fmt: skip
        self._connection.close()
