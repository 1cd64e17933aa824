"""The line that stays above the pages: one at a time, whole at every size, reached by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from callpolicy_gui.ui.main_window import MainWindow
from callpolicy_gui.ui.notices import Standing
from callpolicy_gui.ui.theme import set_text_size
from callpolicy_gui.ui.widgets import Label
from tests.ui.queue_fixtures import QUIET, controller, installed, look, press, settle, shown, window  # noqa: F401

pytestmark = QUIET
KEY = Qt.Key
LONG = (
    "The last backup failed: there is no space left there. Earlier backups were kept. "
    "The last good one is from Fri 20 Nov 18:00."
)
# At twice the text the smallest windows have room for a few words.
SCROLLING = {((480, 360), 150), ((480, 360), 200), ((480, 720), 200)}
PRINT_IT = "If this computer's keychain is lost, so is your log. Print the recovery code."


def line_of(window):  # noqa: F811
    standing = window.notices.standing
    return "" if standing.isHidden() else standing.accessibleName()


def test_one_is_shown_at_a_time_the_most_important_first(window):  # noqa: F811
    notices = window.notices
    assert not notices.isVisible()
    notices.set_standing(Standing.PROTECTION, PRINT_IT, "Protection")
    assert line_of(window) == PRINT_IT
    notices.set_standing(Standing.CLOCK, "The date looks wrong.", "The date is right")
    notices.set_standing(Standing.BACKUPS, LONG, "Backups")
    assert line_of(window) == "The date looks wrong."
    notices.set_standing(Standing.CLOCK, "", "")
    assert line_of(window) == LONG
    assert notices.standing.action_button().words() == "Backups"
    notices.set_standing(Standing.BACKUPS, "", "")
    assert line_of(window) == PRINT_IT
    notices.set_standing(Standing.PROTECTION, "", "")
    assert line_of(window) == ""
    assert not notices.isVisible()


def test_the_button_says_which_one_was_meant(window):  # noqa: F811
    asked = []
    window.standing_requested.connect(asked.append)
    for key in (Standing.PROTECTION, Standing.BACKUPS, Standing.CLOCK):
        window.notices.set_standing(key, f"About {key}.", "Do it")
        window.notices.standing.action_button().click()
    assert asked == ["protection", "backups", "clock"]


def test_it_stays_when_the_rest_goes(window, controller):  # noqa: F811
    window.notices.set_standing(Standing.BACKUPS, LONG, "Backups")
    window.show_alert("1 callback is overdue", "Due at 13:40")
    window.show_note("Ready.", "")
    settle()
    assert window.notices.standing.geometry().bottom() < window.notices.alert.geometry().top()
    controller.log_changed.emit()
    window.withdraw_alert()
    assert window.notices.isVisible()
    assert line_of(window) == LONG
    window.show_page("log")
    assert window.notices.standing.isVisible()


def test_it_is_said_aloud_once(window, monkeypatch):  # noqa: F811
    said = []
    monkeypatch.setattr(
        "callpolicy_gui.ui.widgets.banner.announce", lambda _widget, text, **_more: said.append(text)
    )
    for _ in range(3):
        window.notices.set_standing(Standing.BACKUPS, LONG, "Backups")
    window.notices.set_standing(Standing.PROTECTION, PRINT_IT, "Protection")
    assert said == [LONG]


def test_a_screen_reader_and_the_keyboard_reach_it(window):  # noqa: F811
    window.notices.set_standing(Standing.BACKUPS, LONG, "Backups")
    settle()
    button = window.notices.standing.action_button()
    interface = QAccessible.queryAccessibleInterface(button)
    assert interface.text(QAccessible.Text.Name) == "Backups"
    assert interface.text(QAccessible.Text.Description) == LONG
    asked = []
    window.standing_requested.connect(asked.append)
    window.sidebar.buttons["settings"].setFocus()
    press(KEY.Key_Tab)
    assert button.hasFocus()
    press(KEY.Key_Space)
    assert asked == ["backups"]


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("size", [(1100, 720), (480, 720), (480, 360)])
def test_the_sentence_is_whole_at_every_size(look, controller, shown, percent, size):  # noqa: F811
    set_text_size(look, percent)
    made = MainWindow(controller)
    made.notices.set_standing(Standing.BACKUPS, LONG, "Backups")
    shown(made, *size)
    standing = made.notices.standing
    (label,) = [each for each in standing.findChildren(Label) if each.text() == LONG]
    assert label.height() >= label.heightForWidth(label.width())
    button = standing.action_button()
    bar = standing.verticalScrollBar()
    for part in (label, button):
        left = part.mapTo(standing.viewport(), part.rect().topLeft()).x()
        assert left >= 0
        assert left + part.width() <= standing.viewport().width()
    assert button.width() >= button.minimumSizeHint().width()
    assert standing.geometry().bottom() <= made.notices.rect().bottom()
    assert made.pages.geometry().top() > made.notices.geometry().bottom()
    assert made.queue_page.header.isVisible()
    scrolls = bar.maximum() > 0
    assert scrolls == ((size, percent) in SCROLLING)
    if scrolls:
        standing.setFocus(Qt.FocusReason.TabFocusReason)
        assert standing.hasFocus()
        for _ in range(100):
            press(KEY.Key_Down)
        assert bar.value() == bar.maximum()
        assert (
            standing.viewport()
            .rect()
            .intersects(button.rect().translated(button.mapTo(standing.viewport(), button.rect().topLeft())))
        )


def test_a_small_window_leaves_room_for_a_card(window):  # noqa: F811
    window.notices.set_standing(Standing.PROTECTION, PRINT_IT, "Protection")
    window.resize(480, 360)
    settle()
    assert window.queue_page.list.height() >= window.queue_page.list.card_height() * 0.9
