"""The short forms of what looks for leaks; the mutants take turns with the seed of the tests' order."""

from __future__ import annotations

import pytest

from tests.reliability import canary, session
from tests.reliability.test_campaigns import campaign

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["canary", "perms"])
def test_a_day_leaves_nothing_in_the_open(name):
    code, said, errors = campaign(name, "--n", 1)
    assert code == 0, said + errors


def test_three_protections_are_missed(request):
    seed = request.config.getoption("randomly_seed", default=1)
    code, said, errors = campaign("mutants", "--n", 3, "--seed", seed if isinstance(seed, int) else 1)
    assert code == 0, said + errors


def test_a_leak_is_found(tmp_path):
    result = canary.Result("days", broken={"in plain": 0, "nothing to search": 0})
    (tmp_path / "left.tmp").write_text(f"x {session.CANARIES['draft']} y", encoding="utf-16")
    canary._search(tmp_path, result)
    assert result.broken["in plain"] == 1
    assert result.broken["nothing to search"] > 0
