"""The widgets say what they are, answer the keyboard, and fit at every text size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from callpolicy_gui.ui import theme
from callpolicy_gui.ui.widgets import (
    OWN_FOCUS,
    Banner,
    Button,
    CheckBox,
    ElidedLabel,
    Field,
    FlowLayout,
    FocusRing,
    Label,
    LineEdit,
    PageHeader,
    Panel,
    RadioButton,
    ScrollPage,
    SegmentedChoice,
    StateChip,
    UndoBar,
    plain_tool_tip,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ("primary", "plain", "ghost", "segment", "nav", "inverse")
# The platform plugin of a test without a screen complains about what it cannot do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

LONG = "Pseudonymised: client codes, exact times, no names, numbers or notes"


@pytest.fixture(autouse=True)
def installed(qapp: QApplication) -> Iterator[None]:
    theme.install(qapp, "light", 100)
    yield
    theme.set_text_size(qapp, 100)


def accessible(widget: QWidget) -> tuple[str, QAccessible.Role]:
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name), found.role()


def shown(qtbot, widget: QWidget, width: int = 480, height: int = 400) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(widget)
    window.resize(width, height)
    window.show()
    window.activateWindow()
    widget.held_by = window  # nothing else keeps it alive
    for _ in range(3):
        QApplication.processEvents()
    return window


@pytest.mark.parametrize("kind", KINDS)
def test_button_is_a_named_button(qtbot, kind) -> None:
    button = Button("Returned", "check", kind, key="R")
    qtbot.addWidget(button)
    name, role = accessible(button)
    assert name == "Returned"
    expected = QAccessible.Role.CheckBox if kind in {"segment", "nav"} else QAccessible.Role.Button
    assert role == expected
    assert button.focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert button.toolTip() == "Returned (R)"


def test_icon_button_is_named_by_its_tool_tip(qtbot) -> None:
    button = Button(icon="search", kind="ghost", tooltip="Find", key="Ctrl F")
    qtbot.addWidget(button)
    assert accessible(button)[0] == "Find"
    assert button.toolTip() == "Find (Ctrl F)"


def test_badge_is_part_of_the_name(qtbot) -> None:
    button = Button("Queue", "inbox", "nav", badge="6")
    qtbot.addWidget(button)
    assert accessible(button)[0] == "Queue, 6"
    button.set_compact(True)
    assert accessible(button)[0] == "Queue, 6"
    assert button.toolTip() == "Queue"
    assert button.sizeHint().width() == button.sizeHint().height()


def test_ampersand_is_a_letter(qtbot) -> None:
    button = Button("Call Smith & Sons")
    qtbot.addWidget(button)
    assert button.words() == "Call Smith & Sons"
    assert accessible(button)[0] == "Call Smith & Sons"
    assert button.shortcut().isEmpty()


def test_markup_stays_text(qtbot) -> None:
    button = Button("<b>Bold</b>", "check", compact=True)
    label = Label("<b>Bold</b>")
    for widget in (button, label):
        qtbot.addWidget(widget)
    assert button.toolTip() == "<qt>&lt;b&gt;Bold&lt;/b&gt;</qt>"
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert plain_tool_tip("13:40") == "13:40"


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("kind", KINDS)
def test_targets_are_large_enough(qapp, qtbot, kind, percent) -> None:
    theme.set_text_size(qapp, percent)
    for button in (Button("A", kind=kind), Button("", "x", kind, tooltip="Close"), StateChip("soon", 1, "s")):
        qtbot.addWidget(button)
        assert min(button.minimumSizeHint().width(), button.minimumSizeHint().height()) >= 28


def test_key_cap_gives_way_before_the_words(qtbot) -> None:
    button = Button("Left message", "message-square", key="M")
    qtbot.addWidget(button)
    words = button.fontMetrics().horizontalAdvance("Left message")
    assert button.minimumSizeHint().width() < button.sizeHint().width()
    assert button.minimumSizeHint().width() > words + theme.px(18)


def test_long_words_wrap_instead_of_widening(qapp, qtbot) -> None:
    theme.set_text_size(qapp, 200)
    button = Button("Schedule this policy", "calendar-check", "primary")
    qtbot.addWidget(button)
    assert button.minimumSizeHint().width() <= 240
    one_line = button.sizeHint().height()
    assert button.heightForWidth(260) > button.heightForWidth(600) == one_line
    window = shown(qtbot, button, width=300)
    assert button.height() == button.heightForWidth(button.width()) > one_line
    window.resize(700, 400)
    QApplication.processEvents()
    assert button.height() == one_line


def test_button_answers_space_and_click(qtbot) -> None:
    button = Button("Returned", kind="primary")
    shown(qtbot, button)
    with qtbot.waitSignal(button.clicked, timeout=500):
        QTest.keyClick(button, Qt.Key.Key_Space)
    with qtbot.waitSignal(button.clicked, timeout=500):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))


def test_state_chip_vanishes_at_zero(qtbot) -> None:
    chip = StateChip("overdue", 1, "overdue")
    shown(qtbot, chip)
    assert chip.isVisible()
    assert accessible(chip)[0] == "1 overdue"
    chip.set_count(0, "overdue")
    assert not chip.isVisible()
    chip.set_count(3, "overdue")
    assert chip.isVisible()
    assert chip.words() == "3 overdue"


@pytest.fixture
def choice(qtbot) -> SegmentedChoice:
    made = SegmentedChoice([("a", "One"), ("b", "Two", "siren"), ("c", "Three")], "Urgency")
    shown(qtbot, made)
    return made


def test_segments_are_radio_buttons_with_one_tab_stop(choice: SegmentedChoice) -> None:
    assert choice.value() == "a"
    assert accessible(choice.button("a")) == ("One", QAccessible.Role.RadioButton)
    stops = [value for value in "abc" if choice.button(value).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["a"]
    choice.set_value("c")
    stops = [value for value in "abc" if choice.button(value).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["c"]


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        (Qt.Key.Key_Right, "a", "b"),
        (Qt.Key.Key_Down, "b", "c"),
        (Qt.Key.Key_Right, "c", "a"),
        (Qt.Key.Key_Left, "a", "c"),
        (Qt.Key.Key_Up, "b", "a"),
        (Qt.Key.Key_Home, "c", "a"),
        (Qt.Key.Key_End, "a", "c"),
    ],
)
def test_arrows_move_the_choice(qtbot, choice: SegmentedChoice, key, start, end) -> None:
    choice.set_value(start)
    choice.setFocus()
    with qtbot.waitSignal(choice.changed, timeout=500) as sent:
        QTest.keyClick(choice.button(start), key)
    assert sent.args == [end]
    assert choice.value() == end
    assert choice.button(end).isChecked()
    assert not choice.button(start).isChecked()
    assert choice.button(end).hasFocus()


def test_segments_wrap_when_narrow(qtbot, choice: SegmentedChoice) -> None:
    one_line = choice.height()
    choice.window().resize(150, 400)
    for _ in range(3):
        QApplication.processEvents()
    assert choice.height() >= 2 * one_line
    for value in "abc":
        assert choice.rect().contains(choice.button(value).geometry())


def test_segment_click_chooses_and_setting_is_silent(qtbot, choice: SegmentedChoice) -> None:
    sent: list[str] = []
    choice.changed.connect(sent.append)
    choice.set_value("b")
    assert sent == []
    QTest.mouseClick(choice.button("c"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(choice.button("c"), Qt.MouseButton.LeftButton)
    assert sent == ["c"]
    assert choice.button("c").isChecked()
    with pytest.raises(KeyError):
        choice.set_value("z")


def test_other_keys_pass_the_choice(choice: SegmentedChoice) -> None:
    QTest.keyClick(choice.button("a"), Qt.Key.Key_R)
    QTest.keyClick(choice.button("a"), Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert choice.value() == "a"


def test_undo_bar_sends_undo_once(qtbot) -> None:
    bar = UndoBar()
    shown(qtbot, bar)
    assert bar.isHidden()
    ended: list[str] = []
    bar.dismissed.connect(lambda: ended.append("dismissed"))
    bar.undo_requested.connect(lambda: ended.append("undo"))
    bar.show_message("Marked returned")
    assert bar.isVisible()
    assert bar.message() == "Marked returned"
    assert bar.timer.isActive()
    assert bar.timer.interval() == 10_000
    QTest.mouseClick(bar.undo_button(), Qt.MouseButton.LeftButton)
    assert ended == ["undo"]
    assert bar.isHidden()
    assert not bar.timer.isActive()


def test_undo_bar_goes_when_its_time_is_over(qtbot) -> None:
    bar = UndoBar()
    shown(qtbot, bar)
    bar.show_message("Marked returned")
    with qtbot.waitSignal(bar.dismissed, timeout=500):
        bar.timer.timeout.emit()
    assert bar.isHidden()


def test_undo_bar_waits_for_the_keyboard(qtbot) -> None:
    bar = UndoBar()
    shown(qtbot, bar)
    bar.show_message("Marked returned")
    bar.undo_button().setFocus()
    assert bar.undo_button().hasFocus()
    bar.timer.timeout.emit()
    assert bar.isVisible()


def test_undo_bar_without_undo(qtbot) -> None:
    bar = UndoBar()
    shown(qtbot, bar)
    bar.show_message("Copied", undo=False)
    assert not bar.undo_button().isVisible()


def test_banner_shows_only_what_it_has(qtbot) -> None:
    banner = Banner("overdue", "Overdue by 38 min", "Was due today 13:40.")
    shown(qtbot, banner)
    assert banner.accessibleName() == "Overdue by 38 min"
    assert banner.accessibleDescription() == "Was due today 13:40."
    assert not banner.action_button().isVisible()
    assert not banner.dismiss_button().isVisible()
    banner.set_action("Show")
    banner.set_dismissible(True)
    with qtbot.waitSignal(banner.show_requested, timeout=500):
        QTest.mouseClick(banner.action_button(), Qt.MouseButton.LeftButton)
    assert banner.isVisible()
    with qtbot.waitSignal(banner.dismissed, timeout=500):
        QTest.keyClick(banner.dismiss_button(), Qt.Key.Key_Space)
    assert banner.isHidden()


@pytest.mark.parametrize("kind", ["info", "overdue"])
def test_banner_is_read_aloud(qtbot, monkeypatch, kind) -> None:
    said: list[QAccessible.Event] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.type()))
    banner = Banner(kind, "Overdue by 38 min")
    shown(qtbot, banner)
    banner.hide()
    said.clear()
    banner.present()
    assert banner.isVisible()
    assert QAccessible.Event.Announcement in said


def test_label_wraps_even_inside_a_word(qtbot) -> None:
    label = Label("W" * 200)
    window = shown(qtbot, label, width=200)
    assert window.width() == 200
    assert label.heightForWidth(180) > 5 * label.fontMetrics().height()
    assert label.minimumSizeHint().width() <= 48


def test_label_height_follows_its_words(qtbot) -> None:
    label = Label("One line")
    qtbot.addWidget(label)
    one = label.heightForWidth(300)
    label.setText("One line\nand another")
    assert label.heightForWidth(300) == 2 * one
    assert accessible(label) == ("One line\nand another", QAccessible.Role.StaticText)


def test_elided_label_keeps_the_whole_text_for_a_screen_reader(qtbot) -> None:
    label = ElidedLabel("A very long line that cannot fit into so little room as there is here")
    shown(qtbot, label, width=160)
    assert label.is_elided()
    assert accessible(label)[0].endswith("there is here")


def test_line_edit_has_name_role_and_room_for_its_icon(qtbot) -> None:
    field = LineEdit("Name or number", icon="phone-missed", key="Ctrl N", name="Log a missed call")
    shown(qtbot, field)
    assert accessible(field) == ("Log a missed call", QAccessible.Role.EditableText)
    assert field.textMargins().left() >= theme.px(18)
    assert field.height() >= 34
    field.set_error("I could not read that time.")
    assert field.has_error()
    assert field.accessibleDescription() == "I could not read that time."
    field.set_error("")
    assert not field.has_error()


def test_line_edit_margins_follow_the_text_size(qapp, qtbot) -> None:
    field = LineEdit("x", icon="phone-missed", name="Log")
    shown(qtbot, field)
    before = field.textMargins().left()
    theme.set_text_size(qapp, 200)
    QApplication.processEvents()
    assert field.textMargins().left() == 2 * before


def test_field_names_its_control_and_says_what_is_wrong(qtbot) -> None:
    control = QLineEdit()
    field = Field("Number", control, "As you dial it")
    shown(qtbot, field)
    assert accessible(control)[0] == "Number"
    assert field.label().buddy() is control
    assert control.accessibleDescription() == "As you dial it"
    field.set_error("That number has 9 digits.")
    assert field.error() == "That number has 9 digits."
    assert control.accessibleDescription() == "That number has 9 digits."
    field.set_error("")
    assert control.accessibleDescription() == "As you dial it"


@pytest.mark.parametrize(
    ("make", "role"), [(CheckBox, QAccessible.Role.CheckBox), (RadioButton, QAccessible.Role.RadioButton)]
)
def test_checks_wrap_and_answer(qtbot, make, role) -> None:
    check = make(LONG, "Codes stay the same between exports.")
    shown(qtbot, check, width=220)
    assert accessible(check) == (LONG, role)
    assert check.heightForWidth(200) > check.heightForWidth(600)
    assert check.minimumSizeHint().width() < 160
    QTest.keyClick(check, Qt.Key.Key_Space)
    assert check.isChecked()


def test_flow_layout_wraps_and_skips_hidden(qtbot) -> None:
    holder = QWidget()
    flow = FlowLayout(holder, gap=6)
    chips = [StateChip("later", n, "later") for n in (1, 2, 3, 4)]
    for chip in chips:
        flow.addWidget(chip)
    shown(qtbot, holder, width=230)
    assert chips[0].y() == chips[1].y() < chips[2].y()
    tall = flow.heightForWidth(200)
    chips[2].hide()
    chips[3].hide()
    assert flow.heightForWidth(200) < tall
    assert flow.count() == 4
    assert flow.takeAt(0) is not None
    assert flow.takeAt(9) is None


def everything() -> ScrollPage:
    page = ScrollPage()
    for widget in (
        PageHeader("Policy", "Pick the promise you can keep every week.", [Button("Export", "download")]),
        LineEdit("Log a missed call: name or number", icon="phone-missed", key="Ctrl N", name="Log"),
        SegmentedChoice([("y", "Yes", "voicemail"), ("n", "No"), ("u", "Urgent", "siren")], "Voicemail"),
        Banner("soon", "Callback due by 15:00", "2 calls due soon", action="Show", dismissible=True),
        CheckBox(LONG),
        Button("Schedule this policy", "calendar-check", "primary"),
        Field("Number", LineEdit(), "As you would dial it"),
        Panel(),
    ):
        page.body.addWidget(widget)
    bar = UndoBar()
    page.body.addWidget(bar)
    bar.show_message("Marisol Tran marked returned")
    return page


@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_forces_a_wide_window(qapp, qtbot, percent) -> None:
    theme.set_text_size(qapp, percent)
    page = everything()
    window = shown(qtbot, page, width=480, height=700)
    assert window.width() == 480
    assert page.widget().width() <= page.viewport().width()
    assert page.horizontalScrollBar().maximum() == 0
    inside = page.viewport().width()
    for button in page.findChildren(Button):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width(), button.words()
            assert button.mapTo(page.viewport(), QPoint(button.width(), 0)).x() <= inside, button.words()


def test_page_header_puts_actions_below_when_narrow(qtbot) -> None:
    action = Button("Export", "download")
    header = PageHeader("Policy", actions=[action])
    window = shown(qtbot, header, width=700)
    assert action.mapTo(header, QPoint(0, 0)).x() > header.title.x() + 200
    window.resize(200, 400)
    QApplication.processEvents()
    assert action.mapTo(header, QPoint(0, 0)).y() >= header.title.geometry().bottom()


def test_panel_holds_a_column(qtbot) -> None:
    panel = Panel(margin=12)
    panel.body.addWidget(QLabel("x"))
    shown(qtbot, panel)
    corner = panel.grab().toImage()
    assert corner.pixelColor(panel.width() // 2, 4) == theme.color("surface")
    panel.set_look("selection", "selBorder", 2)
    assert panel.grab().toImage().pixelColor(panel.width() // 2, 4) == theme.color("selection")


@pytest.fixture
def ringed(qtbot) -> tuple[QWidget, FocusRing, list[Button]]:
    holder = QWidget()
    row = QHBoxLayout(holder)
    buttons = [Button("One"), Button("Two")]
    for button in buttons:
        row.addWidget(button)
    window = shown(qtbot, holder)
    ring = FocusRing(window)
    return window, ring, buttons


def test_ring_is_for_the_keyboard(ringed) -> None:
    window, ring, (one, two) = ringed
    one.setFocus(Qt.FocusReason.MouseFocusReason)
    assert ring.target() is None
    QTest.keyClick(one, Qt.Key.Key_Tab)
    assert two.hasFocus()
    assert ring.target() is two
    around = QRect(two.mapTo(window, QPoint(0, 0)), two.size())
    assert ring.geometry().contains(around.adjusted(-2, -2, 2, 2))


def test_ring_follows_a_move_and_leaves_with_its_target(ringed) -> None:
    _window, ring, (one, _two) = ringed
    one.setFocus()
    ring.reveal()
    assert ring.target() is one
    before = ring.geometry()
    one.move(one.x() + 10, one.y())
    assert ring.geometry() == before.translated(10, 0)
    one.parentWidget().hide()
    assert ring.target() is None


def test_ring_spares_who_shows_focus_itself(ringed) -> None:
    _, ring, (one, two) = ringed
    two.setProperty(OWN_FOCUS, True)
    one.setFocus()
    QTest.keyClick(one, Qt.Key.Key_Tab)
    assert two.hasFocus()
    assert ring.target() is None


def test_ring_changes_enough_pixels_to_be_seen(ringed, qapp) -> None:
    window, _ring, (one, two) = ringed
    one.setFocus(Qt.FocusReason.MouseFocusReason)
    plain = window.grab().toImage()
    QTest.keyClick(one, Qt.Key.Key_Tab)
    qapp.processEvents()
    ringed_image = window.grab().toImage()
    spots = [(x, y) for x in range(plain.width()) for y in range(plain.height())]
    changed = sum(plain.pixel(x, y) != ringed_image.pixel(x, y) for x, y in spots)
    assert changed >= 0.9 * 2 * 2 * (two.width() + two.height())


def test_ring_stays_inside_what_scrolls(qtbot) -> None:
    page = ScrollPage()
    buttons = [Button(f"Button {n}") for n in range(30)]
    for button in buttons:
        page.body.addWidget(button)
    window = shown(qtbot, page, height=300)
    ring = FocusRing(window)
    buttons[0].setFocus()
    ring.reveal()
    assert ring.target() is buttons[0]
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    assert ring.target() is None
    page.verticalScrollBar().setValue(0)
    assert ring.target() is buttons[0]


def test_enter_presses_the_button_that_has_the_focus_not_the_default_one(qtbot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    row = QVBoxLayout(dialog)
    save, cancel = Button("Save", kind="primary"), Button("Cancel")
    save.setDefault(True)
    pressed = []
    for button in (save, cancel):
        button.clicked.connect(lambda _on=False, one=button: pressed.append(one.words()))
        row.addWidget(button)
    dialog.show()
    cancel.setFocus()
    qtbot.keyClick(cancel, Qt.Key.Key_Return)
    assert pressed == ["Cancel"]


def test_a_field_leaves_ctrl_e_to_the_window(qtbot):
    field = LineEdit()
    qtbot.addWidget(field)
    for key, taken in ((Qt.Key.Key_E, False), (Qt.Key.Key_A, True)):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.ControlModifier)
        QApplication.sendEvent(field, event)
        assert event.isAccepted() is taken
