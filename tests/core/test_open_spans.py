from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callpolicy_gui.core.business_calendar import Closure, DayKind, PracticeCalendar
from callpolicy_gui.core.local_time import after_repeated_hour, first_instant, instant, local
from callpolicy_gui.core.open_spans import NothingOpenError, OpenSpan, OpenSpans
from callpolicy_gui.core.weekly_hours import WeeklyHours, Window

NEW_YORK = ZoneInfo("America/New_York")
OFFICE = WeeklyHours.of((Window(540, 720), Window(780, 1020)), range(5))


def at(text: str, zone: ZoneInfo = NEW_YORK) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


@pytest.fixture
def office() -> OpenSpans:
    return PracticeCalendar(NEW_YORK).open_spans(OFFICE)


def test_adding_lands_on_the_close_not_on_the_next_opening(office):
    assert office.add(at("2026-11-20 11:00"), 3600) == at("2026-11-20 12:00")
    assert office.add(at("2026-11-20 12:00"), 0) == at("2026-11-20 13:00")
    assert office.add(at("2026-11-20 12:00"), 60) == at("2026-11-20 13:01")
    assert office.next_open(at("2026-11-20 17:00")) == at("2026-11-23 09:00")


def test_counting_back_lands_on_the_opening(office):
    assert office.back(at("2026-11-20 14:00"), 3600) == at("2026-11-20 13:00")
    assert office.back(at("2026-11-20 14:00"), 2 * 3600) == at("2026-11-20 11:00")
    assert office.back(at("2026-11-23 08:00"), 60) == at("2026-11-20 16:59")
    assert office.back(at("2026-11-20 14:00"), 10**9) is None


def test_an_empty_past_gives_no_answer():
    spans = OpenSpans(lambda start, end: [])
    assert spans.back(0, 60) is None
    assert spans.last_open_until(100, 0) is None
    assert spans.between(0, 100) == 0
    assert not spans.is_open(50)
    with pytest.raises(NothingOpenError):
        spans.add(0, 60)


def test_open_and_closed_at_the_edges(office):
    assert office.is_open(at("2026-11-20 09:00"))
    assert not office.is_open(at("2026-11-20 12:00"))
    assert office.between(at("2026-11-20 08:00"), at("2026-11-20 18:00")) == 7 * 3600
    assert office.between(at("2026-11-20 18:00"), at("2026-11-20 08:00")) == 0


def test_closes(office):
    assert office.close_of_day(at("2026-11-20 11:30"), 4 * 3600) == at("2026-11-20 17:00")
    assert office.close_of_day(at("2026-11-20 16:30"), 3600) == at("2026-11-23 17:00")
    assert office.close_of_window(at("2026-11-20 11:55"), 600) == at("2026-11-20 17:00")
    with pytest.raises(NothingOpenError):
        office.close_of_window(at("2026-11-20 09:00"), 5 * 3600)
    with pytest.raises(NothingOpenError):
        office.close_of_day(at("2026-11-20 09:00"), 8 * 3600)


def test_open_until_is_the_end_of_this_stretch_or_of_the_next(office):
    assert office.open_until(at("2026-11-20 09:00")) == at("2026-11-20 12:00")
    assert office.open_until(at("2026-11-20 11:59")) == at("2026-11-20 12:00")
    assert office.open_until(at("2026-11-20 12:00")) == at("2026-11-20 17:00")
    assert office.open_until(at("2026-11-20 17:00")) == at("2026-11-23 12:00")
    with pytest.raises(NothingOpenError):
        OpenSpans(lambda start, end: []).open_until(0)


def test_a_day_that_never_ends_has_no_close():
    always = PracticeCalendar(NEW_YORK, weekend=frozenset()).open_spans(WeeklyHours.always())
    assert always.close_of_day(at("2026-11-20 09:00"), 3600) == at("2026-11-21 00:00")
    with pytest.raises(NothingOpenError):
        always.close_of_window(at("2026-11-20 09:00"), 3600)


def test_windows_that_meet_at_midnight_close_once():
    days = [()] * 7
    days[0], days[1] = (Window(1380, 1440),), (Window(0, 60),)
    spans = PracticeCalendar(NEW_YORK).open_spans(WeeklyHours(tuple(days)))
    assert spans.close_of_window(at("2026-11-23 23:30"), 3600) == at("2026-11-24 01:00")
    assert spans.close_of_day(at("2026-11-23 23:00"), 3600) == at("2026-11-24 00:00")


def test_stretches_join_what_abuts():
    always = PracticeCalendar(NEW_YORK).open_spans(WeeklyHours.always())
    start, end = at("2026-11-20 09:00"), at("2026-11-22 09:00")
    assert list(always.stretches(start, end)) == [(start, end)]
    assert len(list(always.spans(start, end))) == 3
    assert list(always.stretches(start, start)) == []


