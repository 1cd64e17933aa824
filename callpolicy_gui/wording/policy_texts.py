"""What clients hear and read of the promise: the voicemail greeting, and the letter before a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from datetime import date

    from callpolicy_gui.wording.times import Times


@dataclass(frozen=True, slots=True)
class TextParts:
    """What the texts are made of; what is empty is left out.

    `name` is how the practice calls itself, `number` the emergency number, `contact` whom to
    turn to after hours. With `scheduling_only` the number is for nothing else.
    """

    name: str
    number: str
    contact: str
    scheduling_only: bool


def scheduling_sentence() -> str:
    """What the number is for."""
    return tr("This number is for scheduling only.")


def greeting(promise: str, parts: TextParts) -> str:
    """The voicemail greeting that says this promise."""
    if parts.name:
        said = [tr("You've reached {name}.", name=parts.name)]
    else:
        said = [tr("You've reached my voicemail.")]
    if parts.number:
        said.append(tr("If this is an emergency, hang up and dial {number}.", number=parts.number))
    if parts.scheduling_only:
        said.append(scheduling_sentence())
    said.append(promise)
    if parts.contact:
        said.append(_sentence(tr("After hours, contact {contact}", contact=parts.contact)))
    return " ".join(said)


def letter(promise: str, start: date | None, old_promise: str, parts: TextParts, times: Times) -> str:
    """What clients are told in writing: the promise, and from when; `start` None is the one in force.

    `old_promise` holds until then, empty for none.
    """
    blocks = []
    if start is None:
        blocks.append(tr("This is how I return missed calls:"))
    else:
        day = times.full_date(start)
        blocks.append(tr("From {day} I return missed calls as follows:", day=day))
    blocks.append(promise)
    if start is not None and old_promise:
        blocks.append(tr("Until then it stays as it is: {promise}", promise=old_promise))
    if parts.scheduling_only:
        blocks.append(scheduling_sentence())
    urgent = []
    if parts.number:
        urgent.append(tr("In an emergency do not wait for my call: dial {number}.", number=parts.number))
    if parts.contact:
        urgent.append(_sentence(tr("After hours, contact {contact}", contact=parts.contact)))
    if urgent:
        blocks.append(" ".join(urgent))
    if parts.name:
        blocks.append(parts.name)
    return "\n\n".join(blocks)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."
