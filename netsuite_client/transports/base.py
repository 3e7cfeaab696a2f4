"""What the client needs of a way to reach NetSuite, whichever protocol it speaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from netsuite_client.outcomes import Operation, Outcome, Turn
from netsuite_client.records import Record, Ref
from netsuite_client.transports.traffic import Spent


class Transport(Protocol):
    """A way to reach NetSuite; safe to use from several threads.

    Every method may raise `Busy`, `LoginRefused`, `Unreachable` and `RequestRefused`; reads also `ProtocolError`.
    Reads are tried again a few times by themselves, writes never.
    """

    def write(self, operations: Sequence[Operation], turn: Turn) -> tuple[Outcome, ...]:
        """Send one request of operations of one type within a turn; an outcome for each, in order.

        No answer is `Unanswered`.
        """
        ...

    def read(self, refs: Sequence[Ref]) -> tuple[Record | None, ...]:
        """The records, in order, by internal id or else external id; None where there is none."""
        ...

    def query(self, sql: str, params: Sequence[str] = ()) -> Iterator[Mapping[str, str]]:
        """The rows of a SuiteQL statement, to the last page; empty columns are left out of a row."""
        ...

    def requests_sent(self) -> Counter[str]:
        """Requests sent so far by operation, tries that failed included."""
        ...

    def spent(self) -> Spent:
        """How they were answered, and how long that took."""
        ...

    def concurrency_limit(self) -> int | None:
        """Requests that the account allows at once, all integrations together; None when we may not know."""
        ...
