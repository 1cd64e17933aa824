"""A log that lies in another folder, brought into the data folder: as a copy, and that folder stays as it is.

The data folder stays the one place where the log is kept, so that a medium that is pulled
out, a second program on it and a forgotten pointer cannot come between a save and its log. What
is in the data folder is set aside first, whole.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlcipher3

from callpolicy_gui.storage import key_slots
from callpolicy_gui.storage.encrypted_copies import connect, problems_at
from callpolicy_gui.storage.errors import (
    DATABASE_ERRORS,
    StorageError,
    StorageProblem,
    from_database_error,
)
from callpolicy_gui.storage.key_file import (
    SALT_BYTES,
    KeyFile,
    SlotKind,
    plain_slot,
    read_key_file,
    write_key_file,
)
from callpolicy_gui.storage.keychain import key_in
from callpolicy_gui.storage.keys import LogKey
from callpolicy_gui.storage.log_exchange import (
    copy_closed_file,
    exchange,
    file_pairs,
    stage_to_the_disk,
    staged,
)
from callpolicy_gui.storage.paths import paths_in

if TYPE_CHECKING:
    from pathlib import Path

    from callpolicy_gui.storage.keychain import Keychain
    from callpolicy_gui.storage.paths import Paths

PLACE = "located folder"


def bring_in(
    paths: Paths, folder: Path, key: LogKey | None, keychain: Keychain | None, now: int
) -> Path | None:
    """The log of `folder`, copied, in the closed log's place.

    The folder in which what was there lies now, None for nothing. `key` is the one at hand. Where it
    opens the located log, the data folder's key file stays, and with it every way in; otherwise
    the located log's key file comes along. A key that the keychain holds for `folder` is then kept
    for the data folder too, or, where the keychain has another one there already or does not take
    it, lies in that key file unless a passphrase or a code opens it. `now` is UTC seconds.

    Raises:
        StorageError: of place "located folder": FILE_EXISTS for the data folder itself, LOG_NOT_FOUND,
            NOT_A_CALL_LOG, KEY_MISSING without a key file, IN_USE while a program has the log open, and
            DISK_FULL and its like. Before the marker was written nothing has changed;
            after it `finish_interrupted_restore` finishes.
    """
    source = paths_in(folder)
    with problems_at(PLACE):
        if not source.database.is_file():
            raise StorageError(StorageProblem.LOG_NOT_FOUND, PLACE)
        if paths.data_dir.samefile(folder):
            raise StorageError(StorageProblem.FILE_EXISTS, PLACE)
        _refuse_held(source)
    with staged(paths) as stage:
        with problems_at(PLACE):
            _copy(source, stage)
            theirs = _key_file_for(stage, paths, source, key)
            if theirs is not None:
                write_key_file(stage, _with_keychain(theirs, source, paths, stage, keychain))
            stage_to_the_disk(stage)
        return exchange(paths, now, keep=True)


def _refuse_held(source: Paths) -> None:
    """Raises IN_USE where a program has the log open: a copy could have half of what it saves."""
    index = source.database.with_name(source.database.name + "-shm")
    had_index = index.exists()
    try:
        uri = f"{source.database.absolute().as_uri()}?mode=ro"
        with contextlib.closing(sqlcipher3.connect(uri, uri=True, timeout=0)) as conn:
            conn.execute("PRAGMA cipher_log_level = NONE").fetchone()
            # Without the key nothing can be read; whether it is held is answered before that.
            conn.execute("SELECT 1 FROM sqlite_master").fetchone()
    except DATABASE_ERRORS as error:
        problem = from_database_error(error, PLACE)
        if problem is not None and problem.problem is StorageProblem.IN_USE:
            raise problem from None
    finally:
        if not had_index:
            with contextlib.suppress(OSError):
                index.unlink(missing_ok=True)


def _copy(source: Paths, stage: Paths) -> None:
    before = _marks(source)
    for old, new in file_pairs(source, stage, with_key=False):
        if old.exists():
            copy_closed_file(old, new)
    if _marks(source) != before:
        raise StorageError(StorageProblem.IN_USE, PLACE)


def _marks(source: Paths) -> list[tuple[int, int] | None]:
    """What changes when one of the files is written."""
    found: list[tuple[int, int] | None] = []
    for path, _ in file_pairs(source, source, with_key=True):
        try:
            told = path.stat()
        except FileNotFoundError:
            found.append(None)
        else:
            found.append((told.st_size, told.st_mtime_ns))
    return found


def _key_file_for(stage: Paths, paths: Paths, source: Paths, key: LogKey | None) -> KeyFile | None:
    """The key file that comes along with the staged log; None where the data folder's is its own."""
    ours, theirs = _sound_key_file(paths), _sound_key_file(source)
    if key is not None and ours is not None and ours.fits(key.secret) and _opens(stage, key):
        return None
    if theirs is not None and _begins_with(stage, theirs.salt):
        return theirs
    if ours is not None and _begins_with(stage, ours.salt):
        return None
    lacking = StorageProblem.KEY_MISSING if theirs is None else StorageProblem.NOT_A_CALL_LOG
    raise StorageError(lacking, PLACE)


def _sound_key_file(paths: Paths) -> KeyFile | None:
    try:
        return read_key_file(paths)
    except StorageError as error:
        if error.problem is StorageProblem.DAMAGED:
            return None
        raise


def _begins_with(stage: Paths, salt: bytes) -> bool:
    """Whether the staged file begins as the log of this salt does."""
    with stage.database.open("rb") as file:
        return file.read(SALT_BYTES) == salt


def _opens(stage: Paths, key: LogKey) -> bool:
    """Whether the key is that of the staged log, also where its first bytes are destroyed."""
    if _begins_with(stage, key.salt):
        return True
    try:
        with contextlib.closing(connect(stage.database, key, mode="ro")) as conn:
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except DATABASE_ERRORS:
        return False
    return True


def _with_keychain(
    theirs: KeyFile, source: Paths, paths: Paths, stage: Paths, keychain: Keychain | None
) -> KeyFile:
    """The key file as it is to be in the data folder, whose account in the keychain is another."""
    if not theirs.slots(SlotKind.KEYCHAIN):
        return theirs
    secret = key_in(keychain, source)
    if keychain is None or secret is None or not theirs.fits(secret) or key_in(keychain, paths) == secret:
        return theirs
    # The account is that of the data folder, the key file the one that is about to lie there.
    write_key_file(stage, theirs)
    here = replace(paths, key_file=stage.key_file)
    try:
        kept = key_slots.add_keychain(here, LogKey(secret, theirs.salt, SlotKind.KEYCHAIN), keychain)
    except StorageError as error:
        if error.problem is not StorageProblem.WRONG_KEY:
            raise
        kept = False  # another log's key lies there, and may be its only one
    asked_for = theirs.kinds() & {SlotKind.PASSPHRASE, SlotKind.RECOVERY}
    return theirs if kept or asked_for else theirs.with_slot(plain_slot(secret))
