"""The desktop that a journey happens on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desktop.harness import Desktop, running_desktop

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    """A display, a window manager, a session bus and a notification daemon."""
    with running_desktop() as started:
        yield started


@pytest.fixture
def bare_desktop() -> Iterator[Desktop]:
    """A display and a window manager: no tray, no notifications, and for our programs no bus."""
    with running_desktop(dunst=False) as started:
        started.env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={started.folder / 'no-bus'}"
        yield started
