"""The history desk without a log: it finds what a test lays out, and counts how often it was asked."""

from __future__ import annotations

from callpolicy_gui.controller.views import Refused, VerificationView

SOUND = VerificationView(
    "All 1,234 entries follow from each other. "
    "This shows changes by other programs, not changes by someone who has your key.",
    1234,
    None,
)


class FakeHistory:
    def __init__(self) -> None:
        self.found: VerificationView | Refused = SOUND
        self.asked = 0

    def verify_all(self) -> VerificationView | Refused:
        self.asked += 1
        return self.found
