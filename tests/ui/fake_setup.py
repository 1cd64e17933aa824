"""The set-up and the insights as the window asks for them: so many open items, and nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.controller.insights_views import InsightsView
from callpolicy_gui.controller.setup_views import SetupView
from callpolicy_gui.core.setup_items import SetupAnswers

if TYPE_CHECKING:
    from callpolicy_gui.core.policies import Policy, PolicyVersion


class FakeSetup:
    def __init__(self) -> None:
        self.open = 0
        self.first_run = False

    def open_items(self) -> int:
        return self.open

    def view(self) -> SetupView:
        return SetupView((), SetupAnswers(), "911", "911", True, "", "", None, self.first_run)

    def letter(self, version: PolicyVersion) -> str:
        return f"The letter of version {version.version_id}."

    def gaps(self, _greeting: str) -> tuple[str, ...]:
        return ()


class FakeInsights:
    def on_last_calls(self, _policy: Policy) -> str:
        return "Your last 60 calls under it: 49 kept of 60 owed, 11 late."

    def view(self) -> InsightsView:
        return InsightsView(too_little="Patterns show up after 10 calls. You have 4.")
