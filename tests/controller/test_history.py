"""The history is verified in slices at idle moments and whole when asked, and the words promise no more."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale

from callpolicy_gui.controller.history_desk import REST_SECONDS, HistoryDesk
from callpolicy_gui.controller.views import Refused
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.wording.history import anchor, verification

LIMIT = "This shows changes by other programs, not changes by someone who has your key."


class Watch:
    """A stopwatch that moves by `step` seconds at each look."""

    def __init__(self, step):
        self.at, self.step = 0.0, step

    def __call__(self):
        self.at += self.step
        return self.at


@pytest.fixture
def filled(practice):
    """Two thousand entries beside the first few."""
    with practice.log.db.write(practice.now):
        for number in range(2000):
            practice.log.db.history.append("kind", f"call {number}", after={"n": number})
    return practice


def desk(practice, step=0.004):
    return HistoryDesk(practice.controller._desk, practice.controller, Watch(step))


def tamper(practice, sequence):
    db = practice.log.db
    before = db.row("SELECT reason FROM history WHERE sequence = ?", (sequence,))[0]
    (trigger,) = db.row("SELECT sql FROM sqlite_master WHERE name = 'history_no_update'")
    db.execute("DROP TRIGGER history_no_update")
    db.execute("UPDATE history SET reason = 'x' WHERE sequence = ?", (sequence,))

    def put_back():
        db.execute("UPDATE history SET reason = ? WHERE sequence = ?", (before, sequence))
        db.execute(trigger)

    return put_back


def rounds(history, most=1000):
    """The slices of one round: how many said nothing, and what the last said."""
    for nothing in range(most):
        view = history.verify_slice()
        if view is not None:
            return nothing, view
    raise AssertionError("no round ended")


def test_all_of_it_at_once(filled):
    count = filled.log.db.history.head().count
    view = filled.controller.history.verify_all()
    shown = filled.controller._desk.locale.toString(count)
    assert view.sentence == f"All {shown} entries follow from each other. {LIMIT}"
    assert (view.entries, view.first_bad) == (count, None)


@pytest.mark.parametrize("place", [1, 1700, -1])
def test_a_changed_entry_is_named(filled, place):
    count = filled.log.db.history.head().count
    bad = count if place < 0 else place
    put_back = tamper(filled, bad)
    view = filled.controller.history.verify_all()
    assert (view.entries, view.first_bad) == (count, bad)
    number = filled.controller._desk.locale.toString(bad)
    assert view.sentence.startswith(f"Entry {number} of the history does not follow from the one before")
    put_back()


def test_the_seam_between_two_parts_is_verified(filled, monkeypatch):
    monkeypatch.setattr("callpolicy_gui.controller.history_desk._AT_ONCE_WHEN_ASKED", 100)
    assert filled.controller.history.verify_all().first_bad is None
    for bad in (100, 101):
        put_back = tamper(filled, bad)
        assert filled.controller.history.verify_all().first_bad == bad
        put_back()


def test_a_slice_ends_when_its_time_is_over_and_the_next_goes_on(filled):
    count = filled.log.db.history.head().count
    # Three looks at the watch are 12 ms: 150 entries a slice.
    nothing, view = rounds(desk(filled))
    assert nothing == (count - 1) // 150
    assert (view.entries, view.first_bad) == (count, None)
    assert rounds(desk(filled, step=0.0))[0] == 0


def test_after_a_round_it_rests_and_then_begins_again(filled):
    history = desk(filled)
    rounds(history)
    assert history.verify_slice() is None
    assert history._verified == 0
    filled.now += REST_SECONDS - 1
    assert history.verify_slice() is None
    assert history._verified == 0
    filled.now += 1
    assert history.verify_slice() is None
    assert history._verified == 150
    # A clock that was set back does not put it off.
    rounds(history)
    filled.now -= 10 * REST_SECONDS
    assert history.verify_slice() is None
    assert history._verified == 150


def test_entries_that_come_meanwhile_are_verified_too(filled):
    history = desk(filled)
    history.verify_slice()
    filled.log_call("Ann")
    assert rounds(history)[1].entries == filled.log.db.history.head().count


def test_what_a_slice_finds_is_said_once(filled):
    failed = []
    filled.controller.failed.connect(failed.append)
    put_back = tamper(filled, 600)
    history = desk(filled)
    nothing, view = rounds(history)
    assert (nothing, view.first_bad) == (3, 600)
    filled.now += REST_SECONDS
    assert rounds(history)[1].first_bad == 600
    assert failed == [view.sentence]
    put_back()


def test_a_log_that_cannot_be_read_is_left_for_the_next_slice(filled, monkeypatch):
    history = desk(filled)
    history.verify_slice()
    with monkeypatch.context() as patch:

        def unreadable(*_):
            raise StorageError(StorageProblem.DISK_ERROR, "log")

        patch.setattr(type(filled.log.db.history), "verify", unreadable)
        assert history.verify_slice() is None
        assert isinstance(history.verify_all(), Refused)
    assert history._verified == 150
    assert rounds(history)[1].first_bad is None


def test_the_words():
    english = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
    assert verification(0, english) == "The history has no entries yet."
    assert verification(1, english) == f"The one entry is as it was written. {LIMIT}"
    assert verification(12431, english) == f"All 12,431 entries follow from each other. {LIMIT}"
    assert anchor(1, "0a1b", english) == "The log's history had 1 entry; its mark is 0a1b."
    assert anchor(12431, "0a1b", english) == (
        "The log's history had 12,431 entries; the last one's mark is 0a1b."
    )
