from __future__ import annotations

from datetime import date

import pytest

from callpolicy_gui.controller.views import Field
from callpolicy_gui.core.policies import Preset
from callpolicy_gui.core.setup_items import ItemState, SetupItem


def states(practice) -> dict[SetupItem, ItemState]:
    return {each.item: each.state for each in practice.controller.setup.view().items}


def detail(practice, item: SetupItem) -> str:
    return next(each.detail for each in practice.controller.setup.view().items if each.item is item)


def settle_all(practice) -> None:
    setup = practice.controller.setup
    assert setup.save_emergency("", "the 988 crisis line") is None
    assert setup.say_scheduling("yes") is None
    assert setup.mark_reviewed("Dr. Osei", date(2026, 11, 20)) is None
    assert practice.controller.policies.confirm_year(2026) is None
    assert setup.record_greeting(setup.view().greeting) is None


def test_open_items_are_counted_until_none_is_left(practice):
    setup = practice.controller.setup
    # A demo is not kept, so there is nothing to protect.
    assert setup.open_items() == setup.view().open_items == 5
    settle_all(practice)
    assert setup.open_items() == setup.view().open_items == 0
    assert detail(practice, SetupItem.EMERGENCY) == "the 988 crisis line · dial 911"
    assert detail(practice, SetupItem.GREETING) == "says 911 · says your promise"
    assert detail(practice, SetupItem.REVIEW) == "Dr. Osei, Fri 20 Nov 2026"
    assert practice.controller.policies.view().in_force.reviewed_with == "Dr. Osei"


def test_every_answer_leaves_an_entry(practice):
    before = practice.history()
    settle_all(practice)
    assert practice.history()[len(before) :] == [
        "set-up answered",
        "set-up answered",
        "policy reviewed",
        "holidays confirmed",
        "set-up answered",
    ]


def test_a_new_policy_opens_greeting_and_review_again(practice):
    settle_all(practice)
    practice.log_call("Ann")
    policies = practice.controller.policies
    assert policies.schedule(policies.preset(Preset.LIMITED_HOURS), date(2026, 12, 7)) is None
    assert practice.controller.setup.open_items() == 0
    coming = practice.controller.setup.view().next_promise
    assert "Mon 7 Dec 2026" in coming.sentence
    assert "I return calls Mon to Fri 08:00 to 09:00." in coming.greeting
    practice.to("2026-12-07 00:00")
    found = states(practice)
    assert found[SetupItem.GREETING] is found[SetupItem.REVIEW] is ItemState.CHANGED
    assert detail(practice, SetupItem.GREETING) == "Your greeting still says the old promise."
    # The next year is near by now.
    assert found[SetupItem.HOLIDAYS] is ItemState.OPEN
    assert practice.controller.setup.view().next_promise is None


def test_the_first_policy_replaced_opens_the_greeting_again(practice):
    settle_all(practice)
    policies = practice.controller.policies
    assert policies.schedule(policies.preset(Preset.LIMITED_HOURS), None) is None
    assert states(practice)[SetupItem.GREETING] is ItemState.CHANGED


def test_a_change_of_clock_or_of_own_hours_alone_does_not(practice):
    from dataclasses import replace

    settle_all(practice)
    controller = practice.controller
    assert controller.policies.save_settings(replace(controller.settings, clock="12")) is None
    assert states(practice)[SetupItem.GREETING] is ItemState.READY


def test_another_contact_makes_the_greeting_lack_it(practice):
    settle_all(practice)
    assert practice.controller.setup.save_emergency("112", "Dr. Lee") is None
    assert states(practice)[SetupItem.GREETING] is ItemState.CHANGED
    assert detail(practice, SetupItem.GREETING) == (
        "Your greeting does not say 112. Your greeting does not name your emergency contact."
    )


def test_own_words_are_kept_and_marked_as_read(practice):
    setup = practice.controller.setup
    own = "Jane here. In an emergency dial 9-1-1. I ring back within a day."
    gaps = setup.gaps(own)
    assert gaps == ("It does not have your promise word for word. Read it against the policy.",)
    assert setup.record_greeting(own) is None
    view = setup.view()
    assert view.state(SetupItem.GREETING) is ItemState.READY
    assert view.answers.greeting_is_own
    assert setup.record_greeting(view.greeting) is None
    assert not setup.view().answers.greeting_is_own


@pytest.mark.parametrize(
    ("number", "contact", "field"),
    [("nine", "Dr. Lee", Field.NUMBER), ("911", "x" * 201, Field.WHO)],
)
def test_what_cannot_be_said_is_refused(practice, number, contact, field):
    refused = practice.controller.setup.save_emergency(number, contact)
    assert refused.field is field
    assert practice.controller.setup.view().answers.emergency_contact == ""


def test_a_country_without_a_number_asks_for_it(practice):
    from dataclasses import replace

    controller = practice.controller
    assert (
        controller.policies.save_settings(replace(controller.settings, country="JP", subdivision="")) is None
    )
    assert controller.setup.save_emergency("", "Dr. Lee").field is Field.NUMBER
    assert controller.setup.save_emergency("119", "Dr. Lee") is None
    assert controller.setup.view().number == "119"
    assert not controller.setup.view().offers_crisis_line


def test_the_number_of_the_country_moves_with_it(practice):
    from dataclasses import replace

    controller = practice.controller
    assert controller.setup.save_emergency("911", "Dr. Lee") is None
    assert (
        controller.policies.save_settings(replace(controller.settings, country="FR", subdivision="")) is None
    )
    assert controller.setup.view().number == "112"


def test_a_review_needs_a_name_and_a_day_that_has_come(practice):
    setup = practice.controller.setup
    assert setup.mark_reviewed("  ", date(2026, 11, 20)).field is Field.WHO
    assert setup.mark_reviewed("Dr. Osei", date(2026, 11, 24)).field is Field.START
    assert setup.set_reviewer(exists=False) is None
    assert states(practice)[SetupItem.REVIEW] is ItemState.NOT_USED
    assert setup.mark_reviewed("Dr. Osei", date(2026, 11, 23)) is None
    assert states(practice)[SetupItem.REVIEW] is ItemState.READY
    assert setup.view().answers.has_reviewer


def test_greetings_have_bounds(practice):
    setup = practice.controller.setup
    assert setup.record_greeting("  ").field is Field.NOTE
    assert setup.record_greeting("x" * 2001).field is Field.NOTE
    assert setup.name_practice("x" * 201).field is Field.WHO
    assert setup.name_practice(" Jane  Doe ") is None
    assert setup.view().greeting.startswith("You've reached Jane Doe. ")


def test_the_letter_of_a_scheduled_policy_says_from_when(practice):
    controller = practice.controller
    practice.log_call("Ann")
    policies = controller.policies
    assert policies.schedule(policies.preset(Preset.VOICEMAIL_REQUIRED), date(2026, 12, 7)) is None
    view = policies.view()
    said = controller.setup.letter(view.scheduled[0])
    assert said.startswith("From Monday, 7 December 2026 I return missed calls as follows:")
    assert "Until then it stays as it is: I return calls within 24 hours." in said
    assert controller.setup.letter(view.in_force).startswith("This is how I return missed calls:")


def test_the_first_steps_are_wanted_until_done_or_a_call_is_logged(practice):
    setup = practice.controller.setup
    assert setup.view().first_run
    practice.log_call("Ann")
    assert not setup.view().first_run


def test_the_first_steps_are_not_wanted_twice(practice):
    assert practice.controller.setup.finish_first_run() is None
    assert not practice.controller.setup.view().first_run
