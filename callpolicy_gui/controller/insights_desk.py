"""Reads the log for the insights page: what became of promises, and of other ones."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from callpolicy_gui.controller.exchange_desk import CONNECTED_SECONDS
from callpolicy_gui.controller.insights_views import InsightsView, MonthView, ReplayView
from callpolicy_gui.core.adherence import adherence, response_bars, week_grid
from callpolicy_gui.core.calls import Settlement
from callpolicy_gui.core.deadlines import NoWorkingDayError
from callpolicy_gui.core.local_time import DAY_SECONDS
from callpolicy_gui.core.open_spans import NothingOpenError
from callpolicy_gui.core.policies import Preset, WorkingDays
from callpolicy_gui.core.replay import PastCall, PastCalls, replay
from callpolicy_gui.wording import insights as words
from callpolicy_gui.wording.policies import policy_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.core.calls import MissedCall
    from callpolicy_gui.core.policies import Policy
    from callpolicy_gui.core.replay import Replayed

WEEKS, REPLAYED, MONTHS = 12, 60, 3


class InsightsDesk:
    """Patterns of the last weeks. `preset` gives a policy with the hours it was last promised with."""

    def __init__(self, desk: Desk, preset: Callable[[Preset], Policy]) -> None:
        self._desk = desk
        self._preset = preset

    def view(self) -> InsightsView:
        """Everything the page shows, or why it is too early."""
        desk, now = self._desk, self._desk.now()
        count = desk.calls.log_count(0, now + 1)
        if count < words.LEAST_CALLS:
            return InsightsView(too_little=words.too_little(count))
        practice, times = desk.practice, desk.times
        calls = desk.calls.log(now - WEEKS * 7 * DAY_SECONDS, now + 1, limit=-1)
        last = desk.calls.log(0, now + 1, limit=REPLAYED)
        returned = self._returned({call.call_id: call for call in (*calls, *last)}.values())
        zone = practice.calendar.zone
        bars = response_bars(calls, now)
        arrivals = week_grid((call.received_at for call in calls), zone)
        returns = week_grid((at for call in calls if (at := returned.get(call.call_id)) is not None), zone)
        allowance = practice.version_at(now).policy.allowance
        return InsightsView(
            months=self._months(now),
            bars=bars,
            bars_words=words.bars_sentence(bars),
            line_hours=allowance.count * 24 if isinstance(allowance, WorkingDays) else None,
            arrivals=arrivals,
            returns=returns,
            grid_words=words.grid_sentence(arrivals, returns, times),
            replays=self._replays(last, returned, now),
            replay_words=words.replay_title(len(last)),
        )

    def on_last_calls(self, policy: Policy) -> str:
        """What a policy would have made of the last calls; empty where there are too few, or no promise."""
        desk, now = self._desk, self._desk.now()
        last = desk.calls.log(0, now + 1, limit=REPLAYED)
        if len(last) < words.LEAST_CALLS:
            return ""
        found = self._replay(self._past(last, self._returned(last)), policy, now)
        return "" if found is None else words.on_last_calls(len(last), found)

    def _returned(self, calls: Iterable[MissedCall]) -> dict[int, int]:
        """When each of these calls was returned; of a call that came with an old log, by that log."""
        calls = tuple(calls)
        found = {
            call.call_id: call.settled_at
            for call in calls
            if call.settlement is Settlement.RETURNED and call.settled_at is not None
        }
        old = [call.call_id for call in calls if call.settlement is Settlement.LOG_ONLY]
        return found | self._desk.phone_log.called_back(old, CONNECTED_SECONDS)

    def _months(self, now: int) -> tuple[MonthView, ...]:
        """This month and those before it in which anything was promised."""
        desk, practice = self._desk, self._desk.practice
        own, found = practice.own_spans(), []
        today = practice.calendar.local_day(now)
        year, month = today.year, today.month
        for _ in range(MONTHS):
            first = date(year, month, 1)
            after = date(year + month // 12, month % 12 + 1, 1)
            start, end = practice.calendar.day_start(first), practice.calendar.day_start(after)
            counts = adherence(
                desk.calls.log(start, min(end, now + 1), limit=-1), now, is_own_hours=own.is_open
            )
            if counts.owed or counts.still_open or first == today.replace(day=1):
                sentence = words.month_sentence(counts, month, year, desk.times)
                found.append(MonthView(sentence, words.month_detail(counts)))
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        return tuple(found)

    def _replays(
        self, last: tuple[MissedCall, ...], returned: dict[int, int], now: int
    ) -> tuple[ReplayView, ...]:
        """The last calls under each policy; one that could never be due under it is left out."""
        past, in_force = self._past(last, returned), self._desk.practice.version_at(now).policy
        found = []
        for preset in Preset:
            policy = in_force if in_force.preset is preset else self._preset(preset)
            counted = self._replay(past, policy, now)
            if counted is not None:
                sentence = words.replay_sentence(counted)
                found.append(
                    ReplayView(preset, policy_name(policy), counted, sentence, in_force.preset is preset)
                )
        return tuple(found)

    def _past(self, calls: Iterable[MissedCall], returned: dict[int, int]) -> PastCalls:
        practice = self._desk.practice
        return PastCalls(
            [
                PastCall(
                    call.received_at,
                    call.voicemail,
                    returned.get(call.call_id),
                    practice.accommodation(call.client_id),
                )
                for call in calls
            ]
        )

    def _replay(self, past: PastCalls, policy: Policy, now: int) -> Replayed | None:
        """None for a policy that cannot be promised."""
        practice = self._desk.practice
        own = practice.settings.own_hours
        if policy.problems(own):
            return None
        try:
            return replay(past, policy, practice.calendar, own, now)
        except (NothingOpenError, NoWorkingDayError):
            return None
