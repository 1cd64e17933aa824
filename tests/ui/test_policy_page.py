from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from callpolicy_gui.controller.views import Field, Refused
from callpolicy_gui.core.policies import PRESETS, Preset
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window
from callpolicy_gui.ui.policy_page import PolicyPage
from callpolicy_gui.ui.theme import set_text_size
from callpolicy_gui.ui.week_strip import arrivals_words, is_inside, shown_windows
from tests.ui.fake_practice import TODAY
from tests.ui.practice_fixtures import controller, framed, press, retype, themed  # noqa: F401  (fixtures)

EARLIEST = date(2026, 12, 7)


@pytest.fixture
def page(controller, framed):  # noqa: F811
    made = PolicyPage(controller)
    framed(made)
    return made


def test_the_promise_in_force_is_chosen_and_has_nothing_to_schedule(page):
    card = page.cards.card(Preset.TURNAROUND)
    assert card.isChecked()
    assert card.accessibleName().endswith("In force.")
    assert not page.promise.button.isEnabled()
    assert page.promise.button.words() == "This is the promise in force"


def test_cards_are_radio_buttons_with_the_whole_promise_as_name(page):
    for preset, card in zip(Preset, page.cards.cards, strict=True):
        interface = QAccessible.queryAccessibleInterface(card)
        assert interface.role() == QAccessible.Role.RadioButton
        assert "call" in interface.text(QAccessible.Text.Name)
        assert card.preset is preset


def test_arrow_keys_move_and_space_or_enter_chooses(page):
    cards = page.cards.cards
    cards[0].setFocus()
    QTest.keyClick(cards[0], Qt.Key.Key_Right)
    assert cards[1].hasFocus()
    assert cards[0].isChecked()
    QTest.keyClick(cards[1], Qt.Key.Key_Down)
    assert cards[3].hasFocus()
    QTest.keyClick(cards[3], Qt.Key.Key_Space)
    assert cards[3].isChecked()
    assert page.policy() == PRESETS[Preset.LIMITED_HOURS]
    QTest.keyClick(cards[3], Qt.Key.Key_Up)
    QTest.keyClick(cards[1], Qt.Key.Key_Return)
    assert page.policy() == PRESETS[Preset.OPERATING_HOURS]
    assert [card.isChecked() for card in cards] == [False, True, False, False]


def test_hours_are_edited_only_where_the_policy_has_its_own(page, qtbot):
    assert not page.hours.isVisible()
    assert page.own_link.isVisible()
    with qtbot.waitSignal(page.settings_requested, timeout=500):
        press(page.own_link)
    press(page.cards.card(Preset.LIMITED_HOURS))
    assert page.hours.isVisible()
    assert not page.own_link.isVisible()


def test_typed_hours_change_the_promise_the_week_and_the_examples_at_once(page):
    press(page.cards.card(Preset.LIMITED_HOURS))
    before = page.promise.examples.answers()
    retype(page.hours.rows[0].text, "12-13, 16:30-17:30")
    press(page.hours.copy)
    assert (
        page.cards.card(Preset.LIMITED_HOURS)
        .accessibleName()
        .startswith("Limited callback hours. I return calls Mon to Fri 12:00 to 13:00 and 16:30 to 17:30.")
    )
    assert page.week_words.text().startswith("10 hours a week. ")
    assert page.week_words.text().endswith("of your last 18 calls arrived inside these hours.")
    assert page.promise.examples.answers() != before
    assert "12:00 to 13:00" in page.week.accessibleName()


def test_hours_that_cannot_be_read_cannot_be_scheduled(page):
    press(page.cards.card(Preset.LIMITED_HOURS))
    assert page.promise.button.isEnabled()
    retype(page.hours.rows[0].text, "9-0")
    assert page.promise.warnings.sentences() == ("Monday: did you mean until 24:00?",)
    assert not page.promise.button.isEnabled()
    press(page.hours.rows[0].midnight)
    assert page.promise.warnings.sentences() == ()
    assert page.promise.button.isEnabled()


def test_a_promise_nobody_could_keep_is_said_and_not_offered(page):
    press(page.cards.card(Preset.OPERATING_HOURS))
    for row in page.hours.rows:
        row.text.setEnabled(True)
        retype(row.text, "9:00-9:30" if row.day == 0 else "")
    assert page.promise.warnings.sentences() == (
        "No calling window is long enough for this promise. Make one longer.",
    )
    assert not page.promise.button.isEnabled()


