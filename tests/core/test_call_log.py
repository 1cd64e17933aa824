from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from callpolicy_gui.core.call_log import Level, LogStatus, columns, log_rows
from callpolicy_gui.core.calls import (
    Attempt,
    Client,
    MissedCall,
    NotOwedReason,
    Outcome,
    Settlement,
    Source,
    Urgency,
    Voicemail,
)
from callpolicy_gui.core.policies import PRESETS, PolicyVersion, Preset
from callpolicy_gui.core.receipts import Receipt, Rule

ZONE = ZoneInfo("America/New_York")


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


FRIDAY = at("2026-11-20 13:45")
DUE = at("2026-11-23 13:45")
NOW = at("2026-11-23 12:00")
ANN = Client(1, "Ann Lee", ("+12065550164",), "C-014")
NAMELESS = Client(2, "", ("+12065550165",), "C-015")
OPEN = MissedCall(
    1, FRIDAY, Voicemail.YES, Urgency.ROUTINE, 1, "+12065550164", "ring twice", Source.TYPED, FRIDAY, 1, DUE,
    Receipt(Rule.WORKING_DAYS, 1),
)  # fmt: skip
RETURNED = replace(OPEN, settled_at=DUE - 900, settlement=Settlement.RETURNED)
MIXED = replace(PRESETS[Preset.LIMITED_HOURS], requires_voicemail=True)
VERSIONS = (
    PolicyVersion(1, PRESETS[Preset.TURNAROUND], None, None),
    PolicyVersion(2, MIXED, None, FRIDAY),
    PolicyVersion(3, PRESETS[Preset.VOICEMAIL_REQUIRED], None, FRIDAY),
)


def rows(*calls, attempts=(), level=Level.FULL, now=NOW, outside=lambda _at: False):
    clients = {1: ANN, 2: NAMELESS}
    return log_rows(
        calls, clients, attempts, VERSIONS, zone=ZONE, now=now, level=level, outside_own_hours=outside
    )


def one(call, **options):
    (row,) = rows(call, **options)
    return row


def test_an_open_call_in_full():
    assert one(OPEN).cells(Level.FULL) == (
        "2026-11-20T13:45:00-05:00", "Ann Lee", "+12065550164", "yes", "routine", "turnaround",
        "2026-11-23T13:45:00-05:00", "open", "", "", "", "0", "", "", "ring twice",
    )  # fmt: skip


def test_a_returned_call():
    reached = Attempt(1, 1, DUE - 900, Outcome.REACHED)
    row = one(RETURNED, attempts=[reached])
    assert row.status is LogStatus.KEPT
    assert row.returned == "2026-11-23T13:30:00-05:00"
    assert (row.hours_to_return, row.minutes_to_return) == ("71.75", 71 * 60 + 45)
    assert (row.attempts, row.attempt_list) == (1, "2026-11-23T13:30:00-05:00 reached")
    assert row.outside_own_hours == "no"


def test_pseudonymised_rows_have_codes_and_exact_times_only():
    row = one(OPEN, level=Level.PSEUDONYMISED)
    assert (row.client, row.number, row.note) == ("C-014", "", "")
    assert row.received == "2026-11-20T13:45:00-05:00"
    shown = " ".join(row.cells(Level.PSEUDONYMISED)) + repr(row)
    assert not any(secret in shown for secret in ("Ann", "Lee", "5550164", "ring"))


def test_columns():
    assert columns(Level.FULL)[:3] == ("received", "client", "number")
    assert set(columns(Level.FULL)) - set(columns(Level.PSEUDONYMISED)) == {"number", "note"}
    for level in Level:
        assert len(one(OPEN).cells(level)) == len(columns(level))


@pytest.mark.parametrize("level", Level)
def test_a_call_without_a_client_has_a_dash(level):
    assert one(replace(OPEN, client_id=None), level=level).client == "\N{EM DASH}"


def test_a_client_without_a_name():
    call = replace(OPEN, client_id=2)
    assert one(call).client == "\N{EM DASH}"
    assert one(call, level=Level.PSEUDONYMISED).client == "C-015"


