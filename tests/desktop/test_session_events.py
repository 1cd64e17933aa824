"""Going to sleep, waking up and locking the screen, as the services of a desktop tell it."""

from __future__ import annotations

import os
from typing import Any

import pytest
from jeepney import DBusAddress, Message, MessageType, new_error, new_method_return

from callpolicy_gui.desktop.bus_link import member_of
from callpolicy_gui.desktop.session_events import (
    LOGIN_SESSION,
    LOGIND,
    MANAGER,
    MANAGER_PATH,
    PROPERTIES,
    SCREENSAVERS,
    SessionEvents,
)
from tests.desktop.fake_services import FakeService

EMITTER = DBusAddress(MANAGER_PATH, interface=MANAGER)
OURS = "/org/freedesktop/login1/session/_37"
ANOTHERS = "/org/freedesktop/login1/session/c1"


class FakeLogind(FakeService):
    """A login manager that knows sessions by their number, by "auto" or by a process, or not at all."""

    def __init__(self, qtbot: Any, known: dict[Any, str]) -> None:
        self.known = known
        self.asked: list[Any] = []
        super().__init__(qtbot)
        self.own(LOGIND)

    def on_message(self, message: Message) -> None:
        if message.header.message_type is MessageType.method_call and member_of(message).startswith(
            "GetSession"
        ):
            wanted = message.body[0]
            self.asked.append(wanted)
            if wanted in self.known:
                self.link.call(new_method_return(message, "o", (self.known[wanted],)))
            else:
                self.link.call(new_error(message, "org.freedesktop.login1.NoSuchSession"))

    def lock(self, path: str = OURS) -> None:
        self.emit(DBusAddress(path, interface=LOGIN_SESSION), "Lock", "", ())

    def hint(self, path: str, interface: str, changed: dict[str, tuple[str, Any]]) -> None:
        body = (interface, changed, [])
        self.emit(DBusAddress(path, interface=PROPERTIES), "PropertiesChanged", "sa{sv}as", body)

    def sleep(self, *, begins: bool) -> None:
        self.emit(EMITTER, "PrepareForSleep", "b", (begins,))


@pytest.fixture
def events(qapp):
    made = SessionEvents()
    yield made
    made.stop()


@pytest.fixture
def said(events) -> list[str]:
    heard: list[str] = []
    events.sleeping.connect(lambda: heard.append("sleeping"))
    events.resumed.connect(lambda: heard.append("resumed"))
    events.locked.connect(lambda: heard.append("locked"))
    return heard


@pytest.fixture
def bus(private_bus, monkeypatch: pytest.MonkeyPatch):
    """One bus for the session and the system."""
    address = private_bus.env["DBUS_SESSION_BUS_ADDRESS"]
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setenv("XDG_SESSION_ID", "7")
    return private_bus


@pytest.mark.desktop
def test_sleep_and_resume(bus, events, said, qtbot) -> None:
    logind = FakeService(qtbot)
    logind.own(LOGIND)
    events.start()
    qtbot.waitUntil(lambda: events.is_listening)
    stranger = FakeService(qtbot)
    stranger.emit(EMITTER, "PrepareForSleep", "b", (False,), to=events._link.unique_name)
    stranger.own("org.example.Stranger")
    logind.emit(EMITTER, "PrepareForShutdown", "b", (True,))
    logind.emit(EMITTER, "PrepareForSleep", "b", (True,))
    with qtbot.waitSignal(events.resumed):
        logind.emit(EMITTER, "PrepareForSleep", "b", (False,))
    assert said == ["sleeping", "resumed"]
    for service in (logind, stranger):
        service.leave()