def test_voicemail_combines_with_the_others_and_belongs_to_the_third(page, controller):  # noqa: F811
    press(page.cards.card(Preset.LIMITED_HOURS))
    QTest.keyClick(page.voicemail, Qt.Key.Key_Space)
    assert page.policy() == replace(PRESETS[Preset.LIMITED_HOURS], requires_voicemail=True)
    assert "without a voicemail gets no return" in page.cards.card(Preset.LIMITED_HOURS).accessibleName()
    press(page.cards.card(Preset.VOICEMAIL_REQUIRED))
    assert page.voicemail.isChecked()
    assert not page.voicemail.isEnabled()
    press(page.cards.card(Preset.OPERATING_HOURS))
    assert not page.voicemail.isChecked()


def test_a_draft_outlives_a_look_at_another_card_and_a_change_elsewhere(page, controller):  # noqa: F811
    press(page.cards.card(Preset.LIMITED_HOURS))
    retype(page.hours.rows[0].text, "12-13")
    press(page.cards.card(Preset.TURNAROUND))
    controller.practice_changed.emit()
    press(page.cards.card(Preset.LIMITED_HOURS))
    assert page.policy().calling_hours.days[0] == (Window(720, 780),)
    assert page.hours.rows[0].text.text() == "12:00\u201313:00"


def test_scheduling_with_full_notice_asks_for_nothing(page, controller):  # noqa: F811
    press(page.cards.card(Preset.OPERATING_HOURS))
    assert page.promise.start.value() == EARLIEST
    assert page.promise.notice.text() == "14 days' notice"
    assert not page.promise.reason_field.isVisible()
    assert page.promise.note.text() == "6 open calls keep the promise they were logged under."
    assert page.promise.button.words() == "Schedule this policy"
    press(page.promise.button)
    policy, start, details = controller.policies.asked[-1]
    assert (policy, start) == (PRESETS[Preset.OPERATING_HOURS], EARLIEST)
    assert details == {"reviewed_with": "", "reviewed_on": None, "override_reason": ""}


def test_a_scheduled_version_is_listed_and_can_be_withdrawn(page, controller):  # noqa: F811
    press(page.cards.card(Preset.OPERATING_HOURS))
    press(page.promise.button)
    assert len(page.versions.withdraw_buttons) == 1
    assert page.promise.button.words() == "This promise is scheduled"
    assert not page.promise.button.isEnabled()
    assert "From Mon 7 Dec 2026." in page.versions.withdraw_buttons[0].accessibleDescription()
    press(page.versions.withdraw_buttons[0])
    assert controller.policies.scheduled == ()
    assert page.versions.withdraw_buttons == []
    assert page.promise.button.words() == "Schedule this policy"


def test_a_refused_withdrawal_is_said(page, controller):  # noqa: F811
    press(page.cards.card(Preset.OPERATING_HOURS))
    press(page.promise.button)
    controller.policies.refuse = Refused("This policy has started.")
    press(page.versions.withdraw_buttons[0])
    assert page.versions.error.text() == "This policy has started."
    assert page.versions.error.isVisible()


def test_a_start_today_is_said_plainly_and_needs_a_reason(page, controller):  # noqa: F811
    press(page.cards.card(Preset.OPERATING_HOURS))
    page.promise.start.setDate(page.promise.start.minimumDate())
    assert page.promise.early.sentences() == (
        "Starting today gives clients no notice. You can, and it will be recorded.",
    )
    assert page.promise.notice.text() == "no notice"
    press(page.promise.button)
    assert page.promise.reason_field.error() == "Say why it starts early."
    assert controller.policies.scheduled == ()
    QTest.keyClicks(page.promise.reason, "moving office")
    assert page.promise.reason_field.error() == ""
    press(page.promise.button)
    _, start, details = controller.policies.asked[-1]
    assert start is None
    assert details["override_reason"] == "moving office"
    assert controller.policies.in_force.policy.preset is Preset.OPERATING_HOURS
    assert page.promise.reason.text() == ""


def test_a_start_between_is_early_too(page):
    press(page.cards.card(Preset.OPERATING_HOURS))
    page.promise.start.setFocus()
    page.promise.start.setSelectedSection(page.promise.start.Section.DaySection)
    QTest.keyClick(page.promise.start, Qt.Key.Key_Down)
    assert page.promise.start.value() == date(2026, 12, 6)
    assert page.promise.notice.text() == "13 days' notice"
    assert "less notice" in page.promise.early.sentences()[0]
    assert page.promise.reason_field.isVisible()


