"""The freedesktop notifier against a server that misbehaves on demand."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from callpolicy_gui.desktop.notifications.freedesktop import FreedesktopNotifier
from callpolicy_gui.desktop.notifications.left_behind import LeftBehind
from callpolicy_gui.desktop.notifications.notifier import Notice
from tests.desktop.fake_services import EMITTER, NOTIFICATIONS, FakeServer, FakeService

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.desktop.harness import PrivateBus

DUE = Notice("due-1", "Callback due by 15:00", "2 calls < 3 & due", actions=(("snooze", "Snooze"),))
OVERDUE = Notice("overdue-1", "1 callback is overdue", "Due at 13:40", urgent=True)


class Heard:
    """Everything a notifier said, in order."""

    def __init__(self, notifier: FreedesktopNotifier) -> None:
        self.said: list[tuple[str, ...]] = []
        notifier.activated.connect(lambda key: self.said.append(("activated", key)))
        notifier.action.connect(lambda key, action: self.said.append(("action", key, action)))
        notifier.closed.connect(lambda key: self.said.append(("closed", key)))
        notifier.shown.connect(lambda key: self.said.append(("shown", key)))


@pytest.fixture
def bus(private_bus: PrivateBus, monkeypatch: pytest.MonkeyPatch) -> PrivateBus:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", private_bus.env["DBUS_SESSION_BUS_ADDRESS"])
    return private_bus


@pytest.fixture
def server(bus: PrivateBus, qtbot) -> Iterator[FakeServer]:
    fake = FakeServer(qtbot)
    fake.own(NOTIFICATIONS)
    yield fake
    fake.leave()


@pytest.fixture
def notifier(qapp) -> Iterator[FreedesktopNotifier]:
    made = FreedesktopNotifier()
    yield made
    made.stop()


def shown(notifier: FreedesktopNotifier, server: FakeServer, notice: Notice, qtbot) -> int:
    """Show `notice` and give the id it got."""
    with qtbot.waitSignal(notifier.shown):
        notifier.show(notice)
    return server.notified[-1][1] or server.next_id


@pytest.mark.desktop
def test_what_is_asked_of_the_server(server, notifier, qtbot) -> None:
    server.capabilities.append("body-markup")
    notifier.start()
    assert notifier.is_available
    shown(notifier, server, DUE, qtbot)
    app, replaces, icon, title, body, actions, hints, expire = server.notified[0]
    assert (app, replaces, icon) == ("Call Policy", 0, "callpolicy")
    assert (title, body) == (DUE.title, "2 calls &lt; 3 &amp; due")
    assert actions == ["default", "Open", "snooze", "Snooze"]
    assert hints["urgency"] == ("y", 1)
    assert hints["desktop-entry"] == ("s", "callpolicy")
    assert hints["suppress-sound"] == ("b", True)
    assert expire == -1
    number = server.next_id
    shown(notifier, server, OVERDUE, qtbot)
    assert server.notified[1][1] == number
    assert server.notified[1][6]["urgency"] == ("y", 2)
    assert server.notified[1][7] == 0


@pytest.mark.desktop
def test_a_plain_server_gets_no_markup_and_no_actions(server, notifier, qtbot) -> None:
    server.capabilities[:] = ["body"]
    notifier.start()
    shown(notifier, server, DUE, qtbot)
    assert server.notified[0][4] == "2 calls < 3 & due"
    assert server.notified[0][5] == []


@pytest.mark.desktop
def test_click_button_and_token(server, notifier, qtbot) -> None:
    heard = Heard(notifier)
    notifier.start()
    number = shown(notifier, server, DUE, qtbot)
    with qtbot.waitSignal(notifier.action):
        server.invoke(number, "snooze")
    number = shown(notifier, server, OVERDUE, qtbot)
    with qtbot.waitSignal(notifier.activated):
        server.invoke(number, token="token-7")
    assert notifier.take_activation_token() == "token-7"
    assert notifier.take_activation_token() == ""
    server.expire(number)
    qtbot.waitUntil(lambda: len(server.closed) == 2)  # a server that keeps it is told to close it
    assert heard.said == [
        ("shown", "due-1"),
        ("action", "due-1", "snooze"),
        ("shown", "overdue-1"),
        ("activated", "overdue-1"),
    ]


@pytest.mark.desktop
def test_only_the_owner_is_believed(server, notifier, qtbot) -> None:
    heard = Heard(notifier)
    notifier.start()
    number = shown(notifier, server, OVERDUE, qtbot)
    impostor = FakeService(qtbot)
    # A signal sent straight to our connection passes every match rule.
    impostor.emit(EMITTER, "ActionInvoked", "us", (number, "default"), to=server.caller)
    impostor.emit(EMITTER, "NotificationClosed", "uu", (number, 2), to=server.caller)
    # Both went out before this question is answered, and the bus keeps order.
    impostor.own("org.example.Impostor")
    server.invoke(number + 1)
    server.invoke(number, "unknown-action")
    with qtbot.waitSignal(notifier.closed):
        server.expire(number)
    assert heard.said == [("shown", "overdue-1"), ("closed", "overdue-1")]
    impostor.leave()


@pytest.mark.desktop
def test_one_notification_while_the_server_is_slow(server, notifier, qtbot) -> None:
    heard = Heard(notifier)
    notifier.start()
    server.mute = True
    notifier.show(DUE)
    qtbot.waitUntil(lambda: len(server.notified) == 1)
    notifier.show(OVERDUE)
    server.mute = False
    number = server.answer()
    qtbot.waitUntil(lambda: ("shown", "overdue-1") in heard.said)
    assert [body[1] for body in server.notified] == [0, number]


@pytest.mark.desktop
def test_withdrawn_before_the_server_answered(server, notifier, qtbot) -> None:
    notifier.start()
    server.mute = True
    notifier.show(DUE)
    qtbot.waitUntil(lambda: len(server.notified) == 1)
    notifier.withdraw("due-1")
    number = server.answer()
    qtbot.waitUntil(lambda: server.closed == [number])


@pytest.mark.desktop
def test_a_click_during_a_replacement_belongs_to_what_was_seen(server, notifier, qtbot) -> None:
    heard = Heard(notifier)
    notifier.start()
    number = shown(notifier, server, DUE, qtbot)
    server.mute = True
    notifier.show(OVERDUE)
    qtbot.waitUntil(lambda: len(server.notified) == 2)
    with qtbot.waitSignal(notifier.activated):
        server.invoke(number)
    with qtbot.waitSignal(notifier.shown):
        server.answer()
    assert heard.said == [("shown", "due-1"), ("activated", "due-1"), ("shown", "overdue-1")]
    assert server.closed == []


@pytest.mark.desktop
def test_an_expired_notice_is_not_replaced(server, notifier, qtbot) -> None:
    notifier.start()
    number = shown(notifier, server, DUE, qtbot)
    with qtbot.waitSignal(notifier.closed):
        server.expire(number)
    shown(notifier, server, OVERDUE, qtbot)
    assert server.notified[1][1] == 0


@pytest.mark.desktop
def test_a_refusing_server_is_survived(server, notifier, qtbot) -> None:
    notifier.start()
    server.refuse = True
    notifier.show(DUE)
    qtbot.waitUntil(lambda: len(server.notified) == 1)
    server.refuse = False
    shown(notifier, server, OVERDUE, qtbot)
    assert len(server.notified) == 2


@pytest.mark.desktop
def test_a_server_that_says_nothing_is_not_available(server, notifier, qtbot) -> None:
    notifier.start()
    notifier._answer_timer.setInterval(1)
    server.mute = True
    with qtbot.waitSignal(notifier.availability_changed) as changed:
        notifier.show(DUE)
    assert changed.args == [False]
    qtbot.waitUntil(lambda: len(server.held) == 1)
    with qtbot.waitSignal(notifier.availability_changed) as changed:
        server.answer()
    assert changed.args == [True]


@pytest.mark.desktop
def test_ids_of_an_earlier_server_mean_nothing(server, notifier, qtbot) -> None:
    heard = Heard(notifier)
    notifier.start()
    number = shown(notifier, server, OVERDUE, qtbot)
    notifier.withdraw("overdue-1")
    with qtbot.waitSignal(notifier.availability_changed):
        server.leave()
    successor = FakeServer(qtbot)
    with qtbot.waitSignal(notifier.availability_changed):
        successor.own(NOTIFICATIONS)
    successor.invoke(number)
    successor.next_id = 100
    with qtbot.waitSignal(notifier.shown):
        notifier.show(DUE)
    assert ("activated", "overdue-1") not in heard.said
    assert [body[1] for body in successor.notified] == [0]
    successor.leave()


@pytest.mark.desktop
def test_a_server_that_comes_later(bus, notifier, qtbot) -> None:
    notifier.start()
    assert not notifier.is_available
    notifier.show(DUE)
    notifier.show(OVERDUE)
    late = FakeServer(qtbot)
    with qtbot.waitSignal(notifier.shown) as seen:
        late.own(NOTIFICATIONS)
    assert seen.args == ["overdue-1"]
    assert len(late.notified) == 1
    late.leave()


@pytest.mark.desktop
def test_a_bus_that_restarts(bus, notifier, qtbot) -> None:
    server = FakeServer(qtbot)
    server.own(NOTIFICATIONS)
    notifier.start()
    notifier._retry_ms = 1
    shown(notifier, server, OVERDUE, qtbot)
    notifier._retry_ms = 1
    with qtbot.waitSignal(notifier.availability_changed) as changed:
        bus.stop_bus()
    assert changed.args == [False]
    bus.start_bus()
    again = FakeServer(qtbot)
    with qtbot.waitSignal(notifier.shown, timeout=15000) as seen:
        again.own(NOTIFICATIONS)
    assert seen.args == ["overdue-1"]
    again.leave()


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/bus", "tcp:host=localhost,port=1", "nonsense"])
def test_no_bus_at_all(address: str, notifier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    heard = Heard(notifier)
    notifier.start()
    assert not notifier.is_available
    notifier.show(DUE)
    notifier.withdraw("due-1")
    assert heard.said == []


def test_a_bus_that_accepts_and_says_nothing(
    notifier, monkeypatch: pytest.MonkeyPatch, tmp_path_factory, qapp
) -> None:
    monkeypatch.setattr("callpolicy_gui.desktop.notifications.freedesktop.START_LIMIT_MS", 50)
    path: Path = tmp_path_factory.mktemp("b") / "s"
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(path))
        mute.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={path}")
        notifier.start()
        assert not notifier.is_available
        notifier.show(DUE)


def test_a_bus_that_speaks_nonsense(
    notifier, monkeypatch: pytest.MonkeyPatch, tmp_path_factory, qtbot
) -> None:
    monkeypatch.setattr("callpolicy_gui.desktop.notifications.freedesktop.START_LIMIT_MS", 1)
    path: Path = tmp_path_factory.mktemp("b") / "s"
    with socket.socket(socket.AF_UNIX) as odd:
        odd.bind(str(path))
        odd.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={path}")
        notifier.start()
        connection, _ = odd.accept()
        with connection, qtbot.waitSignal(notifier._link.lost):
            connection.sendall(b"WHO ARE YOU\r\n")
        assert not notifier.is_available


def test_a_notice_is_checked() -> None:
    with pytest.raises(ValueError, match="key"):
        Notice("", "Title")
    with pytest.raises(ValueError, match="default"):
        Notice("k", "Title", actions=(("default", "Open"),))


@pytest.mark.desktop
def test_a_notification_of_an_earlier_run_is_closed_once(server, bus, qtbot, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    first = FreedesktopNotifier("one")
    first.start()
    number = shown(first, server, DUE, qtbot)
    assert server.notified[0][6]["x-canonical-private-synchronous"] == ("s", "one")
    first._link.close()  # killed: nothing is withdrawn
    assert server.closed == []
    second, third = FreedesktopNotifier("one"), FreedesktopNotifier("one")
    second.start()
    qtbot.waitUntil(lambda: server.closed == [number])
    third.start()
    shown(third, server, DUE, qtbot)
    third.withdraw(DUE.key)
    qtbot.waitUntil(lambda: len(server.closed) == 2)
    assert not (tmp_path / "callpolicy" / "one.notice").exists()
    for notifier in (second, third):
        notifier.stop()


@pytest.mark.parametrize(
    "note",
    ["", "bus :1.2", "bus :1.2 x", "bus :1.2 0", "bus :1.2 4294967296", "bus :1.2 -3", "bus :1.2 99999999999",
     "other :1.2 5", "bus :1.3 5", "bus :1.2 5 6", "\ud800", "bus :1.2 \u0665"],
)  # fmt: skip
def test_a_note_that_is_not_about_this_server_closes_nothing(note, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    path = tmp_path / "callpolicy" / "one.notice"
    left = LeftBehind("one")
    left.keep("bus", ":1.2", 5)
    path.write_bytes(note.encode("utf-8", "surrogatepass"))
    assert left.take("bus", ":1.2") is None


def test_a_note_is_kept_for_one_run_and_where_there_is_a_place(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    left = LeftBehind("one")
    left.keep("bus", ":1.2", 5)
    assert LeftBehind("another").take("bus", ":1.2") is None
    assert left.take("bus", ":1.2") == 5
    assert left.take("bus", ":1.2") is None
    left.keep("", ":1.2", 5)
    assert left.take("", ":1.2") is None
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "missing"))
    for nowhere in (LeftBehind("one"), LeftBehind("")):
        nowhere.keep("bus", ":1.2", 5)
        nowhere.forget()
        assert nowhere.take("bus", ":1.2") is None
