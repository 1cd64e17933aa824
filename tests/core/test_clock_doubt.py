"""A clock that leaps or lags is doubted; a long sleep, a holiday and a correction are not."""

from __future__ import annotations

import pytest

from callpolicy_gui.core.clock_doubt import (
    BEHIND_SECONDS,
    CLOSED_SECONDS,
    STEP_SECONDS,
    ClockDoubt,
    Wrong,
    doubt_after_step,
    doubt_at_start,
)

HOUR, DAY = 3600, 86_400
YEAR = 365 * DAY
THEN = 1_795_435_200
AHEAD = ClockDoubt(Wrong.AHEAD, THEN, THEN + STEP_SECONDS)
BEHIND = ClockDoubt(Wrong.BEHIND, THEN, THEN - BEHIND_SECONDS)


def test_the_spans_are_what_the_documents_say():
    assert (STEP_SECONDS, CLOSED_SECONDS, BEHIND_SECONDS) == (30 * DAY, 180 * DAY, HOUR)


@pytest.mark.parametrize(
    ("since", "wrong"),
    [
        (0, None),
        (61 * DAY, None),  # two months away
        (180 * DAY - 1, None),
        (180 * DAY, Wrong.AHEAD),
        (3 * YEAR, Wrong.AHEAD),
        (-HOUR, None),
        (-HOUR - 1, Wrong.BEHIND),
        (-25 * YEAR, Wrong.BEHIND),
    ],
)
def test_at_start_the_last_entry_is_the_evidence(since, wrong):
    found = doubt_at_start(THEN + since, THEN, None)
    assert (found and found.wrong) == wrong
    if found is not None:
        assert found.trusted_at == THEN
        assert found.holds_at(THEN + since)
        assert not found.holds_at(THEN)


def test_a_log_without_an_entry_doubts_nothing():
    assert doubt_at_start(0, None, None) is None


@pytest.mark.parametrize(
    ("moved", "doubted"),
    [
        (8 * HOUR, False),
        (30 * DAY - 1, False),
        (30 * DAY, True),
        (3 * YEAR, True),
        (-3 * YEAR, False),
    ],
)
def test_a_step_of_a_month_while_it_runs_is_doubted(moved, doubted):
    found = doubt_after_step(THEN + moved, float(moved), None)
    assert found == (AHEAD if doubted else None)


def test_entries_made_under_a_doubt_do_not_end_it_at_the_next_start():
    later = THEN + 3 * YEAR
    assert doubt_at_start(later + DAY, later, AHEAD) == AHEAD
    assert doubt_at_start(THEN - DAY, THEN - 2 * DAY, BEHIND) == BEHIND


@pytest.mark.parametrize(
    ("kept", "now", "found"),
    [
        (AHEAD, THEN + 2 * DAY, None),
        (AHEAD, THEN + STEP_SECONDS, Wrong.AHEAD),
        (AHEAD, THEN - DAY, Wrong.BEHIND),
        (BEHIND, THEN - HOUR, None),
        (BEHIND, THEN + DAY, None),
        (BEHIND, THEN + YEAR, Wrong.AHEAD),
    ],
)
def test_a_clock_that_is_set_is_judged_from_when_it_was_believed(kept, now, found):
    for again in (doubt_at_start(now, THEN + 3 * YEAR, kept), doubt_after_step(now, now - THEN, kept)):
        assert (again and again.wrong) == found


def test_small_steps_leave_a_doubt_as_it_is():
    assert doubt_after_step(THEN + 3 * YEAR + 7, 0.6, AHEAD) is AHEAD
    assert doubt_after_step(THEN + 3 * YEAR - HOUR, -HOUR, AHEAD) is AHEAD
