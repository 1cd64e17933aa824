"""The desktops that the tests of this room stand on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.desktop.harness import Desktop, PrivateBus, running_bus, running_desktop

if TYPE_CHECKING:
    from collections.abc import Iterator

# The tests' own windows need no display; programs under test get one from the harness.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    """A display, a window manager, a session bus and a notification daemon."""
    with running_desktop() as started:
        yield started


@pytest.fixture
def private_bus() -> Iterator[PrivateBus]:
    """A session bus, nothing else."""
    with running_bus() as started:
        yield started
