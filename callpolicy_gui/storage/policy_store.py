"""Policy versions: what was promised, and from when. Versions are only ever added.

Two exceptions, both in the history: the first version may be replaced until a call is
logged under it, and a version that has not started yet may be withdrawn.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from callpolicy_gui.core.policies import Policy, PolicyVersion
from callpolicy_gui.storage.folding import clean_text

if TYPE_CHECKING:
    from callpolicy_gui.storage.connection import LogDatabase

_COLUMNS = "version_id, policy, announced_on, effective_from, reviewed_with, reviewed_on, override_reason"


class PolicyStore:
    """The policy versions of one log. Changes raise RuntimeError outside `LogDatabase.write`."""

    def __init__(self, db: LogDatabase) -> None:
        self._db = db

    def versions(self) -> tuple[PolicyVersion, ...]:
        """Every version that was not withdrawn, in the order they were added."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM policy_versions WHERE withdrawn_at IS NULL ORDER BY version_id"  # noqa: S608 - a constant
        )
        return tuple(_version(row) for row in rows)

    def add(self, version: PolicyVersion) -> PolicyVersion:
        """The version with its id; the id given is ignored.

        Raises:
            ValueError: it covers all earlier time and is not the first, or is the first and does not.
        """
        self._db.require_write()
        is_first = not self.versions()
        if is_first != (version.effective_from is None):
            raise ValueError("the first version, and no other, covers all earlier time")
        values = _values(version)
        cursor = self._db.execute(
            "INSERT INTO policy_versions (policy, announced_on, effective_from, reviewed_with,"
            " reviewed_on, override_reason) VALUES (?, ?, ?, ?, ?, ?)",
            (json.dumps(values["policy"]), *list(values.values())[1:]),
        )
        version_id = int(cursor.lastrowid)
        self._db.history.append(
            "policy announced", _subject(version_id), after=values, reason=values["override_reason"]
        )
        return replace(
            version,
            version_id=version_id,
            reviewed_with=values["reviewed_with"],
            override_reason=values["override_reason"],
        )

    def replace_first(self, policy: Policy) -> PolicyVersion:
        """The first version with another policy, while no call is logged and nothing followed it.

        Raises:
            LookupError: there is no version yet.
            ValueError: a call is logged, or there is another version.
        """
        self._db.require_write()
        versions = self.versions()
        if not versions:
            raise LookupError("there is no policy version")
        if len(versions) > 1 or self._db.row("SELECT 1 FROM calls LIMIT 1") is not None:
            raise ValueError("the first policy is in force")
        first, new = versions[0], policy.to_json()
        if first.policy != policy:
            self._db.execute(
                "UPDATE policy_versions SET policy = ? WHERE version_id = ?",
                (json.dumps(new), first.version_id),
            )
            self._db.history.append(
                "first policy replaced",
                _subject(first.version_id),
                before={"policy": first.policy.to_json()},
                after={"policy": new},
            )
        return replace(first, policy=policy)

    def record_review(self, version_id: int, reviewed_with: str, reviewed_on: date | None) -> PolicyVersion:
        """The version with who reviewed it and when. Raises LookupError for an unknown id."""
        self._db.require_write()
        old = self._existing(version_id)
        new = replace(old, reviewed_with=clean_text(reviewed_with), reviewed_on=reviewed_on)
        if new != old:
            before, after = _values(old), _values(new)
            self._db.execute(
                "UPDATE policy_versions SET reviewed_with = ?, reviewed_on = ? WHERE version_id = ?",
                (after["reviewed_with"], after["reviewed_on"], version_id),
            )
            self._db.history.append(
                "policy reviewed",
                _subject(version_id),
                before={name: before[name] for name in ("reviewed_with", "reviewed_on")},
                after={name: after[name] for name in ("reviewed_with", "reviewed_on")},
            )
        return new

    def withdraw(self, version_id: int, *, reason: str = "") -> None:
        """Takes back a version that starts after the instant of the write; its row and history stay.

        Raises:
            LookupError: there is no such version.
            ValueError: it has started.
        """
        self._db.require_write()
        version, at = self._existing(version_id), self._db.write_at
        if version.effective_from is None or version.effective_from <= at:
            raise ValueError(f"{_subject(version_id)} has started")
        self._db.execute("UPDATE policy_versions SET withdrawn_at = ? WHERE version_id = ?", (at, version_id))
        self._db.history.append(
            "policy withdrawn", _subject(version_id), before=_values(version), reason=reason
        )

    def _existing(self, version_id: int) -> PolicyVersion:
        for version in self.versions():
            if version.version_id == version_id:
                return version
        raise LookupError(_subject(version_id))


def _subject(version_id: int) -> str:
    return f"policy {version_id}"


def _values(version: PolicyVersion) -> dict[str, Any]:
    """The version's columns but the id, in the order of the table."""
    return {
        "policy": version.policy.to_json(),
        "announced_on": _day(version.announced_on),
        "effective_from": version.effective_from,
        "reviewed_with": clean_text(version.reviewed_with),
        "reviewed_on": _day(version.reviewed_on),
        "override_reason": clean_text(version.override_reason),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _version(row: tuple[Any, ...]) -> PolicyVersion:
    return PolicyVersion(
        version_id=row[0],
        policy=Policy.from_json(json.loads(row[1])),
        announced_on=None if row[2] is None else date.fromisoformat(row[2]),
        effective_from=row[3],
        reviewed_with=row[4],
        reviewed_on=None if row[5] is None else date.fromisoformat(row[5]),
        override_reason=row[6],
    )
