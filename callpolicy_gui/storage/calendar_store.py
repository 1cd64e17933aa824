"""The practice's calendar: closures, holidays and the dates the clinician changed.

Holidays are counted by a library that takes a tenth of a second to load; they are kept
here by country, subdivision and year, so that a start does not need it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from callpolicy_gui.core.business_calendar import Closure
from callpolicy_gui.core.weekly_hours import Window
from callpolicy_gui.storage.folding import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from callpolicy_gui.storage.connection import LogDatabase

_CLOSURE_COLUMNS = "closure_id, first, last, window_start, window_end, name, covering"


class CalendarStore:
    """The calendar of one log. Changes raise RuntimeError outside `LogDatabase.write`."""

    def __init__(self, db: LogDatabase) -> None:
        self._db = db

    def closures(self) -> tuple[Closure, ...]:
        """Every closure, the earliest first."""
        rows = self._db.rows(f"SELECT {_CLOSURE_COLUMNS} FROM closures ORDER BY first, closure_id")  # noqa: S608 - a constant
        return tuple(_closure(row) for row in rows)

    def add_closure(self, closure: Closure) -> Closure:
        """The closure with its id; the id given is ignored."""
        self._db.require_write()
        values = _closure_values(closure)
        cursor = self._db.execute(
            "INSERT INTO closures (first, last, window_start, window_end, name, covering)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            tuple(values.values()),
        )
        closure_id = int(cursor.lastrowid)
        self._db.history.append("closure added", f"closure {closure_id}", after=values)
        return replace(closure, closure_id=closure_id, name=values["name"], covering=values["covering"])

    def remove_closure(self, closure_id: int, *, reason: str = "") -> None:
        """Removes a closure. Raises LookupError for an unknown id."""
        self._db.require_write()
        before = _closure_values(self._existing(closure_id))
        self._db.execute("DELETE FROM closures WHERE closure_id = ?", (closure_id,))
        self._db.history.append("closure removed", f"closure {closure_id}", before=before, reason=reason)

    def holidays(self, country: str, subdivision: str, years: Iterable[int]) -> dict[date, str]:
        """The holidays of these years with the clinician's own changes; names are the calendar's.

        Years that `missing_years` names are without public holidays.
        """
        wanted = json.dumps(list(years))
        found = self._public_holidays(country, subdivision, wanted)
        for day, name in self._db.rows(
            "SELECT date, name FROM holiday_changes"
            " WHERE CAST(substr(date, 1, 4) AS INTEGER) IN (SELECT value FROM json_each(?))",
            (wanted,),
        ):
            if name is None:
                found.pop(day, None)
            else:
                found[day] = name
        return {date.fromisoformat(day): found[day] for day in sorted(found)}

    def missing_years(self, country: str, subdivision: str, years: Iterable[int]) -> tuple[int, ...]:
        """Those of the years whose public holidays were never stored."""
        rows = self._db.rows(
            "SELECT year FROM holiday_years WHERE country = ? AND subdivision = ?", (country, subdivision)
        )
        known = {row[0] for row in rows}
        return tuple(year for year in years if year not in known)

    def store_holidays(
        self, country: str, subdivision: str, years: Sequence[int], names: Mapping[date, str]
    ) -> None:
        """Keeps the public holidays of whole years in place of what was kept for them."""
        self._db.require_write()
        wanted = json.dumps(list(years))
        before = self._public_holidays(country, subdivision, wanted)
        after = {day.isoformat(): clean_text(name) for day, name in names.items() if day.year in years}
        is_new = self.missing_years(country, subdivision, years)
        self._db.execute(
            "DELETE FROM holidays WHERE country = ? AND subdivision = ?"
            " AND CAST(substr(date, 1, 4) AS INTEGER) IN (SELECT value FROM json_each(?))",
            (country, subdivision, wanted),
        )
        self._db.executemany(
            "INSERT INTO holidays (country, subdivision, date, name) VALUES (?, ?, ?, ?)",
            [(country, subdivision, day, name) for day, name in after.items()],
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO holiday_years (country, subdivision, year) VALUES (?, ?, ?)",
            [(country, subdivision, year) for year in years],
        )
        if is_new or before != after:
            subject = f"holidays {country} {subdivision}".rstrip()
            self._db.history.append("holidays stored", subject, before=before or None, after=after)

    def remove_holiday(self, day: date) -> None:
        """The clinician works on this date whatever the public calendar says."""
        self._set_change(day, None, "holiday removed")

    def add_holiday(self, day: date, name: str) -> None:
        """A holiday of the clinician's own, or another name for a public one."""
        self._set_change(day, clean_text(name), "holiday added")

    def holiday_changes(self) -> dict[date, str | None]:
        """Dates the clinician changed: a name for one added, None for one removed."""
        rows = self._db.rows("SELECT date, name FROM holiday_changes ORDER BY date")
        return {date.fromisoformat(day): name for day, name in rows}

    def confirm_year(self, year: int) -> None:
        """The clinician has looked at the holidays of this year."""
        self._db.require_write()
        if year in self.confirmed_years():
            return
        self._db.execute("INSERT INTO confirmed_years (year) VALUES (?)", (year,))
        self._db.history.append("holidays confirmed", f"year {year}", after={"year": year})

    def unconfirm_years(self) -> None:
        """No year's holidays have been looked at: they are another country's now."""
        self._db.require_write()
        years = sorted(self.confirmed_years())
        if years:
            self._db.execute("DELETE FROM confirmed_years")
            self._db.history.append("holidays unconfirmed", "years", before={"years": years})

    def confirmed_years(self) -> frozenset[int]:
        """Years whose holidays the clinician has looked at."""
        return frozenset(row[0] for row in self._db.rows("SELECT year FROM confirmed_years"))

    def overrides(self) -> dict[date, tuple[Window, ...]]:
        """Dates with hours of their own, which win over a holiday."""
        rows = self._db.rows("SELECT date, windows FROM hours_overrides ORDER BY date")
        return {
            date.fromisoformat(day): tuple(Window(start, end) for start, end in json.loads(windows))
            for day, windows in rows
        }

    def _set_change(self, day: date, name: str | None, kind: str) -> None:
        self._db.require_write()
        old = self.holiday_changes().get(day, ...)
        if old is not ... and old == name:
            return
        self._db.execute(
            "INSERT INTO holiday_changes (date, name) VALUES (?, ?)"
            " ON CONFLICT (date) DO UPDATE SET name = excluded.name",
            (day.isoformat(), name),
        )
        before = None if old is ... else {"name": old}
        self._db.history.append(kind, f"date {day.isoformat()}", before=before, after={"name": name})

    def _public_holidays(self, country: str, subdivision: str, years_json: str) -> dict[str, str]:
        rows = self._db.rows(
            "SELECT date, name FROM holidays WHERE country = ? AND subdivision = ?"
            " AND CAST(substr(date, 1, 4) AS INTEGER) IN (SELECT value FROM json_each(?))",
            (country, subdivision, years_json),
        )
        return {row[0]: row[1] for row in rows}

    def _existing(self, closure_id: int) -> Closure:
        row = self._db.row(
            f"SELECT {_CLOSURE_COLUMNS} FROM closures WHERE closure_id = ?",  # noqa: S608 - a constant
            (closure_id,),
        )
        if row is None:
            raise LookupError(f"closure {closure_id}")
        return _closure(row)


def _closure_values(closure: Closure) -> dict[str, Any]:
    """The closure's columns but the id, in the order of the table."""
    window = closure.window
    return {
        "first": closure.first.isoformat(),
        "last": closure.last.isoformat(),
        "window_start": None if window is None else window.start,
        "window_end": None if window is None else window.end,
        "name": clean_text(closure.name),
        "covering": clean_text(closure.covering),
    }


def _closure(row: tuple[Any, ...]) -> Closure:
    return Closure(
        closure_id=row[0],
        first=date.fromisoformat(row[1]),
        last=date.fromisoformat(row[2]),
        window=None if row[3] is None else Window(row[3], row[4]),
        name=row[5],
        covering=row[6],
    )
