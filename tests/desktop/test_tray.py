"""The tray icon: its shapes, its menu, and a real click from a panel."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from callpolicy_gui.desktop.notifications.choose import choose_notifier
from callpolicy_gui.desktop.notifications.freedesktop import FreedesktopNotifier
from callpolicy_gui.desktop.notifications.notifier import Notice
from callpolicy_gui.desktop.notifications.silent import SilentNotifier
from callpolicy_gui.desktop.notifications.tray_balloon import TrayBalloon
from callpolicy_gui.desktop.tray import Tray, TrayState
from callpolicy_gui.desktop.tray_icon import DARK, LIGHT, SIZES, TrayKind, tray_icon, tray_pixmap
from tests.desktop.fake_services import FakePanel
from tests.desktop.harness import require_tools
from tests.desktop.waiting import wait_for

CALM = TrayState(TrayKind.CALM, "6 open")
OVERDUE = TrayState(TrayKind.OVERDUE, "1 overdue · next 15:00 · 6 open", "Next: by 15:00")
NOTICE = Notice("due-1", "Callback due by 15:00", "2 calls due soon")


class PanelIcon(QSystemTrayIcon):
    """An icon in a panel that is there or not, as the test says."""

    there = True

    def __init__(self, parent) -> None:
        super().__init__(parent)
        self.is_up = False
        self.messages: list[tuple[object, ...]] = []

    @staticmethod
    def isSystemTrayAvailable() -> bool:  # noqa: N802 - Qt's name
        return PanelIcon.there

    @staticmethod
    def supportsMessages() -> bool:  # noqa: N802 - Qt's name
        return True

    def show(self) -> None:
        self.is_up = True

    def hide(self) -> None:
        self.is_up = False

    def isVisible(self) -> bool:  # noqa: N802 - Qt's name
        return self.is_up

    def showMessage(self, *values: object) -> None:  # noqa: N802 - Qt's name
        self.messages.append(values)


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> type[PanelIcon]:
    monkeypatch.setattr("callpolicy_gui.desktop.tray.QSystemTrayIcon", PanelIcon)
    monkeypatch.setattr(PanelIcon, "there", True)
    return PanelIcon


@pytest.fixture
def tray(qapp, panel):
    made = Tray()
    made.start()
    yield made
    made.stop()


def words(tray: Tray) -> list[str]:
    return [
        action.text() for action in tray.menu.actions() if action.isVisible() and not action.isSeparator()
    ]


def entry(tray: Tray, text: str):
    actions = [*tray.menu.actions(), *tray._pauses.actions()]
    return next(action for action in actions if action.text() == text)


def test_constructing_does_nothing(qapp) -> None:
    tray = Tray()
    assert tray.menu is None
    assert not tray.is_shown
    tray.check()
    tray.update(OVERDUE)
    tray.stop()
    assert not tray.is_shown


def test_without_a_tray_nothing_is_shown(qapp, panel, qtbot) -> None:
    panel.there = False
    tray = Tray()
    tray.start()
    tray.update(OVERDUE)
    assert not tray.is_shown
    with qtbot.assertNotEmitted(tray.shown_changed):
        tray.check()
    panel.there = True
    with qtbot.waitSignal(tray.shown_changed) as changed:
        tray.check()
    assert changed.args == [True]
    assert tray._icon.toolTip() == OVERDUE.tooltip
    panel.there = False
    with qtbot.waitSignal(tray.shown_changed) as changed:
        tray.check()
    assert changed.args == [False]
    tray.stop()


def test_the_menu(tray) -> None:
    always = ["Log a call…", "Open queue", "Settings…", "Quit"]
    assert words(tray) == always
    tray.update(OVERDUE)
    assert words(tray) == [always[0], "Next: by 15:00", *always[1:]]
    assert not entry(tray, "Next: by 15:00").isEnabled()
    tray.update(TrayState(can_pause=True, lockable=True, names_hidden=False))
    assert words(tray) == [*always[:2], "Pause reminders", "Hide names", "Lock", *always[2:]]
    tray.update(TrayState(can_pause=True, paused=True))
    assert words(tray) == [*always[:2], "Resume reminders", *always[2:]]


def test_hiding_names_is_a_mark_that_shows_how_it_is(tray, qtbot) -> None:
    for hidden in (False, True):
        tray.update(TrayState(names_hidden=hidden))
        assert entry(tray, "Hide names").isChecked() is hidden
        with qtbot.waitSignal(tray.hide_names_requested) as asked:
            entry(tray, "Hide names").trigger()
        assert asked.args == [not hidden]


def test_in_a_session_reminders_are_paused_and_the_menu_says_so(tray) -> None:
    tray.update(TrayState(can_pause=True))
    assert not entry(tray, "Until the session ends").isVisible()
    tray.update(TrayState(can_pause=True, in_session=True))
    said = entry(tray, "Until the session ends")
    assert (said.isVisible(), said.isChecked(), said.isEnabled()) == (True, True, False)


def test_a_session_is_offered_and_while_it_runs_its_end(tray, qtbot) -> None:
    usual = words(tray)
    until = 4_000_000_000  # more than a C int holds
    tray.update(TrayState(session_text="In session until 15:00", session_until=until))
    assert words(tray) == [*usual[:2], "In session until 15:00", *usual[2:]]
    with qtbot.waitSignal(tray.session_requested) as asked:
        entry(tray, "In session until 15:00").trigger()
    assert asked.args == [until]
    tray.update(TrayState(in_session=True))
    assert words(tray) == [*usual[:2], "End session", *usual[2:]]
    with qtbot.waitSignal(tray.session_end_requested):
        entry(tray, "End session").trigger()


@pytest.mark.parametrize(
    ("text", "signal", "arguments"),
    [
        ("Log a call…", "log_requested", []),
        ("Open queue", "open_requested", []),
        ("For 1 hour", "pause_requested", [60]),
        ("For today", "pause_requested", [-1]),
        ("Resume reminders", "resume_requested", []),
        ("Lock", "lock_requested", []),
        ("Settings…", "settings_requested", []),
        ("Quit", "quit_requested", []),
    ],
)
def test_every_entry_asks(tray, qtbot, text: str, signal: str, arguments: list[int]) -> None:
    tray.update(TrayState(can_pause=True, paused=text.startswith("Resume"), lockable=True))
    with qtbot.waitSignal(getattr(tray, signal)) as asked:
        entry(tray, text).trigger()
    assert asked.args == arguments


def test_a_left_click(tray, qtbot) -> None:
    reason = QSystemTrayIcon.ActivationReason
    with qtbot.waitSignal(tray.open_requested), qtbot.assertNotEmitted(tray.overdue_requested):
        tray._icon.activated.emit(reason.Trigger)
    tray.update(OVERDUE)
    with qtbot.waitSignal(tray.overdue_requested), qtbot.assertNotEmitted(tray.open_requested):
        tray._icon.activated.emit(reason.Trigger)
    with qtbot.assertNotEmitted(tray.overdue_requested):
        tray._icon.activated.emit(reason.Context)


def test_nothing_is_drawn_twice(tray) -> None:
    tray.update(CALM)
    drawn = tray._icon.icon().cacheKey()
    tray.update(TrayState(TrayKind.CALM, "5 open"))
    assert tray._icon.icon().cacheKey() == drawn
    assert tray._icon.toolTip() == "5 open"
    tray.update(OVERDUE)
    assert tray._icon.icon().cacheKey() != drawn


def silhouette(kind: TrayKind, size: int, *, dark: bool) -> list[bool]:
    image = tray_pixmap(kind, size, dark=dark).toImage()
    return [image.pixelColor(x, y).alpha() > 127 for y in range(size) for x in range(size)]


@pytest.mark.parametrize("size", [16, 22, 32])
@pytest.mark.parametrize("dark", [False, True])
def test_the_shape_says_it_without_colour(qapp, size: int, dark: bool) -> None:
    for one, other in itertools.combinations(TrayKind, 2):
        pairs = zip(silhouette(one, size, dark=dark), silhouette(other, size, dark=dark), strict=True)
        differing = sum(a != b for a, b in pairs)
        assert differing >= size * size * 0.02, (one, other)


def test_light_and_dark_differ(qapp) -> None:
    for kind in TrayKind:
        assert tray_pixmap(kind, 22, dark=False).toImage() != tray_pixmap(kind, 22, dark=True).toImage()
        assert len(tray_icon(kind, dark=False).availableSizes()) == len(SIZES)


def test_a_balloon(tray, qtbot) -> None:
    balloon = choose_notifier(tray, platform="win32")
    assert isinstance(balloon, TrayBalloon)
    assert not balloon.is_available
    balloon.start()
    balloon.start()
    assert balloon.is_available
    with qtbot.waitSignal(balloon.shown):
        balloon.show(NOTICE)
    assert tray._icon.messages[0][:2] == (NOTICE.title, NOTICE.body)
    with qtbot.waitSignal(balloon.activated) as activated:
        tray._icon.messageClicked.emit()
    assert activated.args == ["due-1"]
    with qtbot.assertNotEmitted(balloon.activated):
        tray._icon.messageClicked.emit()
    balloon.show(NOTICE)
    balloon.withdraw("another")
    balloon.withdraw("due-1")
    with qtbot.assertNotEmitted(balloon.activated):
        tray._icon.messageClicked.emit()
    balloon.show(NOTICE)
    balloon.stop()
    balloon.stop()
    with qtbot.assertNotEmitted(balloon.activated):
        tray._icon.messageClicked.emit()
    assert balloon.take_activation_token() == ""


def test_a_balloon_waits_for_the_tray(qapp, panel, qtbot) -> None:
    panel.there = False
    tray = Tray()
    tray.start()
    balloon = TrayBalloon(tray)
    balloon.start()
    with qtbot.assertNotEmitted(balloon.shown):
        balloon.show(NOTICE)
    panel.there = True
    with qtbot.waitSignals([balloon.availability_changed, balloon.shown]):
        tray.check()
    balloon.stop()
    tray.stop()


def test_the_backend_follows_the_platform(tray, qapp) -> None:
    linux, mac = choose_notifier(tray, platform="linux"), choose_notifier(tray, platform="darwin")
    assert isinstance(linux, FreedesktopNotifier)
    assert isinstance(mac, TrayBalloon)
    silent = choose_notifier(tray, platform="freebsd14")
    assert isinstance(silent, SilentNotifier)
    silent.start()
    silent.show(NOTICE)
    silent.withdraw("due-1")
    silent.stop()
    assert not silent.is_available
    assert silent.take_activation_token() == ""


def test_the_icon_is_drawn_for_the_panel(tray) -> None:
    def disc() -> str:
        return tray._icon.icon().pixmap(32, 32).toImage().pixelColor(4, 16).name().upper()

    assert disc() == LIGHT[0]
    tray.set_panel(dark=True)
    assert disc() == DARK[0]
    drawn = tray._icon.icon().cacheKey()
    tray.set_panel(dark=True)
    assert tray._icon.icon().cacheKey() == drawn


@pytest.mark.desktop
def test_a_click_in_a_panel(desktop, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.env["DBUS_SESSION_BUS_ADDRESS"])
    panel = FakePanel(qtbot)
    panel.own(FakePanel.NAME)
    probe = desktop.start_python("-m", "tests.desktop.tray_probe")
    qtbot.waitUntil(lambda: bool(panel.items), timeout=15000)
    probe.wait_for_line("started True")
    probe.send("due")
    probe.wait_for_line("did due")
    assert panel.tooltip() == "tip due"
    panel.click()
    probe.wait_for_line("open")
    probe.send("overdue")
    probe.wait_for_line("did overdue")
    panel.click()
    probe.wait_for_line("overdue")
    panel.leave()


@pytest.mark.desktop
def test_a_click_in_a_tray_of_the_old_kind(desktop) -> None:
    """XEmbed, as trayer and many small panels have it: the icon is a window inside the panel's."""
    require_tools("trayer")
    desktop.start("trayer", "--edge", "bottom", "--align", "left", "--widthtype", "request", "--height", "32")
    wait_for(lambda: desktop.xdotool("search", "--class", "trayer"), "the tray")
    probe = desktop.start_python("-m", "tests.desktop.tray_probe")
    probe.wait_for_line("shown True")
    panel = wait_for(lambda: desktop.xdotool("search", "--onlyvisible", "--name", "^panel$"), "the panel")
    # Two clicks at one place would be a double click.
    for state, asked, place in (("due", "open", "8"), ("overdue", "overdue", "20")):
        probe.send(state)
        probe.wait_for_line(f"did {state} True")
        desktop.xdotool("mousemove", "--window", panel, place, place, "click", "1")
        probe.wait_for_line(asked)
    assert [line for line in probe.lines if line in {"open", "overdue"}] == ["open", "overdue"]


@pytest.mark.desktop
def test_a_panel_that_comes_later(desktop, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    probe = desktop.start_python("-m", "tests.desktop.tray_probe")
    probe.wait_for_line("started False")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.env["DBUS_SESSION_BUS_ADDRESS"])
    panel = FakePanel(qtbot)
    panel.own(FakePanel.NAME)
    probe.send("check")
    qtbot.waitUntil(lambda: bool(panel.items), timeout=5000)
    probe.wait_for_line("shown True")
    panel.leave()
