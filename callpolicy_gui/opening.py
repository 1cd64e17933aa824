"""Opening a log: key, database, stores and practice put together; a new one gets a practice to begin with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from callpolicy_gui.controller import Controller, Desk, Practice
from callpolicy_gui.core.policies import PRESETS, PolicyVersion, Preset
from callpolicy_gui.core.settings import PracticeSettings
from callpolicy_gui.storage import keys
from callpolicy_gui.storage import paths as log_paths
from callpolicy_gui.storage.accommodation_store import AccommodationStore
from callpolicy_gui.storage.alert_store import AlertStore
from callpolicy_gui.storage.calendar_store import CalendarStore
from callpolicy_gui.storage.call_store import CallStore
from callpolicy_gui.storage.client_merges import ClientMerges
from callpolicy_gui.storage.client_store import ClientStore
from callpolicy_gui.storage.database import LogDatabase, open_demo_log, open_log
from callpolicy_gui.storage.phone_log_store import PhoneLogStore
from callpolicy_gui.storage.policy_store import PolicyStore
from callpolicy_gui.storage.settings_store import SettingsStore
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from callpolicy_gui.desktop.system_region import Region
    from callpolicy_gui.storage.paths import Paths


@dataclass(frozen=True, slots=True)
class OpenLog:
    """An open log and its controller. `is_new` when this start created it."""

    db: LogDatabase
    controller: Controller
    is_new: bool
    key_note: str = ""

    def close(self) -> None:
        """Close the log; everything saved is on the disk already."""
        self.db.close()


def open_folder(paths: Paths, clock: Callable[[], float], region: Region) -> OpenLog:
    """The log of a data folder, created with a first practice where there is none.

    Raises:
        StorageError: the log cannot be opened; it is left as it is.
    """
    log_paths.prepare(paths)
    key = keys.load_or_create_key(paths, keys.system_keychain())
    db = open_log(paths, key)
    in_file = key.place is keys.KeyPlace.KEY_FILE
    note = _key_in_file() if in_file else ""
    own = frozenset(
        path.resolve() for path in (paths.database, paths.key_file, paths.sidecar, paths.device_settings)
    )
    return _opened(db, clock, region, key_place=note or _key_in_keychain(), key_note=note, own_files=own)


def open_demo(clock: Callable[[], float], region: Region) -> OpenLog:
    """An empty throw-away log in memory."""
    opened = _opened(open_demo_log(), clock, region, key_place=tr("This is a demo. Nothing is kept."))
    return replace(opened, is_new=False)


def _key_in_keychain() -> str:
    return tr("Your log is encrypted. Its key lies in this computer's keychain.")


def _key_in_file() -> str:
    return tr(
        "No keychain was found, so the key lies in a file beside the log. "
        "Whoever has this folder can read the log."
    )


def _opened(
    db: LogDatabase,
    clock: Callable[[], float],
    region: Region,
    *,
    key_place: str,
    key_note: str = "",
    own_files: frozenset[Path] = frozenset(),
) -> OpenLog:
    settings, calendar, policies = SettingsStore(db), CalendarStore(db), PolicyStore(db)
    now = int(clock())
    is_new = not policies.versions()
    accommodations = AccommodationStore(db)
    practice = Practice(settings, calendar, policies, accommodations)
    with db.write(now):
        if is_new:
            settings.save(
                PracticeSettings(zone=region.zone, country=region.country, subdivision=region.subdivision)
            )
            policies.add(PolicyVersion(0, PRESETS[Preset.TURNAROUND], None, None))
        practice.reload()
        missing = practice.missing_holiday_years(now)
        if missing:
            practice.fetch_holidays(missing)
    desk = Desk(
        db=db,
        calls=CallStore(db),
        clients=ClientStore(db),
        policies=policies,
        settings=settings,
        calendar=calendar,
        alerts=AlertStore(db),
        accommodations=accommodations,
        merges=ClientMerges(db),
        phone_log=PhoneLogStore(db),
        practice=practice,
        clock=clock,
        own_files=own_files,
    )
    return OpenLog(db, Controller(desk, key_place), is_new, key_note)
