"""Opening a log: key, database, stores and practice put together; a new one gets a practice to begin with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from callpolicy_gui.controller import Controller, Desk, Practice
from callpolicy_gui.controller.clock_desk import doubt_found
from callpolicy_gui.core.policies import PRESETS, PolicyVersion, Preset
from callpolicy_gui.core.settings import PracticeSettings
from callpolicy_gui.desktop.system_region import system_zone
from callpolicy_gui.storage import alert_journal, keys
from callpolicy_gui.storage import paths as log_paths
from callpolicy_gui.storage.accommodation_store import AccommodationStore
from callpolicy_gui.storage.alert_store import AlertStore
from callpolicy_gui.storage.calendar_store import CalendarStore
from callpolicy_gui.storage.call_store import CallStore
from callpolicy_gui.storage.client_merges import ClientMerges
from callpolicy_gui.storage.client_store import ClientStore
from callpolicy_gui.storage.database import LogDatabase, open_demo_log, open_log
from callpolicy_gui.storage.log_exchange import finish_interrupted_restore
from callpolicy_gui.storage.network_disk import on_network_disk
from callpolicy_gui.storage.phone_log_store import PhoneLogStore
from callpolicy_gui.storage.policy_store import PolicyStore
from callpolicy_gui.storage.session_store import SessionStore
from callpolicy_gui.storage.settings_store import SettingsStore
from callpolicy_gui.wording.problems import network_note, zone_problem
from callpolicy_gui.wording.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from callpolicy_gui.core.clock_doubt import ClockDoubt
    from callpolicy_gui.desktop.system_region import Region
    from callpolicy_gui.storage.keychain import Keychain
    from callpolicy_gui.storage.keys import LogKey
    from callpolicy_gui.storage.paths import Paths


@dataclass(frozen=True, slots=True)
class OpenLog:
    """An open log and its controller. `is_new` when this start created it.

    `zone_note` says that the practice's time zone could not be read, `place_note` that the log
    lies where it is not safe; else they are empty.
    """

    db: LogDatabase
    controller: Controller
    is_new: bool
    key: LogKey | None = field(default=None, repr=False)
    key_note: str = ""
    zone_note: str = ""
    place_note: str = ""

    def close(self) -> None:
        """Close the log; everything saved is on the disk already."""
        self.db.close()


@dataclass(frozen=True, slots=True)
class LogPlace:
    """Where a log is kept, and what it is opened with. `clock` gives UTC seconds."""

    paths: Paths
    keychain: Keychain | None
    clock: Callable[[], float]
    region: Region

    def load_key(self) -> LogKey:
        """The key at hand, made where there never was a log.

        Raises:
            StorageError: NEEDS_PASSPHRASE where it has to be asked for; see `load_or_create_key`.
        """
        log_paths.prepare(self.paths)
        finish_interrupted_restore(self.paths)
        return keys.load_or_create_key(self.paths, self.keychain)

    def open(self, key: LogKey, *, accept_loss: bool = False) -> OpenLog:
        """The log under its key, created with a first practice where there is none.

        `accept_loss` opens a log that lacks acknowledged entries; its history says so.

        Raises:
            StorageError: the log cannot be opened; it is left as it is.
        """
        now = int(self.clock())
        db = open_log(self.paths, key, accept_loss_at=now if accept_loss else None)
        try:
            # What is written from here on would make a wrong clock look right.
            doubt = doubt_found(db.history, now)
            self._merge_journal(db, now)
            opened = _opened(db, self.clock, self.region, self, key, computer_zone=system_zone, doubt=doubt)
            opened.controller.clock.take(doubt)
        except BaseException:
            db.close()
            raise
        note = network_note() if on_network_disk(self.paths.data_dir) else ""
        return replace(opened, place_note=note)

    def _merge_journal(self, db: LogDatabase, now: int) -> None:
        """What was shown while the log was locked is known before alerts are asked for."""
        shown = alert_journal.read(self.paths)
        if shown:
            with db.write(now):
                alert_journal.merge(shown, AlertStore(db), now)
            alert_journal.forget(self.paths)


def open_folder(paths: Paths, clock: Callable[[], float], region: Region) -> OpenLog:
    """The log of a data folder with the key at hand.

    Raises:
        StorageError: the log cannot be opened; it is left as it is.
    """
    place = LogPlace(paths, keys.system_keychain(), clock, region)
    return place.open(place.load_key())


def open_demo(
    clock: Callable[[], float], region: Region, computer_zone: Callable[[], str] | None = None
) -> OpenLog:
    """An empty throw-away log in memory. `computer_zone` says what zone this computer's clock shows."""
    opened = _opened(open_demo_log(), clock, region, computer_zone=computer_zone)
    return replace(opened, is_new=False)


def _key_note(key: LogKey) -> str:
    """What a first start has to say about the key; empty where it lies in a keychain."""
    if key.place is not keys.KeyPlace.KEY_FILE:
        return ""
    return tr(
        "No keychain was found, so the key lies in a file beside the log. "
        "Whoever has this folder can read the log."
    )


def _opened(
    db: LogDatabase,
    clock: Callable[[], float],
    region: Region,
    place: LogPlace | None = None,
    key: LogKey | None = None,
    *,
    computer_zone: Callable[[], str] | None = None,
    doubt: ClockDoubt | None = None,
) -> OpenLog:
    settings, calendar, policies = SettingsStore(db), CalendarStore(db), PolicyStore(db)
    now = int(clock())
    is_new = not policies.versions()
    accommodations = AccommodationStore(db)
    sessions = SessionStore(db)
    practice = Practice(settings, calendar, policies, accommodations, sessions)
    zone_note = ""
    with db.write(now):
        if is_new:
            settings.save(
                PracticeSettings(zone=region.zone, country=region.country, subdivision=region.subdivision)
            )
            policies.add(PolicyVersion(0, PRESETS[Preset.TURNAROUND], None, None))
        elif "zone" in settings.unusable():
            settings.save(replace(settings.load(), zone=region.zone), reason="zone unusable")
            zone_note = zone_problem(region.zone)
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
        sessions=sessions,
        practice=practice,
        clock=clock,
        computer_zone=computer_zone,
        own_files=frozenset() if place is None else frozenset({place.paths.data_dir.resolve()}),
    )
    controller = Controller(
        desk,
        None if place is None else place.paths,
        key,
        None if place is None else place.keychain,
        doubt,
    )
    return OpenLog(db, controller, is_new, key, "" if key is None else _key_note(key), zone_note)
