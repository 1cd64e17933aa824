"""The real program, met as a screen reader meets it: over AT-SPI, without the window or its pixels."""

from __future__ import annotations

from pathlib import Path

import pytest

from callpolicy_gui import demo
from callpolicy_gui.core.callback_queue import Group
from callpolicy_gui.opening import LogPlace
from callpolicy_gui.storage.paths import paths_in
from tests.accessibility.at_spi import accessibility_bus, program_on
from tests.desktop.harness import REQUIRED, running_desktop
from tests.desktop.waiting import wait_for
from tests.journeys.timed_program import set_clock

LAUNCHERS = (Path("/usr/libexec/at-spi-bus-launcher"), Path("/usr/lib/at-spi2-core/at-spi-bus-launcher"))
SENTENCE = "Marisol Tran, Overdue, 38 min overdue, was due 13:40"
WAIT_S = 30

pytestmark = pytest.mark.desktop


@pytest.fixture
def launcher():
    import os

    found = next((path for path in LAUNCHERS if path.exists()), None)
    if found is None and os.environ.get(REQUIRED) == "1":
        pytest.fail("not installed: at-spi2-core")
    if found is None:
        pytest.skip("not installed: at-spi2-core")
    return found


def place(folder: Path) -> LogPlace:
    return LogPlace(paths_in(folder), None, lambda: demo.MONDAY_14_18, demo.REGION)


def first_overdue(folder: Path) -> list[str]:
    """Who is overdue, by the log itself."""
    opened = place(folder)
    log = opened.open(opened.load_key())
    try:
        rows = log.controller.queue().rows
        return [row.obligation.client.name for row in rows if row.group is Group.OVERDUE]
    finally:
        log.close()


def test_a_card_is_found_by_its_sentence_and_returned_by_its_button(tmp_path, launcher):
    folder = tmp_path / "log"
    made = place(folder)
    log = made.open(made.load_key())
    demo.fill(log.controller)
    log.close()
    assert first_overdue(folder) == ["Marisol Tran"]
    clock = tmp_path / "clock"
    set_clock(clock, demo.MONDAY_14_18)
    with running_desktop(dunst=False) as desktop:
        desktop.offer_service("org.a11y.Bus", str(launcher))
        program = desktop.start_python(
            "-m",
            "tests.journeys.timed_program",
            str(clock),
            "--data-dir",
            str(folder),
            env={"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "LANG": "C.UTF-8"},
        )
        bus = accessibility_bus(desktop.env["DBUS_SESSION_BUS_ADDRESS"])
        try:
            told = wait_for(lambda: program_on(bus, "callpolicy"), "the program on the bus", WAIT_S)
            cards = wait_for(lambda: told.find("list", "Callback queue"), "the queue", WAIT_S)
            sentences = [card.name for card in cards.children()]
            assert any(sentence.startswith(SENTENCE) for sentence in sentences), sentences
            returned = told.find("push button", "Returned") or told.find("button", "Returned")
            assert returned is not None
            returned.act("Press")
            wait_for(
                lambda: not any("Marisol Tran" in card.name for card in cards.children()),
                "the answer",
                WAIT_S,
            )
        finally:
            bus.close()
        desktop.end(program)
        assert "Traceback" not in program.errors
    assert first_overdue(folder) == []
