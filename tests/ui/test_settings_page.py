from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from callpolicy_gui.controller.views import Refused
from callpolicy_gui.core.weekly_hours import Window
from callpolicy_gui.ui.settings_page import SettingsPage
from callpolicy_gui.ui.theme import set_text_size
from tests.ui.practice_fixtures import controller, framed, press, retype, themed  # noqa: F401  (fixtures)


@pytest.fixture
def page(controller, framed):  # noqa: F811
    made = SettingsPage(controller)
    framed(made)
    return made


def roll(widget: QWidget) -> None:
    centre = QPointF(widget.rect().center())
    event = QWheelEvent(
        centre,
        widget.mapToGlobal(centre),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_it_shows_what_is_saved_and_saves_nothing_by_showing(page, controller):  # noqa: F811
    assert page.country.currentText() == "United States"
    assert page.subdivision.currentText() == "Washington"
    assert page.zone.currentText() == "America/Los_Angeles"
    assert [check.isChecked() for check in page.weekend] == [False] * 5 + [True] * 2
    assert page.notice.text() == "14 days"
    assert page.lead.text() == "30 min"
    assert page.soon.value() == "60"
    assert page.protection.sentence.text().startswith("Your log is encrypted.")
    page.reload()
    assert controller.policies.saved == []


def test_a_country_brings_its_regions_and_forgets_the_other_ones(page, controller):  # noqa: F811
    page.country.setFocus()
    QTest.keyClicks(page.country, "Ger")
    assert controller.policies.saved == []
    QTest.keyClick(page.country, Qt.Key.Key_Return)
    assert controller.settings.country == "DE"
    assert controller.settings.subdivision == ""
    assert [page.subdivision.itemText(n) for n in range(page.subdivision.count())] == [
        "Whole country",
        "Berlin",
    ]
    page.subdivision.setFocus()
    QTest.keyClick(page.subdivision, Qt.Key.Key_Down)
    assert controller.settings.subdivision == ""
    page.country.setFocus()
    assert controller.settings.subdivision == "BE"
    QTest.keyClick(page.country, Qt.Key.Key_Home)
    QTest.keyClick(page.country, Qt.Key.Key_Return)
    assert (controller.settings.country, controller.settings.subdivision) == ("", "")
    assert not page.subdivision_row.isVisible()


def test_a_country_picked_from_the_list_counts_at_once(page, controller):  # noqa: F811
    page.country.showPopup()
    view = page.country.view()
    view.setCurrentIndex(page.country.model().index(1, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert controller.settings.country == "CA"


def test_a_zone_is_typed_in_any_case(page, controller):  # noqa: F811
    retype(page.zone.lineEdit(), "europe/berlin")
    QTest.keyClick(page.zone.lineEdit(), Qt.Key.Key_Return)
    assert controller.settings.zone == "Europe/Berlin"
    assert page.zone.currentText() == "Europe/Berlin"


def test_a_refused_zone_is_said_and_put_back(page, controller):  # noqa: F811
    controller.policies.refuse = Refused("Unknown time zone. Choose one from the list, such as Europe/Paris.")
    retype(page.zone.lineEdit(), "Mars/Olympus")
    QTest.keyClick(page.zone.lineEdit(), Qt.Key.Key_Return)
    assert page.zone_row.error().startswith("Unknown time zone.")
    assert page.zone.currentText() == "America/Los_Angeles"
    assert controller.settings.zone == "America/Los_Angeles"


def test_weekend_days(page, controller):  # noqa: F811
    press(page.weekend[4])
    assert controller.settings.weekend == {4, 5, 6}
    QTest.keyClick(page.weekend[6], Qt.Key.Key_Space)
    assert controller.settings.weekend == {4, 5}


def test_own_hours_are_saved_when_the_field_is_left_and_not_before(page, controller):  # noqa: F811
    retype(page.hours.rows[0].text, "9-12, 14-18")
    assert controller.policies.saved == []
    QTest.keyClick(page.hours.rows[0].text, Qt.Key.Key_Tab)
    assert [s.own_hours.days[0] for s in controller.policies.saved] == [(Window(540, 720), Window(840, 1080))]


def test_refused_own_hours_come_back(page, controller):  # noqa: F811
    controller.policies.refuse = Refused("No day has hours.")
    press(page.hours.rows[0].is_open)
    assert page.hours_row.error() == "No day has hours."
    assert page.hours.rows[0].is_open.isChecked()
    assert page.hours.hours() == controller.settings.own_hours


def test_numbers_count_once_they_are_finished(page, controller):  # noqa: F811
    page.lead.selectAll()
    QTest.keyClicks(page.lead, "45")
    assert controller.policies.saved == []
    QTest.keyClick(page.lead, Qt.Key.Key_Return)
    assert controller.settings.lead_minutes == 45
    QTest.keyClick(page.lead, Qt.Key.Key_Up)
    assert controller.settings.lead_minutes == 50
    page.notice.selectAll()
    QTest.keyClicks(page.notice, "1")
    QTest.keyClick(page.notice, Qt.Key.Key_Return)
    assert controller.settings.notice_days == 1
    assert page.notice.text() == "1 day"


def test_the_lead_stays_within_its_bounds(page, controller):  # noqa: F811
    assert (page.lead.minimum(), page.lead.maximum()) == (5, 240)


def test_choices_and_switches(page, controller):  # noqa: F811
    press(page.soon.button("120"))
    press(page.clock.button("12"))
    press(page.message_counts)
    QTest.keyClick(page.single_keys, Qt.Key.Key_Space)
    saved = controller.settings
    assert (saved.soon_minutes, saved.clock, saved.message_counts, saved.single_keys) == (
        120,
        "12",
        False,
        False,
    )


def test_a_theme_is_saved_and_told(page, controller, qtbot):  # noqa: F811
    with qtbot.waitSignal(page.theme_changed, timeout=500) as told:
        press(page.theme.button("dark"))
    assert told.args == ["dark"]
    assert controller.settings.theme == "dark"


def test_a_refused_theme_is_put_back_and_not_told(page, controller, qtbot):  # noqa: F811
    controller.policies.refuse = Refused("Not saved: the disk is full.")
    with qtbot.assertNotEmitted(page.theme_changed):
        press(page.theme.button("dark"))
    assert page.theme.value() == "system"
    assert page.theme_row.error() == "Not saved: the disk is full."
    controller.policies.refuse = None
    press(page.theme.button("light"))
    assert page.theme_row.error() == ""


def test_buttons_ask_for_what_they_say(page, qtbot):
    with qtbot.waitSignal(page.import_requested, timeout=500):
        press(page.import_button)
    with qtbot.waitSignal(page.reach.test_requested, timeout=500):
        press(page.reach.test)


def test_the_wheel_changes_nothing(page, controller):  # noqa: F811
    for control in (page.country, page.zone, page.lead, page.notice):
        control.setFocus()
        roll(control)
    assert controller.policies.saved == []


def test_a_change_from_elsewhere_is_shown(page, controller):  # noqa: F811
    controller.settings = replace(controller.settings, lead_minutes=90, theme="dark")
    controller.practice_changed.emit()
    assert page.lead.value() == 90
    assert page.theme.value() == "dark"
    assert controller.policies.saved == []


def test_every_control_has_a_name(page):
    controls = [page.country, page.subdivision, page.zone, page.notice, page.lead, page.single_keys]
    assert [control.accessibleName() for control in controls] == [
        "Country",
        "State or region",
        "Time zone",
        "Notice before a new policy",
        "Remind me before a call is due",
        "Single-letter keys in the queue",
    ]


def test_the_text_size_is_asked_for_and_shown_as_it_is(page, qapp, qtbot):
    assert page.text_size.value() == "100"
    with qtbot.waitSignal(page.text_size_changed) as asked:
        page.text_size.button("150").click()
    assert asked.args == [150]
    set_text_size(qapp, 140)
    page.reload()
    assert page.text_size.value() == "150"
    set_text_size(qapp, 100)
    page.reload()
    assert page.text_size.value() == "100"
