"""What belongs to this computer, not to the practice: `device.json`, nothing about clients.

It is read before the log is unlocked. A damaged file gives defaults, with auto-lock on,
and is kept beside itself as `.bak`.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from callpolicy_gui.storage.atomic_file import write_atomically
from callpolicy_gui.storage.errors import StorageError, StorageProblem
from callpolicy_gui.storage.setting_values import defaults, from_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAX_BYTES = 1_000_000
MOST_LOCK_MINUTES = 120
_PLACE = "device settings"
_CHOICES = {"theme": frozenset({"system", "light", "dark"})}
_BOUNDS = {"text_percent": (50, 400), "auto_lock_minutes": (1, MOST_LOCK_MINUTES)}


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """Settings of this computer.

    `text_percent` is relative to the system's text size. `geometry` is the window's, as
    Qt writes it, in base64. `auto_lock` locks after `auto_lock_minutes` without a key or
    a click. `backup_folder` is a path, empty for the program's own. `told_of_tray`: it was said once
    where a closed window goes. `other` are keys this
    version does not know; they are written back as they came. `was_damaged` says that
    the file could not be read and these are defaults, `unusable` which of them alone are.
    """

    theme: str = "system"
    text_percent: int = 100
    geometry: str = ""
    auto_lock: bool = True
    auto_lock_minutes: int = 5
    backup_folder: str = ""
    told_of_tray: bool = False
    other: Mapping[str, Any] = field(default_factory=dict)
    was_damaged: bool = field(default=False, compare=False)
    unusable: tuple[str, ...] = field(default=(), compare=False)

    @property
    def lock_minutes(self) -> int:
        """After how many minutes without a key or a click the log locks; 0 is never."""
        return self.auto_lock_minutes if self.auto_lock else 0

    def with_lock_minutes(self, minutes: int) -> DeviceSettings:
        """The same settings, locking after so many minutes, 0 to 120; 0 is never.

        Raises:
            ValueError: another number.
        """
        if not 0 <= minutes <= MOST_LOCK_MINUTES:
            raise ValueError("no number of minutes to lock after")
        if minutes == 0:
            return replace(self, auto_lock=False)
        return replace(self, auto_lock=True, auto_lock_minutes=minutes)


_ABOUT_THE_FILE = {"was_damaged", "unusable"}
_NAMES = {name: value for name, value in defaults(DeviceSettings).items() if name not in _ABOUT_THE_FILE}


def load_device_settings(path: Path) -> DeviceSettings:
    """The settings of this computer; defaults where there is no file or it cannot be used."""
    try:
        too_large = path.stat().st_size > MAX_BYTES
        values = None if too_large else json.loads(path.read_bytes())
    except FileNotFoundError:
        return DeviceSettings()
    except (OSError, ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        # A folder that cannot be written keeps the damaged file where it is.
        with contextlib.suppress(OSError):
            path.replace(path.with_name(path.name + ".bak"))
        return DeviceSettings(was_damaged=True)
    usable = from_json(values, _NAMES, choices=_CHOICES, bounds=_BOUNDS)
    other = {name: value for name, value in values.items() if name not in _NAMES}
    unusable = tuple(name for name in _NAMES if name in values and name not in usable)
    return replace(DeviceSettings(other=other, unusable=unusable), **usable)


def save_device_settings(path: Path, settings: DeviceSettings) -> None:
    """Replaces the file, 0600.

    Raises:
        StorageError: FILE_TOO_LARGE when it would not be read back; see `write_atomically`.
    """
    values = {**settings.other, **{name: getattr(settings, name) for name in _NAMES}}
    data = json.dumps(values, indent=1).encode()
    if len(data) > MAX_BYTES:
        raise StorageError(StorageProblem.FILE_TOO_LARGE, _PLACE)
    write_atomically(path, data, overwrite=True, place=_PLACE)
