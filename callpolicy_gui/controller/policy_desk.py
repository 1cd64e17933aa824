"""What the clinician can do with the promise itself: look at it, change it, and say when days are off."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from PySide6.QtCore import QLocale

from callpolicy_gui.controller.policy_warnings import PolicyWarnings
from callpolicy_gui.controller.views import Example, Field, PolicyView, Refused
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.deadlines import NoWorkingDayError
from callpolicy_gui.core.local_time import instant, local
from callpolicy_gui.core.open_spans import NothingOpenError
from callpolicy_gui.core.policies import PRESETS, Policy, PolicyVersion, Preset
from callpolicy_gui.core.sessions import leaves_time
from callpolicy_gui.core.settings import MAX_LEAD, MIN_LEAD
from callpolicy_gui.core.weekly_hours import HoursError
from callpolicy_gui.storage import public_holidays
from callpolicy_gui.wording import policies as words
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.controller.signals import Signals
    from callpolicy_gui.core.business_calendar import Closure
    from callpolicy_gui.core.settings import PracticeSettings

FRIDAY, SATURDAY = 4, 5
_MOST_MARKS = 200
# Clients hear of a new promise a week before it starts at the latest.
_TELL_BEFORE = timedelta(days=7)
_LONGEST_CLOSURE = timedelta(days=2 * 366)


class PolicyDesk:
    """The use cases of the promise and the calendar it is counted with."""

    def __init__(self, desk: Desk, signals: Signals, changed: Callable[[], None]) -> None:
        self._desk = desk
        self._signals = signals
        self._changed = changed
        self._warnings = PolicyWarnings(desk)

    # -- the promise ---------------------------------------------------------------------

    def view(self) -> PolicyView:
        """The promise in force, what is scheduled, and the earliest start with full notice."""
        desk, now = self._desk, self._desk.now()
        practice = desk.practice
        today = practice.calendar.local_day(now)
        scheduled = tuple(
            v for v in practice.versions if v.effective_from is not None and v.effective_from > now
        )
        return PolicyView(
            practice.version_at(now),
            scheduled,
            practice.versions,
            len(desk.calls.open_calls()),
            today + timedelta(days=practice.settings.notice_days),
            self._is_replaceable(),
        )

    def _is_replaceable(self) -> bool:
        """Whether the first version may still be replaced without notice: until a call is logged."""
        return len(self._desk.practice.versions) == 1 and not self._desk.calls.has_calls()

    def preset(self, preset: Preset) -> Policy:
        """A preset with the hours it had when it was last promised."""
        for version in reversed(self._desk.practice.versions):
            if version.policy.preset is preset:
                return version.policy
        return PRESETS[preset]

    def promise(self, policy: Policy) -> str:
        """The promise as it can be read out to a client."""
        return words.promise(policy, self._desk.practice.settings.own_hours, self._desk.times)

    def problems(self, policy: Policy) -> tuple[str, ...]:
        """Why this policy cannot be promised; empty when it can."""
        own = self._desk.practice.settings.own_hours
        return tuple(words.policy_problem(problem) for problem in policy.problems(own))

    def warnings(self, policy: Policy) -> tuple[str, ...]:
        """What to think of before it is promised; see `PolicyWarnings`."""
        return () if self.problems(policy) else self._warnings.of(policy, self._desk.now())

    def examples(self, policy: Policy) -> tuple[Example, ...]:
        """Worked examples: what a call now, on Friday afternoon, on Saturday and late would be due."""
        if self.problems(policy):
            return ()
        desk, now = self._desk, self._desk.now()
        calendar, times = desk.practice.calendar, desk.times
        today = calendar.local_day(now)

        def at(day: date, hour: int) -> int:
            return instant(day, hour * 3600, calendar.zone)

        friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7 or 7)
        saturday = today + timedelta(days=(SATURDAY - today.weekday()) % 7 or 7)
        late = at(today, 19) if now < at(today, 19) else at(today + timedelta(days=1), 19)
        asked = [
            (tr("A call now"), now),
            (tr("A call {day} {time}", day=times.day(late, now), time=times.time(late)), late),
            (tr("A call {when}", when=times.day_time(at(friday, 16), now)), at(friday, 16)),
            (tr("A call {when}", when=times.day_time(at(saturday, 11), now)), at(saturday, 11)),
        ]
        examples = []
        for question, received_at in asked:
            deadline = desk.practice.deadline(received_at, Voicemail.YES, policy)
            due_at = deadline.due_at if deadline.due_at is not None else received_at
            examples.append(Example(question, tr("due {when}", when=times.moment(due_at, now))))
        if policy.requires_voicemail:
            examples.append(Example(tr("A call without voicemail"), tr("no return owed")))
        return tuple(examples)

    def schedule(
        self,
        policy: Policy,
        start: date | None,
        *,
        reviewed_with: str = "",
        reviewed_on: date | None = None,
        override_reason: str = "",
    ) -> Refused | None:
        """Add a policy version that starts at local midnight of `start`; None or today is right now.

        A start before the notice period is over needs a reason, which is recorded.
        """
        desk, now = self._desk, self._desk.now()
        problems = self.problems(policy)
        if problems:
            return Refused(problems[0], Field.HOURS)
        calendar = desk.practice.calendar
        today = calendar.local_day(now)
        first_call_is_ahead = self._is_replaceable()
        if start is not None and start < today:
            return Refused(tr("A policy cannot start in the past."), Field.START)
        begins = today if start is None else start
        early = begins < today + timedelta(days=desk.practice.settings.notice_days)
        if early and not first_call_is_ahead and not override_reason.strip():
            return Refused(
                tr("This start gives clients less notice than you promised. Say why; it will be recorded."),
                Field.REASON,
            )
        version = PolicyVersion(
            0,
            policy,
            announced_on=today,
            effective_from=now if begins == today else calendar.day_start(begins),
            reviewed_with=reviewed_with.strip(),
            reviewed_on=reviewed_on,
            override_reason="" if first_call_is_ahead else override_reason.strip(),
        )

        def work() -> None:
            if first_call_is_ahead and begins == today:
                first = desk.policies.replace_first(policy)
                desk.policies.record_review(first.version_id, version.reviewed_with, reviewed_on)
            else:
                desk.policies.add(version)

        refused = desk.save(now, work)
        if refused is None:
            self._practice_changed()
            if begins > today:
                self._signals.said.emit(self.tell_words(version))
        return refused

    def tell_words(self, version: PolicyVersion) -> str:
        """`New policy starts Mon 7 Dec. Tell clients by Mon 30 Nov.`; empty for one that has started."""
        desk, now = self._desk, self._desk.now()
        if version.effective_from is None or version.effective_from <= now:
            return ""
        zone, times = desk.practice.calendar.zone, desk.times
        starts, today = local(version.effective_from, zone).date(), desk.practice.calendar.local_day(now)
        tell_by = max(today, starts - _TELL_BEFORE)
        return words.tell_words(times.short_date(starts), times.short_date(tell_by))

    def withdraw(self, version_id: int) -> Refused | None:
        """Take back a version that has not started."""
        desk, now = self._desk, self._desk.now()
        if version_id not in {version.version_id for version in self.view().scheduled}:
            return Refused(tr("That policy has started already."))
        refused = desk.save(now, lambda: desk.policies.withdraw(version_id))
        if refused is None:
            self._practice_changed()
        return refused

    def arrivals(self, weeks: int = 8) -> tuple[int, ...]:
        """When calls were received in the last weeks, UTC seconds, for the week strip."""
        now = self._desk.now()
        calls = self._desk.calls.log(now - weeks * 7 * 24 * 3600, now + 1, limit=_MOST_MARKS)
        return tuple(call.received_at for call in calls)

    # -- settings and days off -----------------------------------------------------------

    def save_settings(self, settings: PracticeSettings) -> Refused | None:
        """Keep the practice's settings; open calls are counted again and may only move later."""
        refused = self._check_settings(settings)
        if refused is not None:
            return refused
        known = self._desk.practice.settings
        moved = (settings.country, settings.subdivision) != (known.country, known.subdivision)

        def change() -> None:
            self._desk.settings.save(settings)
            if moved:
                # What was confirmed were another country's holidays.
                self._desk.calendar.unconfirm_years()

        return self._correct(change)

    def _check_settings(self, settings: PracticeSettings) -> Refused | None:
        if settings.zone not in available_timezones():
            return Refused(tr("Unknown time zone. Choose one from the list, such as Europe/Paris."))
        if not MIN_LEAD <= settings.lead_minutes <= MAX_LEAD:
            return Refused(tr("Choose a reminder between 5 and 240 minutes before."))
        if len(settings.weekend) > 6:
            return Refused(tr("At least one day of the week has to count."))
        try:
            settings.own_hours.check_open()
        except HoursError as error:
            return Refused(words.hours_problem(error.problem, error.day, self._desk.times), Field.HOURS)
        if not leaves_time(settings.own_hours, settings.session_hours):
            return Refused(
                tr("Sessions fill all of your own hours, so no alert could ever appear. Leave some time."),
                Field.HOURS,
            )
        return None

    def countries(self) -> tuple[tuple[str, str], ...]:
        """Codes and names of the countries whose holidays are known."""
        named = [
            (code, QLocale.territoryToString(QLocale.codeToTerritory(code)))
            for code in public_holidays.countries()
        ]
        return tuple(sorted(named, key=lambda pair: pair[1]))

    def subdivisions(self, country: str) -> tuple[tuple[str, str], ...]:
        """Codes of a country's subdivisions, each twice: there are no names to show instead."""
        return tuple((code, code) for code in public_holidays.subdivisions(country))

    def holidays(self, year: int) -> tuple[tuple[date, str], ...]:
        """The holidays of a year, in order."""
        found = self._desk.practice.calendar.holidays
        return tuple(sorted((day, name) for day, name in found.items() if day.year == year))

    def is_confirmed(self, year: int) -> bool:
        """Whether the clinician said that this year's holidays are right."""
        return year in (self._desk.practice.calendar.confirmed_years or ())

    def confirm_year(self, year: int) -> Refused | None:
        """Say that this year's holidays are right."""
        return self._correct(lambda: self._desk.calendar.confirm_year(year))

    def add_holiday(self, day: date, name: str) -> Refused | None:
        """Add a day on which the practice keeps a holiday."""
        if not name.strip():
            return Refused(tr("Give the holiday a name."))
        return self._correct(lambda: self._desk.calendar.add_holiday(day, name.strip()))

    def remove_holiday(self, day: date) -> Refused | None:
        """Say that the practice works on a holiday."""
        return self._correct(lambda: self._desk.calendar.remove_holiday(day))

    def closures(self) -> tuple[Closure, ...]:
        """Time off, the next first."""
        return tuple(sorted(self._desk.practice.calendar.closures, key=lambda c: (c.first, c.closure_id)))

    def add_closure(self, closure: Closure) -> Refused | None:
        """Add time off. Open calls are counted again and may only move later."""
        if closure.last < closure.first:
            return Refused(tr("The last day off is before the first."))
        if closure.last - closure.first > _LONGEST_CLOSURE:
            return Refused(tr("That is more than two years. Is the year right?"))
        return self._correct(lambda: self._desk.calendar.add_closure(closure))

    def remove_closure(self, closure_id: int) -> Refused | None:
        """Remove time off; the dues of open calls stay as they are."""
        return self._correct(lambda: self._desk.calendar.remove_closure(closure_id))

    def _correct(self, change: Callable[[], object]) -> Refused | None:
        """A correction of the calendar and what follows for open calls, in one transaction."""
        desk, now = self._desk, self._desk.now()

        def work() -> None:
            change()
            desk.practice.reload()
            missing = desk.practice.missing_holiday_years(now)
            if missing:
                desk.practice.fetch_holidays(missing)
            desk.practice.check_days_are_left(now)
            desk.recount_open_calls()

        try:
            refused = desk.save(now, work)
        except (NothingOpenError, NoWorkingDayError):
            refused = Refused(tr("With this change no call could ever be returned. Leave some days open."))
        if refused is not None:
            desk.practice.reload()
            return refused
        self._practice_changed()
        return None

    def _practice_changed(self) -> None:
        self._desk.practice.reload()
        self._signals.practice_changed.emit()
        self._changed()
