"""The number that is dialled in an emergency, by country, and the line for a crisis of mind.

Only countries in which one number is the answer are listed; for any other the clinician says
it. The number can be another one everywhere: it is a setting of the practice.
"""

from __future__ import annotations

# 47 CFR 9.4 and the territories; Canada, Mexico and the Philippines by their own law.
_911 = "US PR GU VI AS MP UM CA MX PH"
# Directive (EU) 2018/1972, article 109, and its neighbours; India and Turkey made it theirs.
_112 = (
    "AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
    " IS LI NO CH AD MC SM VA IN TR"
)
_999 = "GB IM JE GG HK MY"
_NUMBERS = {
    country: number
    for number, countries in (("911", _911), ("112", _112), ("999", _999), ("000", "AU"), ("111", "NZ"))
    for country in countries.split()
}
CRISIS_NUMBER = "988"
# The United States since July 2022, its territories too; Canada since November 2023.
_CRISIS_COUNTRIES = frozenset(["US", "PR", "GU", "VI", "AS", "MP", "CA"])


def emergency_number(country: str) -> str:
    """The number of a country (ISO 3166), empty where the clinician has to say it."""
    return _NUMBERS.get(country, "")


def has_crisis_line(country: str) -> bool:
    """Whether 988 reaches a suicide and crisis line there."""
    return country in _CRISIS_COUNTRIES
