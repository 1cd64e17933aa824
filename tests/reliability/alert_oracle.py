"""A second way to say which alerts are owed: a byte for each minute, and nothing of the rules in it.

Every minute of the stretch is looked up in the zone. Own hours, calling hours and sessions are
bytes, and an alert is found by walking back over them. Everything happens on whole minutes.
"""

from __future__ import annotations

from datetime import UTC, datetime

MINUTE = 60
LEAD = 30
SNOOZE_MARGIN = 15
EARLY = 10


class Days:
    """The minutes of a stretch from `start` (UTC seconds), by the local date they belong to."""

    def __init__(self, zone, start: int, minutes: int) -> None:
        self.start, self.minutes = start, minutes
        self.ordinal: list[int] = []
        self.of_day: list[int] = []
        self.first: dict[int, int] = {}
        for index in range(0, minutes, 15):  # no zone changes its clock within a quarter
            wall = datetime.fromtimestamp(start + index * MINUTE, UTC).astimezone(zone)
            for more in range(15):
                self.ordinal.append(wall.toordinal())
                self.of_day.append(wall.hour * 60 + wall.minute + more)
            self.first.setdefault(wall.toordinal(), index)

    def bounds(self, index: int) -> tuple[int, int]:
        """The minutes of the local date of a minute."""
        day = self.ordinal[index]
        return self.first[day], self.first.get(day + 1, self.minutes)


def opened(days: Days, windows_of, closed_parts) -> bytearray:
    """The open minutes; `windows_of(ordinal)` gives a date's windows, `closed_parts` what is cut from it."""
    found = bytearray(days.minutes)
    for ordinal, first in days.first.items():
        last = days.first.get(ordinal + 1, days.minutes)
        windows, cut = windows_of(ordinal), closed_parts.get(ordinal)
        if not windows:
            continue
        for index in range(first, last):
            minute = days.of_day[index]
            if any(w.start <= minute < w.end for w in windows):
                found[index] = cut is None or not cut.start <= minute < cut.end
    return found


class Oracle:
    """What is owed at a minute. `calling` are the open minutes by policy version.

    `starts` are the local dates on which versions begin, `early` those that are said before.
    """

    def __init__(self, days, own, weekly, *, calling, starts, early) -> None:
        self.days, self.own, self.calling, self.weekly = days, own, calling, weekly
        self.starts, self.early = starts, early
        self.running_since = 0
        self.singles: list[list[int]] = []
        self.pause: tuple[int, int] | None = None
        self.given: set[str] = set()
        self._busy = bytearray(days.minutes)
        self._base = bytearray(days.minutes)
        self._rebuild(0, days.minutes)
        self._known: dict = {}

    def changed(self) -> None:
        """Something happened: nothing that was found is kept."""
        self._known.clear()

    # -- quiet time ----------------------------------------------------------------------

    def begin_session(self, start: int, end: int) -> None:
        self.singles.append([start, end])
        self._rebuild(start, end)

    def end_session(self, now: int) -> None:
        """What runs is over: single ones are cut, the rest of the weekly one is free."""
        for block in self.singles:
            if block[0] <= now < block[1]:
                end, block[1] = block[1], now
                self._rebuild(now, end)
        end = self.weekly.find(0, now)
        self.weekly[now:end] = bytes(end - now)
        self._rebuild(now, end)

    def in_session(self, minute: int) -> bool:
        return bool(self._busy[minute])

    def allowed(self, minute: int) -> bool:
        """Whether an alert may appear."""
        paused = self.pause is not None and self.pause[0] <= minute < self.pause[1]
        return bool(self._base[minute]) and not paused

    def _last_allowed(self, start: int, end: int) -> int | None:
        """The last allowed minute in [start, end)."""
        while True:
            found = self._base.rfind(1, start, max(start, end))
            if found < 0 or self.allowed(found):
                return None if found < 0 else found
            end = found

    def _rebuild(self, start: int, end: int) -> None:
        for index in range(start, end):
            single = any(begin <= index < close for begin, close in self.singles)
            self._busy[index] = self.weekly[index] or single
            self._base[index] = self.own[index] and not self._busy[index]

    # -- alerts --------------------------------------------------------------------------

    def owed(self, minute: int, calls) -> set[str]:
        """The keys that are to be given at a minute, those given before left out."""
        if not self.allowed(minute):
            return set()
        groups = self._known.get("groups")
        if groups is None:
            groups = self._known["groups"] = _by_client(calls)
        now = self.days.start + minute * MINUTE
        found = set()
        for group in groups:
            first = group[0]
            if now > first.due_at:
                found.add(f"overdue:{first.call_id}")
            else:
                soon = self._soon(group)
                if soon is not None and soon <= minute:
                    found.add(f"soon:{first.call_id}")
        found |= self._about_the_day(minute, groups)
        return found - self.given

    def call_by(self, call) -> int:
        """The minute at whose beginning calling hours end for this call."""
        received, due = self._index(call.received_at), self._index(call.due_at)
        last = self.calling[call.version_id].rfind(1, received, due)
        return due if last < 0 else last + 1

    def _soon(self, group) -> int | None:
        first = group[0]
        key = ("soon", first.call_id)
        if key not in self._known:
            self._known[key] = self._count_soon(group)
        return self._known[key]

    def _count_soon(self, group) -> int | None:
        first = group[0]
        received, by = self._index(first.received_at), self.call_by(first)
        calling = self.calling[first.version_id]
        at, left = by, LEAD
        while left and at > received:
            at = calling.rfind(1, received, at)
            if at < 0:
                break
            left -= not self._busy[at]
        if left:
            at = received
        put_off = [call.snoozed_until for call in group if call.snoozed_until is not None]
        if put_off:
            at = max(at, min(self._index(max(put_off)), by - SNOOZE_MARGIN))
        return at if self.allowed(at) else self._last_allowed(received, at)

    def _about_the_day(self, minute: int, groups) -> set[str]:
        day = self.days.ordinal[minute]
        name = datetime.fromordinal(day).date().isoformat()
        first, end = self.days.bounds(minute)
        found = set()
        begin = self._begin(minute, first, end)
        if begin is not None:
            said, start, close = begin
            waited = any(self._index(call.logged_at) <= start for group in groups for call in group)
            if waited and self.running_since <= said <= minute < close:
                found.add(f"begin:{name}")
        if minute == self._last_allowed(first, end) and any(
            self.days.start + minute * MINUTE > group[0].due_at or self.call_by(group[0]) <= end
            for group in groups
        ):
            found.add(f"owed:{name}")
        found |= {f"policy:{version}" for version, start in self.starts.items() if start == day + 1}
        return found

    def _begin(self, minute: int, first: int, end: int) -> tuple[int, int, int] | None:
        day = self.days.ordinal[minute]
        version = max(v for v, start in self.starts.items() if start <= day)
        calling = self.calling[version]
        start = calling.find(1, first, end)
        if start < 0 or start == first:
            return None
        close = calling.find(0, start, end)
        said = min(start, self.own.find(1, start - EARLY)) if self.early[version] else start
        return said, start, end if close < 0 else close

    def _index(self, at: int) -> int:
        index, seconds = divmod(at - self.days.start, MINUTE)
        assert seconds == 0
        return index


def _by_client(calls):
    groups: dict = {}
    for call in calls:
        groups.setdefault(call.client_id or -call.call_id, []).append(call)
    return [sorted(group, key=lambda c: (c.due_at, c.received_at, c.call_id)) for group in groups.values()]
