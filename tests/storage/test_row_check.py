"""Rows edited behind the program's back are named, and whatever the program does itself is not."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from callpolicy_gui import demo, opening
from callpolicy_gui.controller.views import CallDraft
from callpolicy_gui.core.accommodations import Accommodation
from callpolicy_gui.core.business_calendar import Closure
from callpolicy_gui.core.calls import NotOwedReason, Outcome, Voicemail
from callpolicy_gui.core.contact_safety import MessageRule
from callpolicy_gui.core.policies import PRESETS, Preset
from callpolicy_gui.storage.history import ENTRIES_MISSING_KIND
from callpolicy_gui.storage.restoring import RESTORED_KIND
from callpolicy_gui.storage.row_check import disagreements
from callpolicy_gui.storage.salvage import SALVAGED_KIND
from callpolicy_gui.wording import discretion
from tests.controller.conftest import SAMPLE, Practice, at

NAMES = ("Ada", "Bea", "Cas", "Dov")


@pytest.fixture
def filled():
    log = opening.open_demo(demo.DemoClock(lambda: 0.0), demo.REGION)
    demo.fill(log.controller)
    yield log
    log.close()


def edit(log, *statements):
    """As a hand that has the key does it, around the triggers."""
    for (name,) in log.db.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        log.db.execute(f"DROP TRIGGER {name}")
    log.db.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        assert log.db.execute(statement).rowcount > 0


def test_the_demo_agrees(filled):
    assert filled.db.history.verify() is None
    assert disagreements(filled.db) == ()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE calls SET due_at = due_at + 1 WHERE call_id = 1", "call 1: due_at"),
        ("UPDATE calls SET client_asked = 2 WHERE call_id = 1", "call 1: client_asked"),
        ("UPDATE calls SET receipt = replace(receipt, '1', '2') WHERE call_id = 1", "call 1: receipt"),
        ("UPDATE calls SET was = 'no list' WHERE call_id = 1", "call 1: was"),
        ("UPDATE calls SET number_key = 'x' WHERE call_id = 1", "call 1: number_key"),
        ("DELETE FROM calls WHERE call_id = 2", "call 2: missing"),
        ("UPDATE calls SET call_id = 99 WHERE call_id = 12", "call 99: not in the history"),
        ("UPDATE attempts SET at = at - 1 WHERE attempt_id = 5", "attempt 5: at"),
        ("UPDATE attempts SET call_id = 9 WHERE attempt_id = 5", "attempt 5: call_id"),
        ("DELETE FROM attempts WHERE attempt_id = 5", "attempt 5: missing"),
        ("UPDATE clients SET name = 'secret' WHERE client_id = 4", "client 4: name"),
        ("UPDATE clients SET merged_into = 1 WHERE client_id = 4", "client 4: merged_into"),
        ("UPDATE client_numbers SET raw = 'secret' WHERE client_id = 4", "client 4: numbers"),
        ("DELETE FROM client_numbers WHERE client_id = 4", "client 4: numbers"),
        ("INSERT INTO accommodations VALUES (4, '{}')", "client 4: accommodation"),
        ("INSERT INTO contact_safety VALUES (4, '{}')", "client 4: contact_safety"),
        ("UPDATE policy_versions SET policy = '{}'", "policy version 1: policy"),
        ("UPDATE policy_versions SET withdrawn_at = 5", "policy version 1: withdrawn_at"),
        ("UPDATE settings SET value = '\"x\"' WHERE key = 'zone'", "setting zone"),
        ("DELETE FROM settings WHERE key = 'zone'", "setting zone: missing"),
        ("INSERT INTO settings VALUES ('secret', '1')", "a setting: not in the history"),
        (
            "INSERT INTO closures (first, last, name, covering) VALUES ('2026', '2027', 'secret', '')",
            "closure 1: not in the history",
        ),
        ("INSERT INTO session_blocks VALUES (3, 1, 2, 0)", "session 3: not in the history"),
        ("INSERT INTO holiday_changes VALUES ('secret', NULL)", "a holiday: not in the history"),
        ("INSERT INTO hours_overrides VALUES ('secret', '[]')", "a date: not in the history"),
    ],
)
def test_an_edited_row_is_named_and_no_value(filled, statement, said):
    edit(filled, statement)
    found = disagreements(filled.db)
    assert said in found
    assert len(found) <= 2
    assert "secret" not in "".join(found)
    view = filled.controller.history.verify_all()
    assert view.first_bad is None
    rows = len({each.partition(":")[0] for each in found})
    words = "1 row differs" if rows == 1 else f"{rows} rows differ"
    assert view.sentence == f"{words} from the history."


def test_no_more_than_asked_for(filled):
    edit(filled, "UPDATE calls SET note = note || 'x', due_at = 1")
    assert len(disagreements(filled.db)) == 24
    assert len(disagreements(filled.db, limit=3)) == 3
    assert filled.controller.history.verify_all().sentence == "12 rows differ from the history."


@pytest.mark.parametrize("kind", [ENTRIES_MISSING_KIND, RESTORED_KIND, SALVAGED_KIND])
def test_after_a_break_only_what_was_said_since_is_compared(filled, kind):
    edit(filled, "DELETE FROM calls WHERE call_id = 2", "UPDATE calls SET number = 'x' WHERE call_id = 10")
    with filled.db.write(demo.MONDAY_14_18):
        filled.db.history.append(kind, "log", after={"count": 1})
    assert disagreements(filled.db) == ()
    assert filled.controller.calls.set_note(10, "after six") is None
    assert disagreements(filled.db) == ()
    edit(filled, "UPDATE calls SET note = 'x' WHERE call_id = 10")
    assert disagreements(filled.db) == ("call 10: note",)


def test_an_entry_of_another_hand_is_named(filled):
    with filled.db.write(demo.MONDAY_14_18):
        last = filled.db.history.append("client added", "client x", after={})
    assert disagreements(filled.db) == (f"entry {last}: not readable",)


def step(practice, chance):
    """One use case by chance; refusals are part of it."""
    controller, db = practice.controller, practice.log.db
    calls, clients, policies = controller.calls, controller.clients, controller.policies
    sessions = controller.sessions
    ids = [row[0] for row in db.rows("SELECT call_id FROM calls")]
    people = [row[0] for row in db.rows("SELECT client_id FROM clients WHERE merged_into IS NULL")]
    call, client, other = chance.choice(ids), chance.choice(people), chance.choice(people)
    merged = [
        pair
        for pair in db.rows("SELECT merged_into, client_id FROM clients WHERE merged_into IS NOT NULL")
        if pair[0] in people
    ]
    day = date(2026, 11, 24) + timedelta(days=chance.randrange(60))
    number = f"(212) 555-01{chance.randrange(6):02}"
    keys = [row[0] for row in db.rows("SELECT number_key FROM client_numbers WHERE client_id = ?", (client,))]
    closures, single = policies.closures(), controller.sessions.blocks()
    versions = [row[0] for row in db.rows("SELECT version_id FROM policy_versions")]
    doings = {
        "log": lambda: calls.log(CallDraft(chance.choice((*NAMES, number)), note="n" * chance.randrange(3))),
        "amend": lambda: calls.amend(
            call, replace(calls.draft_of(call), who=chance.choice((*NAMES, number)), client_id=None), "Why"
        ),
        "note": lambda: calls.set_note(call, f"note {chance.random()}"),
        "voicemail": lambda: calls.set_voicemail(call, chance.choice(list(Voicemail))),
        "name": lambda: calls.name_caller(call, chance.choice(NAMES)),
        "attempt": lambda: calls.attempt(call, chance.choice(list(Outcome))),
        "snooze": lambda: calls.snooze(call, practice.now + 600),
        "asked": lambda: calls.client_asked(call, "17:30"),
        "not owed": lambda: calls.not_owed(call, chance.choice(list(NotOwedReason))),
        "anyway": lambda: calls.call_back_anyway(call),
        "undo": controller.undoing.undo,
        "merge": lambda: clients.merge(client, other) if client != other else None,
        "merge on": lambda: clients.merge(client, other) if client != other else None,
        "unmerge": lambda: clients.unmerge(*chance.choice(merged)) if merged else None,
        "rename": lambda: clients.rename(client, chance.choice(NAMES)),
        "number": lambda: clients.add_number(client, number),
        "no number": lambda: clients.remove_number(client, chance.choice(keys)) if keys else None,
        "agreed": lambda: clients.accommodate(client, Accommodation(always_return=chance.random() < 0.6)),
        "closure": lambda: policies.add_closure(Closure(0, day, day, name="Course")),
        "no closure": lambda: (
            policies.remove_closure(chance.choice(closures).closure_id) if closures else None
        ),
        "session": lambda: sessions.begin(practice.now + chance.randrange(1, 3_000)),
        "session ends": sessions.end,
        "no session": lambda: sessions.remove(chance.choice(single).block_id) if single else None,
        "holiday": lambda: policies.add_holiday(day, "Own"),
        "works": lambda: policies.remove_holiday(day),
        "policy": lambda: policies.schedule(
            PRESETS[chance.choice(list(Preset))],
            day,
            reviewed_with="A peer",
            override_reason="Test",
        ),
        "withdraw": lambda: policies.withdraw(versions[-1]) if len(versions) > 1 else None,
        "settings": lambda: policies.save_settings(
            replace(controller.settings, soon_minutes=chance.randrange(30, 90))
        ),
    }
    name = chance.choice(list(doings))
    try:
        doings[name]()
    except LookupError:
        # A version that was withdrawn is not there to withdraw.
        assert name == "withdraw"
    practice.now += chance.randrange(1, 400)
    return name


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_program_does_agrees(seed):
    practice, chance = Practice(at("2026-11-23 14:00")), random.Random(seed)
    for who in (*NAMES, "212 555 0103"):
        practice.log_call(who, "13:00")
    exchange, done = practice.controller.exchange, []
    for number in range(220):
        if number == 40:
            exchange.import_calls(exchange.preview(SAMPLE), settle_returned=True)
        done.append(step(practice, chance))
        assert disagreements(practice.log.db) == (), done[-5:]
    assert len(set(done)) > 20
    kinds = set(practice.history())
    assert {"clients merged", "clients unmerged", "closure added", "settings changed"} <= kinds
    assert {"session added", "session changed", "session removed"} <= kinds
    discretion.session_since(None)
    assert practice.log.db.history.verify() is None
    practice.log.close()


def test_what_keeps_clients_safe_agrees(filled):
    """Noted, merged, undone and done again."""
    safety, clients, undoing = filled.controller.safety, filled.controller.clients, filled.controller.undoing
    steps = (
        lambda: safety.set_message(1, MessageRule.NEVER),
        lambda: safety.set_never_call(2, "+12065550142", True),
        lambda: clients.merge(1, 2),
        undoing.undo,
        undoing.redo,
        lambda: clients.unmerge(1, 2),
        lambda: safety.set_message(1, MessageRule.NOT_ASKED),
        undoing.undo,
        undoing.undo,
        undoing.redo,
    )
    for step_taken in steps:
        assert step_taken() is None
        assert disagreements(filled.db) == ()
    assert {1, 2} <= filled.controller._desk.safety.all().keys()
