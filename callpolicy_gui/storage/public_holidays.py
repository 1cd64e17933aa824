"""Public holidays by country: the only importer of `holidays`.

Results are kept in the log (`CalendarStore`), so the library loads only when a country
is chosen or a new year comes into reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def public_holidays(country: str, subdivision: str, years: Iterable[int]) -> dict[date, str]:
    """Dates and English names of the public holidays of whole years, in order.

    `country` is an ISO 3166-1 code and `subdivision` one of `subdivisions(country)` or
    empty; an empty country has no holidays. Names are as the library has them where it
    has no English.

    Raises:
        LookupError: the library does not know the country or the subdivision.
    """
    if not country:
        return {}
    # The library with its first country takes 100 to 150 ms, which no start may pay.
    import holidays  # noqa: PLC0415

    if country not in countries() or (subdivision and subdivision not in subdivisions(country)):
        raise LookupError("unknown country or subdivision")
    found = holidays.country_holidays(
        country, subdiv=subdivision or None, years=list(years), language=_english(country)
    )
    return {day: found[day] for day in sorted(found)}


def countries() -> tuple[str, ...]:
    """ISO 3166-1 codes of the countries with known holidays, in order."""
    import holidays  # noqa: PLC0415 - see public_holidays

    return tuple(sorted(holidays.list_supported_countries(include_aliases=False)))


def subdivisions(country: str) -> tuple[str, ...]:
    """Codes of the country's subdivisions with holidays of their own; empty for an unknown country."""
    import holidays  # noqa: PLC0415 - see public_holidays

    return tuple(sorted(holidays.list_supported_countries().get(country, ())))


def _english(country: str) -> str | None:
    """The country's English, or None for countries whose names are in English or untranslated."""
    import holidays  # noqa: PLC0415 - see public_holidays

    languages = holidays.list_localized_countries().get(country, ())
    english = [language for language in languages if language.startswith("en")]
    return "en_US" if "en_US" in english else next(iter(english), None)
