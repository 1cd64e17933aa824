"""The shared cases, each as one test."""

from __future__ import annotations

import pytest

from tests.core import cases


def _all(name: str):
    return [pytest.param(case, id=case["id"]) for case in cases.load(cases.folder() / name)]


@pytest.mark.parametrize("case", _all("business_time.json"))
def test_business_time(case):
    assert list(cases.disagreements(case)) == []


@pytest.mark.parametrize("case", _all("promises.json"))
def test_promise(case):
    assert list(cases.disagreements(case)) == []


def test_a_wrong_case_is_told_and_fails_the_run(tmp_path, capsys):
    case = dict(cases.load(cases.folder() / "promises.json")[0])
    case["expect"] = {"due": "2024-06-05T10:01:00-04:00"}
    file = tmp_path / "wrong.json"
    file.write_text(cases.json.dumps([case]), encoding="utf-8")
    assert cases.main([str(file)]) == 1
    printed = capsys.readouterr().out
    assert "T01 due: expected" in printed
    assert "0 of 1 agree" in printed
