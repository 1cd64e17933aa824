"""What to know before a client is called, in words that name nobody and no number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callpolicy_gui.core.contact_safety import MessageRule
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from callpolicy_gui.core.contact_safety import ContactAdvice
    from callpolicy_gui.wording.times import Times

MESSAGE_RULES = {
    MessageRule.NOT_ASKED: "Not asked",
    MessageRule.ALLOWED: "Yes",
    MessageRule.NAME_ONLY: "Name and number only",
    MessageRule.NEVER: "No",
}
_MESSAGES = {
    MessageRule.ALLOWED: "A message may be left.",
    MessageRule.NAME_ONLY: "Leave only your name and number.",
    MessageRule.NEVER: "Leave no message.",
}
_MESSAGE_TAGS = {MessageRule.NAME_ONLY: "Name only", MessageRule.NEVER: "No message"}


@dataclass(frozen=True, slots=True)
class SafetyWords:
    """What the card and the details say. `number` is the number to call, as shown; empty for none.

    `tag` is for the card and empty where a look at the details is soon enough. `warning` is what
    stands in the way of calling now, empty where nothing does, and `not_now` that part of it which
    holds for every number; `rules` is the rest.
    """

    tag: str
    warning: str
    rules: str
    number: str
    is_blocked: bool
    not_now: str = ""


def safety_words(advice: ContactAdvice, number: str, now: int, times: Times) -> SafetyWords:
    """The advice as it reads at `now` (UTC seconds)."""
    warnings, tags, not_now = [], [], ""
    if advice.is_blocked:
        warnings.append(tr("Do not call the number this call came from."))
        warnings.append(tr("Use the one shown.") if number else tr("No other number is known."))
        tags.append(tr("Other number") if number else tr("Do not call"))
    if not advice.is_safe_now:
        tags.append(tr("Not safe now"))
        not_now = tr("No time is known to be safe.")
        if advice.safe_from is not None:
            when = times.day_time(advice.safe_from, now)
            not_now = tr("Not a safe time to call. Safe from {when}.", when=when)
        warnings.append(not_now)
    message = _MESSAGES.get(advice.message, "")
    if advice.message in _MESSAGE_TAGS:
        tags.append(tr(_MESSAGE_TAGS[advice.message]))
    return SafetyWords(
        tags[0] if tags else "",
        " ".join(warnings),
        tr(message) if message else "",
        number,
        advice.is_blocked,
        not_now,
    )
