from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale

from callpolicy_gui.desktop.system_region import Region, guess_region


@pytest.mark.parametrize(
    ("zone", "locale", "region"),
    [
        ("America/New_York", "de_DE", Region("America/New_York", "US", "")),
        ("Pacific/Honolulu", "en_US", Region("Pacific/Honolulu", "US", "HI")),
        ("Europe/Berlin", "en_US", Region("Europe/Berlin", "DE", "")),
        ("UTC", "fr_CA", Region("UTC", "CA", "")),
        ("Mars/Olympus", "fr_CA", Region("UTC", "CA", "")),
    ],
)
def test_the_zone_tells_the_country_and_the_locale_where_it_does_not(zone, locale, region):
    assert guess_region(zone, QLocale(locale)) == region


def test_this_computer_is_somewhere():
    assert guess_region().zone
