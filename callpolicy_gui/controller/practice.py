"""The practice as core values: its settings, calendar and policy versions, read from the stores."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.deadlines import Deadline, deadline_for
from callpolicy_gui.core.policies import PolicyVersion, version_in_force
from callpolicy_gui.core.sessions import Sessions
from callpolicy_gui.storage.public_holidays import public_holidays

if TYPE_CHECKING:
    from callpolicy_gui.core.accommodations import Accommodation
    from callpolicy_gui.core.calls import MissedCall
    from callpolicy_gui.core.open_spans import OpenSpans
    from callpolicy_gui.core.policies import Policy
    from callpolicy_gui.core.settings import PracticeSettings
    from callpolicy_gui.storage.accommodation_store import AccommodationStore
    from callpolicy_gui.storage.calendar_store import CalendarStore
    from callpolicy_gui.storage.policy_store import PolicyStore
    from callpolicy_gui.storage.session_store import SessionStore
    from callpolicy_gui.storage.settings_store import SettingsStore

# Holidays are kept for last year (calls that are imported) and for two years to come.
YEARS_BACK, YEARS_AHEAD = 1, 2
FIRST_YEAR, LAST_YEAR = 1970, 2200


class Practice:
    """What the promises of this practice are counted with. Reload after a change of either store."""

    def __init__(
        self,
        settings_store: SettingsStore,
        calendar_store: CalendarStore,
        policy_store: PolicyStore,
        accommodation_store: AccommodationStore,
        session_store: SessionStore,
    ) -> None:
        self._settings_store = settings_store
        self._calendar_store = calendar_store
        self._policy_store = policy_store
        self._accommodation_store = accommodation_store
        self._session_store = session_store
        self.settings: PracticeSettings = settings_store.load()
        self.versions: tuple[PolicyVersion, ...] = ()
        self.accommodations: dict[int, Accommodation] = {}
        self.calendar = PracticeCalendar(ZoneInfo(self.settings.zone))
        self.sessions = Sessions(self.calendar, self.settings.session_hours)

    def reload(self) -> None:
        """Read settings, versions, accommodations, holidays, closures and sessions anew."""
        self.settings = self._settings_store.load()
        self.versions = tuple(self._policy_store.versions())
        self._by_id = {version.version_id: version for version in self.versions}
        self.accommodations = self._accommodation_store.all()
        self.calendar = PracticeCalendar(
            ZoneInfo(self.settings.zone),
            weekend=self.settings.weekend,
            holidays=self._calendar_store.holidays(
                self.settings.country, self.settings.subdivision, range(FIRST_YEAR, LAST_YEAR)
            ),
            closures=self._calendar_store.closures(),
            overrides=self._calendar_store.overrides(),
            confirmed_years=self._calendar_store.confirmed_years(),
        )
        self.reload_sessions()

    def reload_sessions(self) -> None:
        """Read the single sessions anew, and nothing else: no deadline depends on them."""
        self.sessions = Sessions(self.calendar, self.settings.session_hours, self._session_store.blocks())

    def missing_holiday_years(self, now: int) -> tuple[int, ...]:
        """Years around now whose holidays are not in the database yet."""
        this_year = self.calendar.local_day(now).year
        wanted = range(this_year - YEARS_BACK, this_year + YEARS_AHEAD + 1)
        return self._calendar_store.missing_years(self.settings.country, self.settings.subdivision, wanted)

    def fetch_holidays(self, years: tuple[int, ...]) -> None:
        """Store the public holidays of these years, none for an unlisted country. Inside a write."""
        country, subdivision = self.settings.country, self.settings.subdivision
        try:
            found = public_holidays(country, subdivision, years)
        except LookupError:
            found = {}
        self._calendar_store.store_holidays(country, subdivision, years, found)
        self.reload()

    def version_at(self, at: int) -> PolicyVersion:
        """The version whose promise holds for a call received at `at` (UTC seconds)."""
        return version_in_force(self.versions, at)

    def version_of(self, call: MissedCall) -> PolicyVersion:
        """The version a call was logged under."""
        # A version that was withdrawn is not listed any more.
        return self._by_id.get(call.version_id) or self.version_at(call.received_at)

    def spans_of(self, policy: Policy) -> OpenSpans:
        """The open calling time of a policy on today's calendar."""
        return self.calendar.open_spans(policy.hours(self.settings.own_hours))

    def hours_of(self, call: MissedCall) -> OpenSpans:
        """The open calling time of the promise a call was logged under, on today's calendar.

        Hours of the client's own are as they are agreed now.
        """
        policy, agreed = self.version_of(call).policy, self._agreed_for(call)
        return self.spans_of(policy if agreed is None else agreed.applied_to(policy))

    def callable_of(self, call: MissedCall) -> OpenSpans:
        """What of `hours_of` lies outside sessions."""
        return self.sessions.outside(self.hours_of(call))

    def _agreed_for(self, call: MissedCall) -> Accommodation | None:
        """What is agreed with the client of a call, where it was agreed when the call was logged."""
        return self.accommodation(call.client_id) if call.receipt.accommodated else None

    def accommodation(self, client_id: int | None) -> Accommodation | None:
        """What was agreed with this client, if anything; None is nobody known."""
        return None if client_id is None else self.accommodations.get(client_id)

    def own_spans(self) -> OpenSpans:
        """The clinician's own hours on today's calendar."""
        return self.calendar.open_spans(self.settings.own_hours)

    def alert_spans(self) -> OpenSpans:
        """Own hours outside sessions: when alerts may appear, but for a pause."""
        return self.sessions.outside(self.own_spans())

    def deadline_of(self, call: MissedCall) -> Deadline:
        """The deadline of a logged call, counted anew by the version and the agreement it was logged under.

        Raises:
            NothingOpenError, NoWorkingDayError: see `deadline_for`.
        """
        return deadline_for(
            call.received_at,
            call.voicemail,
            self.version_of(call).policy,
            self.calendar,
            self.settings.own_hours,
            accommodation=self._agreed_for(call),
            return_anyway=call.returned_anyway,
        )

    def deadline(
        self,
        received_at: int,
        voicemail: Voicemail,
        policy: Policy,
        client_id: int | None = None,
        *,
        return_anyway: bool = False,
    ) -> Deadline:
        """The deadline of a client's call under a policy. Raises NothingOpenError, NoWorkingDayError."""
        return deadline_for(
            received_at,
            voicemail,
            policy,
            self.calendar,
            self.settings.own_hours,
            accommodation=self.accommodation(client_id),
            return_anyway=return_anyway,
        )

    def check_days_are_left(self, now: int) -> None:
        """Nothing when calls can be returned from now on and after each closure.

        Raises:
            NothingOpenError, NoWorkingDayError: the calendar is closed for good, some time.
        """
        starts = [self.calendar.day_start(c.first) - 1 for c in self.calendar.closures]
        for at in (now, *(start for start in starts if start > now)):
            self.own_spans().next_open(at)
            for version in self.versions:
                for client_id in (None, *self.accommodations):
                    self.deadline(at, Voicemail.YES, version.policy, client_id)
