from __future__ import annotations

import pytest

from callpolicy_gui.core.week_drawing import Edge, drawn, edge_moved, edge_near, snapped
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window

NIGHT = Window(22 * 60, 26 * 60)
MONDAY = WeeklyHours(((Window(540, 600), Window(660, 720), NIGHT), (), (), (), (), (), ()))


@pytest.mark.parametrize(("minute", "expected"), [(0, 0), (-9, 0), (547, 540), (548, 555), (9999, 1440)])
def test_minutes_snap_to_the_quarter_hour(minute, expected):
    assert snapped(minute) == expected


def test_a_stretch_is_drawn_in_either_direction_and_joins_what_it_meets():
    assert drawn(MONDAY, 1, 600, 540).days[1] == (Window(540, 600),)
    assert drawn(MONDAY, 0, 590, 660).days[0] == (Window(540, 720), NIGHT)
    assert drawn(MONDAY, 6, 600, 600) == MONDAY
    assert drawn(MONDAY, 1, 0, 1440).days[0] == MONDAY.days[0]


def test_the_nearest_edge_is_found_within_reach():
    edge = edge_near(MONDAY, 0, 605, 10)
    assert edge == Edge(0, Window(540, 600), 540)
    assert edge_near(MONDAY, 0, 650, 10) == Edge(0, Window(660, 720), 720)
    assert edge_near(MONDAY, 0, 630, 10) is None
    assert edge_near(MONDAY, 2, 600, 10) is None
    # What runs past midnight is not drawn.
    assert edge_near(MONDAY, 0, 22 * 60, 10) is None


def test_an_edge_is_moved_over_its_anchor_too_and_away_at_it():
    edge = Edge(0, Window(540, 600), 540)
    assert edge_moved(MONDAY, edge, 630).days[0][0] == Window(540, 630)
    assert edge_moved(MONDAY, edge, 500).days[0][0] == Window(500, 540)
    assert edge_moved(MONDAY, edge, 540).days[0] == (Window(660, 720), NIGHT)


def test_more_than_twelve_windows_are_not_drawn():
    full = MONDAY
    for n in range(12):
        full = drawn(full, 3, n * 60, n * 60 + 30)
    assert len(full.days[3]) == 12
    assert drawn(full, 3, 1300, 1330) == full
