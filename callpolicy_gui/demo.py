"""The demo: a made-up practice on a Monday at 14:18, and a clock that runs on from there.

Everybody in it is invented; all numbers are from the fictional 555-01xx range.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from callpolicy_gui.controller.views import CallDraft, Logged, Refused
from callpolicy_gui.core.calls import NotOwedReason, Outcome, Urgency, Voicemail
from callpolicy_gui.core.contact_safety import MessageRule
from callpolicy_gui.desktop.system_region import Region

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.controller import Controller

REGION = Region("America/Los_Angeles", "US", "WA")
# Monday 23 November 2026, 14:18 in Seattle.
MONDAY_14_18 = int(datetime(2026, 11, 23, 22, 18, tzinfo=UTC).timestamp())


class DemoClock:
    """A clock that stood at the demo's Monday when it was made and runs as fast as `clock`."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._made = clock()

    def __call__(self) -> float:
        """UTC seconds in the demo's day."""
        return MONDAY_14_18 + self._clock() - self._made


_CONFIRMED_YEARS = (2025, 2026, 2027)

# Who called, when, and what has been done about it since.
_CALLS: tuple[tuple[CallDraft, tuple[tuple[Outcome, str], ...]], ...] = (
    (
        CallDraft("Elena Vasquez", received="16 nov 10:05", note="New intake form"),
        ((Outcome.REACHED, "16 nov 15:30"),),
    ),
    (CallDraft("Sam Iverson", received="17 nov 09:20"), ((Outcome.REACHED, "18 nov 08:50"),)),
    (CallDraft("Ruth Adeyemi", received="18 nov 17:45"), ((Outcome.REACHED, "19 nov 18:40"),)),
    (
        CallDraft("(206) 555-0187", received="19 nov 12:10", voicemail=Voicemail.NO),
        ((Outcome.LEFT_MESSAGE, "19 nov 16:00"),),
    ),
    (CallDraft("Priya Raman", received="9 nov 11:15"), ((Outcome.REACHED, "10 nov 09:30"),)),
    (
        CallDraft("Marisol Tran", received="fri 13:40", note="Wants to move Thursday's session"),
        ((Outcome.NO_ANSWER, "today 10:52"),),
    ),
    (CallDraft("Dana Whitfield", received="fri 15:00", urgency=Urgency.URGENT), ()),
    (CallDraft("(206) 555-0176", received="fri 15:15", voicemail=Voicemail.UNKNOWN), ()),
    (
        CallDraft("Joel Okafor", received="fri 16:20"),
        ((Outcome.NO_ANSWER, "fri 18:05"), (Outcome.NO_ANSWER, "today 9:10")),
    ),
    (CallDraft("Priya Raman", received="today 09:05"), ()),
    (CallDraft("Hanna Lindqvist", received="today 11:30"), ()),
    (CallDraft("(425) 555-0150", received="today 12:02", voicemail=Voicemail.NO), ()),
)
_NUMBERS = {
    "Marisol Tran": "(206) 555-0142",
    "Dana Whitfield": "(206) 555-0118",
    "Joel Okafor": "(425) 555-0133",
    "Priya Raman": "(206) 555-0164",
    "Hanna Lindqvist": "(360) 555-0119",
    "Elena Vasquez": "(206) 555-0191",
    "Sam Iverson": "(253) 555-0107",
    "Ruth Adeyemi": "(206) 555-0155",
}


def fill(controller: Controller) -> None:
    """Put the demo's day into an empty log, through the same door as a person would.

    Raises:
        RuntimeError: a call of the demo was refused.
    """
    for year in _CONFIRMED_YEARS:
        _must(controller.policies.confirm_year(year))
    for draft, attempts in _CALLS:
        call_id = _log(controller, draft)
        for outcome, at_text in attempts:
            _must(controller.calls.attempt(call_id, outcome, at_text))
        if draft.who == "Joel Okafor":
            _must(controller.safety.set_message(_client(controller, call_id), MessageRule.NAME_ONLY))
        if draft.who == "Hanna Lindqvist":
            _must(controller.calls.client_asked(call_id, "17:30"))
        if draft.who == "(425) 555-0150":
            _must(controller.calls.not_owed(call_id, NotOwedReason.NOT_A_CLIENT))
    controller.undoing.forget()


def _log(controller: Controller, draft: CallDraft) -> int:
    number = _NUMBERS.get(draft.who)
    if number is None or controller.calls.suggestions(draft.who):
        logged = controller.calls.log(draft)
    else:
        logged = controller.calls.log(replace(draft, who=number))
        if isinstance(logged, Logged):
            _must(controller.calls.name_caller(logged.call_id, draft.who))
    if isinstance(logged, Refused):
        raise RuntimeError(logged.sentence)  # noqa: TRY004 -- a refusal is no wrong type
    return logged.call_id


def _client(controller: Controller, call_id: int) -> int:
    rows = controller.queue().rows
    found = next(row.obligation.client for row in rows if row.call_id == call_id)
    if found is None:
        raise RuntimeError("a caller of the demo has no name")
    return found.client_id


def _must(refused: Refused | None) -> None:
    if refused is not None:
        raise RuntimeError(refused.sentence)
