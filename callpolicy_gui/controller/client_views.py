"""What the *Client* sheet shows: plain values, no widgets, no stores."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from callpolicy_gui.core.contact_safety import ContactSafety

if TYPE_CHECKING:
    from callpolicy_gui.controller.views import Refused
    from callpolicy_gui.core.accommodations import Accommodation


@dataclass(frozen=True, slots=True)
class NumberView:
    """A number of a client: what is the same for every spelling of it, how it is shown, may it be called."""

    key: str
    shown: str
    never_call: bool = False


@dataclass(frozen=True, slots=True)
class MergedClient:
    """A client that was merged into another, and can be taken out again."""

    client_id: int
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class ClientView:
    """One client. `name` is empty for a caller known by number only; `title` never is.

    `summary` tells of the calls, `code` stands for the client in a pseudonymised export,
    `review` says when the accommodation is to be talked about again, empty without a date.
    """

    client_id: int
    name: str
    title: str
    summary: str
    code: str
    numbers: tuple[NumberView, ...]
    merged: tuple[MergedClient, ...]
    accommodation: Accommodation | None
    review: str
    safety: ContactSafety = field(default_factory=ContactSafety)


@dataclass(frozen=True, slots=True)
class AccommodationPreview:
    """What an accommodation would mean: sentences, what to look out for, and what stands in its way."""

    lines: tuple[str, ...]
    warnings: tuple[str, ...]
    refused: Refused | None = None
