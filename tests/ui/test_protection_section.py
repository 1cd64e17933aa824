from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

from callpolicy_gui.controller.protection_views import ProtectionView
from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.ui.passphrase_dialog import PassphraseDialog
from callpolicy_gui.ui.proof_dialog import ProofDialog
from callpolicy_gui.ui.protection_section import ProtectionSection
from callpolicy_gui.ui.recovery_code_dialog import RecoveryCodeDialog
from callpolicy_gui.wording.protection import protection_sentence
from tests.ui.fake_protection import CODE, KEYCHAIN_ONLY, FakeProtection
from tests.ui.practice_fixtures import framed, press, themed  # noqa: F401  (fixtures)

BESIDE = ProtectionView("Your log is not protected yet.", in_key_file=True)
BOTH = replace(KEYCHAIN_ONLY, has_passphrase=True, warning="", sentence="Both open it.")


@pytest.fixture
def desk():
    return FakeProtection()


@pytest.fixture
def section(themed, framed, desk):  # noqa: F811
    made = ProtectionSection(desk)
    framed(made, 760, 700)
    return made


def show(section, desk, view):
    desk.now = view
    desk.changed.emit()
    QApplication.processEvents()
    return section


def asked(section):
    """The question on the screen, and its buttons by their words."""
    box = section.findChildren(QMessageBox)[-1]
    return box, {button.text(): button for button in box.buttons()}


def test_it_says_how_the_log_is_protected_and_warns(section, desk):
    assert section.sentence.text() == KEYCHAIN_ONLY.sentence
    assert section.warning.isVisible()
    assert section.warning.accessibleName() == KEYCHAIN_ONLY.warning
    show(section, desk, BOTH)
    assert section.sentence.text() == "Both open it."
    assert not section.warning.isVisible()


@pytest.mark.parametrize(
    ("passphrase", "checked", "keychain", "beside", "said"),
    [
        (False, False, False, True, "whoever has this folder can read it."),
        (False, False, True, False, "Its key lies in this computer's keychain."),
        (True, False, True, False, "with your passphrase once it is locked."),
        (True, False, False, False, "Only your passphrase opens it."),
        (True, True, False, False, "so does the recovery code."),
        (False, True, False, False, "Only the recovery code opens it."),
    ],
)
def test_each_way_has_its_sentence(passphrase, checked, keychain, beside, said):
    sentence = protection_sentence(
        has_passphrase=passphrase, recovery_checked=checked, in_keychain=keychain, in_key_file=beside
    )
    assert sentence.endswith(said)
    assert sentence.startswith("Your log is encrypted.") != beside


def test_what_is_offered_without_a_passphrase(section):
    assert section.set_passphrase.words() == "Set a passphrase"
    assert not section.remove_passphrase.isVisible()
    assert not section.lock_row.isVisible()
    assert section.no_lock.isVisible()
    assert section.make_code.words() == "Print the recovery code"
    assert not any(button.isVisible() for button in (section.type_back, section.remove_code))


def test_what_is_offered_with_one(section, desk):
    show(section, desk, replace(BOTH, lock_minutes=9))
    assert section.set_passphrase.words() == "Change"
    assert section.remove_passphrase.isVisible()
    assert section.lock_row.isVisible()
    assert section.lock.text() == "9 min"
    assert not section.no_lock.isVisible()


def test_a_code_that_is_not_on_paper_can_be_typed_back(section, desk):
    show(section, desk, replace(KEYCHAIN_ONLY, has_recovery=True))
    assert "does not count yet" in section.code.state.text()
    press(section.type_back)
    dialog = section.findChild(RecoveryCodeDialog)
    assert dialog.is_asking_back()
    assert desk.asked == []
    dialog.reject()
    show(section, desk, replace(KEYCHAIN_ONLY, has_recovery=True, recovery_checked=True))
    assert not section.type_back.isVisible()
    assert "on paper" in section.code.state.text()


def test_the_buttons_open_their_dialogs(section, desk):
    press(section.set_passphrase)
    section.findChild(PassphraseDialog).reject()
    press(section.make_code)
    assert desk.asked == [("code",)]
    section.findChild(RecoveryCodeDialog).reject()


def test_a_demo_offers_nothing(section, desk):
    show(section, desk, ProtectionView("This is a demo.", can_change=False))
    assert section.sentence.isVisible()
    offered = (section.passphrase, section.code, section.keychain, section.lock_row, section.no_lock)
    assert not any(widget.isVisible() for widget in offered)


def test_a_keychain_that_is_not_there_is_not_offered(section, desk):
    show(section, desk, BESIDE)
    assert not section.keychain.isVisible()


# Removing


def proof(section):
    """The dialog that asks for the passphrase once more."""
    return section.findChildren(ProofDialog)[-1]


def said_in(dialog):
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def test_removing_the_passphrase_asks_for_it(section, desk):
    show(section, desk, replace(BOTH, has_recovery=True, recovery_checked=True))
    press(section.remove_passphrase)
    proof(section).cancel.click()
    assert desk.asked == []
    press(section.remove_passphrase)
    dialog = proof(section)
    assert "cannot be locked" in said_in(dialog)
    assert dialog.act.words() == "Remove"
    desk.refuse = Refused("That is not the passphrase.", Field.CURRENT)
    QTest.keyClicks(dialog.edit, "a guess")
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.field.error() == "That is not the passphrase."
    desk.refuse = None
    dialog.edit.setText("a quiet room")
    press(dialog.act)
    assert desk.asked == [("remove", False, "a guess"), ("remove", False, "a quiet room")]
    assert not section.remove_passphrase.isVisible()
    assert dialog.edit.text() == ""


