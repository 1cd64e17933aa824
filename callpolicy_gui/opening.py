"""Opening a log: key, database, stores and practice put together; a new one gets a practice to begin with.

A log that cannot be written, because its disk is full or its place is closed for writing, is opened
for reading; one of a newer version too, but only where somebody asks for it.
"""

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
from callpolicy_gui.storage.connection import CONTENTS
from callpolicy_gui.storage.contact_safety_store import ContactSafetyStore
from callpolicy_gui.storage.database import (
    LogDatabase,
    open_demo_log,
    open_log,
    open_log_for_reading,
)
from callpolicy_gui.storage.errors import StorageError, StorageProblem
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


# What keeps a log from being written and not from being read.
_ONLY_WRITING = frozenset(
    {StorageProblem.DISK_FULL, StorageProblem.FOLDER_NOT_WRITABLE, StorageProblem.READ_ONLY}
)


@dataclass(frozen=True, slots=True)
class OpenLog:
    """An open log and its controller. `is_new` when this start created it.

    `place` is where it is kept, None for a demo. `zone_note` says that the practice's time zone
    could not be read, `place_note` that the log lies where it is not safe; else they are empty.
    """

    db: LogDatabase
    controller: Controller
    is_new: bool
    key: LogKey | None = field(default=None, repr=False)
    key_note: str = ""
    zone_note: str = ""
    place_note: str = ""
    place: LogPlace | None = field(default=None, repr=False)

    def save_again(self) -> None:
        """Open for writing what was opened for reading only; the window and what is typed in it stay.

        Raises:
            StorageError: it cannot be written still; it is read as before.
        """
        if self.place is not None and self.key is not None and self.db.reading is not None:
            self.db.become(self.place.open_for_writing(self.key, int(self.place.clock())))
            self.controller.read_anew()

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

        Where there is one that cannot be written it is opened for reading. `accept_loss` opens a log
        that lacks acknowledged entries; its history says so where it can be written.

        Raises:
            StorageError: the log cannot be opened; it is left as it is.
        """
        try:
            return self._opened(self.open_for_writing(key, int(self.clock()), accept_loss=accept_loss), key)
        except StorageError as error:
            if error.problem not in _ONLY_WRITING or not key.log_created:
                raise
            why = error.problem
        return self.open_for_reading(key, why, accept_loss=accept_loss)

    def open_for_reading(self, key: LogKey, why: StorageProblem, *, accept_loss: bool = False) -> OpenLog:
        """The log as it is, for looking at it and exporting; `why` is why it cannot be written.

        With NEWER_VERSION everything in it is read once, to see that this version can.

        Raises:
            StorageError: the log cannot be read; NEWER_VERSION at "contents" where this version is too old.
        """
        opened = self._opened(open_log_for_reading(self.paths, key, why, accept_loss=accept_loss), key)
        if why is StorageProblem.NEWER_VERSION:
            try:
                opened.controller.read_everything()
            except Exception:  # noqa: BLE001 - whatever it is, it comes of what this version does not know
                opened.close()
                raise StorageError(StorageProblem.NEWER_VERSION, CONTENTS) from None
        return opened

    def open_for_writing(self, key: LogKey, now: int, *, accept_loss: bool = False) -> LogDatabase:
        """The log at `now` (UTC seconds), with what was shown while it was locked.

        Raises:
            StorageError: it cannot be opened, or nothing can be saved beside it: DISK_FULL.
        """
        db = open_log(self.paths, key, accept_loss_at=now if accept_loss else None)
        try:
            shown = alert_journal.read(self.paths)
            with db.write(now):
                alert_journal.merge(shown, AlertStore(db), now)
            if shown:
                alert_journal.forget(self.paths)
            # The head beside the log is the first thing for which a full disk has no room.
            problem = db.sidecar_problem
            if problem is not None and problem.problem is StorageProblem.DISK_FULL:
                raise problem  # noqa: TRY301 - as if the write itself had said it
        except BaseException:
            db.close()
            raise
        return db

    def _opened(self, db: LogDatabase, key: LogKey) -> OpenLog:
        now = int(self.clock())
        try:
            # What is written from here on would make a wrong clock look right.
            doubt = doubt_found(db.history, now)
            if db.reading is not None:
                with db.lend(now):
                    alert_journal.merge(alert_journal.read(self.paths), AlertStore(db), now)
            opened = _opened(db, self.clock, self.region, self, key, computer_zone=system_zone, doubt=doubt)
            opened.controller.clock.take(doubt)
        except BaseException:
            db.close()
            raise
        note = network_note() if on_network_disk(self.paths.data_dir) else ""
        return replace(opened, place_note=note)


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
    is_new = not policies.versions() and db.reading is None
    accommodations = AccommodationStore(db)
    sessions = SessionStore(db)
    practice = Practice(settings, calendar, policies, accommodations, sessions)
    zone_note = ""
    with db.write(now) if db.reading is None else db.lend(now):
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
        safety=ContactSafetyStore(db),
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
    key_note = "" if key is None else _key_note(key)
    return OpenLog(db, controller, is_new, key, key_note, zone_note, place=place)
