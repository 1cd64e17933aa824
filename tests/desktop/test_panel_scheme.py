"""The tray icon's variant follows the desktop, not what the program was set to."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt, Signal

from callpolicy_gui.desktop.panel_scheme import PanelScheme


class Hints(QObject):
    """What Qt reports, set by a desktop or by the program itself; the offscreen platform reports nothing."""

    colorSchemeChanged = Signal(Qt.ColorScheme)  # noqa: N815 - Qt's name

    def __init__(self) -> None:
        super().__init__()
        self.reported = Qt.ColorScheme.Light

    def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802 - Qt's name
        return self.reported

    def report(self, *, dark: bool) -> None:
        self.reported = Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light
        self.colorSchemeChanged.emit(self.reported)


@pytest.fixture
def hints(qapp, monkeypatch) -> Hints:
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)
    return Hints()


def test_it_follows_the_desktop_while_the_program_does(hints, qtbot) -> None:
    panel = PanelScheme(hints, follows=True)
    assert not panel.is_dark
    with qtbot.waitSignal(panel.changed) as changed:
        hints.report(dark=True)
    assert changed.args == [True]
    # The program is set to light: that says nothing of the panel.
    panel.follow(follows=False)
    with qtbot.assertNotEmitted(panel.changed):
        hints.report(dark=False)
    assert panel.is_dark
    with qtbot.waitSignal(panel.changed) as changed:
        panel.follow(follows=True)
    assert changed.args == [False]


def test_a_program_that_is_set_to_dark_keeps_what_the_desktop_said_before(hints) -> None:
    panel = PanelScheme(hints, follows=False)
    hints.report(dark=True)
    assert not panel.is_dark


@pytest.mark.parametrize(("desktop", "dark"), [("GNOME", True), ("ubuntu:GNOME", True), ("KDE", False)])
def test_the_bar_of_gnome_is_always_dark(hints, monkeypatch, desktop: str, dark: bool) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    assert PanelScheme(hints, follows=True).is_dark is dark
