"""The use cases: each gathers, asks core, saves in one transaction, and says what changed."""

from callpolicy_gui.controller.controller import Controller
from callpolicy_gui.controller.desk import Desk
from callpolicy_gui.controller.practice import Practice

__all__ = ["Controller", "Desk", "Practice"]