def test_a_chosen_start_survives_news_of_the_practice(page, controller):  # noqa: F811
    press(page.cards.card(Preset.OPERATING_HOURS))
    page.promise.start.setDate(page.promise.start.date().addDays(3))
    controller.log_changed.emit()
    assert page.promise.start.value() == date(2026, 12, 10)


def test_who_reviewed_it_is_asked_only_when_wanted(page, controller):  # noqa: F811
    press(page.cards.card(Preset.OPERATING_HOURS))
    assert not page.promise.reviewed_with.isVisible()
    press(page.promise.review)
    QTest.keyClicks(page.promise.reviewed_with, "Dr. Lee")
    press(page.promise.button)
    details = controller.policies.asked[-1][2]
    assert (details["reviewed_with"], details["reviewed_on"]) == ("Dr. Lee", TODAY)


@pytest.mark.parametrize("where", [Field.START, Field.NONE])
def test_a_refusal_stands_where_it_belongs(page, controller, where):  # noqa: F811
    press(page.cards.card(Preset.OPERATING_HOURS))
    controller.policies.refuse = Refused("Not saved: the disk is full.", where)
    press(page.promise.button)
    at_start = page.promise.start_field.error()
    below = page.promise.error.sentences()
    assert (at_start, below) == (
        ("Not saved: the disk is full.", ())
        if where is Field.START
        else ("", ("Not saved: the disk is full.",))
    )


def test_the_first_policy_is_used_at_once_without_talk_of_notice(controller, framed):  # noqa: F811
    controller.policies.replaceable = True
    controller.policies.open_calls = 0
    page = PolicyPage(controller)
    framed(page)
    press(page.cards.card(Preset.OPERATING_HOURS))
    assert page.promise.button.words() == "Use this policy"
    assert not page.promise.start.isVisible()
    assert not page.promise.note.isVisible()
    assert page.promise.early.sentences() == ()
    press(page.promise.button)
    assert controller.policies.asked[-1][1] is None
    assert controller.policies.in_force.policy.preset is Preset.OPERATING_HOURS
    assert page.promise.button.words() == "This is the promise in force"


def test_marks_lie_inside_from_the_opening_to_before_the_close():
    overnight = WeeklyHours(((Window(540, 600),), (), (), (), (), (), (Window(1380, 1500),)))
    windows = shown_windows(overnight)
    inside = [(0, 540), (0, 599), (6, 1380), (0, 0), (0, 59)]
    outside = [(0, 600), (0, 539), (1, 540), (0, 60)]
    assert all(is_inside(moment, windows) for moment in inside)
    assert not any(is_inside(moment, windows) for moment in outside)
    assert arrivals_words(tuple(inside[:1]), overnight) == (
        "3 hours a week. 1 of your last 1 call arrived inside these hours."
    )


def test_without_calls_the_week_says_what_will_appear(controller, framed):  # noqa: F811
    controller.policies.moments = ()
    page = PolicyPage(controller)
    framed(page)
    assert page.week_words.text() == "60 hours a week. Your calls appear here once you log them."


@pytest.mark.parametrize(("width", "percent"), [(848, 100), (740, 100), (480, 100), (740, 200)])
def test_nothing_is_wider_than_the_page_and_every_card_shows_all_its_words(
    controller,  # noqa: F811
    framed,  # noqa: F811
    qapp,
    width,
    percent,
):
    set_text_size(qapp, percent)
    page = PolicyPage(controller)
    framed(page, width, 600)
    press(page.cards.card(Preset.LIMITED_HOURS))
    for _ in range(5):
        qapp.processEvents()
    viewport = page.pane.viewport()
    for button in (page.promise.button, page.hours.copy, *page.cards.cards):
        right = button.mapTo(viewport, button.rect().topRight()).x()
        assert right <= viewport.width()
        assert button.width() >= button.minimumSizeHint().width()
    for card in page.cards.cards:
        assert card.height() >= card.heightForWidth(card.width())
    set_text_size(qapp, 100)


def test_days_off_are_the_other_part_of_the_page(page):
    assert not page.days_off.isVisible()
    press(page.tabs.button("days"))
    assert page.days_off.isVisible()
    assert not page.cards.isVisible()


