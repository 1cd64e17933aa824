"""For how long a beat has nothing to do: the queue is in whole minutes, and alerts come at known instants."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rest:
    """In [since, until) neither the queue nor the alerts change by themselves; UTC seconds.

    `look` is when an alert can become owed next, None where none will be in a day.
    """

    since: int
    until: int
    look: int | None

    @classmethod
    def after(cls, now: int, look: int | None) -> Rest:
        """The rest of the minute of `now`, but for what comes at `look`."""
        next_minute = now - now % 60 + 60
        return cls(now, next_minute if look is None else min(next_minute, look), look)

    def covers(self, now: int) -> bool:
        """Whether it holds at `now`; not before it began, by a clock that was set back."""
        return self.since <= now < self.until
