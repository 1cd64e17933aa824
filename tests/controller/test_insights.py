from __future__ import annotations

from callpolicy_gui.core.calls import Outcome, Voicemail
from callpolicy_gui.core.policies import Preset
from callpolicy_gui.core.replay import Replayed
from tests.controller.conftest import SAMPLE


def log_ten(practice) -> None:
    """Ten calls on ten mornings, each returned the same evening; the last has no voicemail."""
    for n in range(10):
        day = 5 + n
        call_id = practice.log_call(
            f"Client {n}",
            f"{day} nov 10:30",
            voicemail=Voicemail.NO if n == 9 else Voicemail.YES,
        )
        refused = practice.controller.calls.attempt(call_id, Outcome.REACHED, f"{day} nov 18:30")
        assert refused is None


def test_patterns_show_up_after_ten_calls(practice):
    assert practice.controller.insights.view().too_little.endswith("You have none yet.")
    for n in range(4):
        practice.log_call(f"Client {n}", f"{10 + n} nov 10:30")
    assert practice.controller.insights.view().too_little == "Patterns show up after 10 calls. You have 4."


def test_what_became_of_promises(practice):
    log_ten(practice)
    practice.log_call("Ann")
    view = practice.controller.insights.view()
    assert view.too_little == ""
    assert [month.sentence for month in view.months] == ["10 of 10 kept in November"]
    # 7, 8 and 14 November were a weekend, the 11th was Veterans Day.
    assert view.months[0].detail == "1 is open and in time. You made 4 returns outside your own hours."
    assert sum(bar.kept for bar in view.bars) == 10
    assert view.line_hours == 24
    assert sum(map(sum, view.arrivals)) == 11
    assert sum(row[11] for row in view.returns) == 10


def test_the_log_under_every_policy(practice):
    log_ten(practice)
    found = {view.preset: view for view in practice.controller.insights.view().replays}
    assert list(found) == list(Preset)
    assert [preset for preset, view in found.items() if view.in_force] == [Preset.TURNAROUND]
    assert found[Preset.TURNAROUND].replayed == Replayed(10, 10)
    # Six were returned after the practice had closed; those on days off had until the next one closes.
    assert found[Preset.OPERATING_HOURS].replayed == Replayed(10, 4, 6)
    assert found[Preset.VOICEMAIL_REQUIRED].replayed.owed == 9
    assert found[Preset.LIMITED_HOURS].replayed == Replayed(10, 10)
    assert found[Preset.OPERATING_HOURS].sentence == "4 kept of 10 owed, 6 late"


def test_an_imported_log_is_replayed_with_the_returns_it_knows(practice):
    exchange = practice.controller.exchange
    preview = exchange.preview(SAMPLE)
    exchange.import_calls(preview, settle_returned=True)
    view = practice.controller.insights.view()
    assert all(each.replayed.owed > 0 for each in view.replays)
    in_force = next(each for each in view.replays if each.in_force)
    assert in_force.replayed.kept > 10
    assert view.replay_words == "Your last 60 calls under each policy"


def test_a_promise_in_hours_has_no_line(practice):
    log_ten(practice)
    policies = practice.controller.policies
    refused = policies.schedule(policies.preset(Preset.LIMITED_HOURS), None, override_reason="Moved")
    assert refused is None
    assert practice.controller.insights.view().line_hours is None


def test_months_reach_over_the_turn_of_the_year(practice):
    log_ten(practice)
    practice.to("2027-01-10 12:00")
    sentences = [month.sentence for month in practice.controller.insights.view().months]
    assert sentences == ["Nothing decided in January 2027", "10 of 10 kept in November"]
