"""Whether the place of an export is one that leaves this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callpolicy_gui.storage.synced_folders import synced_by
from callpolicy_gui.wording.backups import synced_export

if TYPE_CHECKING:
    from pathlib import Path


def synced_warning(path: Path) -> str:
    """What to say before an export, which nothing encrypts, is written there; empty for nothing."""
    service = synced_by(path)
    return "" if service is None else synced_export(service)
