"""The set-up items in words: what each is, how it stands, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.core.greeting_check import GreetingGap
from callpolicy_gui.core.setup_items import ItemState, SetupFacts, SetupItem
from callpolicy_gui.wording.text import counted, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callpolicy_gui.core.policies import PolicyVersion
    from callpolicy_gui.wording.times import Times

_TITLES = {
    SetupItem.EMERGENCY: "After-hours emergency contact",
    SetupItem.GREETING: "Voicemail greeting",
    SetupItem.SCHEDULING: "Number is for scheduling only",
    SetupItem.REVIEW: "Reviewed with a supervisor or agency",
    SetupItem.PROTECTION: "Passphrase",
    SetupItem.RECOVERY: "Recovery code on paper",
}
_STATES = {
    ItemState.READY: "Ready",
    ItemState.NOT_USED: "Not used",
    ItemState.OPEN: "Open",
    ItemState.CHANGED: "Open again",
}


def item_title(item: SetupItem, years: Sequence[int], this_year: int) -> str:
    """What an item is called; holidays are those of the years that are asked for, or of this one."""
    if item is not SetupItem.HOLIDAYS:
        return tr(_TITLES[item])
    named = [str(year) for year in years] or [str(this_year)]
    return tr(
        "Holidays of {years} confirmed",
        years=tr("{a} and {b}", a=named[0], b=named[-1]) if named[1:] else named[0],
    )


def state_words(state: ItemState) -> str:
    """`Ready`, `Open again`."""
    return tr(_STATES[state])


def ready_words(settled: int, items: int) -> str:
    """`3 of 7 ready`."""
    return tr("{settled} of {items} ready", settled=settled, items=items)


def item_detail(
    item: SetupItem, state: ItemState, facts: SetupFacts, version: PolicyVersion, times: Times
) -> str:
    """How an item stands, in one or two sentences."""
    match item:
        case SetupItem.EMERGENCY:
            return _emergency(facts)
        case SetupItem.GREETING:
            return _greeting(state, facts)
        case SetupItem.SCHEDULING:
            return _scheduling(state)
        case SetupItem.REVIEW:
            return _review(state, version, times)
        case SetupItem.PROTECTION:
            if state.is_settled:
                return tr("The log locks with a passphrase.")
            return tr("Without one, whoever uses this computer can open the log.")
        case SetupItem.RECOVERY:
            if state.is_settled:
                return tr("You typed it back, so it is on paper.")
            return tr("The way in when the passphrase is forgotten. There is no other.")
        case SetupItem.HOLIDAYS:
            return _holidays(facts.years_to_confirm)


def _emergency(facts: SetupFacts) -> str:
    contact, number = facts.answers.emergency_contact, facts.number
    if contact and number:
        return tr("{contact} \u00b7 dial {number}", contact=contact, number=number)
    if number:
        return tr("Callers hear to dial {number}. Whom can they turn to after hours?", number=number)
    return tr("Say which number callers dial in an emergency, and whom they can turn to after hours.")


def _greeting(state: ItemState, facts: SetupFacts) -> str:
    if state is ItemState.OPEN:
        return tr("Made from your policy. Record it, then say so here.")
    if facts.answers.greeting_promise != facts.promise_key:
        return tr("Your greeting still says the old promise.")
    if facts.gaps:
        return " ".join(gap_words(gap, facts.number) for gap in facts.gaps)
    parts = [tr("says {number}", number=facts.number)] if facts.number else []
    return " \u00b7 ".join([*parts, tr("says your promise")])


def gap_words(gap: GreetingGap, number: str) -> str:
    """What a greeting does not say."""
    match gap:
        case GreetingGap.EMERGENCY_NUMBER:
            return tr("Your greeting does not say {number}.", number=number)
        case GreetingGap.SCHEDULING:
            return tr("Your greeting does not say that the number is for scheduling.")
        case GreetingGap.CONTACT:
            return tr("Your greeting does not name your emergency contact.")
        case GreetingGap.PROMISE:
            return tr("It does not have your promise word for word. Read it against the policy.")


def scheduling_words() -> tuple[str, ...]:
    """Words of which a greeting has one where it says what the number is for."""
    return (tr("scheduling"), tr("appointments"))


def _scheduling(state: ItemState) -> str:
    if state is ItemState.READY:
        return tr("In your greeting and letter; put it into your intake form too.")
    if state is ItemState.NOT_USED:
        return tr("Not said: clients may call about other things.")
    return tr("If you are paid for sessions face to face, say that this number only makes appointments.")


def _review(state: ItemState, version: PolicyVersion, times: Times) -> str:
    if state is ItemState.READY and version.reviewed_on is not None:
        return tr("{who}, {day}", who=version.reviewed_with, day=times.long_date(version.reviewed_on))
    if state is ItemState.READY:
        return version.reviewed_with
    if state is ItemState.NOT_USED:
        return tr("Nobody reviews the policies of this practice.")
    if state is ItemState.CHANGED:
        return tr("The policy has changed since it was last reviewed.")
    return tr("Does it follow your agency's rules and your profession's ethics? Note who read it.")


def _holidays(years: Sequence[int]) -> str:
    if not years:
        return tr("Promises are counted around them.")
    return counted(
        len(years),
        "Look through the list of the year. Until then deadlines say that nobody did.",
        "Look through the lists of both years. Until then deadlines say that nobody did.",
    )


def next_promise_words(day: str) -> str:
    """What comes with a scheduled policy."""
    return tr(
        "From {day} your promise is another one. This is the greeting to record the evening before.", day=day
    )
