"""The practice's settings: one row for each that was ever changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from callpolicy_gui.core.settings import MAX_LEAD, MIN_LEAD, PracticeSettings
from callpolicy_gui.storage.setting_values import defaults, from_json, to_json

if TYPE_CHECKING:
    from callpolicy_gui.storage.connection import LogDatabase

_CHOICES = {
    "clock": frozenset({"locale", "12", "24"}),
    "theme": frozenset({"system", "light", "dark"}),
}
_BOUNDS = {
    "lead_minutes": (MIN_LEAD, MAX_LEAD),
    "soon_minutes": (1, 24 * 60),
    "silent_minutes": (0, 24 * 60),
    "notice_days": (0, 366),
}


class SettingsStore:
    """The settings of one log. `save` raises RuntimeError outside `LogDatabase.write`."""

    def __init__(self, db: LogDatabase) -> None:
        self._db = db

    def load(self) -> PracticeSettings:
        """The settings; one that is missing or cannot be used has its default."""
        usable = from_json(self._stored(), defaults(PracticeSettings), choices=_CHOICES, bounds=_BOUNDS)
        return PracticeSettings(**usable)

    def unusable(self) -> frozenset[str]:
        """The settings that were set, and whose value cannot be used: they have their defaults."""
        wanted = defaults(PracticeSettings)
        usable = from_json(self._stored(), wanted, choices=_CHOICES, bounds=_BOUNDS)
        there = {key for (key,) in self._db.rows("SELECT key FROM settings")}
        return frozenset(name for name in wanted if name in there and name not in usable)

    def is_empty(self) -> bool:
        """Whether nothing was ever set: the program has not been set up."""
        return not self._stored()

    def save(self, settings: PracticeSettings, *, reason: str = "") -> None:
        """Keeps what differs from what is kept; keys of a newer version stay as they are."""
        self._db.require_write()
        stored = self._stored()
        new = {name: to_json(getattr(settings, name)) for name in defaults(PracticeSettings)}
        changed = {name: value for name, value in new.items() if name not in stored or stored[name] != value}
        if not changed:
            return
        self._db.executemany(
            "INSERT INTO settings (key, value) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [(name, json.dumps(value)) for name, value in changed.items()],
        )
        before = {name: stored[name] for name in changed if name in stored}
        self._db.history.append("settings changed", "settings", before=before, after=changed, reason=reason)

    def _stored(self) -> dict[str, Any]:
        found = {}
        for key, text in self._db.rows("SELECT key, value FROM settings"):
            try:
                found[key] = json.loads(text)
            except (ValueError, TypeError, RecursionError):
                continue
        return found
