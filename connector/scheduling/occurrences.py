"""Says when a task is due next, and which times it missed, in a time zone with summer time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import takewhile
from typing import Literal

from connector.scheduling.cron import Cron

CatchUp = Literal["latest", "all"]

MISSED_MAX = 500
"""Times that are made up for one by one; those before them are let go."""


@dataclass(frozen=True)
class Every:
    """Again after so long, counted from midnight of 1970 in UTC: the times do not depend on when one began."""

    interval: timedelta


Rhythm = Every | Cron


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """The rhythm of a task in a time zone. Each time is put off by up to `jitter`, always the same for one time."""

    name: str
    rhythm: Rhythm
    zone: tzinfo
    jitter: timedelta = field(default_factory=timedelta)


def next_after(table: Timetable, moment: datetime) -> datetime:
    """The first time after a moment."""
    return next(_times_after(table, moment))


def missed(table: Timetable, last: datetime, now: datetime, catch_up: CatchUp) -> list[datetime]:
    """What is to be made up for: the times after `last` that have passed, or only the last of them."""
    passed = list(takewhile(lambda time: time <= now, _times_after(table, _not_too_long_ago(table, last, now))))
    return passed[-1:] if catch_up == "latest" else passed[-MISSED_MAX:]


def _not_too_long_ago(table: Timetable, last: datetime, now: datetime) -> datetime:
    match table.rhythm:
        case Every(interval=interval):
            return max(last, now - interval * MISSED_MAX)
        case Cron():
            return max(last, now - timedelta(days=366))


def _times_after(table: Timetable, moment: datetime) -> Iterator[datetime]:
    """Times in order; the jitter is less than the way to the next one, so it keeps the order."""
    for time in _plain_times(table, moment - table.jitter):
        put_off = time + _jitter(table, time)
        if put_off > moment:
            yield put_off


def _plain_times(table: Timetable, moment: datetime) -> Iterator[datetime]:
    match table.rhythm:
        case Every(interval=interval):
            return _every(interval, moment)
        case Cron() as cron:
            return _of_cron(cron, table.zone, moment)


def _every(interval: timedelta, moment: datetime) -> Iterator[datetime]:
    begin = datetime(1970, 1, 1, tzinfo=UTC)
    number = (moment - begin) // interval
    while True:
        number += 1
        yield begin + number * interval


def _of_cron(cron: Cron, zone: tzinfo, moment: datetime) -> Iterator[datetime]:
    """Each moment once: a time that does not exist is the next one that does, a doubled one is its first."""
    before = moment
    day = (moment.astimezone(zone) - timedelta(days=1)).date()
    while True:
        for local in cron.local_times(day):
            time = _existing(local, zone)
            if time > before:
                yield time
                before = time
        day = before.astimezone(zone).date() + timedelta(days=1)


def _existing(local: datetime, zone: tzinfo) -> datetime:
    """The moment of a local time; of one that the clocks leave out, the moment at which they are put forward."""
    moment = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    back = moment.astimezone(zone).replace(tzinfo=None)
    if back == local:
        return moment
    before, after = moment - (back - local), moment
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) / 2
        is_forward = middle.astimezone(zone).utcoffset() != before.astimezone(zone).utcoffset()
        before, after = (before, middle) if is_forward else (middle, after)
    return after.replace(second=0, microsecond=0)


def _jitter(table: Timetable, time: datetime) -> timedelta:
    """Spread by name and time, so that many connections do not ask at the same second."""
    seconds = int(table.jitter.total_seconds())
    digest = hashlib.sha256(f"{table.name} {time.isoformat()}".encode()).digest()
    return timedelta(seconds=int.from_bytes(digest[:8]) % (seconds + 1))
