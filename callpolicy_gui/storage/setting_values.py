"""Settings as JSON values: a value of the wrong kind, or out of bounds, is no value.

A setting that cannot be used must not keep the program from starting, nor take the
other settings with it: it falls back to its own default.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from callpolicy_gui.core.weekly_hours import WeeklyHours

if TYPE_CHECKING:
    from collections.abc import Mapping


def to_json(value: Any) -> Any:
    """The JSON value of a setting."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, WeeklyHours):
        return value.to_json()
    return value


def defaults(kind: Any) -> dict[str, Any]:
    """Names and defaults of a dataclass of settings."""
    return {field.name: field.default for field in fields(kind) if field.default is not MISSING}


def from_json(
    values: Mapping[str, Any],
    wanted: Mapping[str, Any],
    *,
    choices: Mapping[str, frozenset[str]],
    bounds: Mapping[str, tuple[int, int]],
) -> dict[str, Any]:
    """The usable ones of `values` among the `wanted` names, each of its default's type."""
    found = {}
    for name, default in wanted.items():
        if name not in values:
            continue
        try:
            value = _typed(name, values[name], default)
        except (ValueError, TypeError, AttributeError, LookupError, OSError):
            continue
        if name in choices and value not in choices[name]:
            continue
        if name in bounds and not bounds[name][0] <= value <= bounds[name][1]:
            continue
        found[name] = value
    return found


def _typed(name: str, value: Any, default: Any) -> Any:
    if isinstance(default, WeeklyHours):
        hours = WeeklyHours.from_json(value, overnight=True)
        if default.open_days:
            hours.check_open()
        return hours
    if isinstance(default, frozenset):
        if not all(type(day) is int and 0 <= day <= 6 for day in value):
            raise ValueError(name)
        return frozenset(value)
    if type(value) is not type(default):  # True is no number here
        raise ValueError(name)
    if name == "zone":
        ZoneInfo(value)
    return value
