"""What is seen: contrast of painted text, size of what is pressed, a theme that leaves nothing of the other.

The pairs of tokens are checked in tests/ui/test_theme.py; here it is what the windows make of them.
"""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLineEdit, QMenu, QTabBar

from callpolicy_gui.ui.queue_model import GROUP_STATES
from callpolicy_gui.ui.theme import STATE_ICONS, apply_theme, color, draw_icon, rounded
from callpolicy_gui.ui.theme.states import tile_fill, tile_ink
from callpolicy_gui.wording.queue import group_title
from tests.accessibility.pages import PAGES, settle, shown
from tests.accessibility.painted import contrast, ground, painted_texts, picture, place_in
from tests.accessibility.parts import controls, describe, visible

LEAST_TARGET = 24


def test_what_is_pressed_is_large_enough(page):
    small = [
        f"{describe(widget)} {widget.width()} x {widget.height()}"
        for widget in (*controls(page), *visible(page, QTabBar))
        if min(widget.width(), widget.height()) < LEAST_TARGET
    ]
    if isinstance(page, QMenu):
        small += [a.text() for a in page.actions() if not a.isSeparator() and _height(page, a) < LEAST_TARGET]
    assert small == []


def _height(menu, action) -> int:
    return menu.actionGeometry(action).height()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_painted_text_stands_out(opened, looks, theme):
    apply_theme(looks, theme)
    window = opened.front()
    settle()
    part = opened.page.part(window)
    for field in visible(window, QLineEdit):
        field.deselect()
    image = picture(window)
    inside = place_in(part, window)
    faint = []
    seen = 0
    for text in painted_texts(window):
        # What is disabled is exempt; what lies below a sheet cannot be reached.
        if text.ink == color("disabled") or not inside.contains(text.rect.center()):
            continue
        seen += 1
        behind = ground(image, text.rect)
        if behind.isValid() and contrast(text.ink, behind) < text.least_contrast:
            faint.append(f"{text.words!r} {text.ink.name()} on {behind.name()}")
    assert seen > 0
    assert faint == []


def test_a_faint_text_is_found(qtbot, looks):
    """The probe itself can fail."""
    field = QLineEdit("Wants to move the session")
    qtbot.addWidget(field)
    palette = field.palette()
    palette.setColor(palette.ColorRole.Text, QColor("#B7C2BD"))
    field.setPalette(palette)
    field.resize(300, 40)
    field.show()
    settle()
    (text,) = painted_texts(field)
    assert text.words == "Wants to move the session"
    assert contrast(text.ink, ground(picture(field), text.rect)) < text.least_contrast


def tile(state: str) -> QImage:
    """The tile of a state without its colours."""
    image = QImage(QSize(64, 64), QImage.Format.Format_RGB32)
    image.fill(color("surface"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rounded(painter, image.rect(), 9, color(tile_fill(state)))
    draw_icon(painter, STATE_ICONS[state], image.rect().adjusted(12, 12, -12, -12), tile_ink(state))
    painter.end()
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_states_differ_without_their_colours(looks, theme):
    """In shades of grey, by the shape of the icon: more than 2 % of the tile's pixels clearly differ."""
    apply_theme(looks, theme)
    tiles = {state: tile(state) for state in STATE_ICONS}
    spots = [(x, y) for x in range(12, 52) for y in range(12, 52)]
    alike = []
    for (one, first), (other, second) in combinations(tiles.items(), 2):
        differing = sum(
            abs(first.pixelColor(x, y).red() - second.pixelColor(x, y).red()) > 48 for x, y in spots
        )
        if differing < 0.02 * len(spots):
            alike.append((one, other, differing))
    assert alike == []


def test_every_state_has_a_word_of_its_own():
    words = [group_title(group) for group in GROUP_STATES]
    assert len(set(words)) == len(words) == 6


# The page of the recovery code shows another code each time.
@pytest.mark.parametrize("one", [page for page in PAGES if page.name != "recovery code"], ids=str)
def test_a_live_switch_of_theme_leaves_no_pixel(one, practice, looks):
    with shown(one, practice) as window:
        apply_theme(looks, "dark")
        settle()
        switched = picture(window)
    with shown(one, practice) as window:
        fresh = picture(window)
    assert switched.size() == fresh.size()
    wrong = sum(
        switched.pixel(x, y) != fresh.pixel(x, y)
        for x in range(0, fresh.width(), 1 if switched != fresh else fresh.width())
        for y in range(fresh.height())
    )
    assert wrong == 0
