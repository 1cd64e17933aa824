from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtWidgets import QFileDialog

from callpolicy_gui.controller.views import Refused
from callpolicy_gui.ui.backup_section import BackupSection, ask_folder
from callpolicy_gui.ui.backups_dialog import BackupsDialog
from callpolicy_gui.ui.settings_page import SettingsPage
from callpolicy_gui.ui.widgets import Button
from tests.ui.fake_backups import FAILED, FakeBackups
from tests.ui.practice_fixtures import controller, framed, press, themed  # noqa: F401  (fixtures)


class Person:
    answer = "/media/stick"

    def __init__(self):
        self.shown = []

    def __call__(self, _parent, now, chosen):
        self.shown.append(now)
        if self.answer:
            chosen(self.answer)


@pytest.fixture
def desk():
    return FakeBackups()


@pytest.fixture
def person():
    return Person()


@pytest.fixture
def section(desk, person, framed, themed):  # noqa: F811
    made = BackupSection(desk, ask_path=person)
    framed(made, 720, 400)
    return made


def test_it_says_when_the_last_one_was(section):
    assert section.backups.state.text() == "Last backup: today 14:05, checked."
    assert section.problem.isHidden()
    assert section.folder.state.text() == "None. One on another disk survives this one."
    assert section.forget.isHidden()


def test_it_reads_the_folders_only_while_it_is_seen(desk, framed, themed):  # noqa: F811
    made = BackupSection(desk)
    desk.become()
    assert desk.reads == 0
    framed(made)
    assert desk.reads > 0


def test_backing_up_by_hand(section, desk):
    press(section.back_up)
    assert desk.asked == [("start",)]
    desk.become(running=True)
    assert section.back_up.words() == "Backing up\u2026"
    assert not section.back_up.isEnabled()
    assert not section.open_list.isEnabled()
    desk.become(running=False, sentence="Last backup: today 14:06, checked.")
    assert section.back_up.isEnabled()
    assert section.backups.state.text() == "Last backup: today 14:06, checked."


def test_a_failure_stays_until_it_is_mended(section, desk):
    desk.become(problem=FAILED)
    assert section.problem.accessibleName() == FAILED
    assert section.problem.isVisible()
    desk.become(problem="")
    assert section.problem.isHidden()


def test_a_refusal_that_is_no_failure_is_said_too(section, desk):
    desk.refuse = Refused("The log is being written. Try again in a moment.")
    press(section.back_up)
    assert section.problem.isVisible()
    assert section.problem.accessibleName() == desk.refuse.sentence


def test_choosing_a_second_folder_and_leaving_it(section, desk, person):
    press(section.choose)
    assert person.shown == [""]
    assert desk.asked == [("folder", "/media/stick")]
    desk.become(folder_note="Dropbox copies this folder to other computers. Backups are encrypted.")
    assert section.folder.state.text() == (
        "/media/stick\nDropbox copies this folder to other computers. Backups are encrypted."
    )
    desk.become(folder_problem="Your second folder is not there.")
    assert section.folder_problem.isVisible()
    press(section.forget)
    assert desk.asked[-1] == ("folder", "")


def test_a_folder_that_is_refused(section, desk, person):
    desk.refuse = Refused("That is the log's own folder. Choose one on another disk.")
    press(section.choose)
    assert section.folder_problem.accessibleName() == desk.refuse.sentence
    person.answer = ""
    press(section.choose)
    assert len(desk.asked) == 1
    desk.refuse, person.answer = None, "/media/other"
    press(section.choose)
    assert section.folder_problem.isHidden()


def test_the_list_opens(section):
    press(section.open_list)
    (dialog,) = section.findChildren(BackupsDialog)
    assert dialog.isVisible()


def test_a_demo_offers_nothing(section, desk):
    desk.become(can_back_up=False, sentence="This is a demo.")
    assert not section.back_up.isEnabled()
    assert section.folder.isHidden()


def test_it_stands_in_the_settings_where_there_is_a_desk(controller, desk, framed):  # noqa: F811
    assert SettingsPage(controller).backup is None
    controller.backups = desk
    page = SettingsPage(controller)
    framed(page)
    assert page.backup.backups.state.text() == "Last backup: today 14:05, checked."


@pytest.mark.parametrize("width", [300, 848])
def test_every_button_is_named_and_whole(section, width):
    section.window().resize(width, 600)
    for button in section.findChildren(Button):
        if button.isVisible():
            assert button.accessibleName()
            assert button.width() <= section.width()


def test_the_folder_dialog_may_be_taken_away_with_its_window(framed, themed, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr(QFileDialog, "open", QFileDialog.show)  # none of the desktop's own
    desk, taken = FakeBackups(), []
    made = BackupSection(desk)
    framed(made)
    ask_folder(made, str(tmp_path), taken.append)
    (dialog,) = made.findChildren(QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(tmp_path))
    assert taken == [str(tmp_path)]
    shiboken6.delete(made)
    assert not shiboken6.isValid(dialog)
