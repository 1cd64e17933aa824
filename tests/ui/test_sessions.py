from __future__ import annotations

from dataclasses import replace

import pytest

from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.core.settings import NO_SESSIONS
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window
from callpolicy_gui.ui.queue_header import QueueHeader
from callpolicy_gui.ui.sessions_editor import SessionsSection
from callpolicy_gui.ui.settings_page import SettingsPage
from tests.ui.fake_controller import FakeController as FakeQueue
from tests.ui.practice_fixtures import controller, framed, press, retype, themed  # noqa: F401  (fixtures)


@pytest.fixture
def section(controller, framed):  # noqa: F811
    made = SessionsSection(controller)
    made.reload(controller.settings, controller.times)
    framed(made, 600, 700)
    return made


def test_a_week_without_sessions_is_no_mistake(section):
    assert section.week.hours() == NO_SESSIONS
    assert section.week.problem() == ""
    row = section.week.rows[1]
    assert row.text.placeholderText() == "No sessions"
    assert row.is_open.accessibleName() == "Sessions on Tuesday"
    assert row.text.accessibleName() == "Times of sessions on Tuesday"


def test_the_week_is_saved_as_own_hours_are(controller, framed):  # noqa: F811
    page = SettingsPage(controller)
    framed(page)
    row = page.sessions.week.rows[0]
    press(row.is_open)
    assert controller.settings.session_hours == WeeklyHours.of((Window(540, 590),), [0])
    retype(row.text, "9-9:50, 10-10:50")
    assert controller.settings.session_hours == WeeklyHours.of((Window(540, 590),), [0])
    page.setFocus()
    assert controller.settings.session_hours == WeeklyHours.of((Window(540, 590), Window(600, 650)), [0])
    assert page.sessions.week_row.error() == ""
    controller.policies.refuse = Refused("Leave some time.", Field.HOURS)
    press(page.sessions.week.rows[1].is_open)
    assert page.sessions.week_row.error() == "Leave some time."
    assert not page.sessions.week.rows[1].is_open.isChecked()


def test_a_single_session_is_added_listed_and_removed(controller, section):  # noqa: F811
    single = section.single
    retype(single.text, "16-16:50")
    press(single.add)
    assert single.text.text() == ""
    (remove,) = single.remove_buttons
    assert remove.accessibleName() == "Remove Mon 23 Nov 2026, 16:00 to 16:50"
    press(remove)
    assert single.remove_buttons == []
    assert controller.sessions.kept == []


def test_what_cannot_be_added_is_said_at_the_field_it_is_about(controller, section):  # noqa: F811
    single = section.single
    retype(single.text, "sixteen")
    press(single.add)
    assert single.text_field.error() == "Hours: give a start and an end, such as 9:00 to 17:00."
    retype(single.text, "16-16:50")
    assert single.text_field.error() == ""
    controller.sessions.refusal = Refused("That time is over.", Field.START)
    press(single.add)
    assert (single.day_field.error(), single.text_field.error()) == ("That time is over.", "")
    controller.sessions.refusal = Refused("Too long.", Field.HOURS)
    press(single.add)
    assert (single.day_field.error(), single.text_field.error()) == ("", "Too long.")
    controller.sessions.refusal = None
    press(single.add)
    controller.sessions.refusal = Refused("Not saved.")
    press(single.remove_buttons[0])
    assert single.error.text() == "Not saved."
    assert len(single.remove_buttons) == 1


def test_a_step_that_is_taken_back_is_seen(controller, section):  # noqa: F811
    retype(section.single.text, "16-16:50")
    press(section.single.add)
    controller.sessions.kept.clear()
    controller.log_changed.emit()
    assert section.single.remove_buttons == []


@pytest.mark.parametrize("width", [360, 700])
def test_the_head_says_until_when_a_session_runs_and_ends_it(framed, width):  # noqa: F811
    head, view = QueueHeader(), FakeQueue().queue()
    framed(head, width, 200)
    head.set_view(view)
    assert head.session.isHidden()
    without = head.needed_height(width, eyebrow=True)
    head.set_view(replace(view, session="In session until 15:00"))
    assert head.session.words.text() == "In session until 15:00"
    assert head.needed_height(width, eyebrow=True) >= without + head.session.end.sizeHint().height()
    asked = []
    head.end_session_requested.connect(lambda: asked.append(1))
    press(head.session.end)
    assert asked == [1]
