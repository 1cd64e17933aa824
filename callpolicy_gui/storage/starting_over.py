"""An empty log in the place of one that cannot be had: what was there is set aside first, whole.

Nothing is deleted and nothing overwritten. The keychain is not touched, because what it holds for
this folder may be all that ever opens the old log again: the new one keeps the old one's
key where that is at hand, and otherwise has a key of its own in the key file. Backups stay
where they are, and `began_at` tells which of them are the old log's.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from callpolicy_gui.storage import alert_journal
from callpolicy_gui.storage.backup_files import PLACE, read_key_copy
from callpolicy_gui.storage.database import open_log
from callpolicy_gui.storage.encrypted_copies import problems_at
from callpolicy_gui.storage.key_file import new_key_file, plain_slot, write_key_file
from callpolicy_gui.storage.keys import LogKey, random_key
from callpolicy_gui.storage.log_exchange import exchange, stage_to_the_disk, staged
from callpolicy_gui.storage.sidecar import read_head

if TYPE_CHECKING:
    from pathlib import Path

    from callpolicy_gui.storage.connection import LogDatabase
    from callpolicy_gui.storage.paths import Paths

STARTED_OVER_KIND = "log started over"


def start_over(paths: Paths, key: LogKey | None, now: int) -> Path | None:
    """An empty log in the closed log's place; the folder in which what was there lies now.

    None where nothing of a log was there. `key` is kept where it is that of the key file, and
    with it every way in. `now` is UTC seconds. The new history begins with the head that
    was saved last of the old one.

    Raises:
        StorageError: of place "backup" or "log". Before the marker was written nothing has
            changed; after it `finish_interrupted_restore` finishes.
    """
    known = key is not None and read_key_copy(paths.key_file).verifier == key.verifier
    fresh = replace(key, log_created=False) if known and key is not None else random_key()
    saved = read_head(paths.sidecar)
    with staged(paths) as stage:
        with problems_at(PLACE):
            if not known:
                file = new_key_file(fresh.secret, fresh.salt)
                write_key_file(stage, file.with_slot(plain_slot(fresh.secret)))
            with contextlib.closing(open_log(stage, fresh)) as db, db.write(now):
                before = None if saved is None else {"count": saved.count, "hash": saved.hash}
                db.history.append(STARTED_OVER_KIND, "log", before=before)
            stage_to_the_disk(stage)
        # The same numbers will be other calls. Forgotten too early an alert comes twice, too late never.
        alert_journal.forget(paths)
        return exchange(paths, now, keep=True)


def began_at(db: LogDatabase) -> int:
    """When this log took another's place, empty (UTC seconds); 0 for one that was there from the first.

    Raises:
        StorageError: see `LogDatabase.row`.
    """
    row = db.row("SELECT at FROM history WHERE sequence = 1 AND kind = ?", (STARTED_OVER_KIND,))
    return 0 if row is None else int(row[0])
