"""The heartbeat with clocks that sleep, jump and run backwards."""

from __future__ import annotations

import pytest

from callpolicy_gui.desktop.heartbeat import Heartbeat

NOON = 1_795_435_200


class Clocks:
    """A wall clock and a monotonic clock, moved by hand."""

    def __init__(self) -> None:
        self.wall = float(NOON)
        self.monotonic = 1000.0

    def pass_time(self, seconds: float) -> None:
        self.wall += seconds
        self.monotonic += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def heartbeat(qapp, clocks):
    made = Heartbeat(lambda: clocks.wall, lambda: clocks.monotonic)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def heard(heartbeat):
    said: list[tuple[str, float]] = []
    heartbeat.beat.connect(lambda now: said.append(("beat", now)))
    heartbeat.clock_moved.connect(lambda seconds: said.append(("moved", seconds)))
    return said


def test_the_beat_is_never_slower_than_five_seconds(qapp) -> None:
    slow = Heartbeat(lambda: 0.0, lambda: 0.0, interval_ms=60_000)
    assert slow._beats.interval() * 1.05 <= 5000  # a coarse timer may be late by a twentieth


def test_it_beats_by_itself(qtbot, clocks) -> None:
    quick = Heartbeat(lambda: clocks.wall, lambda: clocks.monotonic, interval_ms=1)
    with qtbot.waitSignals([quick.beat, quick.beat]):
        quick.start()
    quick.stop()


def test_a_constructed_one_is_still(qapp, clocks) -> None:
    still = Heartbeat(lambda: clocks.wall, lambda: clocks.monotonic)
    still.arm(NOON)
    assert not still._beats.isActive()
    assert still.wait_ms == -1


def test_time_that_passes_is_no_move(heartbeat, clocks, heard) -> None:
    clocks.pass_time(5)
    heartbeat.beat_now()
    assert heard == [("beat", NOON + 5)]


@pytest.mark.parametrize("seconds", [8 * 3600.0, -3600.0, 0.6, -0.6, 3 * 365 * 86400.0])
def test_a_moved_clock_is_said_once_before_the_beat(heartbeat, clocks, heard, seconds: float) -> None:
    clocks.pass_time(4)
    clocks.wall += seconds
    heartbeat.beat_now()
    clocks.pass_time(5)
    heartbeat.beat_now()
    assert [kind for kind, _ in heard] == ["moved", "beat", "beat"]
    assert heard[0][1] == pytest.approx(seconds)
    assert isinstance(heard[1][1], int)


def test_small_moves_add_up(heartbeat, clocks, heard) -> None:
    for _ in range(3):
        clocks.wall += 0.25
        heartbeat.beat_now()
    assert [kind for kind, _ in heard] == ["beat", "beat", "moved", "beat"]
    assert heard[2][1] == pytest.approx(0.75)


def test_half_a_second_is_not_over_it(heartbeat, clocks, heard) -> None:
    clocks.wall += 0.5
    heartbeat.beat_now()
    assert [kind for kind, _ in heard] == ["beat"]


def test_a_far_deadline_is_waited_for_in_minutes(heartbeat) -> None:
    heartbeat.arm(NOON + 40 * 365 * 86400)
    assert heartbeat.wait_ms == 60_000


def test_a_near_deadline_is_waited_for_exactly(heartbeat, clocks) -> None:
    clocks.wall += 0.25
    heartbeat.arm(NOON + 10)
    assert heartbeat.wait_ms == 9750


def test_a_timer_that_fires_early_does_not_beat(heartbeat, clocks, heard) -> None:
    heartbeat.arm(NOON + 10)
    clocks.pass_time(9.562)
    heartbeat._on_deadline()
    assert heard == []
    assert heartbeat.armed_at == NOON + 10
    assert heartbeat.wait_ms in (438, 439)
    clocks.pass_time(0.438)
    heartbeat._on_deadline()
    assert heard == [("beat", NOON + 10)]
    assert heartbeat.armed_at is None
    assert heartbeat.wait_ms == -1


def test_a_deadline_slept_over_comes_with_the_first_beat(heartbeat, clocks, heard) -> None:
    heartbeat.arm(NOON + 60)
    clocks.wall += 2 * 3600
    heartbeat.beat_now()
    assert [kind for kind, _ in heard] == ["moved", "beat"]
    assert heartbeat.armed_at is None


def test_a_clock_set_back_moves_the_deadline_away(heartbeat, clocks, heard) -> None:
    heartbeat.arm(NOON + 30)
    clocks.wall -= 20
    heartbeat.beat_now()
    assert heartbeat.wait_ms == 50_000


def test_a_past_deadline_beats_from_the_loop(heartbeat, qtbot) -> None:
    with qtbot.waitSignal(heartbeat.beat) as beat:
        heartbeat.arm(NOON - 5)
    assert beat.args == [NOON]


def test_arming_again_from_a_beat(heartbeat, clocks) -> None:
    heartbeat.beat.connect(lambda now: heartbeat.arm(now + 30))
    heartbeat.arm(NOON)
    heartbeat._on_deadline()
    assert heartbeat.armed_at == NOON + 30
    assert heartbeat.wait_ms == 30_000
