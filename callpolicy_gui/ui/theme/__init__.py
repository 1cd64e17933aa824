"""The look of the window: colours, type, icons and Qt's own controls. `install` puts it in force."""

from callpolicy_gui.ui.theme.fonts import font, load_fonts, px, set_font, set_text_size, space, text_size
from callpolicy_gui.ui.theme.icons import app_icon, draw_icon, icon
from callpolicy_gui.ui.theme.paint import draw_key_cap, hatch, rounded
from callpolicy_gui.ui.theme.palette import color, is_dark
from callpolicy_gui.ui.theme.states import STATE_ICONS, ink, soft, tile_fill, tile_ink
from callpolicy_gui.ui.theme.theme import apply_theme, install

__all__ = [
    "STATE_ICONS",
    "app_icon",
    "apply_theme",
    "color",
    "draw_icon",
    "draw_key_cap",
    "font",
    "hatch",
    "icon",
    "ink",
    "install",
    "is_dark",
    "load_fonts",
    "px",
    "rounded",
    "set_font",
    "set_text_size",
    "soft",
    "space",
    "text_size",
    "tile_fill",
    "tile_ink",
]
