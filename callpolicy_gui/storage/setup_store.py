"""What the clinician said on the set-up page: rows of the settings table, in the history as settings are."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from callpolicy_gui.core.setup_items import SetupAnswers
from callpolicy_gui.storage.folding import clean_text
from callpolicy_gui.storage.setting_values import defaults, from_json

if TYPE_CHECKING:
    from callpolicy_gui.storage.connection import LogDatabase

_PREFIX = "setup."
_CHOICES = {"scheduling": frozenset({"", "yes", "no"})}


class SetupStore:
    """The answers of one log. `save` raises RuntimeError outside `LogDatabase.write`."""

    def __init__(self, db: LogDatabase) -> None:
        self._db = db

    def load(self) -> SetupAnswers:
        """The answers; one that is missing or cannot be used has its default."""
        usable = from_json(self._stored(), defaults(SetupAnswers), choices=_CHOICES, bounds={})
        return replace(SetupAnswers(), **usable)

    def save(self, answers: SetupAnswers) -> None:
        """Keeps what differs from what is kept."""
        self._db.require_write()
        stored, known = self._stored(), self.load()
        new = {name: _clean(getattr(answers, name)) for name in defaults(SetupAnswers)}
        changed = {name: value for name, value in new.items() if getattr(known, name) != value}
        if not changed:
            return
        self._db.executemany(
            "INSERT INTO settings (key, value) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [(_PREFIX + name, json.dumps(value)) for name, value in changed.items()],
        )
        self._db.history.append(
            "set-up answered",
            "settings",
            before={_PREFIX + name: stored[name] for name in changed if name in stored},
            after={_PREFIX + name: value for name, value in changed.items()},
        )

    def _stored(self) -> dict[str, Any]:
        found = {}
        rows = self._db.rows("SELECT key, value FROM settings WHERE substr(key, 1, ?) = ?", _WHERE)
        for key, text in rows:
            try:
                found[key.removeprefix(_PREFIX)] = json.loads(text)
            except (ValueError, TypeError, RecursionError):
                continue
        return found


_WHERE = (len(_PREFIX), _PREFIX)


def _clean(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) else value
