from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from callpolicy_gui.controller.trouble import waiting
from callpolicy_gui.controller.trouble_views import Choice, ChoiceKey, TroubleView
from callpolicy_gui.ui.theme import install
from callpolicy_gui.ui.trouble_window import TroubleWindow
from callpolicy_gui.ui.widgets import Button
from tests.ui.practice_fixtures import press, themed  # noqa: F401  (fixtures)

K = ChoiceKey
GONE = TroubleView(
    "The log is not there",
    "Its key is on this computer, but the file is missing. It may have been moved or deleted.",
    ("Newest backup: today 13:00, 1,234 entries.",),
    (
        Choice(K.RESTORE, "Restore the newest backup", "From today 13:00, with 1,234 entries."),
        Choice(K.LOCATE, "Locate\u2026", "Choose the folder where the log lies now."),
        Choice(
            K.CREATE, "Create a new log\u2026", "An empty one.", "It starts empty.", "Create an empty log"
        ),
        Choice(K.QUIT, "Quit"),
    ),
)
READ = TroubleView(
    "1 damaged area found",
    "19,980 of 20,000 entries are readable. The damaged file is kept.",
    (),
    (Choice(K.OPEN_SALVAGED, "Open what was read"), Choice(K.QUIT, "Quit")),
)


@pytest.fixture
def window(qtbot, themed):  # noqa: F811
    made = TroubleWindow(GONE)
    qtbot.addWidget(made)
    made.chosen = []
    made.choice.connect(made.chosen.append)
    made.resize(700, 600)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    QApplication.processEvents()
    return made


def offer(window, key):
    return next(offer for offer in window.offers if offer.choice.key == key)


def test_it_tells_what_happened_and_what_can_be_done(window):
    assert window.title.text() == GONE.title
    assert window.sentence.text() == GONE.sentence
    assert window.details.text() == GONE.details[0]
    assert [offer.button.words() for offer in window.offers] == [choice.words for choice in GONE.choices]
    assert window.button(K.RESTORE).kind == "primary"
    assert window.button(K.QUIT).kind == "plain"
    assert window.button(K.RESTORE).hasFocus()
    assert window.windowTitle() == "Call Policy"
    with pytest.raises(LookupError):
        window.button(K.SALVAGE)


def test_a_choice_is_sent_as_its_key(window):
    press(window.button(K.RESTORE))
    QTest.keyClick(window.button(K.LOCATE), Qt.Key.Key_Return)
    assert window.chosen == ["restore", "locate"]


def test_a_new_log_is_made_after_a_second_question_only(window):
    create = offer(window, K.CREATE)
    press(create.button)
    assert window.chosen == []
    assert create.question.isVisible()
    assert create.question.dismiss_button().hasFocus()
    press(create.question.dismiss_button())
    assert window.chosen == []
    assert create.button.hasFocus()
    press(create.button)
    press(create.question.action_button())
    assert window.chosen == ["create"]
    assert create.question.isHidden()
    assert create.button.isVisible()


def test_while_it_waits_one_may_quit_and_nothing_else_catches_the_eye(window):
    window.show_trouble(waiting())
    window.set_busy("Waiting for the log.", can_choose=True)
    assert [offer.choice.key for offer in window.offers] == [K.QUIT]
    assert window.button(K.QUIT).kind == "plain"
    assert window.busy.isVisible()
    press(window.button(K.QUIT))
    assert window.chosen == ["quit"]
    assert window.close()


def test_while_it_is_busy_nothing_can_be_chosen_nor_closed(window):
    window.set_busy("Reading what can be read\u2026")
    assert window.busy.isVisible()
    assert not window.button(K.RESTORE).isEnabled()
    QTest.keySequence(window, QKeySequence("Ctrl+Q"))
    assert not window.close()
    assert window.chosen == []
    window.set_busy("")
    assert window.busy.isHidden()
    assert window.button(K.RESTORE).isEnabled()


def test_what_a_salvage_brought_takes_the_place_of_the_choices(window):
    window.choice.connect(lambda _key: window.show_trouble(READ))
    window.set_busy("")
    press(window.button(K.RESTORE))
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert window.sentence.text() == READ.sentence
    assert window.details.isHidden()
    assert [o.choice.key for o in window.offers] == [K.OPEN_SALVAGED, K.QUIT]
    assert window.button(K.OPEN_SALVAGED).hasFocus()


def test_a_failure_leaves_the_choices(window):
    window.set_busy("Restoring\u2026")
    window.show_failure("The backup cannot be read.")
    assert window.failure.isVisible()
    assert window.busy.isHidden()
    assert window.button(K.RESTORE).isEnabled()
    window.set_busy("Restoring\u2026")
    assert window.failure.isHidden()


def test_quitting_by_key_and_closing(window):
    QTest.keySequence(window, QKeySequence("Ctrl+Q"))
    assert window.chosen == ["quit"]
    asked = []
    window.on_close = lambda: bool(asked.append(True))
    assert not window.close()
    assert asked == [True]
    window.on_close = lambda: True
    assert window.close()


def test_text_is_plain_everywhere(window):
    assert {label.textFormat() for label in window.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


@pytest.mark.parametrize("percent", [100, 200])
def test_everything_can_be_reached_in_the_smallest_window(window, percent):
    install(QApplication.instance(), "light", percent)
    try:
        window.resize(480, 360)
        QApplication.processEvents()
        assert (window.width(), window.height()) == (480, 360)
        for made in window.offers:
            button = made.button
            window.pane.ensureWidgetVisible(button)
            assert button.width() <= window.width()
            assert button.height() >= button.heightForWidth(button.width())
            left = button.mapTo(window, button.rect().topLeft()).x()
            assert left >= 0
            assert left + button.width() <= window.width()
        for button in window.findChildren(Button):
            assert button.accessibleName() or button.isHidden()
    finally:
        install(QApplication.instance(), "light", 100)


def test_a_question_comes_into_view(window):
    install(QApplication.instance(), "light", 200)
    try:
        window.resize(480, 360)
        QApplication.processEvents()
        create = offer(window, K.CREATE)
        create.button.click()
        for _ in range(3):
            QApplication.processEvents()
        buttons = create.question.dismiss_button()
        place = buttons.mapTo(window.pane.viewport(), buttons.rect().center())
        assert window.pane.viewport().rect().contains(place)
    finally:
        install(QApplication.instance(), "light", 100)
