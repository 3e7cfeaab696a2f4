"""How it is run: reading, sending, the times of tasks, and who is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, StringConstraints, model_validator

from connector.settings.section import Section
from connector.settings.values import (
    AutoOrCount,
    CronText,
    Duration,
    Listen,
    QuietTimes,
    Text,
    TimeZone,
    Words,
)


class Sync(Section):
    """How Stripe is read."""

    overlap: Duration = timedelta(minutes=10)
    """How far before its last look a run looks again."""
    lookback_days: Annotated[int, Field(ge=0, le=3650)] = 90
    """Days before start_date to which the first listing reaches (rule A-10)."""
    requests_per_second: Annotated[int, Field(ge=1, le=1000)] = 20
    """Requests to Stripe in a second, at most."""


class Retry(Section):
    """When passing trouble becomes a person's business (rule OP-1)."""

    max_tries: Annotated[int, Field(ge=1, le=1000)] = 8
    """Tries before a record needs attention."""


class Bulk(Section):
    """Actions of people on many records at once."""

    limit: Annotated[int, Field(ge=1, le=100_000)] = 500
    """Records that one command may act on."""


class Delivery(Section):
    """How NetSuite is written to."""

    batch_records: Annotated[int, Field(ge=1, le=100)] = 100
    """Records in one request, at most."""
    lanes: AutoOrCount = "auto"
    """Requests that are prepared and sent side by side; auto follows netsuite.concurrency."""
    max_creates: Annotated[int, Field(ge=1)] | None = 2000
    """Records that one run creates before it stops and asks (SYS-901); null: as many as there are."""


class TaskTimes(Section):
    """When a task of the daemon runs: an interval or a cron expression."""

    every: Duration | None = None
    """Again after so long."""
    cron: CronText | None = None
    """Five fields: minute, hour, day of the month, month, day of the week."""
    jitter: Duration = timedelta(0)
    """How far each time is put off at most, so that many connections do not ask at the same second."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.every is None) == (self.cron is None):
            raise ValueError("needs either every or cron")
        if self.every is not None and self.every <= self.jitter:
            raise ValueError("needs an interval longer than its jitter")
        return self


class Schedule(Section):
    """When the daemon does what (`connector daemon`)."""

    timezone: TimeZone | None = None
    """Time zone of cron expressions and quiet hours; null: the connection's."""
    sync: TaskTimes = TaskTimes(every=timedelta(minutes=15), jitter=timedelta(seconds=60))
    """When changes are taken in and sent."""
    refetch: TaskTimes | None = TaskTimes(cron="30 2 * * *")
    """When everything that can still change is read afresh; null: never."""
    reconcile: TaskTimes | None = TaskTimes(cron="0 5 * * *")
    """When Stripe's totals are held against NetSuite's; null: never."""
    quiet: QuietTimes = ()
    """Hours in which nothing is sent, such as 22:00-23:00 month_end (daily, weekdays, weekends); collecting goes on."""
    catch_up: Literal["latest", "all"] = "latest"
    """What was missed while the daemon was down: made up for once, or as often as it was missed."""
    overlap: Literal["skip"] = "skip"
    """A task never runs beside itself: what falls due meanwhile is left out."""
    max_runtime: Duration = timedelta(minutes=20)
    """How long a run may take before it stops at a consistent point; the next one goes on."""


class Webhooks(Section):
    """The daemon's own small server: Stripe's webhooks, health and metrics."""

    listen: Listen | None = None
    """Address and port; null: none."""
    path: Annotated[Text, StringConstraints(pattern=r"^/[A-Za-z0-9/_-]+$")] = "/stripe"
    """Where Stripe's webhooks are taken."""
    tolerance: Duration = timedelta(minutes=5)
    """How old a signature may be."""


class Alerts(Section):
    """What the daemon tells people by itself, once for each cause, and once more when it is over."""

    webhook: SecretStr | None = None
    """Where alerts are posted as JSON with a text, as Slack takes it; such an address is a secret."""
    command: Words = ()
    """A command, word by word, that gets each alert as JSON on standard input."""
    silent_intervals: Annotated[int, Field(ge=1, le=1000)] = 3
    """Intervals of schedule.sync without a successful run."""
    lag: Duration = timedelta(hours=1)
    """How long the oldest record may be on its way."""
    group_records: Annotated[int, Field(ge=1)] = 20
    """Records that need somebody for one cause."""
