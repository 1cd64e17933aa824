from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor

from callpolicy_gui.controller.views import StripMark
from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.ui.day_strip import DayStrip
from callpolicy_gui.ui.theme import apply_theme, color
from tests.ui.fake_controller import TIMES, FakeController, at
from tests.ui.queue_fixtures import installed, look  # noqa: F401


@pytest.fixture
def view(installed):  # noqa: F811
    return FakeController().queue().strip


@pytest.fixture
def strip(view, qtbot):
    made = DayStrip()
    qtbot.addWidget(made)
    made.resize(508, 60)
    made.set_view(view, TIMES)
    return made


def colors_at(strip, instant):
    """The colours in the column of pixels that stands for an instant."""
    image = strip.grab().toImage()
    column = round(strip._x(instant))
    return {QColor(image.pixel(column, y)).name() for y in range(24, 38)}


def test_its_words_say_the_day(strip, view):
    assert strip.accessibleName() == view.words


def test_two_near_deadlines_become_one_with_a_count(strip):
    assert strip.mark_groups() == [
        (at("13:40"), Group.OVERDUE, 1),
        (at("15:00"), Group.DUE_SOON, 2),
        (at("16:20"), Group.LATER_TODAY, 1),
    ]


def test_far_deadlines_of_one_state_stay_apart(strip, view):
    marks = (StripMark(at("9:00"), Group.OVERDUE), StripMark(at("12:00"), Group.OVERDUE))
    strip.set_view(replace(view, marks=marks), TIMES)
    assert [count for _, _, count in strip.mark_groups()] == [1, 1]


def test_open_time_is_filled_and_now_is_a_line(strip):
    assert color("accentSoft").name() in colors_at(strip, at("12:20"))
    assert color("accentSoft").name() not in colors_at(strip, at("11:40"))
    assert color("text").name() in colors_at(strip, at("14:18"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sessions_are_hatched_and_nothing_else_is(strip, look, scheme):  # noqa: F811
    apply_theme(look, scheme)
    for minute in range(10, 40, 4):
        hatched = colors_at(strip, at(f"15:{minute}"))
        assert color("border").name() in hatched
        assert len(hatched) > 2
    for clock in ("11:40", "17:50"):
        assert color("border").name() not in colors_at(strip, at(clock))
        assert len(colors_at(strip, at(clock))) == 1


def test_an_equal_view_repaints_nothing(strip, view, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(strip, "update", lambda *_: asked.append(1))
    strip.set_view(replace(view), TIMES)
    assert asked == []
    strip.set_view(replace(view, now=view.now + 60), TIMES)
    assert asked == [1]


def test_a_strip_without_anything_paints(qtbot, view):
    empty = DayStrip()
    qtbot.addWidget(empty)
    empty.resize(200, 60)
    empty.grab()
    empty.set_view(replace(view, open_spans=(), busy_spans=(), marks=(), now=view.start - 5), TIMES)
    empty.grab()
    assert empty.mark_groups() == []
