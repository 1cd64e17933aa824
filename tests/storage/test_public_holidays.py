"""Public holidays have English names and known countries; nothing loads until it is asked for."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from callpolicy_gui.storage.public_holidays import countries, public_holidays, subdivisions


@pytest.mark.parametrize(
    ("country", "subdivision", "day", "name"),
    [
        ("US", "", date(2026, 11, 26), "Thanksgiving Day"),
        ("DE", "BY", date(2026, 1, 6), "Epiphany"),
        ("FR", "", date(2026, 5, 1), "Labor Day"),
        ("JP", "", date(2026, 1, 1), "New Year's Day"),
    ],
)
def test_english_names(country, subdivision, day, name):
    assert public_holidays(country, subdivision, (2026,))[day] == name


def test_whole_years_in_order():
    found = list(public_holidays("US", "", (2027, 2026)))
    assert found == sorted(found)
    assert {day.year for day in found} == {2026, 2027}
    assert public_holidays("", "", (2026,)) == {}


def test_unknown_places_are_said():
    for country, subdivision in (("XX", ""), ("US", "XX")):
        with pytest.raises(LookupError):
            public_holidays(country, subdivision, (2026,))
    assert "US" in countries()
    assert "WA" in subdivisions("US")
    assert subdivisions("XX") == ()


def test_heavy_libraries_load_only_when_used():
    program = (
        "import sys, callpolicy_gui.storage.public_holidays, callpolicy_gui.storage.keys, "
        "callpolicy_gui.storage.database\n"
        "print([m for m in ('holidays', 'keyring', 'sqlite_utils') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
