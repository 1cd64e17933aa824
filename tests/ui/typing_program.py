"""A person types into the real quick log until killed: `python -m tests.ui.typing_program FOLDER SEED`.

After each key it prints the seconds of the computer's monotonic clock and all that is typed.
Between two words there is now and then a pause.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from callpolicy_gui import opening
from callpolicy_gui.desktop.system_region import Region
from callpolicy_gui.storage.paths import paths_in
from callpolicy_gui.ui.quick_log import QuickLog
from callpolicy_gui.ui.theme import install

NOW = 1_795_000_000
REGION = Region("America/New_York", "US", "NY")


def main() -> None:
    app = QApplication(sys.argv[:1])
    install(app, "light", 100)
    chance = random.Random(int(sys.argv[2]))
    log = opening.open_folder(paths_in(Path(sys.argv[1])), lambda: NOW, REGION)
    quick_log = QuickLog(log.controller)
    quick_log.show()
    quick_log.activateWindow()
    quick_log.start()
    quick_log.who.clear()
    while True:
        for _ in range(chance.randint(3, 9)):
            QTest.keyClick(quick_log.who, chance.choice("abcdefghijklmnopqrstuvwxyz"))
            QApplication.processEvents()
            print(time.monotonic(), quick_log.who.text(), flush=True)
            QTest.qWait(chance.randint(5, 60))
        QTest.keyClick(quick_log.who, " ")
        QTest.qWait(600 if chance.random() < 0.05 else 5)


if __name__ == "__main__":
    main()
