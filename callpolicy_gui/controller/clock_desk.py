"""Whether this computer's clock is believed, as the log keeps it: alerts wait while it is not.

The doubt is an entry of the history and so is its end. Entries made under a wrong clock
would otherwise make it look right at the next start.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from callpolicy_gui.core.clock_doubt import ClockDoubt, Wrong, doubt_at_start
from callpolicy_gui.storage.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.controller.alert_desk import AlertDesk
    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.storage.history import History

CLOCK_SUBJECT = "clock"
DOUBTED, BELIEVED = "clock doubted", "clock believed"


def doubt_found(history: History, now: int) -> ClockDoubt | None:
    """Whether a clock that shows `now` (UTC seconds) is doubted by what the log holds.

    To be asked before anything is written. Raises StorageError.
    """
    newest = history.entries(limit=1)
    return doubt_at_start(now, newest[0].at if newest else None, kept_doubt(history))


def kept_doubt(history: History) -> ClockDoubt | None:
    """The doubt that the history tells of last, unless it tells of its end too. Raises StorageError."""
    newest = history.entries(CLOCK_SUBJECT, limit=1)
    if not newest or newest[0].kind != DOUBTED:
        return None
    told = newest[0].after
    return ClockDoubt(Wrong(told["wrong"]), told["trusted_at"], told["bound"])


class ClockDesk:
    """Holds alerts, and keeps every backup, while the clock is doubted.

    `doubt` is what was found when the log was opened. `turned` is called when alerts are held or
    released.
    """

    def __init__(
        self, desk: Desk, alerts: AlertDesk, turned: Callable[[], None], doubt: ClockDoubt | None = None
    ) -> None:
        self._desk = desk
        self._alerts = alerts
        self._turned = turned
        self._doubt: ClockDoubt | None = None
        self._hold(doubt)

    @property
    def doubt(self) -> ClockDoubt | None:
        """Why the clock is not believed; None while it is."""
        return self._doubt

    def take(self, doubt: ClockDoubt | None) -> None:
        """From now on the clock is doubted, or, with None, believed; the history is told of a change.

        Where that cannot be saved it holds all the same, until the program ends.
        """
        self._hold(doubt)
        now, history = self._desk.now(), self._desk.db.history
        # That nothing can be read or saved is said by whatever else is tried next.
        with contextlib.suppress(StorageError):
            entry = _entry(doubt, kept_doubt(history), now)
            if entry is not None:
                with self._desk.db.write(now):
                    history.append(entry[0], CLOCK_SUBJECT, after=entry[1])

    def believed_now(self) -> int:
        """The present as far as it is believed, UTC seconds: where the clock is ahead, when it last was."""
        now = self._desk.now()
        return now if self._doubt is None else min(now, self._doubt.trusted_at)

    def _hold(self, doubt: ClockDoubt | None) -> None:
        was, self._doubt = self._doubt, doubt
        if doubt is not None:
            self._alerts.hold()
        elif was is not None:
            self._alerts.release()
        if doubt != was:
            self._turned()


def _entry(
    doubt: ClockDoubt | None, kept: ClockDoubt | None, now: int
) -> tuple[str, dict[str, object]] | None:
    """The kind and the content of the entry by which the history learns of a change; None where it knows."""
    if doubt == kept:
        return None
    if doubt is not None:
        return DOUBTED, {
            "wrong": doubt.wrong.value,
            "trusted_at": doubt.trusted_at,
            "bound": doubt.bound,
        }
    # Set to where it can be believed, or else somebody says that it is right as it is.
    is_confirmed = kept is not None and kept.holds_at(now)
    return BELIEVED, {"how": "confirmed" if is_confirmed else "set"}