@pytest.mark.desktop
@pytest.mark.parametrize(
    "sessions",
    [
        ({"7": OURS, "auto": ANOTHERS}, ["7"]),
        ({"auto": OURS}, ["7", "auto"]),
        ({os.getpid(): OURS}, ["7", "auto", os.getpid()]),
    ],
    ids=["by its number", "the caller's", "by the process"],
)
def test_the_login_manager_locks_this_session(bus, events, said, qtbot, sessions) -> None:
    known, asked = sessions
    logind = FakeLogind(qtbot, known)
    events.start()
    qtbot.waitUntil(lambda: events.hears_locks)
    assert logind.asked == asked
    stranger = FakeService(qtbot)
    lock = DBusAddress(OURS, interface=LOGIN_SESSION)
    stranger.emit(lock, "Lock", "", (), to=events._link.unique_name)
    stranger.own("org.example.Stranger")
    logind.lock(ANOTHERS)
    other = DBusAddress(ANOTHERS, interface=LOGIN_SESSION)
    logind.emit(other, "Lock", "", (), to=events._link.unique_name)
    logind.emit(lock, "Unlock", "", ())
    logind.hint(OURS, LOGIN_SESSION, {"LockedHint": ("b", False)})
    logind.hint(OURS, LOGIN_SESSION, {"IdleHint": ("b", True)})
    logind.hint(OURS, "org.example.Other", {"LockedHint": ("b", True)})
    logind.hint(ANOTHERS, LOGIN_SESSION, {"LockedHint": ("b", True)})
    logind.sleep(begins=True)
    logind.lock()
    logind.sleep(begins=False)
    logind.hint(OURS, LOGIN_SESSION, {"Active": ("b", True), "LockedHint": ("b", True)})
    logind.sleep(begins=True)
    qtbot.waitUntil(lambda: said.count("sleeping") == 2)
    assert said == ["sleeping", "locked", "resumed", "locked", "sleeping"]
    for service in (logind, stranger):
        service.leave()


@pytest.mark.desktop
def test_a_login_manager_that_knows_no_session_of_ours(bus, events, said, qtbot, monkeypatch) -> None:
    monkeypatch.delenv("XDG_SESSION_ID")
    logind = FakeLogind(qtbot, {})
    events.start()
    qtbot.waitUntil(lambda: logind.asked == ["auto", os.getpid()])
    logind.lock()
    logind.sleep(begins=True)
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["sleeping"]
    assert not events.hears_locks
    logind.leave()


@pytest.mark.desktop
def test_a_login_manager_that_starts_anew_is_asked_anew(bus, events, said, qtbot) -> None:
    first = FakeLogind(qtbot, {"7": ANOTHERS})
    events.start()
    qtbot.waitUntil(lambda: events.hears_locks)
    first.leave()
    qtbot.waitUntil(lambda: not events.hears_locks)
    second = FakeLogind(qtbot, {})
    qtbot.waitUntil(lambda: second.asked == ["7", "auto", os.getpid()])
    assert not events.hears_locks
    second.leave()
    qtbot.waitUntil(lambda: not events.is_listening)
    third = FakeLogind(qtbot, {"7": OURS})
    qtbot.waitUntil(lambda: events.hears_locks)
    with qtbot.waitSignal(events.locked):
        third.lock()
    third.leave()


@pytest.mark.desktop
@pytest.mark.parametrize("name", SCREENSAVERS)
def test_a_screen_locker_says_that_it_is_active(bus, events, said, qtbot, name) -> None:
    locker = FakeService(qtbot)
    locker.own(name)
    events.start()
    qtbot.waitUntil(lambda: events.hears_locks)
    usual = DBusAddress(SCREENSAVERS[name], interface=name)
    stranger = FakeService(qtbot)
    stranger.emit(usual, "ActiveChanged", "b", (True,), to=events._session_link.unique_name)
    stranger.own("org.example.Stranger")
    locker.emit(usual, "ActiveChanged", "b", (False,))
    locker.emit(usual, "WakeUpScreen", "", ())
    with qtbot.waitSignal(events.locked):
        locker.emit(usual, "ActiveChanged", "b", (True,))
    assert said == ["locked"]
    with qtbot.waitSignal(events.locked):
        locker.emit(DBusAddress("/ScreenSaver", interface=name), "ActiveChanged", "b", (True,))
    assert said == ["locked", "locked"]
    for service in (locker, stranger):
        service.leave()


@pytest.mark.desktop
def test_a_screen_locker_that_comes_later_is_heard(bus, events, said, qtbot) -> None:
    events.start()
    qtbot.waitUntil(lambda: events._session_link.is_open)
    assert not events.hears_locks
    name = "org.gnome.ScreenSaver"
    locker = FakeService(qtbot)
    locker.own(name)
    qtbot.waitUntil(lambda: events.hears_locks)
    with qtbot.waitSignal(events.locked):
        locker.emit(DBusAddress(SCREENSAVERS[name], interface=name), "ActiveChanged", "b", (True,))
    events.stop()
    assert not events.hears_locks
    locker.leave()


def test_without_a_bus_it_is_silent(events, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    events.start()
    assert not events.is_listening
    assert not events.hears_locks
