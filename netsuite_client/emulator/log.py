"""Remembers the requests that were answered, for tests and for the curious."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import asdict, dataclass

ENTRIES_MAX = 100_000


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A request: `outcome` is `ok`, `refused CODE …`, `fault CODE`, `error CODE`, or the scripted trouble it met."""

    method: str
    operation: str
    records: int
    outcome: str


class RequestLog:
    """The last requests, and the counts of all."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=ENTRIES_MAX)
        self._counts: Counter[str] = Counter()
        self._records: Counter[str] = Counter()

    def add(self, entry: Entry) -> None:
        """Remember a request."""
        self._entries.append(entry)
        self._counts[entry.operation] += 1
        self._records[entry.operation] += entry.records

    def clear(self) -> None:
        """Forget all requests."""
        self._entries.clear()
        self._counts.clear()
        self._records.clear()

    def as_json(self) -> dict[str, object]:
        """The log: requests oldest first, counts of requests and records by operation, and in all."""
        return {
            "requests": [asdict(entry) for entry in self._entries],
            "counts": dict(self._counts),
            "records": dict(self._records),
            "total": self._counts.total(),
        }
