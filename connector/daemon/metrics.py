"""What `/metrics` tells Prometheus. Labels are kinds, states and codes, never ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Lock

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.registry import Collector

from connector.daemon.facts import Facts
from connector.journal import Shown
from connector.runs import Run
from connector.troubles import code_of

Labels = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a client asked its service so far: requests by how they were answered, and for how long it waited.

    `under_way` is how many requests wait now.
    """

    outcomes: Mapping[str, int]
    seconds: float
    under_way: int = 0


@dataclass(kw_only=True)
class Counts:
    """What a daemon counted since it began; written by its loop, read by its server."""

    retries: Counter[str] = field(default_factory=Counter)
    run_seconds: float = 0.0
    differences: Mapping[str, Decimal] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def ran(self, done: Run, seconds: float) -> None:
        """A run came to its end."""
        with self._lock:
            self.run_seconds = seconds
            self.retries[code_of("ANSWER_UNKNOWN")] += sum(one.unanswered for one in done.delivered)

    def failed(self, code: str) -> None:
        """A run was ended by a trouble that passes or is mended; it is tried again."""
        with self._lock:
            self.retries[code_of(code)] += 1

    def metrics(self) -> Iterator[Metric]:
        """Everything counted."""
        with self._lock:
            retries = dict(self.retries)
        again = CounterMetricFamily("connector_retries", "Tries that must be repeated", labels=("code",))
        for code, number in retries.items():
            again.add_metric((code,), number)
        yield again
        yield _one("connector_run_seconds", "How long the last run took", self.run_seconds)
        differing = {(currency,): float(amount) for currency, amount in self.differences.items()}
        meaning = "By how much documents differ that nobody explains, at the last reconciliation"
        yield _many("connector_reconcile_difference", meaning, ("currency",), differing.items())


def api_metrics(asked: Mapping[str, Asked]) -> Iterator[Metric]:
    """What was asked of each service, by its name."""
    requests = CounterMetricFamily("connector_api_requests", "Requests sent", labels=("system", "outcome"))
    seconds = SummaryMetricFamily("connector_api_seconds", "How long answers took", labels=("system",))
    for system, one in asked.items():
        for outcome, number in one.outcomes.items():
            requests.add_metric((system, outcome), number)
        seconds.add_metric((system,), count_value=sum(one.outcomes.values()), sum_value=one.seconds)
    yield requests
    yield seconds
    under_way = asked["netsuite"].under_way if "netsuite" in asked else 0
    yield _one("connector_netsuite_concurrency", "Requests to NetSuite under way", under_way)


def journal_metrics(facts: Facts, mapping: int | None) -> Iterator[Metric]:
    """What the journal says, at this moment."""
    status = facts.status
    records = {(one.kind, one.shown.value): float(one.number) for one in status.counts}
    yield _many("connector_records", "Records by kind and state", ("kind", "state"), records.items())
    lags = {(kind,): facts.seconds_since(since) for kind, since in status.unsynced_since.items()}
    yield _many("connector_lag_seconds", "For how long the oldest record is on its way", ("kind",), lags.items())
    opened = [one.first_opened_at for one in status.issues]
    attention = facts.seconds_since(min(opened)) if opened else 0
    yield _one("connector_oldest_attention_seconds", "For how long the oldest issue needs somebody", attention)
    success = facts.last_success.timestamp() if facts.last_success else 0
    yield _one("connector_last_success_timestamp", "When the last run began that took in everything", success)
    pending = status.number(Shown.WAITING) + sum(one.number for one in status.blocked)
    yield _one("connector_pending_data", "Records that wait for others, and objects that a flag holds back", pending)
    yield _one("connector_holds", "Records on hold", status.number(Shown.ON_HOLD))
    yield _one("connector_paused", "Whether sending is paused", status.paused is not None)
    yield _one("connector_mapping_version", "Version of the mapping that records are made with", mapping or 0)
    troubles = {(code_of(one.code),): 1.0 for one in facts.troubles}
    yield _many("connector_troubles", "What is wrong with the whole connection", ("code",), troubles.items())


@dataclass(frozen=True)
class _Found(Collector):
    """Metrics that are there already."""

    collect: Callable[[], Iterable[Metric]]


def text_of(metrics: Iterable[Metric]) -> str:
    """All of them, as `/metrics` answers."""
    registry, found = CollectorRegistry(auto_describe=False), tuple(metrics)
    registry.register(_Found(lambda: found))
    return generate_latest(registry).decode()


def _one(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _many(name: str, meaning: str, labels: Labels, values: Iterable[tuple[Labels, float]]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=labels)
    for said, value in sorted(values):
        family.add_metric(said, value)
    return family
