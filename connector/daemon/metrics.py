"""Writes numbers in Prometheus's text format. Labels are kinds, states and codes, never ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock

from connector.daemon.facts import Facts
from connector.journal import Shown
from connector.runs import Run
from connector.troubles import code_of

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A number by labels: its name, what it means, and whether it only grows."""

    name: str
    meaning: str
    values: Mapping[Labels, float]
    grows: bool = False

    def lines(self) -> Iterator[str]:
        """As Prometheus reads it."""
        yield f"# HELP {self.name} {self.meaning}"
        yield f"# TYPE {self.name} {'counter' if self.grows else 'gauge'}"
        for labels, value in sorted(self.values.items()):
            inside = ",".join(f'{name}="{_escaped(said)}"' for name, said in labels)
            yield f"{self.name}{{{inside}}} {value:.15g}" if inside else f"{self.name} {value:.15g}"


@dataclass(kw_only=True)
class Counts:
    """What a daemon counted since it began; written by its loop, read by its server."""

    requests: Counter[Labels] = field(default_factory=Counter)
    retries: Counter[Labels] = field(default_factory=Counter)
    run_seconds: float = 0.0
    differences: Mapping[str, float] = field(default_factory=dict)
    lanes: int = 0
    _lock: Lock = field(default_factory=Lock)

    def ran(self, done: Run, seconds: float) -> None:
        """A run came to its end."""
        with self._lock:
            self.run_seconds = seconds
            unanswered = sum(one.unanswered for one in done.delivered)
            self.retries[(("code", code_of("ANSWER_UNKNOWN")),)] += unanswered

    def failed(self, code: str) -> None:
        """A run was ended by a trouble that passes or is mended; it is tried again."""
        with self._lock:
            self.retries[(("code", code_of(code)),)] += 1

    def sent(self, system: str, outcome: str, number: int) -> None:
        """Requests to Stripe or NetSuite."""
        with self._lock:
            self.requests[(("outcome", outcome), ("system", system))] += number

    def metrics(self) -> Iterator[Metric]:
        """Everything counted."""
        with self._lock:
            requests, retries = dict(self.requests), dict(self.retries)
        yield Metric(name="connector_api_requests_total", meaning="Requests sent", values=requests, grows=True)
        yield Metric(name="connector_retries_total", meaning="Tries that must be repeated", values=retries, grows=True)
        yield _one("connector_run_seconds", "How long the last run took", self.run_seconds)
        yield _one("connector_netsuite_concurrency", "Requests to NetSuite at once in the last run", self.lanes)
        differences: dict[Labels, float] = {(("currency", one),): each for one, each in self.differences.items()}
        yield Metric(
            name="connector_reconcile_difference", meaning="Unexplained difference of totals", values=differences
        )


def journal_metrics(facts: Facts, mapping: int | None) -> Iterator[Metric]:
    """What the journal says, at this moment."""
    status = facts.status
    records: dict[Labels, float] = {(("kind", one.kind), ("state", one.shown)): one.number for one in status.counts}
    yield Metric(name="connector_records", meaning="Records by kind and state", values=records)
    yield _one("connector_lag_seconds", "For how long the oldest record is on its way", facts.lag_seconds)
    opened = [one.first_opened_at for one in status.issues]
    attention = (facts.now - min(opened)).total_seconds() if opened else 0
    yield _one("connector_oldest_attention_seconds", "For how long the oldest issue needs somebody", attention)
    success = facts.last_success.timestamp() if facts.last_success else 0
    yield _one("connector_last_success_timestamp", "When the last run began that took in everything", success)
    yield _one("connector_holds", "Records on hold", status.number(Shown.ON_HOLD))
    yield _one("connector_paused", "Whether sending is paused", float(status.paused is not None))
    yield _one("connector_mapping_version", "Version of the mapping that records are made with", mapping or 0)
    troubles: dict[Labels, float] = {(("code", code_of(one.code)),): 1 for one in facts.troubles}
    yield Metric(name="connector_troubles", meaning="What is wrong with the whole connection", values=troubles)


def text_of(metrics: Iterable[Metric]) -> str:
    """All of them, as `/metrics` answers."""
    return "\n".join(line for metric in metrics for line in metric.lines()) + "\n"


def _one(name: str, meaning: str, value: float) -> Metric:
    return Metric(name=name, meaning=meaning, values={(): value})


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
