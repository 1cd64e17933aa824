from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.ui import print_code
from callpolicy_gui.ui.recovery_code_dialog import RecoveryCodeDialog
from tests.ui.fake_protection import CODE, FakeProtection
from tests.ui.practice_fixtures import framed, press, themed  # noqa: F401  (fixtures)
from tests.ui.secret_hands import MARK, is_discreet, texts_of, tries_to_copy


@pytest.fixture
def desk():
    return FakeProtection()


@pytest.fixture
def printed():
    return []


@pytest.fixture
def opened(themed, framed, qtbot, desk, printed):  # noqa: F811
    def make(**options):
        host = framed(QWidget())
        options.setdefault("printing", lambda code, _parent: printed.append(code))
        dialog = RecoveryCodeDialog(desk, host, **options)
        dialog.results = []
        dialog.finished.connect(dialog.results.append)
        dialog.open()
        qtbot.waitExposed(dialog)
        dialog.activateWindow()
        QApplication.processEvents()
        return dialog

    return make


def test_it_makes_one_code_and_shows_it_in_groups(opened, desk):
    dialog = opened()
    assert desk.asked == [("code",)]
    assert dialog.panel.groups() == tuple(CODE.split("-"))
    assert dialog.panel.accessibleName() == CODE.replace("-", " ")
    assert "type it back" in dialog.words.text()
    assert not dialog.is_asking_back()
    dialog.hide()
    dialog.show()
    assert desk.asked == [("code",)]


def test_until_it_is_made_there_is_nothing_to_press_but_not_now(opened, desk):
    desk.later = True
    dialog = opened()
    offered = (dialog.next, dialog.print_button, dialog.confirm)
    assert not any(button.isVisible() for button in offered)
    desk.answer()
    assert dialog.next.isVisible()


def test_it_is_typed_back_without_being_seen(opened, desk):
    dialog = opened()
    results = dialog.results
    press(dialog.next)
    assert dialog.is_asking_back()
    assert dialog.edit.hasFocus()
    assert dialog.panel.groups() == ()
    assert not any(group in texts_of(dialog) for group in CODE.split("-"))
    QTest.keyClicks(dialog.edit, CODE.lower())
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert desk.asked[1:] == [("confirm", CODE.lower())]
    assert results == [QDialog.DialogCode.Accepted]


def test_a_refusal_keeps_what_was_typed_to_be_put_right(opened, desk):
    dialog = opened()
    press(dialog.next)
    desk.refuse = Refused("Something is mistyped.", Field.CODE)
    dialog.edit.setText("0123")
    press(dialog.confirm)
    assert dialog.field.error() == "Something is mistyped."
    assert dialog.edit.text() == "0123"
    QTest.keyClicks(dialog.edit, "4")
    assert dialog.field.error() == ""


def test_nothing_typed_asks_nothing(opened, desk):
    dialog = opened()
    press(dialog.next)
    press(dialog.confirm)
    assert desk.asked == [("code",)]


def test_the_code_can_be_seen_again_until_it_is_confirmed(opened):
    dialog = opened()
    press(dialog.next)
    press(dialog.back)
    assert dialog.panel.groups() == tuple(CODE.split("-"))
    assert not dialog.is_asking_back()


def test_typing_back_later_makes_no_new_code(opened, desk):
    dialog = opened(make=False)
    assert desk.asked == []
    assert dialog.is_asking_back()
    assert not dialog.back.isVisible()
    QTest.keyClicks(dialog.edit, CODE)
    press(dialog.confirm)
    assert desk.asked == [("confirm", CODE)]


def test_it_is_never_on_the_clipboard(opened):
    dialog = opened()
    QApplication.clipboard().setText(MARK)
    for key in (Qt.Key.Key_A, Qt.Key.Key_C):
        QTest.keyClick(dialog, key, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == MARK
    assert not any("opy" in button.words() for button in (dialog.print_button, dialog.next, dialog.back))
    press(dialog.next)
    dialog.edit.setText(CODE)
    assert tries_to_copy(dialog.edit) == MARK
    assert is_discreet(dialog.edit)


def test_a_hasty_enter_says_nothing_about_the_paper(opened, desk):
    dialog = opened(printing=None)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.is_asking_back()
    assert dialog.isVisible()


def test_a_refused_code_is_said(opened, desk):
    desk.refuse = Refused("Not changed: the disk is full.")
    dialog = opened()
    assert dialog.title.text() == "No code was made"
    assert dialog.error.text() == "Not changed: the disk is full."
    assert not dialog.next.isVisible()


def test_closing_forgets_the_code(opened, desk):
    dialog = opened()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.panel.groups() == ()
    assert dialog._code == ""
    assert not desk.now.recovery_checked


def test_an_answer_after_it_was_closed_finds_nobody(opened, desk, qtbot):
    desk.later = True
    dialog = opened()
    dialog.reject()
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog), timeout=2000)
    desk.answer()


# Printing


def test_print_hands_over_the_code(opened, printed):
    dialog = opened()
    press(dialog.print_button)
    assert printed == [CODE]


def test_without_printing_there_is_no_button(opened):
    assert not opened(printing=None).print_button.isVisible()


def test_where_qt_cannot_print_there_is_no_button(opened, monkeypatch):
    monkeypatch.setattr("callpolicy_gui.ui.recovery_code_dialog.can_print", lambda: False)
    assert not opened(printing=print_code.print_code).print_button.isVisible()


def test_the_page_is_drawn_and_names_no_client_or_date(themed, tmp_path, monkeypatch):  # noqa: F811
    drawn = []
    real = print_code._text
    monkeypatch.setattr(
        print_code, "_text", lambda *args, **more: drawn.append(args[4]) or real(*args, **more)
    )
    writer = QPdfWriter(str(tmp_path / "code.pdf"))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    assert print_code.draw_page(writer, CODE)
    assert (tmp_path / "code.pdf").read_bytes().startswith(b"%PDF")
    assert drawn[1:3] == ["0123   4567   89AB   CDEF", "GHJK   MNPQ   RSTV"]
    assert drawn[0] == "Recovery code of your call log"


@pytest.mark.parametrize("size", [QSize(827, 1169), QSize(583, 827)])
def test_everything_fits_the_page(themed, size):  # noqa: F811
    page = QImage(size, QImage.Format.Format_RGB32)
    page.setDotsPerMeterX(3937)
    page.setDotsPerMeterY(3937)
    page.fill(Qt.GlobalColor.white)
    assert print_code.draw_page(page, CODE)
    white = QImage(page)
    white.fill(Qt.GlobalColor.white)
    edge = round(size.width() * 0.07)
    painter = QPainter(page)
    painter.fillRect(edge, edge, size.width() - 2 * edge, size.height() - 2 * edge, Qt.GlobalColor.white)
    painter.end()
    assert page == white


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_device_that_cannot_be_begun_is_told(themed):  # noqa: F811
    assert not print_code.draw_page(QImage(), CODE)


def test_the_print_dialog_opens_and_names_nothing(themed, framed, qtbot):  # noqa: F811
    pytest.importorskip("PySide6.QtPrintSupport")
    from PySide6.QtPrintSupport import QPrintDialog

    host = framed(QWidget())
    print_code.print_code(CODE, host)
    dialog = host.findChild(QPrintDialog)
    assert dialog is not None
    assert dialog.printer().docName() == "Call Policy"
    dialog.reject()
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog), timeout=2000)
