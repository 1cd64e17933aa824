"""How reminders reach the clinician on this computer, in words, and what came of a test alert."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from callpolicy_gui.wording.text import tr


class AlertTest(StrEnum):
    """What came of the test alert; `NONE` while there was none."""

    NONE = "none"
    SENT = "sent"
    SHOWN = "shown"
    CLICKED = "clicked"
    GONE = "gone"
    UNANSWERED = "unanswered"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Reach:
    """What Settings says of it. `test` is empty before a test; `is_good` None while it is not over.

    `starts_with_computer` is None where the program cannot see to that, `refused` why it was not changed.
    """

    way: str = ""
    tray: str = ""
    test: str = ""
    is_good: bool | None = None
    starts_with_computer: bool | None = None
    refused: str = ""


def way_words(way: str, *, is_available: bool) -> str:
    """By what alerts are shown: `service`, `balloon` or `none`."""
    if way == "service" and is_available:
        return tr("Alerts go through this desktop's notification service.")
    if way == "service":
        return tr("This desktop has no notification service running. Reminders appear in the window.")
    if way == "balloon" and is_available:
        return tr("Alerts appear beside the tray icon.")
    return tr("This desktop shows no alerts. Reminders appear in the window.")


def tray_words(*, is_shown: bool) -> str:
    """Where the program goes when its window is closed."""
    if is_shown:
        return tr("The icon is in the tray. Closing the window keeps reminders running.")
    return tr("This desktop has no tray, so closing quits. Reminders need the window open.")


def result_words(test: AlertTest) -> str:
    """What came of the test alert; empty while there was none."""
    return tr(_TESTS[test]) if test in _TESTS else ""


def is_good_result(test: AlertTest) -> bool | None:
    """Whether alerts and their clicks work here; None while that is not known."""
    if test is AlertTest.CLICKED:
        return True
    return False if test in {AlertTest.UNANSWERED, AlertTest.IMPOSSIBLE} else None


def not_switched() -> str:
    """The start with the computer could not be changed."""
    return tr("That could not be changed: the settings folder cannot be written.")


_TESTS = {
    AlertTest.SENT: "Sent. Waiting for the desktop\u2026",
    AlertTest.SHOWN: "Click it on the screen. If you do not see it, your system is hiding notifications.",
    AlertTest.CLICKED: "It was shown, and your click came back.",
    AlertTest.GONE: (
        "It went away without a click. If you did not see it, your system is hiding notifications."
    ),
    AlertTest.UNANSWERED: "The notification service does not answer. Reminders appear in the window.",
    AlertTest.IMPOSSIBLE: "Nothing can be shown outside the window. Reminders appear in it.",
}
