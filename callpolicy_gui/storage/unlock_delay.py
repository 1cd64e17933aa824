"""The wait between wrong tries at unlocking. There is no last try: nothing is ever deleted or locked out."""

from __future__ import annotations

from dataclasses import dataclass, replace

_FREE_TRIES = 3
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class UnlockDelay:
    """Wrong tries so far and the instant of the last, in seconds of a monotonic clock.

    From the third wrong try on the wait is 1 second, then 2, 4 and so on, at most 60. It slows
    down somebody at this keyboard; whoever has the files is slowed down by the key derivation.
    A mistyped recovery code is no try. After a right one begin with a new value.
    """

    wrong_tries: int = 0
    last_wrong: float = 0.0

    def after_wrong_try(self, now: float) -> UnlockDelay:
        """The state after one more wrong try at `now`."""
        return replace(self, wrong_tries=self.wrong_tries + 1, last_wrong=now)

    def seconds_left(self, now: float) -> float:
        """How long the next try has to wait; 0 when it may be made."""
        over = self.wrong_tries - _FREE_TRIES
        if over < 0 or now < self.last_wrong:  # a clock that went back must not wait for ever
            return 0.0
        # The exponent is bounded because 2 to the power of all tries would grow without end.
        wait = min(_LONGEST, 1 << min(over, 6))
        return max(0.0, self.last_wrong + wait - now)