def test_stretches_apart_stay_apart(office):
    start, end = at("2026-11-20 11:00"), at("2026-11-20 15:00")
    assert list(office.stretches(start, end)) == [
        (start, at("2026-11-20 12:00")),
        (at("2026-11-20 13:00"), end),
    ]


def test_the_last_open_instant_before_another(office):
    noon, evening = at("2026-11-20 12:00"), at("2026-11-20 20:00")
    assert office.last_open_until(evening, noon) == at("2026-11-20 17:00")
    assert office.last_open_until(at("2026-11-20 12:30"), noon) is None
    assert office.last_open_until(noon, noon) is None


def test_a_question_about_earlier_time_builds_anew(office):
    assert office.add(at("2026-11-20 11:00"), 60)
    assert office.add(at("2019-11-20 11:00"), 3600) == at("2019-11-20 12:00")
    assert office.add(at("2031-11-20 11:00"), 3600) == at("2031-11-20 12:00")


def test_ten_years_of_holidays_end():
    holidays = {date(2026, 1, 1) + timedelta(n): "" for n in range(3650)}
    spans = PracticeCalendar(NEW_YORK, holidays=holidays).open_spans(OFFICE)
    assert spans.add(at("2026-01-01 09:00"), 60) == at("2035-12-31 09:01")


def test_kinds_of_days():
    calendar = PracticeCalendar(
        NEW_YORK,
        holidays={date(2026, 11, 26): "Thanksgiving", date(2026, 11, 27): "Worked"},
        closures=(
            Closure(1, date(2026, 11, 30), date(2026, 12, 1), name="Away"),
            Closure(2, date(2026, 11, 25), date(2026, 11, 25), Window(720, 1440), "Half"),
        ),
        overrides={date(2026, 11, 27): (Window(600, 660),)},
    )
    kinds = {day: calendar.kind(date(2026, 11, day)) for day in range(24, 31)}
    assert kinds == {
        24: DayKind.WORKING,
        25: DayKind.WORKING,
        26: DayKind.HOLIDAY,
        27: DayKind.WORKING,
        28: DayKind.WEEKEND,
        29: DayKind.WEEKEND,
        30: DayKind.CLOSED,
    }
    assert calendar.name(date(2026, 11, 26)) == "Thanksgiving"
    assert calendar.name(date(2026, 11, 30)) == "Away"
    assert calendar.name(date(2026, 11, 24)) == ""
    spans = calendar.open_spans(OFFICE)
    assert spans.between(at("2026-11-25 00:00"), at("2026-11-26 00:00")) == 3 * 3600
    assert spans.between(at("2026-11-27 00:00"), at("2026-11-28 00:00")) == 3600
    assert spans.between(at("2026-11-30 00:00"), at("2026-12-02 00:00")) == 0
    assert calendar.unconfirmed_years(at("2026-11-30 00:00"), at("2027-01-02 00:00")) == ()
    assert PracticeCalendar(ZoneInfo("Pacific/Apia")).kind(date(2011, 12, 30)) is DayKind.SKIPPED
    apia = PracticeCalendar(ZoneInfo("Pacific/Apia"), weekend=frozenset()).open_spans(WeeklyHours.always())
    assert (
        apia.between(
            at("2011-12-29 00:00", ZoneInfo("Pacific/Apia")), at("2012-01-01 00:00", ZoneInfo("Pacific/Apia"))
        )
        == 2 * 86400
    )


def test_a_part_closure_cuts_an_overnight_window_of_the_day_before():
    closure = Closure(1, date(2026, 11, 24), date(2026, 11, 24), Window(0, 120))
    hours = WeeklyHours.from_json({"mon": [["22:00", "06:00"]]}, overnight=True)
    spans = PracticeCalendar(NEW_YORK, closures=(closure,)).open_spans(hours)
    assert [(s.start, s.end) for s in spans.spans(at("2026-11-23 12:00"), at("2026-11-24 12:00"))] == [
        (at("2026-11-23 22:00"), at("2026-11-24 00:00")),
        (at("2026-11-24 02:00"), at("2026-11-24 06:00")),
    ]


def test_an_overnight_window_and_the_next_days_hours_count_once():
    hours = WeeklyHours.from_json(
        {"mon": [["22:00", "10:00"]], "tue": [["09:00", "17:00"], ["09:30", "09:45"]]}, overnight=True
    )
    spans = PracticeCalendar(NEW_YORK).open_spans(hours)
    assert spans.between(at("2026-11-23 12:00"), at("2026-11-25 00:00")) == 19 * 3600


