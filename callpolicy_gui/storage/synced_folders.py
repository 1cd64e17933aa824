"""Which service copies a folder to other computers, as far as its name or its marker files tell.

A log in such a folder is replaced under an open program's feet, and a client's identity
leaves the computer; a backup there is wanted by some and must be protected by a passphrase
or a code. Nobody can know for certain: an unknown service is not named, and a folder that
merely has the name of one is.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import PurePath

# A folder's name, folded: exactly this, or this and a blank, a dash or a bracket after it, as
# the services add an account ("OneDrive - Practice", "GoogleDrive-name@mail").
_NAMES = (
    ("dropbox", "Dropbox"),
    ("onedrive", "OneDrive"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("my drive", "Google Drive"),
    ("icloud drive", "iCloud Drive"),
    ("iclouddrive", "iCloud Drive"),
    ("com~apple~clouddocs", "iCloud Drive"),
    ("mobile documents", "iCloud Drive"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("syncthing", "Syncthing"),
    ("box", "Box"),
    ("box sync", "Box"),
    ("mega", "MEGA"),
    ("megasync", "MEGA"),
    ("pclouddrive", "pCloud"),
    ("pcloud drive", "pCloud"),
    ("proton drive", "Proton Drive"),
    ("protondrive", "Proton Drive"),
    ("resilio sync", "Resilio Sync"),
    ("seafile", "Seafile"),
)
_AFTER_A_NAME = (" - ", " (", "-")
# Short names that are words of other things too: only the whole name counts.
_WHOLE_NAME_ONLY = frozenset({"box", "mega", "my drive", "mobile documents", "seafile"})
_MAC_CLOUD = ("library", "cloudstorage")
_HOMES = frozenset({"home", "users"})
# What the services leave in the topmost folder they keep equal.
_MARKERS = (
    (".stfolder", "Syncthing"),
    (".dropbox.cache", "Dropbox"),
    (".dropbox", "Dropbox"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".tmp.drivedownload", "Google Drive"),
    (".tmp.driveupload", "Google Drive"),
    (".megaignore", "MEGA"),
    (".sync/ID", "Resilio Sync"),
)


def synced_by(path: PurePath) -> str | None:
    """The service's name when the path lies in a folder that looks synced, else None.

    The path need not exist. Marker files are looked for in every folder above it where
    the path is one of this computer (a `pathlib.Path`); a folder that cannot be looked
    into has none.
    """
    found = service_of(path.parts)
    if found is None and isinstance(path, Path):
        found = _by_marker(path)
    return found


def service_of(parts: Sequence[str]) -> str | None:
    """The service that the names in a path tell, the innermost first."""
    folded = [part.casefold() for part in parts]
    for index in reversed(range(len(folded))):
        if index and folded[index - 1] in _HOMES:
            continue  # somebody's name
        for name, service in _NAMES:
            if folded[index] == name or (
                folded[index].startswith(tuple(name + after for after in _AFTER_A_NAME))
                and (name not in _WHOLE_NAME_ONLY or tuple(folded[max(index - 2, 0) : index]) == _MAC_CLOUD)
            ):
                return service
    return None


def _by_marker(path: Path) -> str | None:
    # The home folder itself holds the Dropbox program's own ".dropbox"; it is not synced by that.
    home = _home()
    for folder in (path, *path.parents):
        if folder == home:
            continue
        for marker, service in _MARKERS:
            try:
                if (folder / marker).exists():
                    return service
            except OSError:
                break
    return None


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None
