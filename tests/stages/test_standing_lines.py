"""What stays above the pages of an open log: failing backups, then a log that a keychain alone would open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from callpolicy_gui.controller import backup_desk
from callpolicy_gui.desktop.system_region import Region
from callpolicy_gui.opening import LogPlace
from callpolicy_gui.stages.open_stage import OpenStage
from callpolicy_gui.storage import key_slots
from callpolicy_gui.storage.device_settings import load_device_settings, save_device_settings
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.paths import paths_in
from tests.stages.test_lock import CHEAP, at

PRINT_IT = "If this computer's keychain is lost, so is your log. Print the recovery code."


class Keychain:
    """One that keeps what it is given."""

    def __init__(self):
        self.kept = {}

    def get_password(self, service, account):
        return self.kept.get((service, account))

    def set_password(self, service, account, secret):
        self.kept[service, account] = secret

    def delete_password(self, service, account):
        del self.kept[service, account]


@pytest.fixture
def place(tmp_path):
    now = [at("23 10:00")]
    made = LogPlace(
        paths_in(tmp_path / "log"), Keychain(), lambda: now[0], Region("America/New_York", "US", "NY")
    )
    return made, now


@pytest.fixture
def entered(qapp, place):
    """Enters the stage of the log; what it told the tray is in `tooltips`."""
    made = []

    def enter():
        key = place[0].load_key()
        stage = OpenStage(place[0].open(key), lambda: False)
        stage.tooltips = []
        stage.tray_changed.connect(lambda state: stage.tooltips.append(state.tooltip))
        stage.enter("")
        made.append(stage)
        return stage

    yield enter
    for stage in made:
        stage.leave()


def line(stage):
    standing = stage.window.notices.standing
    return "" if standing.isHidden() else standing.accessibleName()


def settle():
    for _ in range(4):
        QApplication.processEvents()


def fails(*_args, **_options):
    raise StorageError(StorageProblem.DISK_FULL, "backup")


def test_until_a_code_or_passphrase_exists_it_says_so(entered, place, qtbot):
    stage = entered()
    assert line(stage) == PRINT_IT
    stage.window.notices.withdraw_old_news()
    assert line(stage) == PRINT_IT
    stage.window.notices.standing.action_button().click()
    settle()
    window = stage.window
    assert window.current_page() == "settings"
    protection = window._built["settings"].protection
    assert protection.isAncestorOf(stage.window.focusWidget())
    assert not protection.visibleRegion().isEmpty()
    done = []
    stage._controller.protection._cost = CHEAP
    stage._controller.protection.set_passphrase("four words of mine", "four words of mine", done.append)
    qtbot.waitUntil(lambda: done == [None], timeout=10_000)
    assert line(stage) == ""


def test_a_failed_backup_is_said_with_the_age_of_the_last_good_one_until_one_succeeds(
    entered, place, monkeypatch
):
    stage = entered()
    backups = stage._controller.backups
    assert backups.start() is None
    place[1][0] = at("24 11:00")
    monkeypatch.setattr(backup_desk, "make_backup", fails)
    backups.start()
    assert line(stage) == (
        "The last backup failed: there is no space left there. Earlier backups were kept. "
        "The last good one is from yesterday 10:00."
    )
    assert stage.tooltips[-1].endswith("backup failed")
    stage.window.notices.standing.action_button().click()
    settle()
    assert stage.window._built["settings"].backup.isAncestorOf(stage.window.focusWidget())
    monkeypatch.undo()
    assert backups.start() is None
    assert line(stage) == PRINT_IT
    assert not stage.tooltips[-1].endswith("backup failed")


def test_a_second_folder_that_is_gone_is_said_at_the_start_too(entered, place, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    place[0].load_key()
    settings = place[0].paths.device_settings
    save_device_settings(settings, replace(load_device_settings(settings), backup_folder=str(stick)))
    stage = entered()
    assert stage._controller.backups.start() is None
    assert line(stage) == PRINT_IT
    stick.rename(tmp_path / "pulled out")
    stage.beat()
    assert line(stage) == (
        "Your second folder is not there, so it gets no backups. Connect it, or choose another. "
        "The last good one is from today 10:00."
    )
    (tmp_path / "pulled out").rename(stick)
    stage.beat()
    assert line(stage) == PRINT_IT


def test_a_log_that_outlives_the_keychain_has_nothing_to_say(entered, place):
    key = place[0].load_key()
    place[0].open(key).close()
    key_slots.set_passphrase(place[0].paths, key, "four words of mine", CHEAP)
    assert line(entered()) == ""
