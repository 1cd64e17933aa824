"""Our deadlines against two libraries of the field, on the same starts, side by side in one run.

New York, Monday to Friday 9 to 17 with lunch 12 to 13, US holidays, 10,000 random starts
within three years, 30 minutes to 40 hours of calling time. Every side goes from an aware
datetime to an aware datetime; runs alternate, and the best of each side counts. The gate is
on `deadline_for`; its receipt, which no peer has, is counted when it is read, and timed too.
Agreement is checked first; each disagreement is listed with what the exact count says. The
peers live in an environment of this benchmark's own, made when it is missing, and are not
dependencies of the project.

    python -m benchmarks.deadlines [--n 10000] [--env FOLDER]
"""

from __future__ import annotations

import argparse
import json
import math
import random
import subprocess
import sys
import tempfile
import time
import venv
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

from benchmarks.peers import ends_of
from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.deadlines import deadline_for
from callpolicy_gui.core.policies import OWN_HOURS, OpenHours, Policy, Preset
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window

PEERS = {"businesstimedelta": "businesstimedelta==1.0.1", "django-bizcal": "django-bizcal"}
GATES = {"businesstimedelta": 300, "django-bizcal": 10}
ZONE = ZoneInfo("America/New_York")
HOURS = WeeklyHours.of((Window(540, 720), Window(780, 1020)), range(5))
YEARS = range(2023, 2030)
RUNS = 2
Question = tuple[int, int]  # start in UTC seconds, minutes of calling time


def questions(count: int) -> list[Question]:
    """The same random starts and lengths in every run."""
    chance = random.Random(20261123)
    first = int(datetime(2024, 1, 1, tzinfo=ZONE).timestamp())
    last = int(datetime(2027, 1, 1, tzinfo=ZONE).timestamp())
    return [(chance.randrange(first, last, 60), chance.randrange(30, 40 * 60 + 1)) for _ in range(count)]


def ours(asked: list[Question], days: dict[date, str]) -> tuple[list[int], float, float]:
    """Answers in UTC seconds, seconds for the deadlines, and for deadlines with their receipts read."""
    starts = [(datetime.fromtimestamp(at, ZONE), minutes) for at, minutes in asked]
    policies = {m: Policy(Preset.OPERATING_HOURS, OpenHours(m), HOURS) for _, m in asked}
    calendar = PracticeCalendar(ZONE, holidays=days)
    for start, minutes in ends_of(starts):
        deadline_for(int(start.timestamp()), Voicemail.YES, policies[minutes], calendar, OWN_HOURS)
    begun = time.perf_counter()
    answers = [
        datetime.fromtimestamp(
            deadline_for(int(at.timestamp()), Voicemail.YES, policies[m], calendar, OWN_HOURS).due_at or 0,
            ZONE,
        )
        for at, m in starts
    ]
    alone = time.perf_counter() - begun
    begun = time.perf_counter()
    for at, m in starts:
        counted = deadline_for(int(at.timestamp()), Voicemail.YES, policies[m], calendar, OWN_HOURS)
        # Reading the receipt counts it.
        counted.receipt, datetime.fromtimestamp(counted.due_at or 0, ZONE)
    return [int(answer.timestamp()) for answer in answers], alone, time.perf_counter() - begun


def peer(name: str, asked: list[Question], days: dict[date, str], python: Path) -> tuple[list[int], float]:
    """A peer's answers in UTC seconds and the seconds its own loop took."""
    job = json.dumps({"peer": name, "asked": asked, "holidays": [day.isoformat() for day in days]})
    script = Path(__file__).with_name("peers.py")
    done = subprocess.run([python, script], input=job, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return found["answers"], found["seconds"]


def environment(folder: Path) -> Path:
    """The Python of the peers' environment, made when it is missing."""
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS.values()], check=True)
    return python


def main() -> int:
    """Print the agreement, the disagreements and the ratios; 1 when a gate is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000, help="how many starts")
    parser.add_argument(
        "--env", type=Path, default=Path(tempfile.gettempdir()) / "callpolicy-benchmark-peers"
    )
    given = parser.parse_args()
    asked = questions(given.n)
    us = holidays.country_holidays("US", years=YEARS)
    days = {day: us[day] for day in us}
    python = environment(given.env)
    missed = 0
    for name in PEERS:
        own = with_receipt = seconds = math.inf
        for _ in range(RUNS):
            theirs, run = peer(name, asked, days, python)
            seconds = min(seconds, run)
            for _ in range(RUNS):
                answers, alone, read = ours(asked, days)
                own, with_receipt = min(own, alone), min(with_receipt, read)
        wrong = [
            (question, mine, other)
            for question, mine, other in zip(asked, answers, theirs, strict=True)
            if mine != other
        ]
        print(f"{name}: {len(asked) - len(wrong)} of {len(asked)} agree")
        for (start, minutes), mine, other in wrong[:20]:
            shown = [datetime.fromtimestamp(at, ZONE).isoformat() for at in (start, mine, other)]
            print(f"  {shown[0]} + {minutes} min: ours {shown[1]}, theirs {shown[2]}")
        ratio = seconds / own
        missed += ratio < GATES[name]
        print(
            f"  {seconds:.3f} s against {own:.4f} s: {ratio:.0f}x (gate {GATES[name]}x);"
            f" with the receipt read {with_receipt:.3f} s: {seconds / with_receipt:.1f}x (no gate)"
        )
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
