"""Colours reach their contrast, icons draw, sizes follow the text, a theme switch leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDate, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QImage, QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialogButtonBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QTimeEdit,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from callpolicy_gui.resources_dir import resource
from callpolicy_gui.ui import theme
from callpolicy_gui.ui.theme.theme import _on_desktop_scheme
from callpolicy_gui.ui.theme.tokens import DARK, LIGHT, Tokens
from callpolicy_gui.ui.widgets import (
    Banner,
    Button,
    CheckBox,
    ElidedLabel,
    EmptyState,
    Field,
    IconLabel,
    IconTile,
    Label,
    LineEdit,
    PageHeader,
    Panel,
    ScrollPage,
    SegmentedChoice,
    StateChip,
    Tag,
    UndoBar,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# The platform plugin of a test without a screen complains about what it cannot do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

STATES = ("overdue", "soon", "later", "next", "waiting", "none", "done")
GROUNDS = ("window", "surface", "sidebar", "selection", "sunken")
PAIRS = [
    *[("text", ground, 4.5) for ground in GROUNDS],
    *[("text2", ground, 4.5) for ground in GROUNDS if ground != "sunken"],
    *[("text3", ground, 4.5) for ground in GROUNDS if ground != "sidebar"],
    *[("onAccent", ground, 4.5) for ground in ("accent", "accentHover", "accentPress")],
    *[("accentText", ground, 4.5) for ground in ("accentSoft", "surface", "window", "sidebar")],
    *[("control", ground, 3.0) for ground in ("surface", "window", "sunken")],
    *[("focus", ground, 3.0) for ground in ("window", "surface", "sidebar", "selection")],
    ("selBorder", "surface", 3.0),
    ("surface", "overdueMark", 4.5),
    ("invText", "invBg", 4.5),
    ("invAction", "invBg", 4.5),
    ("invBg", "window", 3.0),
    *[(state, f"{state}Soft", 4.5) for state in STATES],
    *[(state, ground, 4.5) for state in STATES for ground in ("surface", "selection", "window")],
    *[(f"{state}Mark", ground, 3.0) for state in STATES for ground in ("surface", "window")],
    # Pairs of our own, made by the widgets.
    *[("text2", f"{state}Soft", 4.5) for state in STATES],
    ("text2", "accentSoft", 4.5),
    ("text2", "hairline", 4.5),
    ("text", "raised", 4.5),
    ("text3", "raised", 4.5),
    ("text", "accentSoft", 4.5),
    ("text", "hairline", 4.5),
    ("sidebar", "text2", 4.5),
    ("onAccent", "disabled", 1.0),
    ("overdueMark", "window", 3.0),
]
ICONS = sorted(path.stem for path in resource("icons").glob("*.svg"))


def luminance(name: str) -> float:
    channels = (int(name[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(autouse=True)
def installed(qapp: QApplication) -> Iterator[None]:
    theme.install(qapp, "light", 100)
    yield
    theme.install(qapp, "light", 100)


def test_contrast_formula_is_the_wcag_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#16201D", "#F3F5F4") == pytest.approx(15.24, abs=0.01)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_pairs_reach_their_contrast(tokens: Tokens, front: str, back: str, least: float) -> None:
    assert contrast(tokens[front], tokens[back]) >= least


def test_both_themes_have_the_same_tokens() -> None:
    assert set(LIGHT.values) == set(DARK.values)
    assert len(LIGHT.values) == 47


def test_unknown_token_is_an_error() -> None:
    with pytest.raises(KeyError):
        theme.color("mauve")


@pytest.mark.parametrize("dark", [False, True])
def test_every_palette_role_and_group_is_ours(qapp: QApplication, dark: bool) -> None:
    theme.apply_theme(qapp, "dark" if dark else "light")
    ours = {QColor(value).name() for value in (DARK if dark else LIGHT).values.values()}
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for role in QPalette.ColorRole:
            if role in {QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles}:
                continue
            assert qapp.palette().color(group, role).name() in ours, (group, role)
    assert QToolTip.palette().color(QPalette.ColorRole.ToolTipBase) == theme.color("raised")


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_draws_something_in_its_colour(name: str) -> None:
    image = QImage(QSize(48, 48), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    theme.draw_icon(painter, name, QRectF(0, 0, 48, 48), QColor("#ff0000"))
    painter.end()
    drawn = [
        image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() > 200
    ]
    assert len(drawn) > 30
    if name != "callpolicy":
        assert all((ink.red(), ink.green(), ink.blue()) == (255, 0, 0) for ink in drawn)


def test_unknown_icon_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        theme.icon("no-such-icon")


def test_every_state_has_its_own_icon() -> None:
    assert set(theme.STATE_ICONS) == set(STATES)
    assert len(set(theme.STATE_ICONS.values())) == len(STATES)
    assert set(theme.STATE_ICONS.values()) <= set(ICONS)


def test_icon_has_pixels_for_each_scale_and_follows_the_theme(qapp: QApplication) -> None:
    made = theme.icon("phone", "accent", 20)
    assert sorted(size.width() for size in made.availableSizes()) == [20, 25, 30, 40, 60]
    light = made.pixmap(QSize(20, 20)).toImage()
    theme.apply_theme(qapp, "dark")
    assert theme.icon("phone", "accent", 20).pixmap(QSize(20, 20)).toImage() != light


def test_licences_travel_with_what_they_cover() -> None:
    assert "ISC License" in resource("icons/LICENSE-lucide.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in resource("fonts/LICENSE-inter-OFL.txt").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in resource("fonts").iterdir()) < 900_000


def test_bare_desktop_gets_the_bundled_font(qapp: QApplication) -> None:
    assert QFontInfo(qapp.font()).family() == "Inter"
    assert qapp.font().pointSizeF() == 10


def test_px_grows_with_the_text_and_never_shrinks(qapp: QApplication) -> None:
    assert [theme.px(n) for n in (1, 12, 34)] == [1, 12, 34]
    theme.set_text_size(qapp, 150)
    assert theme.px(12) == 18
    theme.set_text_size(qapp, 200)
    assert theme.px(34) == 68
    theme.set_text_size(qapp, 900)
    assert theme.px(34) == 68
    small = QFont(qapp.font())
    small.setPointSizeF(6)
    qapp.setFont(small)
    assert theme.px(34) == 34


def test_type_scale_orders_and_aligns_digits() -> None:
    sizes = [theme.font(kind).pointSizeF() for kind in ("caption", "body", "row", "h2", "h1")]
    assert sizes == pytest.approx([9.0, 10.0, 10.8, 13.2, 16.2])
    assert theme.font("strong").weight() == QFont.Weight.DemiBold
    assert theme.font("strong", 500).weight() == QFont.Weight.Medium
    metrics = QFontMetrics(theme.font("body"))
    assert metrics.horizontalAdvance("11:11") == metrics.horizontalAdvance("00:00")
    with pytest.raises(KeyError):
        theme.font("poster")


def test_fonts_handed_out_cannot_be_spoiled() -> None:
    theme.font("body").setPointSizeF(99)
    assert theme.font("body").pointSizeF() == 10


def test_text_size_reaches_what_is_already_open(qapp: QApplication, qtbot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    theme.space(column, (1, 2, 3, 4), 5)
    label = Label("Words", "h1")
    column.addWidget(label)
    theme.set_text_size(qapp, 200)
    margins = column.contentsMargins()
    assert (margins.left(), margins.top(), margins.right(), margins.bottom()) == (2, 4, 6, 8)
    assert column.spacing() == 10
    assert label.font().pointSizeF() == pytest.approx(32.4)


def test_system_follows_the_desktop_and_a_choice_does_not(qapp: QApplication) -> None:
    theme.apply_theme(qapp, "system")
    _on_desktop_scheme(Qt.ColorScheme.Dark)
    assert theme.is_dark()
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK["window"].lower()
    _on_desktop_scheme(Qt.ColorScheme.Light)
    assert not theme.is_dark()
    theme.apply_theme(qapp, "light")
    _on_desktop_scheme(Qt.ColorScheme.Dark)
    assert not theme.is_dark()
    with pytest.raises(KeyError):
        theme.apply_theme(qapp, "sepia")


def our_widgets() -> QWidget:
    page = ScrollPage()
    add = page.body.addWidget
    add(PageHeader("Policy", "Pick the promise you can keep.", [Button("Export", "download")]))
    for state in STATES:
        add(StateChip(state, 2, state))
        add(Tag(state, state, theme.STATE_ICONS[state]))
    for kind in ("primary", "plain", "ghost", "segment", "nav", "inverse"):
        button = Button("Returned", "check", kind, key="R", badge="6")
        button.setChecked(kind == "nav")
        add(button)
    dull = Button("Off", "check", "primary")
    dull.setEnabled(False)
    add(dull)
    add(LineEdit("Name or number", icon="phone-missed", key="Ctrl N", name="Log"))
    field = Field("Number", LineEdit(), "As you dial it")
    field.set_error("That number has 9 digits.")
    add(field)
    add(CheckBox("Year only", "Dates can still identify someone."))
    add(SegmentedChoice([("y", "Yes", "voicemail"), ("n", "No")], "Voicemail"))
    panel = Panel()
    for kind in ("info", "soon", "overdue", "done", "none"):
        panel.body.addWidget(Banner(kind, "Title", "Body", action="Show", dismissible=True))
    panel.body.addWidget(ElidedLabel("A line"))
    panel.body.addWidget(IconLabel("phone"))
    panel.body.addWidget(IconTile("alarm-clock", "soonSoft", "soon"))
    panel.body.addWidget(Label("Small", "caption", "text3"))
    add(panel)
    add(EmptyState("inbox", "Nothing owed right now", "Calls you log appear here."))
    bar = UndoBar()
    add(bar)
    bar.show_message("Marked returned")
    bar.timer.stop()
    return page


def qt_widgets() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    combo = QComboBox()
    combo.addItems(["One", "Two"])
    date = QDateEdit(QDate(2026, 12, 7))
    date.setCalendarPopup(True)
    table = QTableWidget(3, 2)
    table.setHorizontalHeaderLabels(["Received", "Outcome"])
    for row in range(3):
        table.setItem(row, 0, QTableWidgetItem("Fri 13:40"))
    table.selectRow(1)
    chosen = QRadioButton("Chosen")
    chosen.setChecked(True)
    ticked = QCheckBox("Ticked")
    ticked.setChecked(True)
    bar = QProgressBar()
    bar.setValue(40)
    off = QLineEdit("off")
    off.setEnabled(False)
    empty = QLineEdit()
    empty.setPlaceholderText("Placeholder")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
    for widget in (combo, date, QTimeEdit(), QSpinBox(), table, chosen, QRadioButton("Other"), ticked):
        column.addWidget(widget)
    for widget in (
        QCheckBox("Empty"),
        bar,
        off,
        empty,
        QPlainTextEdit("Note"),
        QGroupBox("Group"),
        QLabel("x"),
        box,
    ):
        column.addWidget(widget)
    return page


def grab(page: QWidget, app: QApplication) -> QImage:
    for _ in range(3):
        app.processEvents()
    return page.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def different_pixels(one: QImage, other: QImage) -> int:
    assert one.size() == other.size()
    if one == other:
        return 0
    spots = ((x, y) for y in range(one.height()) for x in range(one.width()))
    return sum(one.pixel(x, y) != other.pixel(x, y) for x, y in spots)


@pytest.mark.parametrize("make", [our_widgets, qt_widgets])
@pytest.mark.parametrize(("before", "after"), [("light", "dark"), ("dark", "light")])
def test_live_switch_leaves_no_pixel_of_the_old_theme(qapp, qtbot, make, before, after) -> None:
    theme.apply_theme(qapp, before)
    page = make()
    qtbot.addWidget(page)
    page.resize(640, 1900)
    page.show()
    old = grab(page, qapp)
    theme.apply_theme(qapp, after)
    switched = grab(page, qapp)
    page.hide()
    fresh_page = make()
    qtbot.addWidget(fresh_page)
    fresh_page.resize(640, 1900)
    fresh_page.show()
    fresh = grab(fresh_page, qapp)
    assert different_pixels(old, fresh) > 100_000
    assert different_pixels(switched, fresh) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_rendered_placeholder_keeps_its_contrast(qapp, qtbot, scheme) -> None:
    theme.apply_theme(qapp, scheme)
    field = LineEdit("Mmmmmmmm wwwwwww", name="Log")
    qtbot.addWidget(field)
    field.resize(300, 40)
    field.show()
    image = grab(field, qapp)
    ground = image.pixelColor(150, 35).name()
    inks = {image.pixelColor(x, y).name() for x in range(12, 200) for y in range(8, 32)}
    assert max(contrast(ink, ground) for ink in inks) >= 4.5
