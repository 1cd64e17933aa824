"""Wrong tries are slowed down, and none is the last."""

from __future__ import annotations

from callpolicy_gui.storage.unlock_delay import UnlockDelay


def test_the_wait_grows_to_a_minute_and_ends():
    delay, waits = UnlockDelay(), []
    now = 1000.0
    for _ in range(12):
        assert delay.seconds_left(now) == 0
        delay = delay.after_wrong_try(now)
        waits.append(delay.seconds_left(now))
        now += waits[-1]
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert delay.seconds_left(now - 0.5) == 0.5
    assert delay.seconds_left(now - 1000) == 0  # a clock that went back
    assert UnlockDelay(10**9, now).seconds_left(now) == 60
