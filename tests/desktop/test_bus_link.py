"""The D-Bus connection: a bus that stands still never makes the window stand still."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

import pytest
from jeepney.bus_messages import message_bus

from callpolicy_gui.desktop.bus_link import SESSION, SYSTEM, BusLink, bus_path

if TYPE_CHECKING:
    from jeepney import Message

LONG = "x" * 1_000_000


@pytest.fixture
def link(private_bus, qtbot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", private_bus.env["DBUS_SESSION_BUS_ADDRESS"])
    made = BusLink(SESSION)
    assert made.open()
    qtbot.waitUntil(lambda: made.is_open)
    yield made
    made.close()


@pytest.mark.desktop
def test_a_bus_that_stands_still(link, private_bus, qtbot) -> None:
    replies: list[Message | None] = []
    private_bus.bus.process.send_signal(signal.SIGSTOP)
    # More than a socket holds, or nothing here would have to wait.
    for _ in range(3):
        link.call(message_bus.NameHasOwner(LONG), replies.append)
    link.call(message_bus.NameHasOwner("org.freedesktop.DBus"), replies.append)
    assert len(link._unsent) > 1_000_000
    assert replies == []
    private_bus.bus.process.send_signal(signal.SIGCONT)
    qtbot.waitUntil(lambda: len(replies) == 4)
    assert [reply.body for reply in replies] == [(False,), (False,), (False,), (True,)]


@pytest.mark.desktop
def test_calls_still_waiting_are_told(link, private_bus, qtbot) -> None:
    replies: list[Message | None] = []
    private_bus.bus.process.send_signal(signal.SIGSTOP)
    link.call(message_bus.ListNames(), replies.append)
    link.close()
    assert replies == [None]
    link.call(message_bus.ListNames(), replies.append)
    assert replies == [None, None]
    link.call(message_bus.ListNames())
    private_bus.bus.process.send_signal(signal.SIGCONT)


@pytest.mark.desktop
def test_a_bus_that_dies_while_written_to(link, private_bus, qtbot) -> None:
    private_bus.bus.process.kill()
    private_bus.bus.wait()
    with qtbot.waitSignal(link.lost):
        link.call(message_bus.NameHasOwner(LONG))
    assert not link.is_open


def test_nonsense_after_the_login(qtbot, monkeypatch: pytest.MonkeyPatch, tmp_path_factory) -> None:
    path = tmp_path_factory.mktemp("b") / "s"
    with socket.socket(socket.AF_UNIX) as odd:
        odd.bind(str(path))
        odd.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={path}")
        link = BusLink(SESSION)
        link.open()
        connection, _ = odd.accept()
        with connection:
            connection.recv(100)
            connection.sendall(b"OK 0123456789abcdef\r\n")
            qtbot.waitUntil(lambda: link._login is None)
            with qtbot.waitSignal(link.lost):
                connection.sendall(b"no D-Bus message begins like this one does")


def test_where_the_bus_is(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:abstract=/tmp/one")
    assert bus_path(SESSION) == "\0/tmp/one"
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert bus_path(SESSION) is None
    (tmp_path / "bus").touch()
    assert bus_path(SESSION) == str(tmp_path / "bus")
    monkeypatch.delenv("DBUS_SYSTEM_BUS_ADDRESS", raising=False)
    assert str(bus_path(SYSTEM)).endswith("system_bus_socket")
