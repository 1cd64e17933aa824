from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from callpolicy_gui.controller.client_views import AccommodationPreview
from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.core.accommodations import Accommodation, AccommodationReason, Channel
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window
from callpolicy_gui.ui.accommodation_form import AccommodationForm
from callpolicy_gui.ui.zone_choice import ZoneChoice
from tests.ui.fake_controller import TIMES
from tests.ui.queue_fixtures import QUIET, installed, press, settle, shown, write  # noqa: F401

pytestmark = QUIET
KEY = Qt.Key
WEEKEND = frozenset({5, 6})
USUAL = WeeklyHours.of((Window(540, 1020),), range(5))
EVENING = WeeklyHours.of((Window(1080, 1140),), (1, 3))
EVERYTHING = Accommodation(
    EVENING,
    always_return=True,
    channel=Channel.TEXT,
    zone="Asia/Tokyo",
    reason=AccommodationReason.ACCESS,
    review_on=date(2027, 3, 1),
)


@pytest.fixture
def form(installed, shown):  # noqa: F811
    made = AccommodationForm()
    made.use(TIMES, WEEKEND, USUAL, date(2027, 5, 24))
    shown(made, 580, 900)
    return made


def type_zone(form, text):
    form.zone.setFocus()
    form.zone.lineEdit().selectAll()
    write(text)
    press(KEY.Key_Escape)  # the list of what matches
    form.always.setFocus()
    settle()


def test_nothing_is_agreed_to_begin_with(form):
    assert form.accommodation() == Accommodation()
    assert not form.is_unsaved()
    assert not form.save.isEnabled()
    assert not form.end.isVisible()
    assert not form.hours_row.isVisible()
    assert not form.review_row.isVisible()
    assert not form.unsaved.isVisible()


def test_it_shows_what_is_agreed_and_gives_it_back(form):
    form.take(EVERYTHING, "To be reviewed Mon 1 Mar 2027.")
    settle()
    assert form.accommodation() == EVERYTHING
    assert form.end.isVisible()
    assert not form.save.isEnabled()
    assert form.review_words.isVisible()
    assert form.hours_row.isVisible()


def test_every_field_is_part_of_it(form):
    form.always.click()
    form.own_hours.click()
    form.hours.rows[0].text.setFocus()
    form.hours.rows[0].text.selectAll()
    write("18-19")
    type_zone(form, "asia/tokyo")
    form.channel.button(Channel.EMAIL.value).click()
    form.reason.setFocus()
    form.reason.setCurrentIndex(form.reason.findData(AccommodationReason.CARE.value))
    form.reviewed.click()
    wanted = form.accommodation()
    assert wanted.always_return
    assert wanted.calling_hours.days[0] == (Window(1080, 1140),)
    assert wanted.calling_hours.days[1] == USUAL.days[1]
    assert (wanted.zone, wanted.channel) == ("Asia/Tokyo", Channel.EMAIL)
    assert (wanted.reason, wanted.review_on) == (AccommodationReason.CARE, date(2027, 5, 24))


@pytest.mark.parametrize(
    "change",
    [
        lambda form: form.always.click(),
        lambda form: form.own_hours.click(),
        lambda form: form.channel.button(Channel.RELAY.value).click(),
        lambda form: form.reviewed.click(),
        lambda form: type_zone(form, "Paris"),
    ],
)
def test_each_change_is_told_and_can_be_saved(form, qtbot, change):
    with qtbot.waitSignal(form.edited):
        change(form)
    assert form.save.isEnabled()
    assert form.unsaved.isVisible()
    with qtbot.waitSignal(form.save_requested):
        form.save.click()


def test_own_hours_begin_as_those_of_the_policy(form):
    form.own_hours.click()
    assert form.accommodation().calling_hours == USUAL
    form.own_hours.click()
    assert form.accommodation() == Accommodation()
    assert not form.is_unsaved()


def test_hours_that_cannot_be_read_are_no_agreement(form):
    form.own_hours.click()
    form.hours.rows[0].text.setFocus()
    form.hours.rows[0].text.selectAll()
    write("18-")
    assert form.accommodation() is None
    assert form.is_unsaved()
    form.always.setFocus()
    form.focus_problem()
    assert form.hours.rows[0].text.hasFocus()
    form.own_hours.click()
    assert form.accommodation() == Accommodation()
    form.own_hours.click()
    assert form.accommodation().calling_hours == USUAL


