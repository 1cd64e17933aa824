"""Going to sleep and waking up, as the login manager tells it."""

from __future__ import annotations

import pytest
from jeepney import DBusAddress

from callpolicy_gui.desktop.session_events import LOGIND, MANAGER, MANAGER_PATH, SessionEvents
from tests.desktop.fake_services import FakeService

EMITTER = DBusAddress(MANAGER_PATH, interface=MANAGER)


@pytest.fixture
def events(qapp):
    made = SessionEvents()
    yield made
    made.stop()


@pytest.mark.desktop
def test_sleep_and_resume(private_bus, events, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    address = private_bus.env["DBUS_SESSION_BUS_ADDRESS"]
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    logind = FakeService(qtbot)
    logind.own(LOGIND)
    said: list[str] = []
    events.sleeping.connect(lambda: said.append("sleeping"))
    events.resumed.connect(lambda: said.append("resumed"))
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


def test_without_a_system_bus_it_is_silent(events, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus")
    events.start()
    assert not events.is_listening