def test_where_nothing_else_lasts_the_key_goes_beside_the_log_and_that_is_said(section, desk):
    show(section, desk, BOTH)
    press(section.remove_passphrase)
    dialog = proof(section)
    assert "whoever has this folder can read it" in said_in(dialog)
    assert dialog.act.words() == "Remove, key beside the log"
    press(dialog.act)
    assert desk.asked == [("remove", True)]


def test_with_a_passphrase_a_new_code_is_made_for_who_knows_it(section, desk):
    show(section, desk, BOTH)
    press(section.make_code)
    assert desk.asked == []
    assert section.findChild(RecoveryCodeDialog) is None
    dialog = proof(section)
    dialog.edit.setText("a quiet room")
    press(dialog.act)
    assert desk.asked == [("code", "a quiet room")]
    shown = section.findChild(RecoveryCodeDialog)
    assert shown.panel.groups() == tuple(CODE.split("-"))
    assert desk.asked == [("code", "a quiet room")]
    shown.reject()


def test_with_a_passphrase_the_keychain_is_switched_on_by_who_knows_it(section, desk):
    show(section, desk, replace(BOTH, in_keychain=False))
    press(section.keychain)
    assert desk.asked == []
    proof(section).cancel.click()
    assert not section.keychain.isChecked()
    press(section.keychain)
    dialog = proof(section)
    dialog.edit.setText("a quiet room")
    press(dialog.act)
    assert desk.asked == [("keychain", True, "a quiet room")]
    assert section.keychain.isChecked()


def test_removing_the_code_asks(section, desk):
    show(section, desk, replace(BOTH, has_recovery=True, recovery_checked=True))
    press(section.remove_code)
    asked(section)[1]["Keep it"].click()
    assert desk.asked == []
    press(section.remove_code)
    asked(section)[1]["Remove"].click()
    assert desk.asked == [("remove code",)]


def test_a_refusal_stands_under_what_it_is_about(section, desk):
    show(section, desk, replace(BOTH, has_recovery=True, recovery_checked=True))
    desk.refuse = Refused("Nothing else would open your log.")
    press(section.remove_code)
    asked(section)[1]["Remove"].click()
    assert section.code.trouble.text() == "Nothing else would open your log."
    assert section.code.trouble.isVisible()
    assert section.passphrase.trouble.text() == ""
    desk.refuse = None
    press(section.remove_code)
    asked(section)[1]["Remove"].click()
    assert not section.code.trouble.isVisible()


# The keychain


def test_the_keychain_is_switched_and_put_back_when_refused(section, desk):
    show(section, desk, BOTH)
    desk.refuse = Refused("The keychain did not keep the key.")
    press(section.keychain)
    assert desk.asked == [("keychain", False)]
    assert section.keychain.isChecked()
    assert section.keychain_trouble.text() == "The keychain did not keep the key."
    desk.refuse = None
    QTest.keyClick(section.keychain, Qt.Key.Key_Space)
    assert not section.keychain.isChecked()
    assert not section.keychain_trouble.isVisible()


def test_while_one_change_is_made_no_other_can_be_asked_for(section, desk):
    show(section, desk, BOTH)
    desk.later = True
    press(section.keychain)
    buttons = (section.set_passphrase, section.remove_passphrase, section.make_code, section.keychain)
    assert not any(button.isEnabled() for button in buttons)
    desk.answer()
    assert all(button.isEnabled() for button in buttons)


def test_an_answer_after_the_window_is_gone_finds_nobody(section, desk):
    show(section, desk, BOTH)
    desk.later = True
    press(section.keychain)
    window = section.window()
    section.setParent(None)
    window.hide()
    section.deleteLater()
    QApplication.sendPostedEvents(section, 52)  # DeferredDelete
    desk.answer()


# Locking after a while


def test_minutes_are_saved_when_they_are_finished(section, desk):
    show(section, desk, BOTH)
    section.lock.setFocus()
    section.lock.selectAll()
    QTest.keyClicks(section.lock, "15")
    assert desk.asked == []
    QTest.keyClick(section.lock, Qt.Key.Key_Return)
    assert desk.asked == [("lock", 15)]
    assert (section.lock.minimum(), section.lock.maximum()) == (0, 120)
    section.lock.setValue(0)
    assert section.lock.text() == "Never"


def test_refused_minutes_come_back(section, desk):
    show(section, desk, BOTH)
    desk.refuse = Refused("Not changed: the disk is full.")
    section.lock.setValue(15)
    assert section.lock.value() == 5
    assert section.lock_row.error() == "Not changed: the disk is full."


def test_every_control_has_a_name(section, desk):
    show(section, desk, replace(BOTH, has_recovery=True))
    controls = (
        section.set_passphrase,
        section.remove_passphrase,
        section.make_code,
        section.type_back,
        section.remove_code,
        section.keychain,
        section.lock,
    )
    assert [control.accessibleName() for control in controls] == [
        "Change the passphrase",
        "Remove the passphrase",
        "Make a new recovery code",
        "Type the recovery code back",
        "Remove the recovery code",
        "Keep the key in this computer's keychain",
        "Lock after",
    ]
