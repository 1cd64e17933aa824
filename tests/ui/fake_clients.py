"""The client desk for widget tests: clients as plain values, with the real words, no disk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from callpolicy_gui.controller.client_views import (
    AccommodationPreview,
    ClientView,
    MergedClient,
    NumberView,
)
from callpolicy_gui.controller.views import Field, Refused, Suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from callpolicy_gui.core.accommodations import Accommodation
    from callpolicy_gui.core.calls import Client
    from tests.ui.fake_controller import FakeController


def digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def view_of(client: Client) -> ClientView:
    return ClientView(
        client_id=client.client_id,
        name=client.name,
        title=client.name or client.number or "Unknown caller",
        summary="3 calls, the last Fri 13:40. 1 is open.",
        code=client.code,
        numbers=tuple(NumberView(digits(number), number) for number in client.numbers),
        merged=(),
        accommodation=None,
        review="",
    )


class FakeClients:
    """What the client sheet asks for. Every change is noted in the controller's `done`, refusals as there."""

    def __init__(self, owner: FakeController, clients: Mapping[int, Client]) -> None:
        self._owner = owner
        self.views = {client_id: view_of(client) for client_id, client in clients.items()}
        self.next_preview = AccommodationPreview(("A call now would be due Tue 14:18.",), ())
        self.previewed: list[Accommodation] = []

    def view(self, client_id: int) -> ClientView:
        return self.views[client_id]

    def agreed(self) -> dict[int, Accommodation]:
        """What is agreed with whom, by client id."""
        views = self.views.values()
        return {view.client_id: view.accommodation for view in views if view.accommodation is not None}

    def rename(self, client_id: int, name: str) -> Refused | None:
        if not name:
            return Refused("Type a name first.", Field.WHO)
        return self._save("rename", client_id, name, name=name, title=name)

    def add_number(self, client_id: int, text: str) -> Refused | None:
        if len(digits(text)) < 7:
            return Refused("Type a number, such as 020 7946 0018.", Field.NUMBER)
        numbers = (*self.views[client_id].numbers, NumberView(digits(text), text))
        return self._save("add_number", client_id, text, numbers=numbers)

    def remove_number(self, client_id: int, key: str) -> Refused | None:
        left = tuple(number for number in self.views[client_id].numbers if number.key != key)
        return self._save("remove_number", client_id, key, numbers=left)

    def merge_choices(self, client_id: int, text: str) -> tuple[Suggestion, ...]:
        found = self._owner.calls.suggestions(text)
        return tuple(each for each in found if each.client_id != client_id)

    def merge(self, client_id: int, other_id: int) -> Refused | None:
        mine, other = self.views[client_id], self.views[other_id]
        numbers = ", ".join(number.shown for number in other.numbers)
        return self._save(
            "merge",
            client_id,
            other_id,
            merged=(*mine.merged, MergedClient(other_id, other.title, numbers)),
            numbers=(*mine.numbers, *other.numbers),
        )

    def unmerge(self, client_id: int, merged_id: int) -> Refused | None:
        mine, gone = self.views[client_id], {number.key for number in self.views[merged_id].numbers}
        return self._save(
            "unmerge",
            client_id,
            merged_id,
            merged=tuple(each for each in mine.merged if each.client_id != merged_id),
            numbers=tuple(number for number in mine.numbers if number.key not in gone),
        )

    def preview(self, accommodation: Accommodation) -> AccommodationPreview:
        self.previewed.append(accommodation)
        return self.next_preview

    def accommodate(self, client_id: int, accommodation: Accommodation) -> Refused | None:
        kept = None if accommodation.is_empty else accommodation
        review = "" if kept is None or kept.review_on is None else f"To be reviewed {kept.review_on}."
        return self._save("accommodate", client_id, accommodation, accommodation=kept, review=review)

    def _save(self, method: str, client_id: int, what: object, **changes: object) -> Refused | None:
        refused = self._owner.record(method, client_id, what)
        if refused is None:
            self.views[client_id] = replace(self.views[client_id], **changes)  # type: ignore[arg-type]
            self._owner.clients_changed.emit()
            self._owner.refresh(said="Saved", undo=True)
        return refused
