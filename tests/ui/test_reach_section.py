from __future__ import annotations

import pytest

from callpolicy_gui.ui.reach_section import ReachSection
from callpolicy_gui.wording.reach import AlertTest, Reach, is_good_result, result_words, tray_words, way_words
from tests.ui.practice_fixtures import framed, press, themed  # noqa: F401  (fixtures)

WAY, TRAY = way_words("service", is_available=True), tray_words(is_shown=True)


@pytest.fixture
def section(framed):  # noqa: F811
    made = ReachSection()
    framed(made)
    return made


def test_it_says_how_things_are(section):
    assert not section.autostart.isVisible()
    section.show_reach(Reach(WAY, TRAY, starts_with_computer=True))
    assert (section.way.text(), section.tray.text()) == (WAY, TRAY)
    assert not section.result.isVisible()
    assert section.autostart.isVisible()
    assert section.autostart.isChecked()


@pytest.mark.parametrize("test", [test for test in AlertTest if test is not AlertTest.NONE])
def test_what_came_of_the_test_has_its_words_and_its_mark(section, test):
    section.show_reach(Reach(WAY, TRAY, result_words(test), is_good_result(test)))
    assert section.result.isVisible()
    assert section.result.text().endswith((".", "\u2026"))
    assert section._mark._icon == {True: "check", False: "triangle-alert", None: "bell"}[is_good_result(test)]


def test_what_is_pressed_is_asked_for(section, qtbot):
    with qtbot.waitSignal(section.test_requested):
        press(section.test)
    section.show_reach(Reach(starts_with_computer=False))
    with qtbot.waitSignal(section.autostart_chosen) as chosen:
        press(section.autostart)
    assert chosen.args == [True]


def test_a_refusal_puts_the_mark_back_and_says_why(section):
    section.show_reach(Reach(starts_with_computer=False))
    section.autostart.click()
    assert section.autostart.isChecked()
    section.show_reach(Reach(starts_with_computer=False, refused="That could not be changed."))
    assert not section.autostart.isChecked()
    assert section.refused.isVisible()
