"""Contact safety from the sheet to the card: warned at the moment of calling, and no deadline moved."""

from __future__ import annotations

import pytest

from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.core.contact_safety import ContactSafety, MessageRule
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window
from callpolicy_gui.storage.row_check import disagreements
from callpolicy_gui.wording.queue import card
from tests.controller.conftest import at

HOME, MOBILE = "(212) 555-0142", "(212) 555-0177"
HOME_KEY = "+12125550142"
EVENINGS = WeeklyHours.of((Window(17 * 60, 19 * 60),), range(5))


@pytest.fixture
def ada(practice):
    """A client who called at 13:00 from home: the id of the call, and hers."""
    call_id = practice.log_call(HOME, "13:00")
    practice.controller.calls.name_caller(call_id, "Ada Byron")
    return call_id, practice.call(call_id).client_id


def words(practice, call_id):
    practice.controller.refresh()
    return practice.controller.queue().safety.get(call_id)


def test_nobody_is_warned_without_a_rule(practice, ada):
    assert words(practice, ada[0]) is None


def test_a_blocked_number_is_shown_nowhere_and_another_takes_its_place(practice, ada):
    call_id, client_id = ada
    assert practice.controller.safety.set_never_call(client_id, HOME_KEY, True) is None
    said = words(practice, call_id)
    assert (said.number, said.is_blocked, said.tag) == ("", True, "Do not call")
    assert said.warning == "Do not call the number this call came from. No other number is known."
    assert practice.controller.clients.add_number(client_id, MOBILE) is None
    said = words(practice, call_id)
    assert (said.number, said.tag) == (MOBILE, "Other number")
    assert said.warning.endswith("Use the one shown.")
    queue, row = practice.controller.queue(), practice.row(call_id)
    text = card(row, queue.now, practice.controller.times, said)
    assert MOBILE in text.meta
    assert HOME not in text.accessible
    assert "Other number" in text.accessible
    assert practice.controller.clients.view(client_id).numbers[0].never_call


def test_a_number_that_no_telephone_can_be_given_is_known_as_such_in_its_place(practice, ada):
    call_id, client_id = ada
    practice.controller.safety.set_never_call(client_id, HOME_KEY, True)
    practice.controller.clients.add_number(client_id, "555")
    practice.controller.refresh()
    shown = practice.controller.queue().safety[call_id].number
    assert (call_id in practice.controller.queue().not_dialable) is (shown == "555")


def test_a_safe_time_is_told_before_and_passes_by(practice, ada):
    call_id, client_id = ada
    due_at = practice.call(call_id).due_at
    assert practice.controller.safety.set_safe_times(client_id, EVENINGS) is None
    assert words(practice, call_id).warning == "Not a safe time to call. Safe from 17:00."
    assert words(practice, call_id).tag == "Not safe now"
    practice.to("2026-11-23 17:00")
    assert (words(practice, call_id).warning, words(practice, call_id).tag) == ("", "")
    assert practice.call(call_id).due_at == due_at


@pytest.mark.parametrize(
    ("rule", "tag", "rules"),
    [
        (MessageRule.NOT_ASKED, "", ""),
        (MessageRule.ALLOWED, "", "A message may be left."),
        (MessageRule.NAME_ONLY, "Name only", "Leave only your name and number."),
        (MessageRule.NEVER, "No message", "Leave no message."),
    ],
)
def test_the_rule_for_messages_is_said(practice, ada, rule, tag, rules):
    call_id, client_id = ada
    practice.controller.safety.set_safe_times(client_id, WeeklyHours.always())
    assert practice.controller.safety.set_message(client_id, rule) is None
    said = words(practice, call_id)
    assert (said.tag, said.rules, said.warning) == (tag, rules, "")


def test_safe_times_without_a_day_are_refused(practice, ada):
    refused = practice.controller.safety.set_safe_times(ada[1], WeeklyHours.never())
    assert isinstance(refused, Refused)
    assert refused.field is Field.HOURS
    assert practice.controller.safety.of(ada[1]).is_empty


def test_a_client_there_is_not_has_no_rules_to_change(practice):
    with pytest.raises(LookupError):
        practice.controller.safety.set_message(99, MessageRule.NEVER)


def test_every_change_is_said_kept_in_the_history_and_undone(practice, ada):
    safety, client_id = practice.controller.safety, ada[1]
    safety.set_message(client_id, MessageRule.NEVER)
    safety.set_never_call(client_id, HOME_KEY, True)
    assert practice.said[-1] == "Contact safety of Ada Byron saved."
    assert safety.set_never_call(client_id, HOME_KEY, True) is None
    assert practice.history()[-2:] == ["contact safety noted", "contact safety changed"]
    practice.controller.undoing.undo()
    assert safety.of(client_id) == ContactSafety(MessageRule.NEVER)
    practice.controller.undoing.undo()
    assert safety.of(client_id).is_empty
    assert disagreements(practice.log.db) == ()


def test_a_blocked_number_cannot_be_forgotten_by_removing_it(practice, ada):
    clients, client_id = practice.controller.clients, ada[1]
    practice.controller.safety.set_never_call(client_id, HOME_KEY, True)
    refused = clients.remove_number(client_id, HOME_KEY)
    assert isinstance(refused, Refused)
    assert refused.field is Field.NUMBER
    practice.controller.safety.set_never_call(client_id, HOME_KEY, False)
    assert clients.remove_number(client_id, HOME_KEY) is None


def test_merging_keeps_the_rules_of_both_and_is_undone(practice, ada):
    controller, client_id = practice.controller, ada[1]
    other_id = practice.call(practice.log_call("Augusta")).client_id
    controller.safety.set_message(client_id, MessageRule.ALLOWED)
    controller.safety.set_message(other_id, MessageRule.NEVER)
    controller.safety.set_safe_times(other_id, EVENINGS)
    assert controller.clients.merge(client_id, other_id) is None
    assert controller.safety.of(client_id) == ContactSafety(MessageRule.NEVER, EVENINGS)
    assert disagreements(practice.log.db) == ()
    controller.undoing.undo()
    assert controller.safety.of(client_id) == ContactSafety(MessageRule.ALLOWED)
    assert controller.safety.of(other_id).message is MessageRule.NEVER
    controller.clients.merge(client_id, other_id)
    controller.clients.unmerge(client_id, other_id)
    # Strict for both is safe for both.
    assert controller.safety.of(client_id).message is MessageRule.NEVER
    assert controller.safety.of(other_id).message is MessageRule.NEVER


def test_snooze_offers_the_next_safe_time_where_the_promise_allows_it(practice, ada):
    call_id, client_id = ada
    choices = practice.controller.calls.snooze_choices
    assert choices(call_id)[0].words == "In 30 minutes (14:30)"
    practice.controller.safety.set_safe_times(client_id, EVENINGS)
    assert (choices(call_id)[0].words, choices(call_id)[0].until) == (
        "Next safe time (17:00)",
        at("2026-11-23 17:00"),
    )
    friday = WeeklyHours.of((Window(17 * 60, 19 * 60),), (4,))
    practice.controller.safety.set_safe_times(client_id, friday)
    assert choices(call_id)[0].words == "In 30 minutes (14:30)"
