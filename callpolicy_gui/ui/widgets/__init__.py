"""What pages are built from: named, reachable by keyboard, right in both themes at every text size."""

from callpolicy_gui.ui.widgets.announce import announce
from callpolicy_gui.ui.widgets.banner import Banner
from callpolicy_gui.ui.widgets.buttons import Button
from callpolicy_gui.ui.widgets.checks import CheckBox, RadioButton
from callpolicy_gui.ui.widgets.empty_state import EmptyState
from callpolicy_gui.ui.widgets.field import Field
from callpolicy_gui.ui.widgets.flow_layout import FlowLayout
from callpolicy_gui.ui.widgets.focus_ring import OWN_FOCUS, FocusRing
from callpolicy_gui.ui.widgets.icon_labels import IconLabel, IconTile, Tag
from callpolicy_gui.ui.widgets.labels import ElidedLabel, Label
from callpolicy_gui.ui.widgets.line_edit import LineEdit
from callpolicy_gui.ui.widgets.page import PageHeader
from callpolicy_gui.ui.widgets.panel import Panel
from callpolicy_gui.ui.widgets.plain_text import no_mnemonic, plain_tool_tip
from callpolicy_gui.ui.widgets.scroll_page import ScrollPage
from callpolicy_gui.ui.widgets.segmented_choice import SegmentedChoice
from callpolicy_gui.ui.widgets.state_chip import StateChip
from callpolicy_gui.ui.widgets.text_area import TextArea
from callpolicy_gui.ui.widgets.undo_bar import UndoBar

__all__ = [
    "OWN_FOCUS",
    "Banner",
    "Button",
    "CheckBox",
    "ElidedLabel",
    "EmptyState",
    "Field",
    "FlowLayout",
    "FocusRing",
    "IconLabel",
    "IconTile",
    "Label",
    "LineEdit",
    "PageHeader",
    "Panel",
    "RadioButton",
    "ScrollPage",
    "SegmentedChoice",
    "StateChip",
    "Tag",
    "TextArea",
    "UndoBar",
    "announce",
    "no_mnemonic",
    "plain_tool_tip",
]
