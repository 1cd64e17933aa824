"""What to think of before a policy is promised, from the calendar, the sessions and the own log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.core.drawbacks import WeekContact, never_inside, odd_hours_there, week_contacts
from callpolicy_gui.core.feasibility import impossible_times
from callpolicy_gui.core.policies import ByClose
from callpolicy_gui.core.sessions import weekly_overlaps
from callpolicy_gui.wording import policies as words
from callpolicy_gui.wording.sessions import overlap_words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from callpolicy_gui.controller.desk import Desk
    from callpolicy_gui.core.policies import Policy

_YEAR_SECONDS, _FORTNIGHT_SECONDS = 366 * 24 * 3600, 14 * 24 * 3600
_MOST_CONTACTS = 5_000


class PolicyWarnings:
    """Sentences about a policy that can be promised."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._week_contacts: frozenset[WeekContact] = frozenset()
        self._read_at: tuple[str, ZoneInfo] | None = None

    def of(self, policy: Policy, now: int) -> tuple[str, ...]:
        """Which calls of the coming year could not be returned in time, and what callback windows cost."""
        practice = self._desk.practice
        found = impossible_times(
            policy, practice.calendar, practice.settings.own_hours, now, now + _YEAR_SECONDS
        )
        return (*words.impossible_words(found, self._desk.times), *self._drawbacks(policy, now))

    def _drawbacks(self, policy: Policy, now: int) -> tuple[str, ...]:
        """Sessions that windows meet, clients who are never there then, and clients for whom it is night.

        Longer hours are meant to hold sessions, and clients.
        """
        allowance, hours = policy.allowance, policy.calling_hours
        if hours is None or not isinstance(allowance, ByClose) or allowance.of != "window":
            return ()
        practice = self._desk.practice
        agreed = {
            client_id: each
            for client_id, each in practice.accommodations.items()
            if each.calling_hours is None
        }
        with_own_hours = practice.accommodations.keys() - agreed.keys()
        spans = practice.calendar.open_spans(hours)
        overlaps = weekly_overlaps(hours, practice.settings.session_hours)
        return (
            *overlap_words(overlaps, self._desk.times),
            *words.drawback_words(
                len(never_inside(self._contacts(now), hours) - with_own_hours),
                len(odd_hours_there(agreed, spans, now, now + _FORTNIGHT_SECONDS)),
            ),
        )

    def _contacts(self, now: int) -> frozenset[WeekContact]:
        """When clients called or were reached in the last year; read anew once anything was written."""
        desk = self._desk
        head, zone = desk.db.history.head().hash, desk.practice.calendar.zone
        if self._read_at != (head, zone):
            found = desk.calls.contacts_since(now - _YEAR_SECONDS, _MOST_CONTACTS)
            self._week_contacts, self._read_at = week_contacts(found, zone), (head, zone)
        return self._week_contacts
