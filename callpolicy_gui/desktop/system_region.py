"""Where this computer says it is: the time zone, and the country and subdivision that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import available_timezones

from PySide6.QtCore import QLocale, QTimeZone

# Zones that lie in one subdivision only, so that its holidays can be guessed.
_SUBDIVISIONS = {
    "America/Phoenix": "AZ",
    "America/Boise": "ID",
    "America/Detroit": "MI",
    "America/Anchorage": "AK",
    "America/Juneau": "AK",
    "America/Halifax": "NS",
    "America/St_Johns": "NL",
    "America/Regina": "SK",
    "America/Edmonton": "AB",
    "America/Winnipeg": "MB",
    "America/Vancouver": "BC",
    "America/Toronto": "ON",
    "Pacific/Honolulu": "HI",
    "Australia/Adelaide": "SA",
    "Australia/Brisbane": "QLD",
    "Australia/Darwin": "NT",
    "Australia/Hobart": "TAS",
    "Australia/Melbourne": "VIC",
    "Australia/Perth": "WA",
    "Australia/Sydney": "NSW",
    "Europe/London": "ENG",
}


@dataclass(frozen=True, slots=True)
class Region:
    """An IANA zone, an ISO 3166-1 country or "", and a subdivision or ""."""

    zone: str
    country: str
    subdivision: str


def system_zone() -> str:
    """The zone of this computer's clock, as the operating system names it: an IANA zone if it knows one."""
    return bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")


def guess_region(zone: str = "", locale: QLocale | None = None) -> Region:
    """The region of this computer: by its zone, and by its locale where the zone names no country."""
    key = zone or system_zone()
    if key not in available_timezones():
        key = "UTC"
    territory = QTimeZone(key.encode()).territory()
    if territory in {QLocale.Country.AnyTerritory, QLocale.Country.World}:
        territory = (locale or QLocale.system()).territory()
    code = QLocale.territoryToCode(territory)
    country = code if len(code) == 2 and code.isalpha() else ""
    return Region(key, country, _SUBDIVISIONS.get(key, "") if country else "")
