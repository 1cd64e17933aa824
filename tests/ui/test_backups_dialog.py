from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from callpolicy_gui.controller.backup_views import UndoRestore
from callpolicy_gui.ui.backups_dialog import BackupsDialog
from callpolicy_gui.ui.theme import install
from tests.ui.fake_backups import FAILED, ROWS, FakeBackups, row
from tests.ui.practice_fixtures import press, themed  # noqa: F401  (fixtures)


@pytest.fixture
def desk():
    return FakeBackups()


@pytest.fixture
def dialog(desk, qtbot, themed):  # noqa: F811
    made = BackupsDialog(desk)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_it_lists_what_there_is_with_the_newest_chosen(dialog):
    texts = [dialog.list.item(n).text() for n in range(dialog.list.count())]
    assert texts[0] == ("today 14:05, Made by you \u00b7 1,234 entries \u00b7 1.2 MB \u00b7 opens elsewhere")
    assert texts[3].endswith("opens elsewhere \u00b7 in the second folder")
    assert len(texts) == len(ROWS)
    assert dialog.chosen() == ROWS[0]
    assert dialog.undo.isHidden()
    child = QAccessible.queryAccessibleInterface(dialog.list).child(1)
    assert child.text(QAccessible.Text.Name) == texts[1]


def test_restoring_is_asked_once_more(dialog, desk):
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    press(dialog.restore)
    assert desk.asked == []
    assert dialog.question.isVisible()
    assert dialog.question.accessibleName() == "Restore the backup of today 09:10?"
    assert dialog.question.accessibleDescription() == (
        "Everything since then will be kept as a backup first. You can undo this."
    )
    assert dialog.question.dismiss_button().hasFocus()
    press(dialog.question.dismiss_button())
    assert desk.asked == []
    assert dialog.question.isHidden()
    assert dialog.restore.hasFocus()
    press(dialog.restore)
    press(dialog.question.action_button())
    assert desk.asked == [("restore", ROWS[1])]
    assert dialog.isHidden()


def test_a_question_is_about_the_chosen_backup_only(dialog, desk):
    press(dialog.restore)
    dialog.list.setCurrentRow(2)
    assert dialog.question.isHidden()


def test_the_last_restore_is_taken_back(dialog, desk):
    undo = UndoRestore(ROWS[2].backup, "today 13:00")
    desk.undoing = undo
    desk.become()
    press(dialog.undo)
    assert dialog.question.accessibleName() == "Undo the restore of today 13:00?"
    press(dialog.question.dismiss_button())
    assert dialog.undo.hasFocus()
    press(dialog.undo)
    press(dialog.question.action_button())
    assert desk.asked == [("undo", undo)]


def test_a_log_that_was_set_aside_for_an_empty_one_is_put_back(dialog, desk):
    desk.undoing = UndoRestore(ROWS[2].backup, "today 13:00", started_over=True)
    desk.become()
    assert dialog.undo.words() == "Put the old log back\u2026"
    press(dialog.undo)
    assert dialog.question.accessibleName() == "Put back the log that was set aside today 13:00?"
    press(dialog.question.action_button())
    assert desk.asked == [("undo", desk.undoing)]


def test_new_ones_come_in_and_the_choice_stays(dialog, desk):
    dialog.list.setCurrentRow(2)
    desk.listed = (row("today 15:00", 240), *ROWS)
    desk.become()
    assert dialog.list.count() == len(ROWS) + 1
    assert dialog.chosen() == ROWS[2]


def test_nothing_is_restored_while_one_is_made(dialog, desk):
    desk.become(running=True)
    assert not dialog.restore.isEnabled()
    desk.become(running=False)
    assert dialog.restore.isEnabled()


def test_without_any_it_says_when_one_is_made(dialog, desk):
    desk.listed = ()
    desk.become(sentence="No backup yet.")
    assert dialog.nothing.isVisible()
    assert dialog.list.isHidden()
    assert dialog.restore.isHidden()
    assert dialog.chosen() is None


def test_a_problem_is_said_here_too(dialog, desk):
    desk.become(problem=FAILED)
    assert dialog.sentence.text() == FAILED


def test_escape_closes_it(dialog):
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("width", [480, 700])
def test_rows_are_as_high_as_their_words(dialog, percent, width):
    install(QApplication.instance(), "light", percent)
    try:
        dialog.resize(900, 520)
        QApplication.processEvents()
        dialog.resize(width, 520)
        for _ in range(3):
            QApplication.processEvents()
        view = dialog.list
        option = QStyleOptionViewItem()
        below = 0
        for n in range(view.count()):
            area = view.visualItemRect(view.item(n))
            assert area.width() <= view.viewport().width() + 1
            assert (
                area.height()
                == view.itemDelegate().sizeHint(option, view.indexFromItem(view.item(n))).height()
            )
            assert area.top() >= below
            below = area.bottom()
        for button in (dialog.restore, dialog.close_button):
            assert button.width() <= dialog.width()
    finally:
        install(QApplication.instance(), "light", 100)


def test_the_list_takes_the_room_there_is(dialog):
    dialog.resize(600, 500)
    QApplication.processEvents()
    least = dialog.list.height()
    dialog.resize(600, 800)
    QApplication.processEvents()
    assert dialog.list.height() >= least + 250


def test_the_question_comes_into_view(dialog):
    install(QApplication.instance(), "light", 200)
    try:
        dialog.resize(480, 360)
        QApplication.processEvents()
        dialog.restore.click()
        for _ in range(3):
            QApplication.processEvents()
        place = dialog.question.mapTo(dialog.pane.viewport(), dialog.question.rect().center())
        assert dialog.pane.viewport().rect().contains(place)
    finally:
        install(QApplication.instance(), "light", 100)
