"""Whether a folder lies on another computer's disk, where locks and syncing cannot be relied on.

SQLite says so of network file systems ("How To Corrupt An SQLite Database File", section 2).
Asked on Linux only; elsewhere a share looks like any folder, and nothing is said.
"""

from __future__ import annotations

import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = re.compile(
    r"nfs4?|cifs|smb3?|smbfs|9p|afs|ceph|glusterfs|fuse\.(?:sshfs|rclone|davfs|gvfsd-fuse)|davfs"
)
_ESCAPED = re.compile(r"\\([0-7]{3})")


def on_network_disk(folder: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether the folder's file system is of the network kind; False where that cannot be told."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        resolved = folder.resolve()
    except OSError:
        return False
    best, kind = -1, ""
    for line in lines:
        # proc(5): the mount point is the fifth field, the type the first after " - ".
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) < 5 or not after:
            continue
        point = Path(_ESCAPED.sub(lambda match: chr(int(match[1], 8)), fields[4]))
        # Of two on the same place the later one hides the earlier.
        if resolved.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), after.split()[0]
    return _NETWORK.fullmatch(kind) is not None