def test_a_window_that_the_clock_change_swallows_disappears():
    # 02:00 to 03:00 does not exist on 8 March 2026; the moved window lies inside the next one.
    hours = WeeklyHours(tuple(((Window(135, 150), Window(180, 240)) if d == 6 else ()) for d in range(7)))
    spans = PracticeCalendar(NEW_YORK, weekend=frozenset()).open_spans(hours)
    day = at("2026-03-08 00:00")
    assert spans.between(day, day + 86400) == 3600


def test_skipped_and_repeated_local_times():
    assert local(instant(date(2026, 3, 8), 150 * 60, NEW_YORK), NEW_YORK).hour == 3
    assert first_instant(date(2026, 3, 8), 150 * 60, NEW_YORK) == at("2026-03-08 03:00")
    second = int(datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=NEW_YORK).timestamp())
    assert after_repeated_hour(second, NEW_YORK) == at("2026-11-01 02:00")
    assert after_repeated_hour(second - 3600, NEW_YORK) == second - 3600


def _listed(pieces: list[tuple[int, int]]) -> list[OpenSpan]:
    """Spans from (hours since the last one began, hours open): overlapping, abutting or apart."""
    spans, start = [], 0
    for gap, length in pieces:
        start += gap * 3600
        spans.append(OpenSpan(start, start + length * 3600, start // 86400))
    return spans


@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), min_size=1, max_size=40),
    st.integers(-10, 700),
    st.sampled_from([0, 1, 8, 40]),
)
@settings(max_examples=200, deadline=None)
def test_closes_and_sums_agree_with_counting_hour_by_hour(pieces, hour, hours):
    listed = _listed(pieces)
    spans = OpenSpans(lambda start, end: [s for s in listed if start <= s.start < end])
    start, seconds = hour * 3600, hours * 3600
    owner = {}  # each open hour, and the day of the first span that covers it
    for span in listed:
        for opened in range(span.start, span.end, 3600):
            owner.setdefault(opened, span.day)
    ahead = sorted(opened for opened in owner if opened >= start)

    def close(belongs) -> int | str:
        group: list[int] = []
        for opened in ahead:
            if group and not belongs(group[-1], opened):
                if len(group) >= hours:
                    return group[-1] + 3600
                group = []
            group.append(opened)
        return group[-1] + 3600 if group and len(group) >= hours else "nothing"

    def asked(question, *args) -> int | str:
        try:
            return question(*args)
        except NothingOpenError:
            return "nothing"

    by_window = close(lambda one, other: other == one + 3600)
    by_day = close(lambda one, other: owner[one] == owner[other])
    ends = max(owner) + 3600  # what follows the last span is never known: it does not close
    for got, expected in (
        (asked(spans.close_of_window, start, seconds), by_window),
        (asked(spans.close_of_day, start, seconds), by_day),
    ):
        assert got == ("nothing" if expected == ends else expected)
    enough = len(ahead) >= max(hours, 1)
    after = (ahead[hours - 1] + 3600 if hours else ahead[0]) if enough else "nothing"
    assert asked(spans.add, start, seconds) == after


@given(st.integers(1_600_000_000, 1_900_000_000), st.integers(1, 500_000))
@settings(max_examples=200, deadline=None)
def test_adding_and_counting_agree(start, seconds):
    spans = PracticeCalendar(NEW_YORK).open_spans(OFFICE)
    end = spans.add(start, seconds)
    assert spans.between(start, end) == seconds
    assert spans.between(spans.back(end, seconds), end) == seconds
    assert spans.last_open_until(end, start) == end


def test_a_pause_is_cut_out_of_open_time(office):
    noon_off = office.without(at("2026-11-20 11:00"), at("2026-11-20 13:30"))
    day, end = at("2026-11-20 00:00"), at("2026-11-21 00:00")
    assert [(s.start, s.end) for s in noon_off.spans(day, end)] == [
        (at("2026-11-20 09:00"), at("2026-11-20 11:00")),
        (at("2026-11-20 13:30"), at("2026-11-20 17:00")),
    ]
    assert noon_off.between(day, end) == office.between(day, end) - 3600 - 1800
    assert not office.without(day, end).is_open(at("2026-11-20 10:00"))


def test_dates_far_away_bound_all_of_the_log():
    calendar = PracticeCalendar(NEW_YORK)
    start, end = calendar.bounds(date(1, 1, 1), date(9999, 12, 31))
    assert (start, end) == (at("1969-12-31 00:00"), at("2200-01-01 00:00"))
    assert calendar.bounds(date(2026, 11, 20), date(2026, 11, 20)) == (
        at("2026-11-20 00:00"),
        at("2026-11-21 00:00"),
    )
