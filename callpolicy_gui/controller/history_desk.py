"""Whether the history is still what was written: a little at idle moments, all of it when asked."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import Refused, VerificationView
from callpolicy_gui.storage.errors import StorageError
from callpolicy_gui.storage.row_check import disagreements
from callpolicy_gui.wording.history import rows_differ, verification, verification_failed
from callpolicy_gui.wording.problems import storage_problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.controller.signals import Signals

# A slice ends at the first look at the watch after its time is over: so many take under a millisecond.
_AT_ONCE = 50
# All at once would hold a long history in memory twice.
_AT_ONCE_WHEN_ASKED = 5_000
# More differences than these are not counted.
_MOST = 100
# Between two rounds over the same entries.
REST_SECONDS = 3600


class HistoryDesk:
    """Verifies the history of one log. What is wrong with it is said once.

    `stopwatch` gives seconds of a clock that is never set.
    """

    def __init__(
        self, desk: Desk, signals: Signals, stopwatch: Callable[[], float] = time.perf_counter
    ) -> None:
        self._desk = desk
        self._signals = signals
        self._stopwatch = stopwatch
        self._verified = 0
        self._rest_until: int | None = None
        self._was_said = False

    def verify_slice(self, budget_ms: int = 10) -> VerificationView | None:
        """Go on verifying for so many milliseconds; how it stands when a round has ended, else None.

        The next round begins an hour later. A first bad entry is also said through `failed`. A log
        that cannot be read just now is left for the next slice: whoever needs it says so.
        """
        now = self._desk.now()
        if self._rest_until is not None and self._rest_until - REST_SECONDS <= now < self._rest_until:
            return None
        try:
            return self._slice(now, budget_ms)
        except StorageError:
            return None

    def _slice(self, now: int, budget_ms: int) -> VerificationView | None:
        history = self._desk.db.history
        until = self._stopwatch() + budget_ms / 1000
        count = history.head().count
        while self._verified < count:
            first_bad = history.verify(self._verified, _AT_ONCE)
            if first_bad is not None:
                return self._round_ended(now, count, first_bad)
            self._verified = min(self._verified + _AT_ONCE, count)
            if self._stopwatch() >= until:
                break
        return self._round_ended(now, count, None) if self._verified >= count else None

    def verify_all(self) -> VerificationView | Refused:
        """Verify every entry now, then whether the rows are what the entries say.

        A few seconds for 100,000 entries. Refused, the log cannot be read.
        """
        try:
            return self._all()
        except StorageError as error:
            return Refused(storage_problem(error))

    def _all(self) -> VerificationView:
        history = self._desk.db.history
        count = history.head().count
        for after in range(0, max(count, 1), _AT_ONCE_WHEN_ASKED):
            first_bad = history.verify(after, _AT_ONCE_WHEN_ASKED)
            if first_bad is not None:
                return self._view(count, first_bad)
        found = disagreements(self._desk.db, _MOST)
        if found:
            rows = len({each.partition(":")[0] for each in found})
            sentence = rows_differ(rows, self._desk.locale, are_all=len(found) < _MOST)
            return VerificationView(sentence, count, None, is_sound=False)
        return self._view(count, None)

    def _round_ended(self, now: int, count: int, first_bad: int | None) -> VerificationView:
        self._verified, self._rest_until = 0, now + REST_SECONDS
        view = self._view(count, first_bad)
        if first_bad is not None and not self._was_said:
            self._was_said = True
            self._signals.failed.emit(view.sentence)
        return view

    def _view(self, count: int, first_bad: int | None) -> VerificationView:
        locale = self._desk.locale
        if first_bad is None:
            return VerificationView(verification(count, locale), count, None)
        return VerificationView(verification_failed(first_bad, locale), count, first_bad, is_sound=False)
