"""A new log asks three questions, then says what it was set up for; the alert about a policy leads on."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from callpolicy_gui import opening
from callpolicy_gui.controller.views import CallDraft
from callpolicy_gui.core.policies import Preset
from callpolicy_gui.desktop.system_region import Region
from callpolicy_gui.opening import LogPlace
from callpolicy_gui.stages import open_stage
from callpolicy_gui.stages.open_stage import OpenStage
from callpolicy_gui.storage.paths import paths_in
from callpolicy_gui.ui.theme import install

ZONE = ZoneInfo("America/New_York")
REGION = Region(ZONE.key, "US", "NY")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


@pytest.fixture
def place(tmp_path):
    clock = [at("2026-11-23 10:00")]
    made = LogPlace(paths_in(tmp_path / "log"), None, lambda: clock[0], REGION)
    return made, clock


@pytest.fixture
def opened(place, qapp):
    """Opens the log in a stage of its own, and leaves it again."""
    install(qapp, "light", 100)
    stages = []

    def open_it() -> OpenStage:
        made = place[0]
        stage = OpenStage(made.open(made.load_key()), lambda: False)
        stages.append(stage)
        stage.enter("")
        return stage

    yield open_it
    for stage in stages:
        if vars(stage):
            stage.leave()


def test_a_new_log_asks_and_then_says_what_it_was_set_up_for(opened):
    window = opened().window
    assert window.current_page() == "first run"
    assert not window.notices.note.isVisible()
    for _ in range(3):
        window._built["first run"].next.click()
    assert window.current_page() == "queue"
    assert window.notices.note.isVisible()


def test_it_asks_again_until_it_was_gone_through(opened):
    first = opened()
    first.window.show_page("log")
    first.leave()
    second = opened()
    assert second.window.current_page() == "first run"
    for _ in range(3):
        second.window._built["first run"].skip.click()
    second.leave()
    assert opened().window.current_page() == "queue"


def test_a_log_with_calls_does_not_ask(opened):
    first = opened()
    first._controller.calls.log(CallDraft("Ann"))
    first.leave()
    assert opened().window.current_page() == "queue"


def test_the_alert_about_a_new_policy_leads_to_the_set_up(opened, place):
    stage, clock = opened(), place[1]
    controller = stage._controller
    policies = controller.policies
    assert policies.schedule(policies.preset(Preset.LIMITED_HOURS), date(2026, 12, 8)) is None
    told = []
    stage.alert_wanted.connect(lambda title, *_rest: told.append(title))
    clock[0] = at("2026-12-07 10:00")
    controller.tick()
    assert told == ["New policy starts tomorrow"]
    stage.alert_clicked("")
    assert stage.window.current_page() == "setup"


def test_sample_data_are_a_program_of_their_own_and_say_so(opened, monkeypatch, qapp):
    asked = []
    monkeypatch.setattr(open_stage, "start_another", lambda *wanted: asked.append(wanted) or len(asked) == 1)
    window = opened().window
    window._built["first run"].sample.click()
    assert asked == [("--demo",)]
    assert not window.notices.trouble.isVisible()
    window._built["first run"].sample.click()
    assert window.notices.trouble.isVisible()
    sample = OpenStage(opening.open_demo(lambda: at("2026-11-23 10:00"), REGION), lambda: False)
    sample.enter("")
    assert sample.window.current_page() == "queue"
    assert sample.window.notices.note.isVisible()
    sample.leave()
