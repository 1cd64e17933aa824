"""The freedesktop notifier against the real dunst, with real clicks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.desktop.harness import DUNSTRC, NOTIFICATIONS
from tests.desktop.waiting import wait_for

if TYPE_CHECKING:
    from tests.desktop.harness import Desktop, Program

pytestmark = pytest.mark.desktop
PROBE = "tests.desktop.notifier_probe"


def start_probe(desktop: Desktop, *identity: str) -> Program:
    probe = desktop.start_python("-m", PROBE, *identity)
    probe.wait_for_line("started True")
    return probe


def show(probe: Program, key: str, **values: Any) -> None:
    notice = {"key": key, "title": "1 callback is overdue", "body": "Due at 13:40", **values}
    probe.send(json.dumps(["show", notice]))
    probe.wait_for_line(f"shown {key}")


def test_a_real_click_comes_back(desktop: Desktop) -> None:
    probe = start_probe(desktop)
    show(probe, "overdue-1", urgent=True, actions=[["show", "Show"], ["snooze", "Snooze"]])
    wait_for(lambda: desktop.notification_count() == 1, "one notification")
    desktop.click_notification()
    probe.wait_for_line("activated overdue-1")
    wait_for(lambda: desktop.notification_count() == 0, "the notification to be gone")
    assert [line for line in probe.lines if line.startswith("activated")] == ["activated overdue-1"]
    assert not any(line.startswith("closed") for line in probe.lines)


def test_a_second_notice_replaces_the_first(desktop: Desktop) -> None:
    probe = start_probe(desktop)
    for key in ("due-1", "overdue-1"):
        show(probe, key)
    assert desktop.notification_count() == 1
    # Back to back, the second may not wait for the first one's answer and still must not stack.
    for key in ("overdue-2", "overdue-3"):
        probe.send(json.dumps(["show", {"key": key, "title": "2 callbacks are overdue"}]))
    probe.wait_for_line("shown overdue-3")
    assert desktop.notification_count() == 1
    assert len(desktop.notification_windows()) == 1
    desktop.click_notification()
    probe.wait_for_line("activated overdue-3")
    assert [line for line in probe.lines if line.startswith("activated")] == ["activated overdue-3"]


def test_withdraw_closes_it(desktop: Desktop) -> None:
    probe = start_probe(desktop)
    show(probe, "due-1")
    wait_for(desktop.notification_windows, "a notification on screen")
    probe.send(json.dumps(["withdraw", "another"]))
    probe.send(json.dumps(["available"]))
    probe.wait_for_line("available True")
    assert desktop.notification_count() == 1
    probe.send(json.dumps(["withdraw", "due-1"]))
    wait_for(lambda: desktop.notification_count() == 0, "the notification to be gone")
    assert "closed due-1" not in probe.lines


def test_dismissing_says_closed(desktop: Desktop) -> None:
    probe = start_probe(desktop)
    show(probe, "due-1")
    desktop.click_notification(button=3)
    probe.wait_for_line("closed due-1")
    assert "activated due-1" not in probe.lines
    show(probe, "due-2")
    assert desktop.notification_count() == 1


def test_another_programs_notification_is_not_ours(desktop: Desktop) -> None:
    probe = start_probe(desktop)
    show(probe, "due-1")
    wait_for(lambda: desktop.notification_count() == 1, "our notification")
    other = desktop.start("notify-send", "--wait", "--action=default=Open", "Mail", "A letter")
    wait_for(lambda: desktop.notification_count() == 2, "the other notification")
    desktop.click_notification(at=0.8)
    wait_for(lambda: other.process.poll() is not None, "the other program to be answered")
    assert other.lines == ["default"]
    wait_for(lambda: desktop.notification_count() == 1, "our notification alone")
    probe.send(json.dumps(["available"]))
    probe.wait_for_line("available True")
    assert not any(line.startswith(("activated", "action", "closed")) for line in probe.lines)
    desktop.click_notification()
    probe.wait_for_line("activated due-1")


def test_a_restarted_server_shows_it_again(desktop: Desktop) -> None:
    probe = start_probe(desktop)
    show(probe, "overdue-1")
    desktop.kill_dunst()
    probe.wait_for_line("availability False")
    desktop.start_dunst()
    probe.wait_for_line("availability True")
    wait_for(lambda: desktop.notification_count() == 1, "the notification again")
    desktop.click_notification()
    probe.wait_for_line("activated overdue-1")


def test_what_a_killed_program_left_is_taken_away_or_replaced(desktop: Desktop) -> None:
    probe = start_probe(desktop, "one")
    show(probe, "overdue-1", urgent=True)
    probe.process.kill()
    probe.wait()
    assert desktop.notification_count() == 1
    again = start_probe(desktop, "one")
    wait_for(lambda: desktop.notification_count() == 0, "the dead notification to be gone")
    show(again, "overdue-1", urgent=True)
    again.process.kill()
    again.wait()
    # Killed before it could note the id, as far as the next run can tell.
    (desktop.folder / "run" / "callpolicy" / "one.notice").unlink()
    third = start_probe(desktop, "one")
    show(third, "overdue-1", urgent=True)
    assert desktop.notification_count() == 1
    desktop.click_notification()
    third.wait_for_line("activated overdue-1")
    other = start_probe(desktop, "another")
    for program in (third, other):
        show(program, "overdue-1", urgent=True)
    assert desktop.notification_count() == 2


def test_a_server_that_the_bus_can_start(desktop: Desktop) -> None:
    desktop.kill_dunst()
    script = desktop.folder / "dunst.sh"
    script.write_text(f"#!/bin/sh\nDISPLAY={desktop.env['DISPLAY']} exec dunst -config {DUNSTRC}\n")
    script.chmod(0o700)
    desktop.offer_service(NOTIFICATIONS, str(script))
    probe = start_probe(desktop)
    assert not desktop.has_owner(NOTIFICATIONS)
    show(probe, "due-1")
    started = desktop.owner_pid(NOTIFICATIONS)
    try:
        assert desktop.notification_count() == 1
        desktop.click_notification()
        probe.wait_for_line("activated due-1")
    finally:
        os.kill(started, signal.SIGTERM)
        wait_for(lambda: not desktop.has_owner(NOTIFICATIONS), "the end of the started server")


def test_a_server_that_cannot_be_started(desktop: Desktop) -> None:
    desktop.kill_dunst()
    desktop.offer_service(NOTIFICATIONS, "/bin/false")
    probe = start_probe(desktop)
    notice = {"key": "due-1", "title": "Callback due by 15:00"}
    probe.send(json.dumps(["show", notice]))
    probe.wait_for_line("availability False")
    desktop.start_dunst()
    probe.wait_for_line("shown due-1")


def test_markup_in_a_body_is_text(desktop: Desktop) -> None:
    probe = start_probe(desktop)
    show(probe, "due-1", body="3 < 4 & <b>5</b>")
    desktop.click_notification(button=3)
    probe.wait_for_line("closed due-1")
    newest = desktop.notification_history()[0]
    assert "3 &lt; 4 &amp; &lt;b&gt;5&lt;/b&gt;" in newest["body"]
    assert newest["summary"] == "1 callback is overdue"
    assert newest["appname"] == "Call Policy"


def test_quitting_withdraws(desktop: Desktop) -> None:
    probe = start_probe(desktop)
    show(probe, "due-1")
    wait_for(lambda: desktop.notification_count() == 1, "our notification")
    probe.send(json.dumps(["quit"]))
    assert probe.wait() == 0
    wait_for(lambda: desktop.notification_count() == 0, "the notification to be gone")
    assert probe.errors == ""


def test_the_screen_can_be_kept_as_a_picture(desktop: Desktop, tmp_path) -> None:
    probe = start_probe(desktop)
    show(probe, "due-1")
    wait_for(desktop.notification_windows, "a notification on screen")
    picture = desktop.screenshot(tmp_path / "screen.png")
    kind = subprocess.run(
        ["identify", "-format", "%wx%h", str(picture)], capture_output=True, text=True, check=True
    )
    assert kind.stdout == "1280x900"
