from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from callpolicy_gui.core.business_calendar import Closure, PracticeCalendar
from callpolicy_gui.core.calls import (
    Attempt,
    MissedCall,
    NotOwedReason,
    Outcome,
    Settlement,
    Source,
    Urgency,
    Voicemail,
)
from callpolicy_gui.core.deadlines import deadline_for
from callpolicy_gui.core.policies import OWN_HOURS, PRESETS, Preset
from callpolicy_gui.core.promises import after_calendar, after_facts, settled_by

ZONE = ZoneInfo("America/New_York")
TURNAROUND, VOICEMAIL = PRESETS[Preset.TURNAROUND], PRESETS[Preset.VOICEMAIL_REQUIRED]


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE).timestamp())


def counted(received, policy=TURNAROUND, voicemail=Voicemail.YES, *closed):
    closures = tuple(Closure(n, date(2026, 11, day), date(2026, 11, day)) for n, day in enumerate(closed))
    calendar = PracticeCalendar(ZONE, closures=closures)
    return deadline_for(at(received), voicemail, policy, calendar, OWN_HOURS)


def call(call_id=1, received="23 10:00", voicemail=Voicemail.YES, policy=TURNAROUND, **more):
    deadline = counted(received, policy, voicemail)
    return MissedCall(
        call_id, at(received), voicemail, Urgency.ROUTINE, 7, "", "", Source.TYPED, at(received), 1,
        deadline.due_at, deadline.receipt, **more,
    )  # fmt: skip


RETURNED = {"settlement": Settlement.RETURNED}


def test_a_correction_moves_an_open_call_later_and_keeps_its_first_due():
    once = after_calendar(call(), counted("23 10:00", TURNAROUND, Voicemail.YES, 24), at("23 12:00"))
    assert (once.due_at, once.receipt.moved_from) == (at("25 10:00"), at("24 10:00"))
    twice = after_calendar(once, counted("23 10:00", TURNAROUND, Voicemail.YES, 24, 25), at("23 12:00"))
    assert (twice.due_at, twice.receipt.moved_from) == (at("26 10:00"), at("24 10:00"))
    assert after_calendar(twice, counted("23 10:00"), at("23 12:00")) is twice


@pytest.mark.parametrize(
    ("changed", "now"),
    [
        ({}, "24 10:01"),  # late stays late
        ({"settled_at": at("23 11:00"), **RETURNED}, "23 12:00"),
        ({"due_at": None}, "23 12:00"),
    ],
)
def test_what_is_late_settled_or_owed_nothing_is_not_moved(changed, now):
    kept = replace(call(), **changed)
    assert after_calendar(kept, counted("23 10:00", TURNAROUND, Voicemail.YES, 24), at(now)) is kept


def amended(before, *, agreed_alike=True, policy=TURNAROUND, closed=(), **facts):
    after = replace(before, **facts)
    received = f"{datetime.fromtimestamp(after.received_at, ZONE):%d %H:%M}"
    anew = counted(received, policy, after.voicemail, *closed)
    return after_facts(before, after, anew, 2, agreed_alike=agreed_alike)


def test_learning_that_there_was_a_voicemail_changes_nothing_that_was_promised():
    unknown = call(voicemail=Voicemail.UNKNOWN, settled_at=at("24 12:00"), **RETURNED)
    learned = amended(unknown, voicemail=Voicemail.YES, closed=(24,))
    assert learned == replace(unknown, voicemail=Voicemail.YES)


def test_another_instant_or_another_agreement_is_counted_anew():
    moved = amended(call(), received_at=at("24 10:00"))
    assert (moved.due_at, moved.version_id) == (at("25 10:00"), 2)
    assert amended(call(), agreed_alike=False, client_id=8).version_id == 2
    assert amended(call(), client_id=8).version_id == 1


def test_a_voicemail_learned_later_makes_the_call_owed_also_after_the_judgement():
    silent = call(voicemail=Voicemail.NO, policy=VOICEMAIL)
    judged = {"settled_at": at("23 12:00"), "settlement": Settlement.NOT_OWED}
    for reason, is_open in ((NotOwedReason.POLICY_DOES_NOT_APPLY, True), (NotOwedReason.NOT_A_CLIENT, False)):
        before = replace(silent, not_owed_reason=reason, **judged)
        learned = amended(before, policy=VOICEMAIL, voicemail=Voicemail.YES)
        assert (learned.due_at, learned.is_open) == (at("24 10:00"), is_open)
    # A call that was owed and closed for the same reason stays closed.
    owed = replace(call(), not_owed_reason=NotOwedReason.POLICY_DOES_NOT_APPLY, **judged)
    assert not amended(owed, received_at=at("23 09:00")).is_open


def test_a_call_corrected_to_after_its_return_is_open_again():
    returned = call(settled_at=at("23 12:30"), **RETURNED)
    assert amended(returned, received_at=at("23 13:30")).is_open
    assert amended(returned, received_at=at("23 12:30")).settled_at == at("23 12:30")


def test_a_return_settles_what_was_received_before_it_and_nothing_later():
    early, late, done = (
        call(1, "20 10:00"),
        call(2, "20 14:00"),
        call(3, "20 09:00", settled_at=5, **RETURNED),
    )
    first = Attempt(1, 1, at("20 12:00"), Outcome.LEFT_MESSAGE)
    reached = Attempt(2, 1, at("20 13:00"), Outcome.REACHED)
    tried = Attempt(3, 1, at("20 15:00"), Outcome.NO_ANSWER)
    settled = settled_by([early, late, done], [tried, reached, first], message_counts=True)
    assert [(c.call_id, c.settled_at, c.settlement) for c in settled] == [
        (1, at("20 12:00"), Settlement.RETURNED)
    ]
    (by_reaching,) = settled_by([early], [first, reached], message_counts=False)
    assert by_reaching.settled_at == at("20 13:00")
    assert settled_by([late], [reached], message_counts=True) == ()