def test_no_hours_at_all_are_no_agreement(form):
    form.own_hours.click()
    for row in form.hours.rows[:5]:
        row.is_open.click()
    assert form.accommodation() is None


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("europe/paris", "Europe/Paris"),
        ("Paris", "Europe/Paris"),
        ("los angeles", "America/Los_Angeles"),
        ("Same as yours", ""),
        ("  ", ""),
        ("Pari", None),
        ("Atlantis", None),
    ],
)
def test_a_zone_is_understood_as_people_write_it(installed, qtbot, text, zone):  # noqa: F811
    choice = ZoneChoice("Same as yours")
    qtbot.addWidget(choice)
    choice.setEditText(text)
    assert choice.zone() == zone


def test_an_unknown_zone_is_said_under_its_field(form):
    type_zone(form, "Atlantis")
    form.show_preview(None)
    assert form.zone_row.error().startswith("Unknown time zone.")
    assert form.accommodation() is None
    assert form.preview.lines() == ("This shows once everything above can be read.",)
    form.focus_problem()
    assert form.zone.lineEdit().hasFocus()
    type_zone(form, "Asia/Tokyo")
    form.show_preview(AccommodationPreview((), ()))
    assert form.zone_row.error() == ""


def test_the_preview_says_what_it_means_and_warns(form):
    form.show_preview(AccommodationPreview(("A call now would be due Tue.", "<b>x</b>"), ("Too early.",)))
    settle()
    assert form.preview.lines() == ("A call now would be due Tue.", "<b>x</b>")
    assert form.preview.warning.isVisible()
    assert form.preview.warning.accessibleName() == "Too early."
    form.show_preview(AccommodationPreview((), ()))
    assert not form.preview.warning.isVisible()
    assert not form.preview.panel.isVisible()


@pytest.mark.parametrize(
    ("field", "row"),
    [(Field.HOURS, "hours_row"), (Field.REASON, "reason_row"), (Field.START, "review_row")],
)
def test_a_refusal_stands_under_the_field_it_is_about(form, field, row):
    form.show_refusal(Refused("Not like this.", field))
    assert getattr(form, row).error() == "Not like this."
    assert not form.preview.error.isVisible()
    form.show_refusal(None)
    assert getattr(form, row).error() == ""


def test_a_refusal_about_nothing_in_particular_stands_above_the_button(form):
    form.show_refusal(Refused("The disk is full."))
    assert form.preview.error.isVisible()
    assert form.preview.error.accessibleName() == "The disk is full."
    form.show_refusal(None)
    assert not form.preview.error.isVisible()


def test_edits_outlive_another_look_at_the_same_client(form):
    form.take(EVERYTHING, "")
    form.always.click()
    form.take(EVERYTHING, "")
    assert not form.accommodation().always_return
    form.take(EVERYTHING, "", anew=True)
    assert form.accommodation() == EVERYTHING


def test_what_is_taken_back_elsewhere_shows(form):
    form.take(EVERYTHING, "")
    form.take(None, "")
    assert form.accommodation() == Accommodation()
    assert not form.end.isVisible()


def test_words_about_a_saved_review_go_when_another_date_is_chosen(form):
    form.take(EVERYTHING, "To be reviewed Mon 1 Mar 2027.")
    form.review_on.setFocus()
    press(KEY.Key_Up)
    assert form.accommodation().review_on != date(2027, 3, 1)
    assert not form.review_words.isVisible()


def test_ending_is_asked_for(form, qtbot):
    form.take(EVERYTHING, "")
    with qtbot.waitSignal(form.end_requested):
        form.end.click()


def test_tab_goes_from_top_to_bottom(form):
    form.take(EVERYTHING, "")
    form.reviewed.click()
    form.reviewed.click()
    settle()
    form.always.setFocus()
    heights = []
    for _ in range(30):
        focus = QApplication.focusWidget()
        heights.append(focus.mapTo(form, focus.rect().center()).y())
        if focus is form.end:
            break
        press(KEY.Key_Tab)
    assert focus is form.end
    assert heights == sorted(heights)