@pytest.mark.parametrize(
    ("changes", "now", "status"),
    [
        ({}, DUE, LogStatus.OPEN),
        ({}, DUE + 1, LogStatus.LATE),
        ({"settled_at": DUE, "settlement": Settlement.RETURNED}, DUE + 9, LogStatus.KEPT),
        ({"settled_at": DUE + 1, "settlement": Settlement.RETURNED}, DUE + 9, LogStatus.LATE),
        ({"due_at": None}, NOW, LogStatus.NOT_OWED),
        ({"due_at": None, "settled_at": NOW, "settlement": Settlement.RETURNED}, NOW, LogStatus.NOT_OWED),
        (
            {
                "settled_at": DUE + 1,
                "settlement": Settlement.NOT_OWED,
                "not_owed_reason": NotOwedReason.DUPLICATE,
            },
            DUE + 9,
            LogStatus.NOT_OWED,
        ),
        ({"due_at": None, "settled_at": NOW, "settlement": Settlement.LOG_ONLY}, NOW, LogStatus.LOG_ONLY),
    ],
)
def test_status(changes, now, status):
    assert one(replace(OPEN, **changes), now=now).status is status


def test_only_a_returned_call_has_a_time_of_return():
    closed = replace(OPEN, settled_at=NOW, settlement=Settlement.NOT_OWED)
    assert (one(closed).returned, one(closed).minutes_to_return, one(closed).outside_own_hours) == (
        "",
        None,
        "",
    )


def test_a_return_outside_own_hours_is_said():
    asked = []
    row = one(RETURNED, outside=lambda instant: asked.append(instant) or True)
    assert (row.outside_own_hours, asked) == ("yes", [DUE - 900])


def test_rows_are_oldest_first():
    later, earlier = replace(OPEN, call_id=1, received_at=FRIDAY + 60), replace(OPEN, call_id=2)
    assert [row.received[14:16] for row in rows(later, earlier)] == ["45", "46"]


@pytest.mark.parametrize(
    ("version", "policy"), [(1, "turnaround"), (2, "limited_hours+voicemail"), (3, "voicemail_required")]
)
def test_the_policy_is_the_one_the_call_keeps(version, policy):
    assert one(replace(OPEN, version_id=version)).policy == policy
    agreed = replace(OPEN, version_id=version, receipt=replace(OPEN.receipt, accommodated=True))
    assert one(agreed).policy == f"{policy}+accommodation"


def test_attempts_at_one_clients_calls_count_for_each_call_they_could_settle():
    first = replace(OPEN, call_id=1, settled_at=FRIDAY + 500, settlement=Settlement.RETURNED)
    second = replace(first, call_id=2, received_at=FRIDAY + 200)
    third = replace(OPEN, call_id=3, received_at=FRIDAY + 600)
    tries = [
        Attempt(2, 2, FRIDAY + 500, Outcome.REACHED),
        Attempt(1, 1, FRIDAY + 100, Outcome.NO_ANSWER),
        Attempt(3, 3, FRIDAY + 700, Outcome.LEFT_MESSAGE),
        Attempt(4, 99, FRIDAY + 300, Outcome.REACHED),
    ]
    shown = [
        [entry.rpartition(" ")[2] for entry in row.attempt_list.split("; ")]
        for row in rows(third, second, first, attempts=tries)
    ]
    assert shown == [["no_answer", "reached"], ["reached"], ["left_message"]]


def test_a_call_without_a_client_has_its_own_attempts():
    unknown = replace(OPEN, client_id=None)
    other = replace(unknown, call_id=2)
    tries = [Attempt(1, 1, NOW, Outcome.NO_ANSWER), Attempt(2, 1, NOW, Outcome.WRONG_NUMBER)]
    assert [row.attempts for row in rows(unknown, other, attempts=tries)] == [2, 0]


def test_an_empty_log_has_no_rows():
    assert rows() == ()
