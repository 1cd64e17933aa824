"""Who owns the doubt about the clock while the program runs."""

from __future__ import annotations

import pytest

from callpolicy_gui.core.clock_doubt import ClockDoubt, Wrong
from callpolicy_gui.desktop.clock_watch import ClockWatch

DAY = 86_400
NOON = 1_795_435_200
FOUND = ClockDoubt(Wrong.BEHIND, NOON + DAY, NOON + DAY - 3600)


@pytest.fixture
def clock():
    return [float(NOON)]


@pytest.fixture
def watch(qapp, clock):
    made = ClockWatch(lambda: clock[0])
    made.heard = []
    made.changed.connect(made.heard.append)
    return made


def move(watch, clock, seconds):
    clock[0] += seconds
    watch.moved(seconds)


def test_it_says_each_change_once(watch, clock):
    move(watch, clock, 8 * 3600)
    assert watch.doubt is None
    move(watch, clock, 400 * DAY)
    move(watch, clock, 0.7)
    move(watch, clock, -400 * DAY)
    assert [doubt and doubt.wrong for doubt in watch.heard] == [Wrong.AHEAD, None]


def test_the_first_log_is_asked_and_no_other(watch):
    watch.log_opened(FOUND)
    assert watch.heard == [FOUND]
    watch.confirm()
    watch.log_opened(FOUND)
    assert watch.doubt is None
    assert watch.heard == [FOUND, None]


def test_a_step_before_the_first_log_opens_is_not_forgotten(watch, clock):
    move(watch, clock, 40 * DAY)
    watch.log_opened(None)
    assert watch.doubt.wrong is Wrong.AHEAD


def test_what_was_confirmed_before_the_first_log_opens_is_not_asked_again(watch, clock):
    move(watch, clock, 400 * DAY)
    watch.confirm()
    watch.log_opened(ClockDoubt(Wrong.AHEAD, NOON, NOON + 180 * DAY))
    assert watch.doubt is None
