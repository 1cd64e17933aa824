"""The text size is chosen in the window, holds at once, and is there at the next start."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from callpolicy_gui.desktop.system_region import Region
from callpolicy_gui.opening import LogPlace
from callpolicy_gui.program import Program
from callpolicy_gui.storage.device_settings import load_device_settings
from callpolicy_gui.storage.paths import paths_in
from callpolicy_gui.ui.theme import px, set_text_size

NOON = 1_795_000_000
ZONE = ZoneInfo("America/New_York")


@pytest.fixture
def program(qapp, tmp_path, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    place = LogPlace(paths_in(tmp_path / "log"), None, lambda: NOON, Region(ZONE.key, "US", "NY"))
    made = Program(qapp, place.clock, place, None)
    made.place = place
    made.enter(made.open_stage(place.open(place.load_key())))
    yield made
    made.stage.leave()
    set_text_size(qapp, 100)


def test_the_chosen_size_holds_at_once_and_is_kept(program):
    before = px(100)
    program.stage.window.show_page("settings")
    program.stage.window._built["settings"].text_size.button("150").click()
    assert px(100) == pytest.approx(before * 1.5, abs=2)
    assert load_device_settings(program.place.paths.device_settings).text_percent == 150
