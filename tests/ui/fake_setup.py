"""The set-up as the window asks for it: so many open items, and a view with none."""

from __future__ import annotations

from callpolicy_gui.controller.setup_views import SetupView
from callpolicy_gui.core.setup_items import SetupAnswers


class FakeSetup:
    def __init__(self) -> None:
        self.open = 0
        self.first_run = False

    def open_items(self) -> int:
        return self.open

    def view(self) -> SetupView:
        return SetupView((), SetupAnswers(), "911", "911", True, "", "", None, self.first_run)

    def gaps(self, _greeting: str) -> tuple[str, ...]:
        return ()
