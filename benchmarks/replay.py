"""A large log under every policy: how long a replay takes, and that it counts what call by call does.

100,000 random calls over three years, New York, US holidays, the four presets. All calls are
first counted one by one and must agree. The gate is on making the log ready and counting it
under the four presets, the best of three.

    python -m benchmarks.replay [--n 100000]
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import holidays

from callpolicy_gui.core.business_calendar import PracticeCalendar
from callpolicy_gui.core.calls import Voicemail
from callpolicy_gui.core.deadlines import deadline_for
from callpolicy_gui.core.policies import OWN_HOURS, PRESETS, Policy
from callpolicy_gui.core.replay import PastCall, PastCalls, Replayed, replay

GATE_SECONDS = 0.5
RUNS = 3
ZONE = ZoneInfo("America/New_York")
FIRST, NOW = (int(datetime(year, 1, 1, tzinfo=ZONE).timestamp()) for year in (2024, 2027))
YEARS = range(2023, 2029)


def past_calls(count: int) -> list[PastCall]:
    """The same random calls in every run, in no order: one in ten never returned."""
    chance = random.Random(20261123)
    calls = []
    for _ in range(count):
        received_at = chance.randrange(FIRST, NOW)
        returned_at = received_at + int(chance.expovariate(1 / 40_000)) if chance.random() < 0.9 else None
        calls.append(PastCall(received_at, chance.choice(list(Voicemail)), returned_at))
    return calls


def one_by_one(calls: list[PastCall], policy: Policy, calendar: PracticeCalendar) -> Replayed:
    """The same counts from one deadline a call."""
    owed = kept = still_open = 0
    for call in calls:
        due_at = deadline_for(call.received_at, call.voicemail, policy, calendar, OWN_HOURS).due_at
        if due_at is None:
            continue
        owed += 1
        kept += call.returned_at is not None and call.returned_at <= due_at
        still_open += call.returned_at is None and due_at >= NOW
    return Replayed(owed, kept, owed - kept - still_open, still_open)


def timed(calls: list[PastCall], days: dict) -> dict[str, float]:
    """Seconds for making the log ready, and for each preset, on a calendar that was never asked before."""
    calendar = PracticeCalendar(ZONE, holidays=days)
    began = time.perf_counter()
    ready = PastCalls(calls)
    seconds = {"made ready": time.perf_counter() - began}
    for preset, policy in PRESETS.items():
        began = time.perf_counter()
        replay(ready, policy, calendar, OWN_HOURS, NOW)
        seconds[preset.value] = time.perf_counter() - began
    return seconds


def main() -> int:
    """Print the counts, the seconds and the ratio; 1 when a count differs or the gate is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100_000, help="how many calls")
    calls = past_calls(parser.parse_args().n)
    us = holidays.country_holidays("US", years=YEARS)
    days = {day: us[day] for day in us}
    calendar = PracticeCalendar(ZONE, holidays=days)
    ready, slow, differ = PastCalls(calls), 0.0, 0
    for preset, policy in PRESETS.items():
        began = time.perf_counter()
        expected = one_by_one(calls, policy, calendar)
        slow += time.perf_counter() - began
        counted = replay(ready, policy, calendar, OWN_HOURS, NOW)
        differ += counted != expected
        print(f"{preset.value}: {counted}{'' if counted == expected else f', one by one {expected}'}")
    best = min((timed(calls, days) for _ in range(RUNS)), key=lambda seconds: sum(seconds.values()))
    total = sum(best.values())
    print("; ".join(f"{part} {seconds:.3f} s" for part, seconds in best.items()))
    print(
        f"{len(calls)} calls, {len(PRESETS)} policies: {total:.3f} s (gate {GATE_SECONDS} s);"
        f" call by call {slow:.2f} s, {slow / total:.0f}x"
    )
    return int(differ > 0 or total > GATE_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
