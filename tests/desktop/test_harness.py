"""The harness refuses to look away: what cannot run is skipped by hand and fails in CI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.desktop.harness import REQUIRED, require_tools, running_desktop
from tests.desktop.waiting import wait_for


def test_a_missing_tool_skips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REQUIRED, raising=False)
    with pytest.raises(pytest.skip.Exception, match="no-such-tool"):
        require_tools("sh", "no-such-tool")


def test_a_missing_tool_fails_where_it_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REQUIRED, "1")
    with pytest.raises(pytest.fail.Exception, match="no-such-tool"):
        require_tools("no-such-tool")
    require_tools("sh")


def test_waiting_ends() -> None:
    with pytest.raises(AssertionError, match="a miracle"):
        wait_for(lambda: False, "a miracle", 0.01)


@pytest.mark.desktop
def test_everything_started_is_ended() -> None:
    with running_desktop() as desktop:
        pids = [program.pid for program in desktop._programs]
        pids.append(desktop._server.pid)
        folder = desktop.folder
        assert len(pids) == 4
        for pid in pids:
            os.kill(pid, 0)
    assert not folder.exists()
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
