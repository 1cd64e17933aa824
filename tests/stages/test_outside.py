"""What is seen outside the window says nothing of anybody: whatever clients are called, it is the same.

Initials come where the practice wants them, and nothing but initials.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from callpolicy_gui import opening
from callpolicy_gui.controller.views import CallDraft, Logged
from callpolicy_gui.core.alerts import AlertKind, Digest
from callpolicy_gui.desktop.system_region import Region
from callpolicy_gui.desktop.tray_icon import TrayKind
from callpolicy_gui.stages.outside import alert_of, tray_of
from callpolicy_gui.wording import discretion
from callpolicy_gui.wording.alerts import MOST_INITIALS, AlertText, alert_text
from callpolicy_gui.wording.discretion import initials
from callpolicy_gui.wording.times import Times

if TYPE_CHECKING:
    from callpolicy_gui.desktop.tray import TrayState

ZONE = ZoneInfo("America/New_York")
HOSTILE = st.sampled_from(
    [
        "Call Policy",
        "1 overdue",
        "{when} {n} {names}",
        "%n %1",
        "Tran &Sons",
        "<b>Ann</b> <img src='file:x'>",
        "Ann\u202egnarT",
        "\U0001f98a Fox",
        "\u738b \u5c0f\u660e",
        "Zo\u0308e \u00c5str\u00f6m",
        "A B",
        "206 555 0142",
        "Nothing is due",
    ]
)
NAMES = HOSTILE | st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)
NUMBERS = st.sampled_from(["(206) 555-0142", "+44 20 7946 0018", "anonymous", "911"])
PEOPLE = st.tuples(NAMES, NUMBERS, NAMES)
SOMEBODY = ("Ann Other", "(206) 555-0100", "note")


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE).timestamp())


class World:
    """Two open calls, one overdue and one due soon, of clients whose records are rewritten at will."""

    def __init__(self) -> None:
        self.now = at("23 10:00")
        self.log = opening.open_demo(lambda: self.now, Region("America/New_York", "US", "NY"))
        self.controller = self.log.controller
        self.calls = []
        for who, received in (("First Caller", "now"), ("Second Caller", "now")):
            logged = self.controller.calls.log(CallDraft(who, received=received, note="n"))
            assert isinstance(logged, Logged)
            self.calls.append(logged.call_id)
            self.now += 600
        self.now = at("24 10:05")
        self.controller.refresh()

    def call_them(self, *people: tuple[str, str, str]) -> None:
        """Their clients are called so from now on, whatever a form would have said to it."""
        with self.log.db.write(self.now):
            for client_id, (name, number, note) in enumerate(people, 1):
                self.log.db.execute("UPDATE clients SET name = ? WHERE client_id = ?", (name, client_id))
                self.log.db.execute(
                    "UPDATE calls SET number = ?, note = ? WHERE client_id = ?", (number, note, client_id)
                )
        self.controller.refresh()

    def digest(self, kind: AlertKind) -> Digest:
        prefix = "soon" if kind is AlertKind.DUE_SOON else "overdue"
        keys = tuple(f"{prefix}:{call}" for call in self.calls)
        return Digest(kind, at("24 10:00"), len(keys), keys)

    def alerts(self) -> dict[AlertKind, AlertText]:
        return {kind: alert_of(self.controller, self.digest(kind)) for kind in AlertKind}

    def tray(self) -> TrayState:
        return tray_of(self.controller, lockable=True, backup_failed=True)

    def want(self, *, initials: bool) -> None:
        wanted = replace(self.controller.settings, alert_initials=initials)
        assert self.controller.policies.save_settings(wanted) is None


@pytest.fixture(scope="module")
def made(qapp):
    world = World()
    yield world
    world.log.close()


@pytest.fixture
def world(made):
    yield made
    discretion.hide_names(False)
    made.want(initials=False)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PEOPLE, PEOPLE, st.booleans())
def test_who_they_are_makes_no_difference(world, one, other, hidden):
    world.controller.hide_names(hidden)
    world.call_them(SOMEBODY, SOMEBODY)
    assert world.tray().kind is TrayKind.OVERDUE
    neutral = world.tray(), world.alerts()
    world.call_them(one, other)
    assert (world.tray(), world.alerts()) == neutral


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PEOPLE, PEOPLE)
def test_wanted_initials_stand_at_the_end_of_alerts_about_calls_and_are_no_more_than_initials(
    world, one, other
):
    world.want(initials=False)
    world.call_them(one, other)
    neutral, tray = world.alerts(), world.tray()
    world.want(initials=True)
    assert world.tray() == tray
    about_calls = {AlertKind.OVERDUE, AlertKind.OVERDUE_WHILE_OFF, AlertKind.DUE_SOON}
    known = [initials(name) for name, _number, _note in (one, other) if initials(name)]
    for kind, text in world.alerts().items():
        assert text.title == neutral[kind].title
        if kind not in about_calls or not known:
            assert text == neutral[kind]
            continue
        assert text.names
        added = text.body.removeprefix(f"{neutral[kind].body} \u00b7 ")
        assert added == ", ".join(dict.fromkeys(known))
        # A letter and a point for each, with its accents.
        assert all(len(part.rstrip(".")) <= 4 for part in added.replace(",", " ").split())
    world.controller.hide_names(True)
    assert world.alerts() == neutral
    world.controller.hide_names(False)


def test_in_a_session_there_are_none(world):
    world.want(initials=True)
    world.call_them(SOMEBODY, SOMEBODY)
    assert world.alerts()[AlertKind.OVERDUE].body.endswith(" \u00b7 A. O.")
    assert world.controller.sessions.begin(world.now + 3000) is None
    assert not world.alerts()[AlertKind.OVERDUE].names
    assert world.controller.sessions.end() is None
    assert world.alerts()[AlertKind.OVERDUE].names


def test_many_are_not_all_named():
    digest = Digest(AlertKind.OVERDUE, at("24 10:00"), 5, ())
    times = Times(ZONE, twelve_hours=False, locale=QLocale("en_GB"))
    text = alert_text(digest, at("24 10:05"), times, ("A. B.", "C. D.", "E. F.", "G. H."))
    assert text.body == "Earliest was due 10:00 \u00b7 A. B., C. D., E. F. and others"
    assert MOST_INITIALS == 3
