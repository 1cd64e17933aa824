"""Texts stay literal, and what is wrong is said with how many, since when and what to do."""

from __future__ import annotations

import pytest

from callpolicy_gui.core.clock_doubt import ClockDoubt, Wrong
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.wording.headline import zone_time
from callpolicy_gui.wording.problems import (
    clock_doubted,
    clock_moved,
    device_problem,
    import_problem,
    number_warning,
    storage_problem,
    zone_problem,
)
from callpolicy_gui.wording.text import tr


@pytest.mark.parametrize("name", ["{when}", "{name}", "{0} %s %(name)s {__class__}", "%n", "\\1 \\g<0>"])
def test_a_value_is_never_looked_into(name):
    assert tr("Call {name} {when}", name=name, when="now") == f"Call {name} now"
    assert tr("Call {name} {when}", when="now", name=name) == f"Call {name} now"


def test_a_place_without_a_value_stays():
    assert tr("{a} {b}", a=1) == "1 {b}"


def missing(expected, found, at=1_795_440_000):
    problem = StorageProblem.ENTRIES_MISSING
    return StorageError(problem, "log", expected=expected, found=found, last_saved_at=at)


def test_missing_entries_are_counted_and_dated():
    said = storage_problem(missing(30, 10))
    assert said.startswith("The last 20 entries of the log are missing. They go up to ")
    assert "26" in said
    assert said.endswith(". Restore a copy of the data folder.")
    assert storage_problem(missing(11, 10)).startswith("The last 1 entry of the log is missing. ")


@pytest.mark.parametrize("error", [missing(10, 10), missing(10, 12), missing(None, 10), missing(10, None)])
def test_a_history_that_is_another_one_has_nothing_to_count(error):
    assert storage_problem(error) == (
        "The last entries of the log are missing. Restore a copy of the data folder."
    )


def test_missing_entries_without_a_date():
    assert storage_problem(missing(12, 10, None)) == (
        "The last 2 entries of the log are missing. Restore a copy of the data folder."
    )


def test_a_log_that_is_not_there_at_start_was_not_removed_while_open():
    said = storage_problem(StorageError(StorageProblem.LOG_NOT_FOUND, "log"))
    assert said == "No log was found in the data folder, though there was one. Restore a backup of it."


def test_a_cut_says_how_much_stands_before_it():
    said = import_problem("refused", "cut_off", "line 3", 2)
    assert said == (
        "This file ends too early. Export or copy it again from the phone. At line 3. "
        "2 complete calls stand before the cut. Nothing was imported."
    )
    assert "1 complete call stands" in import_problem("refused", "cut_off", "line 3", 1)
    assert "complete" not in import_problem("refused", "not_well_formed", "line 3")


def test_settings_of_this_computer():
    assert device_problem(was_damaged=False) == ""
    assert device_problem(was_damaged=True).startswith("The settings of this computer could not be read")
    said = device_problem(was_damaged=False, unusable=("auto_lock_minutes", "theme"))
    assert said == (
        "Of the settings of this computer these could not be used: "
        "minutes until auto-lock, theme. Check them."
    )


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-3600, "This computer's clock moved back by 60 min. Deadlines stay as they are."),
        (-60, "This computer's clock moved back by 1 min. Deadlines stay as they are."),
        (-59.0, ""),
        (3600, ""),
    ],
)
def test_a_clock_that_was_set_back(seconds, said):
    assert clock_moved(seconds) == said


def test_a_clock_that_is_not_believed():
    then = 1_795_435_200  # 23 November 2026, 12:00 UTC; this computer is in Chatham
    ahead = ClockDoubt(Wrong.AHEAD, then, then)
    assert clock_doubted(ahead, then + 3 * 365 * 86_400) == (
        "This computer's date looks wrong: Fri 23 Nov 2029. Alerts wait until you confirm it."
    )
    behind = ClockDoubt(Wrong.BEHIND, then, then)
    assert clock_doubted(behind, 0) == (
        "This computer's clock looks wrong: it is earlier than your last entry, of 24/11/2026 01:45. "
        "Alerts wait until you confirm it."
    )


def test_zones():
    assert zone_time("America/New_York") == "New York time"
    assert zone_time("UTC") == "UTC time"
    assert "Europe/Paris" in zone_problem("Europe/Paris")


def test_an_odd_number_is_told_by_its_digits():
    said = "That number has an unusual length, {}. It is kept as typed."
    assert number_warning("unusual_length", 9) == said.format("9 digits")
    assert number_warning("unusual_length", 1) == said.format("1 digit")
    assert number_warning("emergency", 3) == "That is an emergency number. Is this right?"
