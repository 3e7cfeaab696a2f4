"""When tasks are due: tables of cases in local time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from connector.scheduling import Cron, CronError, Every, Quiet, QuietError, Timetable, missed, next_after

BERLIN = ZoneInfo("Europe/Berlin")


def local(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def table(rhythm: str, **more: object) -> Timetable:
    found = Every(timedelta(minutes=int(rhythm))) if rhythm.isdecimal() else Cron.parse(rhythm)
    return Timetable(**{"name": "sync", "rhythm": found, "zone": BERLIN, **more})  # type: ignore[arg-type]


def times(rhythm: str, after: str, count: int) -> list[str]:
    """The next times, in local time with its distance to UTC."""
    moment, found = local(after), []
    for _ in range(count):
        moment = next_after(table(rhythm), moment)
        found.append(f"{moment.astimezone(BERLIN):%m-%d %H:%M%z}")
    return found


CASES = {
    "every quarter of an hour": ("*/15 * * * *", "2026-03-03 09:07", ["03-03 09:15+0100", "03-03 09:30+0100"]),
    "the moment itself is over": ("0 9 * * *", "2026-03-03 09:00", ["03-04 09:00+0100"]),
    "Mondays at six": ("0 6 * * 1", "2026-03-03 09:00", ["03-09 06:00+0100", "03-16 06:00+0100"]),
    "Monday by name, Sunday by 7": ("0 6 * * mon,7", "2026-03-03 09:00", ["03-08 06:00+0100", "03-09 06:00+0100"]),
    "the first, or a Friday": ("0 0 1 * 5", "2026-04-25 12:00", ["05-01 00:00+0200", "05-08 00:00+0200"]),
    "the 31st leaves out short months": ("0 0 31 * *", "2026-04-01 00:00", ["05-31 00:00+0200", "07-31 00:00+0200"]),
    "a range with steps": ("0 8-18/4 * * *", "2026-03-03 09:00", ["03-03 12:00+0100", "03-03 16:00+0100"]),
    "from a value on in steps": ("50/5 9 * * *", "2026-03-03 09:00", ["03-03 09:50+0100", "03-03 09:55+0100"]),
    "29 February": ("0 0 29 2 *", "2026-03-03 09:00", ["02-29 00:00+0100"]),
    "summer time: what does not exist runs when the clocks are put forward": (
        "30 2 * * *", "2026-03-28 12:00", ["03-29 03:00+0200", "03-30 02:30+0200"],
    ),
    "summer time: several that do not exist run once": (
        "*/20 2 * * *", "2026-03-28 12:00", ["03-29 03:00+0200", "03-30 02:00+0200"],
    ),
    "winter time: a doubled hour runs once": (
        "30 2 * * *", "2026-10-24 12:00", ["10-25 02:30+0200", "10-26 02:30+0100"],
    ),
    "an interval knows no summer time": ("60", "2026-10-25 01:30", ["10-25 02:00+0200", "10-25 02:00+0100"]),
    "an interval does not depend on when one began": ("15", "2026-03-03 09:07", ["03-03 09:15+0100"]),
}  # fmt: skip


@pytest.mark.parametrize(("rhythm", "after", "expected"), CASES.values(), ids=CASES)
def test_the_next_times(rhythm: str, after: str, expected: list[str]) -> None:
    assert times(rhythm, after, len(expected)) == expected


WRONG = {
    "* * * *": "must have five fields",
    "60 * * * *": 'has "60" for the minute, which takes 0 to 59',
    "* * * foo *": 'has "foo" for the month',
    "*/0 * * * *": 'has "*/0" for the minute',
    "5-1 * * * *": 'has "5-1" for the minute',
    "1, * * * *": 'has "" for the minute',
    "0 0 30 2 *": "names a day that never comes",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=WRONG)
def test_what_is_no_cron_is_said_by_its_field(text: str, said: str) -> None:
    with pytest.raises(CronError) as refused:
        Cron.parse(text)
    assert said in str(refused.value)


MISSED = {
    "nothing was missed": ("2026-03-03 09:01", "2026-03-03 09:14", "all", 0),
    "one is due": ("2026-03-03 09:01", "2026-03-03 09:15", "latest", 1),
    "eight hours down: only the latest": ("2026-03-03 01:00", "2026-03-03 09:00", "latest", 1),
    "eight hours down: all": ("2026-03-03 01:00", "2026-03-03 09:00", "all", 32),
    "years down: not more than is sensible": ("2020-03-03 01:00", "2026-03-03 09:00", "all", 500),
    "the clock was set back": ("2026-03-03 09:00", "2026-03-03 08:00", "all", 0),
}


@pytest.mark.parametrize(("last", "now", "catch_up", "expected"), MISSED.values(), ids=MISSED)
def test_what_is_made_up_for_after_a_stop(last: str, now: str, catch_up: str, expected: int) -> None:
    found = missed(table("15"), local(last), local(now), catch_up)  # type: ignore[arg-type]
    assert len(found) == expected
    assert not found or found[-1] == local(now)


def test_jitter_puts_each_time_off_by_the_same_every_time_it_is_asked() -> None:
    jittered = table("15", jitter=timedelta(seconds=60))
    moment, offs = local("2026-03-03 09:00"), []
    for _ in range(50):
        moment = next_after(jittered, moment)
        offs.append(int(moment.timestamp()) % 900)
    assert max(offs) <= 60
    assert len(set(offs)) > 10
    assert next_after(jittered, moment - timedelta(seconds=1)) == moment
    other = table("15", jitter=timedelta(seconds=60), name="another connection")
    assert [next_after(other, local("2026-03-03 09:00"))] != [next_after(jittered, local("2026-03-03 09:00"))]


QUIET = {
    "within": ("22:00-23:00", "2026-03-03 22:30", True),
    "at its end": ("22:00-23:00", "2026-03-03 23:00", False),
    "the last day of a month": ("22:00-23:00 month_end", "2026-02-28 22:00", True),
    "no last day": ("22:00-23:00 month_end", "2026-02-27 22:00", False),
    "past midnight, before it": ("22:00-02:00 month_end", "2026-02-28 23:59", True),
    "past midnight, after it": ("22:00-02:00 month_end", "2026-03-01 01:59", True),
    "past midnight, a day late": ("22:00-02:00 month_end", "2026-03-02 01:59", False),
    "a Saturday": ("00:00-23:59 weekdays", "2026-03-07 12:00", False),
    "a Sunday": ("00:00-23:59 weekends", "2026-03-08 12:00", True),
}


@pytest.mark.parametrize(("text", "moment", "expected"), QUIET.values(), ids=QUIET)
def test_quiet_hours(text: str, moment: str, expected: bool) -> None:
    assert Quiet.parse(text).holds(local(moment).astimezone(UTC), BERLIN) is expected


@pytest.mark.parametrize("text", ["22-23", "22:00-23:00 sometimes", "25:00-26:00", ""])
def test_what_names_no_quiet_hours_is_refused(text: str) -> None:
    with pytest.raises(QuietError):
        Quiet.parse(text)


def test_times_come_without_end() -> None:
    moment = local("2026-03-03 09:00")
    found = []
    for _ in range(20):
        moment = next_after(table("0 0 1 1 *"), moment)
        found.append(moment)
    assert found == sorted(set(found))
