from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from callpolicy_gui import demo, opening
from callpolicy_gui.controller.views import CallDraft
from callpolicy_gui.ui.focus_areas import focus_first
from callpolicy_gui.ui.insights_page import InsightsPage
from callpolicy_gui.ui.theme import apply_theme
from tests.ui.practice_fixtures import framed, themed  # noqa: F401


@pytest.fixture
def controller(themed):  # noqa: F811
    log = opening.open_demo(lambda: demo.MONDAY_14_18, demo.REGION)
    yield log.controller
    log.close()


def test_it_is_too_early_and_then_it_is_not(controller, framed):  # noqa: F811
    page = InsightsPage(controller)
    framed(page)
    assert page.empty.isVisible()
    assert not page.pane.isVisible()
    demo.fill(controller)
    controller.refresh()
    assert page.pane.isVisible()
    assert page.months()[0].endswith(" kept in November")
    assert len(page.replays.sentences()) == 4


def test_pictures_are_told_to_a_screen_reader(controller, framed):  # noqa: F811
    demo.fill(controller)
    page = InsightsPage(controller)
    framed(page)
    assert "24 h by the clock" not in page.bars.accessibleName()
    assert page.bars.accessibleName() == page.bars_words.text()
    assert "kept, " in page.bars.accessibleDescription()
    assert page.grid.accessibleDescription().startswith("Most calls came on ")


@pytest.mark.parametrize("width", [1000, 400])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_painted_at_every_width_and_names_nobody(controller, framed, qapp, theme, width):  # noqa: F811
    demo.fill(controller)
    apply_theme(qapp, theme)
    page = InsightsPage(controller)
    frame = framed(page, width)
    shot = frame.grab().toImage()
    colours = {shot.pixelColor(x, y).name() for x in range(0, shot.width(), 7) for y in range(0, 700, 7)}
    assert len(colours) > 4
    assert page.pane.horizontalScrollBar().maximum() == 0
    said = " ".join(label.text() for label in page.findChildren(type(page.bars_words)))
    assert not any(name.split()[0] in said for name in demo._NUMBERS)
    apply_theme(qapp, "light")


def test_it_counts_again_what_changed_while_it_was_hidden(controller, framed):  # noqa: F811
    demo.fill(controller)
    page = InsightsPage(controller)
    frame = framed(page)
    before = page.grid_words.text(), page.replay_title.text()
    frame.hide()
    controller.calls.log(CallDraft("Ann", received="today 8:00"))
    assert (page.grid_words.text(), page.replay_title.text()) == before
    frame.show()
    assert page.replay_title.text() == "Your last 13 calls under each policy"


def test_the_keyboard_reads_and_scrolls_it(controller, framed, qtbot):  # noqa: F811
    page = InsightsPage(controller)
    framed(page, 700, 360)
    focus_first(page)
    assert page.empty.hasFocus()
    demo.fill(controller)
    controller.refresh()
    assert page.pane.hasFocus()
    qtbot.waitUntil(lambda: page.pane.verticalScrollBar().maximum() > 0)
    QTest.keyClick(page.pane, Qt.Key.Key_PageDown)
    assert page.pane.verticalScrollBar().value() > 0
