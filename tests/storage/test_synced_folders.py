"""A folder that a service copies to other computers is recognised by its name or its marker."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from callpolicy_gui.storage.synced_folders import service_of, synced_by

MAC = "/Users/ana/Library/CloudStorage"


@pytest.mark.parametrize(
    ("path", "service"),
    [
        (PurePosixPath("/home/ana/Dropbox/practice"), "Dropbox"),
        (PureWindowsPath(r"C:\Users\ana\Dropbox (Practice)\log"), "Dropbox"),
        (PureWindowsPath(r"C:\Users\ana\OneDrive\Documents"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\ana\ONEDRIVE - Practice"), "OneDrive"),
        (PurePosixPath(f"{MAC}/OneDrive-Personal/x"), "OneDrive"),
        (PurePosixPath(f"{MAC}/GoogleDrive-ana@example.org/My Drive"), "Google Drive"),
        (PureWindowsPath("G:\\My Drive\\log"), "Google Drive"),
        (PurePosixPath("/home/ana/Google Drive"), "Google Drive"),
        (PurePosixPath("/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/log"), "iCloud Drive"),
        (PureWindowsPath(r"C:\Users\ana\iCloudDrive"), "iCloud Drive"),
        (PurePosixPath("/home/ana/Nextcloud/a/b"), "Nextcloud"),
        (PurePosixPath("/home/ana/ownCloud"), "ownCloud"),
        (PurePosixPath("/home/ana/Syncthing/x"), "Syncthing"),
        (PurePosixPath(f"{MAC}/Box-Box/x"), "Box"),
        (PureWindowsPath(r"C:\Users\ana\Box Sync"), "Box"),
        (PurePosixPath("/home/ana/MEGA"), "MEGA"),
        (PureWindowsPath(r"C:\Users\ana\MEGAsync\x"), "MEGA"),
    ],
)
def test_names_of_services(path, service):
    assert synced_by(path) == service


@pytest.mark.parametrize(
    "path",
    [
        PurePosixPath("/home/ana/.local/share/callpolicy"),
        PureWindowsPath(r"C:\Users\ana\AppData\Local\callpolicy"),
        PurePosixPath("/Users/ana/Library/Application Support/callpolicy"),
        PurePosixPath("/home/box/data"),
        PurePosixPath("/Users/Mega/data"),
        PurePosixPath("/home/ana/box-office"),
        PurePosixPath("/home/ana/dropboxes"),
        PurePosixPath("/"),
        PurePosixPath(),
    ],
)
def test_other_folders(path):
    assert synced_by(path) is None


def test_the_innermost_service_counts():
    assert service_of(("/", "home", "ana", "Dropbox", "Nextcloud")) == "Nextcloud"


@pytest.mark.parametrize(
    ("marker", "service"),
    [(".stfolder", "Syncthing"), (".dropbox.cache", "Dropbox"), (".sync/ID", "Resilio Sync")],
)
def test_marker_files_in_a_folder_above(tmp_path, marker, service):
    inner = tmp_path / "kept" / "practice"
    inner.mkdir(parents=True)
    assert synced_by(inner) is None
    (tmp_path / "kept" / marker).parent.mkdir(exist_ok=True)
    (tmp_path / "kept" / marker).write_text("")
    assert synced_by(inner) == service
    assert synced_by(inner / "not" / "there") == service
    assert synced_by(tmp_path) is None


def test_the_home_folders_own_settings_are_no_marker(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / ".dropbox").mkdir()
    assert synced_by(tmp_path / "data") is None


def test_without_a_home_and_without_leave_to_look(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise RuntimeError

    def forbidden(*_, **__):
        raise PermissionError

    monkeypatch.setattr(Path, "home", refuse)
    monkeypatch.setattr(Path, "exists", forbidden)
    assert synced_by(tmp_path) is None