def test_calls_that_cannot_be_returned_in_time_are_said_before_scheduling(page, controller):  # noqa: F811
    controller.policies.warned = ("Calls from Wed 17:00 to Tue 09:00 cannot be returned in time.",)
    page.choose(Preset.VOICEMAIL_REQUIRED)
    assert page.promise.warnings.sentences() == controller.policies.warned
    assert page.promise.button.isEnabled()


def test_what_clients_are_told_can_be_copied(page, qtbot):
    assert [button.words() for button in page.versions.copy_buttons] == ["Copy text for clients"]
    press(page.cards.card(Preset.OPERATING_HOURS))
    press(page.promise.button)
    words = [button.words() for button in page.versions.copy_buttons]
    assert words == ["Copy notice text", "Copy text for clients"]
    with qtbot.waitSignal(page.copy_requested) as copied:
        press(page.versions.copy_buttons[0])
    assert copied.args == ["The letter of version 2."]


def test_the_own_log_is_tried_on_what_is_typed_and_only_where_it_can_be_promised(page):
    press(page.cards.card(Preset.LIMITED_HOURS))
    assert page.promise.own_log.text().startswith("Your last 60 calls under it: 49 kept")
    retype(page.hours.rows[0].text, "9-0")
    assert not page.promise.own_log.isVisible()


def test_what_counts_is_switched_at_once(page, controller):  # noqa: F811
    QTest.keyClick(page.returns.message_counts, Qt.Key.Key_Space)
    assert not controller.settings.message_counts
    QTest.keyClick(page.returns.silent, Qt.Key.Key_Space)
    assert controller.settings.silent_minutes == 0
    QTest.keyClick(page.returns.silent, Qt.Key.Key_Space)
    assert controller.settings.silent_minutes == 240
    controller.policies.refuse = Refused("Not saved: the disk is full.")
    QTest.keyClick(page.returns.message_counts, Qt.Key.Key_Space)
    assert page.returns.error.sentences() == ("Not saved: the disk is full.",)
    assert not page.returns.message_counts.isChecked()


def spot(page, day: int, minute: int) -> QPoint:
    """Where a minute of a day is on the strip."""
    week = page.week
    scale = week._scale(shown_windows(week._hours))
    step = (week.height() - week._top()) / 7
    return QPoint(round(week._x(minute, scale)), round(week._top() + (day + 0.4) * step))


def pull(page, start: tuple[int, int], end: tuple[int, int]) -> None:
    first, last = spot(page, *start), spot(page, *end)
    QTest.mousePress(page.week, Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseMove(page.week, last)
    QTest.mouseRelease(page.week, Qt.MouseButton.LeftButton, pos=last)


def test_hours_are_drawn_by_mouse_and_stand_in_the_fields(page):
    press(page.cards.card(Preset.LIMITED_HOURS))
    page.pane.ensureWidgetVisible(page.week)
    pull(page, (5, 600), (5, 720))
    assert page.policy().calling_hours.days[5] == (Window(600, 720),)
    assert page.hours.rows[5].text.text() == "10:00\u201312:00"
    pull(page, (0, 540), (0, 630))
    assert page.policy().calling_hours.days[0] == (Window(480, 630),)
    pull(page, (0, 630), (0, 480))
    assert page.policy().calling_hours.days[0] == ()
    assert not page.hours.rows[0].is_open.isChecked()


def test_the_other_button_gives_a_pull_up(page):
    press(page.cards.card(Preset.LIMITED_HOURS))
    before = page.policy()
    QTest.mousePress(page.week, Qt.MouseButton.LeftButton, pos=spot(page, 5, 600))
    QTest.mouseMove(page.week, spot(page, 5, 720))
    assert page.week._hours.days[5] == (Window(600, 720),)
    QTest.mousePress(page.week, Qt.MouseButton.RightButton, pos=spot(page, 5, 720))
    assert page.week._hours.days[5] == ()
    QTest.mouseRelease(page.week, Qt.MouseButton.LeftButton, pos=spot(page, 5, 720))
    assert page.policy() == before


def test_own_hours_are_not_drawn_here(page):
    assert not page.drawing_note.isVisible()
    pull(page, (5, 600), (5, 720))
    assert page.policy() == PRESETS[Preset.TURNAROUND]
    assert page.week._hours.days[5] == ()
