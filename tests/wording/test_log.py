from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QLocale

from callpolicy_gui.controller.views import LogEntry
from callpolicy_gui.core.calls import Attempt, Client, NotOwedReason, Outcome, Settlement, Voicemail
from callpolicy_gui.wording.log import log_cells
from callpolicy_gui.wording.times import Times
from tests.ui.fake_practice import NOW, ZONE, at, missed_call

TIMES = Times(ZONE, twelve_hours=False, locale=QLocale(QLocale.Language.English))
FRIDAY = at(date(2026, 11, 20), 13, 40)
MONDAY = at(date(2026, 11, 23), 13, 40)
CLIENT = Client(1, "Marisol Tran", ("(206) 555-0142",), "C-014")


def cells(*attempts: Attempt, client: Client | None = CLIENT, **changes):
    call = missed_call(1, FRIDAY, **{"due_at": MONDAY, **changes})
    return log_cells(LogEntry(call, client, attempts), NOW, TIMES)


def test_an_open_call_that_is_late_says_so():
    shown = cells()
    assert shown.received == "Fri 20 Nov 13:40"
    assert shown.caller == "Marisol Tran"
    assert shown.voicemail == "Yes"
    assert shown.due == "23 Nov 13:40"
    assert shown.outcome == "Open, no try yet"
    assert shown.kept == "Overdue"


def test_an_open_call_in_time_is_open_and_counts_its_tries():
    tries = (Attempt(1, 1, FRIDAY + 60, Outcome.NO_ANSWER), Attempt(2, 1, FRIDAY + 120, Outcome.NO_ANSWER))
    shown = cells(*tries, due_at=NOW + 60)
    assert (shown.outcome, shown.kept) == ("Open, 2 tries", "Open")


@pytest.mark.parametrize(
    ("late", "kept"), [(-60, "Kept"), (0, "Kept"), (60, "Late by 1 min"), (7200, "Late by 2 h")]
)
def test_a_returned_call_is_kept_up_to_its_due_instant(late, kept):
    settled = MONDAY + late
    shown = cells(Attempt(1, 1, settled, Outcome.REACHED), settled_at=settled, settlement=Settlement.RETURNED)
    assert shown.kept == kept
    assert shown.outcome.startswith("Returned 23 Nov ")


def test_a_message_that_settled_the_call_is_not_called_a_conversation():
    shown = cells(
        Attempt(1, 1, FRIDAY + 60, Outcome.NO_ANSWER),
        Attempt(2, 1, FRIDAY + 600, Outcome.LEFT_MESSAGE),
        settled_at=FRIDAY + 600,
        settlement=Settlement.RETURNED,
    )
    assert shown.outcome == "Left message 20 Nov 13:50"


def test_not_owed_gives_the_reason():
    shown = cells(settled_at=NOW, settlement=Settlement.NOT_OWED, not_owed_reason=NotOwedReason.NOT_A_CLIENT)
    assert (shown.outcome, shown.kept) == ("Number is not a client", "Not owed")


def test_nothing_owed_by_the_policy():
    shown = cells(due_at=None, voicemail=Voicemail.NO)
    assert (shown.voicemail, shown.due, shown.outcome, shown.kept) == (
        "No",
        "Nothing owed",
        "Not returned",
        "Not owed",
    )


def test_an_imported_old_call_is_not_counted():
    shown = cells(settled_at=NOW, settlement=Settlement.LOG_ONLY)
    assert (shown.outcome, shown.kept) == ("Imported for the record", "Not counted")


def test_a_deadline_at_midnight_is_the_end_of_the_day_before():
    assert cells(due_at=at(date(2026, 11, 24), 0)).due == "end of 23 Nov"


def test_other_years_are_named():
    before = at(date(2025, 12, 30), 9)
    call = missed_call(1, before, due_at=before + 86400)
    shown = log_cells(LogEntry(call, None, ()), NOW, TIMES)
    assert shown.received == "Tue 30 Dec 2025 09:00"
    assert shown.due == "31 Dec 2025 09:00"


def test_a_caller_without_a_name_is_the_number_then_withheld():
    assert cells(client=None).caller == "(206) 555-0142"
    assert cells(client=None, number="").caller == "Number withheld"


def test_the_twelve_hour_clock_is_followed():
    call = missed_call(1, FRIDAY, due_at=MONDAY)
    shown = log_cells(LogEntry(call, CLIENT, ()), NOW, replace(TIMES, twelve_hours=True))
    assert (shown.received, shown.due) == ("Fri 20 Nov 1:40 pm", "23 Nov 1:40 pm")
