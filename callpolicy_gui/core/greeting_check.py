"""Whether a voicemail greeting says what the policy enforces.

What can be seen in words is seen in words: the emergency number, the contact, the purpose of the
number, and the promise as written. A promise in the clinician's own words is
beyond a program; whoever read it for this very promise has the say.
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import TYPE_CHECKING

from callpolicy_gui.core.policies import WorkingDays

if TYPE_CHECKING:
    from collections.abc import Iterable

    from callpolicy_gui.core.policies import Policy
    from callpolicy_gui.core.weekly_hours import WeeklyHours

_DIGITS = re.compile(r"\d+")


class GreetingGap(StrEnum):
    """What a greeting does not say; `wording` makes it a sentence."""

    EMERGENCY_NUMBER = "emergency_number"
    CONTACT = "contact"
    SCHEDULING = "scheduling"
    PROMISE = "promise"


def promise_key(policy: Policy, own_hours: WeeklyHours) -> str:
    """What is the same for two policies that promise a caller the same, in every language and clock."""
    values = policy.to_json()
    named = not isinstance(policy.allowance, WorkingDays)
    promised = {
        "allowance": values["allowance"],
        "requires_voicemail": values["requires_voicemail"],
        "hours": policy.hours(own_hours).to_json() if named else None,
    }
    return json.dumps(promised, sort_keys=True)


def greeting_gaps(
    text: str, *, number: str, contact: str, scheduling: Iterable[str], promise: str
) -> tuple[GreetingGap, ...]:
    """What the greeting lacks, in the order it would be said.

    `scheduling` are words of which one is enough. An empty number, contact or promise, and no
    words, are not asked for.
    """
    said = _plain(text)
    scheduling = tuple(map(_plain, scheduling))
    lacks = {
        GreetingGap.EMERGENCY_NUMBER: bool(number) and not _says_number(text, number),
        GreetingGap.SCHEDULING: bool(scheduling) and not any(words in said for words in scheduling),
        GreetingGap.PROMISE: _plain(promise) not in said,
        GreetingGap.CONTACT: not _says_contact(said, contact),
    }
    return tuple(gap for gap, is_lacking in lacks.items() if is_lacking)


def _plain(text: str) -> str:
    """Case, space and the end of the sentence do not matter."""
    return " ".join(text.casefold().split()).rstrip(".")


def _says_number(text: str, number: str) -> bool:
    """`911`, `9-1-1` and `9 1 1`, but not a part of another number."""
    digits = r"[\s.\-]*".join(map(re.escape, "".join(number.split())))
    return re.search(rf"(?<!\d)(?<!\d[.\-]){digits}(?!\d)(?![.\-]\d)", text) is not None


def _says_contact(said: str, contact: str) -> bool:
    """The contact as it is kept, or all of its numbers."""
    if _plain(contact) in said:
        return True
    numbers = _DIGITS.findall(contact)
    return bool(numbers) and set(numbers) <= set(_DIGITS.findall(said))
