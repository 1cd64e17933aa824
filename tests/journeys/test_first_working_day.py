"""A first working day, by key and mouse, from the phone's log to the file for the supervisor."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from callpolicy_gui.formats import csv_log
from tests.desktop.waiting import wait_for
from tests.journeys.day import Day, due_of, instant, local, of_client

if TYPE_CHECKING:
    from tests.desktop.harness import Desktop
    from tests.journeys.day import Record

pytestmark = pytest.mark.desktop

SAMPLE = Path(__file__).parents[1] / "data" / "calls-android-backup.xml"
MISSED = 148
MONDAY_9 = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - a wall clock; Day knows whose
TUESDAY_9_30 = datetime(2026, 11, 24, 9, 30)  # noqa: DTZ001 - the same
NEW_NUMBER = "6465550143"
IMPORT = "Import a phone log \N{EM DASH} Call Policy"
EXPORT = "Export call log \N{EM DASH} Call Policy"
WHEN = "When \N{EM DASH} Call Policy"

# From the card in force to another: the arrows to press, and the Tabs from there to the day of the
# start date. Between them lie the switch for voicemail, and a row a weekday where hours can be typed.
CARDS = {
    "operating_hours": (("Right",), 15),
    "voicemail_required": (("Left", "Down"), 2),
    "limited_hours": (("Right",), 15),
    "turnaround": (("Left", "Up"), 3),
}


def test_a_first_working_day(desktop: Desktop, tmp_path: Path) -> None:
    day = Day(desktop, tmp_path, MONDAY_9)
    program = day.start()
    import_the_sample(day)
    live_under_each_policy(day)
    return_one_at_an_earlier_time(day)
    answer_the_alert(day)
    export_for_the_supervisor(day, tmp_path / "for-supervision.csv")
    before = day.log()
    program.process.terminate()
    assert program.wait(5) == 0
    assert program.errors == ""
    # Nothing runs any more: now it is the file that answers.
    assert day.log() == before
    alerts = desktop.notification_history()
    assert alerts
    for alert in alerts:
        assert_names_nobody(html.unescape(alert["summary"] + " " + alert["body"]))


def import_the_sample(day: Day) -> None:
    assert day.ask("--import", str(SAMPLE)).returncode == 0
    day.wait_for_window(IMPORT)
    # The button is there once the file was read; before that Enter does nothing.
    wait_for(lambda: day.press("Return") or len(day.log()) == MISSED, "the imported calls")
    day.press("Escape")
    day.wait_for_window("Call Policy")
    again = day.ask("--import", str(SAMPLE), "--yes")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.startswith(f"0 calls imported, {MISSED} already in the log")
    assert len(day.log()) == MISSED
    assert any(record["client"] == "Zoë O'Brien" for record in day.log())


def live_under_each_policy(day: Day) -> None:
    """Log a call under each of the four; what was promised before stays promised."""
    farah = log_call(day, "farah", "Return", "Return")
    assert (farah["client"], farah["policy"]) == ("Farah Bakker", "turnaround")
    assert due_of(farah) == instant(farah["received"]) + timedelta(days=1)

    use_policy(day, "operating_hours")
    new = log_call(day, NEW_NUMBER, "Return")
    assert (new["number"], new["policy"]) == (NEW_NUMBER, "operating_hours")
    assert due_of(new) == local("2026-11-23 17:00")
    # Under another policy today, but received under the one before it.
    uma = log_call(day, "uma rossi yesterday 6pm", "Return", "Return")
    assert (uma["client"], uma["policy"]) == ("Uma Rossi", "turnaround")
    assert instant(uma["received"]) == local("2026-11-22 18:00")
    assert due_of(uma) == local("2026-11-24 00:00")

    use_policy(day, "voicemail_required")
    priya = log_call(day, "priya novm", "Return", "Return")
    assert (priya["client"], priya["policy"]) == ("Priya Eriksen", "voicemail_required")
    assert (priya["voicemail"], priya["status"], priya["due"]) == ("no", "not_owed", "")

    use_policy(day, "limited_hours")
    vera = log_call(day, "vera", "Return", "Return")
    assert (vera["client"], vera["policy"]) == ("Vera Singh", "limited_hours")
    assert due_of(vera) == local("2026-11-24 09:00")

    use_policy(day, "turnaround")
    mei = log_call(day, "mei", "Return", "Return")
    assert (mei["client"], mei["policy"]) == ("Mei Bakker", "turnaround")
    assert due_of(mei) == instant(mei["received"]) + timedelta(days=1)
    day.desktop.screenshot(day.folder / "logged.png")


def log_call(day: Day, typed: str, *keys: str) -> Record:
    """Type a call into quick log; the one record that this adds. All the others stay as they are."""
    before = day.log()
    day.press("ctrl+n")
    day.type(typed)
    day.press(*keys)
    after = day.wait_for_log(lambda log: len(log) == len(before) + 1, f"the call of {typed!r}")
    (added,) = [record for record in after if record not in before]
    assert [record for record in after if record != added] == before
    return added


def use_policy(day: Day, preset: str) -> None:
    """Go to the Policy page and let another promise hold from today on, without the mouse."""
    arrows, tabs_to_day = CARDS[preset]
    # By way of the sidebar, where the focus surely is after F6 on the log's search.
    day.press("ctrl+f", "F6", "Tab", "Tab", "space", "F6", "Tab", *arrows, "space")
    day.press(*["Tab"] * tabs_to_day)
    day.type("23")
    day.press("Down")  # from December to November
    day.press("Tab", "Tab")
    day.type("Agreed with my supervisor")
    day.desktop.screenshot(day.folder / f"policy-{preset}.png")
    day.press("Tab", "Tab", "space", "ctrl+1")


def return_one_at_an_earlier_time(day: Day) -> None:
    """The one client whom the phone's log left open is returned, as it was on Friday."""
    wait_for(lambda: day.desktop.notification_count() == 1, "the alert about the imported calls")
    owed = [record for record in of_client(day.log(), "Wren Tran") if record["status"] == "late"]
    assert len(owed) == 3
    day.press("F4", "shift+r")
    day.wait_for_window(WHEN)
    day.type("fri 4pm")
    day.press("Return")
    day.wait_for_window("Call Policy")
    log = day.wait_for_log(lambda log: not any(record in log for record in owed), "the return")
    returned = [record for record in of_client(log, "Wren Tran") if record["returned"]][-3:]
    assert [record["received"] for record in returned] == [record["received"] for record in owed]
    # One return keeps, or breaks, the promise of every call before it.
    assert {instant(record["returned"]) for record in returned} == {local("2026-11-20 16:00")}
    assert returned[0]["attempt_list"].endswith("reached")
    wait_for(lambda: day.desktop.notification_count() == 0, "the alert to be withdrawn")


