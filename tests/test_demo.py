from __future__ import annotations

from callpolicy_gui import demo, opening


def test_the_demo_is_a_monday_at_14_18_with_a_call_in_every_group():
    seconds = iter(range(1_000, 10_000))
    log = opening.open_demo(demo.DemoClock(lambda: next(seconds) / 1000), demo.REGION)
    demo.fill(log.controller)
    view = log.controller.queue()
    assert view.eyebrow.startswith("Mon 23 Nov, 14:18")
    assert view.headline == "Call Marisol Tran first"
    assert [row.group.name for row in view.rows] == [
        "OVERDUE",
        "DUE_SOON",
        "DUE_SOON",
        "LATER_TODAY",
        "TOMORROW",
        "WAITING",
        "NOT_OWED",
    ]
    log.controller.undoing.undo()
    assert log.controller.queue().rows == view.rows
    log.close()
