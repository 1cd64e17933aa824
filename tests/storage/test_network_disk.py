from __future__ import annotations

from pathlib import Path

import pytest

from callpolicy_gui.storage.network_disk import on_network_disk

MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda1 rw
40 22 0:50 / /mnt/share rw - nfs4 server:/home rw
41 22 0:51 / /mnt/with\\040space rw shared:1 - cifs //server/x rw
42 22 0:52 / /mnt/share/local rw - ext4 /dev/vdb1 rw
43 22 0:53 / /mnt/hidden rw - nfs server:/x rw
44 22 0:54 / /mnt/hidden rw - tmpfs tmpfs rw
a line that is none
"""


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("/home/ann", False),
        ("/mnt/share/log", True),
        ("/mnt/share-not", False),
        ("/mnt/with space/log", True),
        ("/mnt/share/local/log", False),
        ("/mnt/hidden/log", False),
    ],
)
def test_the_nearest_mount_decides(tmp_path, folder, expected):
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert on_network_disk(Path(folder), mounts) is expected


def test_where_it_cannot_be_told_nothing_is_said(tmp_path):
    assert not on_network_disk(tmp_path, tmp_path / "none")
    assert not on_network_disk(tmp_path)