def answer_the_alert(day: Day) -> None:
    """Time passes; the alert comes, is clicked, and the right card is the one that R returns."""
    desktop = day.desktop
    day.press("ctrl+comma")
    minimise(desktop)
    day.set_time(TUESDAY_9_30)
    wait_for(lambda: desktop.notification_count() == 1, "the alert")
    desktop.screenshot(day.folder / "alert.png")
    late = [record for record in day.log() if record["status"] == "late" and not record["returned"]]
    earliest = min(late, key=due_of)
    assert len(late) == 5
    assert earliest["number"] == NEW_NUMBER
    assert desktop.active_window_name() != "Call Policy"

    desktop.click_notification()
    day.wait_for_window("Call Policy")
    # A letter acts only where the list has the focus, and only on the selected card.
    day.press("r")
    log = day.wait_for_log(lambda log: len([r for r in log if r in late]) < len(late), "the return")
    desktop.screenshot(day.folder / "overdue.png")
    changed = [r for r in late if r not in log]
    assert changed == [earliest]
    (returned,) = [r for r in log if r["number"] == earliest["number"]]
    assert abs(instant(returned["returned"]) - day.now()) < timedelta(minutes=1)
    newest = desktop.notification_history()[0]
    assert newest["summary"] == "5 callbacks are overdue"


def export_for_the_supervisor(day: Day, path: Path) -> None:
    """Ctrl+E, this month, pseudonymised, Enter, a name, Enter."""
    day.press("ctrl+e")
    day.wait_for_window(EXPORT)
    day.press("Right", "Return")
    wait_for(lambda: len(windows(day.desktop, "Export call log")) == 2, "the question where to save")
    day.type(str(path))
    day.press("Return")
    wait_for(path.exists, "the exported file")
    wait_for(lambda: len(windows(day.desktop, "Export call log")) == 1, "the question to be answered")
    day.desktop.screenshot(day.folder / "exported.png")
    day.press("Escape")
    day.wait_for_window("Call Policy")

    data = path.read_bytes()
    records = csv_log.read_back(data)
    assert_names_nobody(data.decode("utf-8-sig"))
    month = day.log("2026-11-01", "2026-11-24")
    assert [record["due"] for record in records] == [record["due"] for record in month]
    assert [record["status"] for record in records] == [record["status"] for record in month]
    assert not {"number", "note"} & set(records[0])


def minimise(desktop: Desktop) -> None:
    desktop.xdotool("getactivewindow", "windowminimize")
    wait_for(lambda: desktop.active_window_name() != "Call Policy", "the window to be gone")


def windows(desktop: Desktop, title: str) -> list[str]:
    return desktop.xdotool("search", "--onlyvisible", "--name", title).split()


def assert_names_nobody(text: str) -> None:
    source = SAMPLE.read_text(encoding="utf-8")
    names = set(re.findall(r'contact_name="([^"(]+)"', source)) - {"null"}
    numbers = {number[-7:] for number in re.findall(r'number="\+(\d+)"', source)}
    words = {word for name in names for word in name.split()}
    assert len(words) > 20
    assert len(numbers) > 20
    assert not [word for word in words if re.search(rf"\b{re.escape(word)}\b", text)]
    digits = re.sub(r"[ ()-]", "", text)
    assert not [number for number in (*numbers, NEW_NUMBER) if number in digits]
