"""A program of its own that tells where everything stands, for a screen whose scale is set from outside."""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from callpolicy_gui.ui.theme import install
from tests.accessibility.layout import flaws
from tests.accessibility.pages import PAGES, open_practice, shown
from tests.accessibility.painted import place_in
from tests.accessibility.parts import accessible_name, controls

LOOKED_AT = {"queue", "policy", "export", "lock"}


def main() -> int:
    app = QApplication([])
    QLocale.setDefault(QLocale("en_GB"))
    install(app, "light", 100)
    told = {}
    with open_practice() as log:
        for page in PAGES:
            if page.name not in LOOKED_AT:
                continue
            with shown(page, log) as window:
                places = [
                    (accessible_name(each), place_in(each, window).getRect()) for each in controls(window)
                ]
                told[page.name] = {"places": places, "flaws": flaws(window)}
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
