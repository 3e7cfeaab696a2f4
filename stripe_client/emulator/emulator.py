"""The emulator itself: a book behind Stripe's surface, with faults on request and a log of what was asked."""

from __future__ import annotations

import json
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from email.utils import formatdate

from starlette.applications import Starlette

from stripe_client.emulator.account import TIMEZONE
from stripe_client.emulator.app import make_app
from stripe_client.emulator.book import Book, Change
from stripe_client.emulator.endpoints import find_endpoint
from stripe_client.emulator.errors import Refusal
from stripe_client.emulator.events import EventMaker
from stripe_client.emulator.faults import Fault, FaultKind
from stripe_client.emulator.reading import Stored
from stripe_client.emulator.serving import serving_app
from stripe_client.emulator.shapes.fields import Plain
from stripe_client.emulator.surface import API_VERSION, Asked, Keys, Surface
from stripe_client.emulator.webhooks import Deliveries, WebhookEndpoint

EMULATOR_KEY = "rk_test_emulator"
LOG_REQUESTS_MAX = 10_000


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What goes back: a status, headers and a body, and the fault that spoils it on its way."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    fault: Fault | None = None


class StripeEmulator:
    """Stripe's API over one book, of which it changes metadata only. For the rest: `merge` or POST /_emulator/book."""

    def __init__(
        self,
        book: Book,
        *,
        api_key: str = EMULATOR_KEY,
        account: str = "acct_emulator",
        clock: Callable[[], float] = time.time,
        requests_per_second: int | None = None,
        refused_resources: frozenset[str] = frozenset(),
        doubled_events: bool = False,
        timezone: str = TIMEZONE,
        webhook: WebhookEndpoint | None = None,
    ) -> None:
        """`clock` gives POSIX seconds; `refused_resources` ("invoices", …) answer 403 as for a restricted key.

        `timezone` is that of the account's dashboard.
        `doubled_events` tells of everything twice, by two events of the same second; `webhook` hears of every change.
        """
        self._first_book, self._clock = book, clock
        self._doubled_events = doubled_events
        self.deliveries = None if webhook is None else Deliveries(webhook)
        self._keys = Keys(api_key=api_key, account=account, refused_resources=refused_resources, timezone=timezone)
        self._requests_per_second = requests_per_second
        self.reset()
        self.app: Starlette = make_app(self)

    @property
    def account(self) -> str:
        """The id of the account that is served."""
        return self._keys.account

    def serving(self, host: str = "127.0.0.1", port: int = 0) -> AbstractContextManager[str]:
        """Serves over HTTP in a thread while the `with` block runs; its value is the base address."""
        return serving_app(self.app, host, port)

    def reset(self) -> None:
        """Back to the book of the beginning, without faults and with an empty log."""
        self.book = self._first_book.copy()
        self.faults: list[Fault] = []
        self.log: deque[Plain] = deque(maxlen=LOG_REQUESTS_MAX)
        self.counts: Counter[str] = Counter()
        self._recent: deque[float] = deque()
        self._events = EventMaker(self.book, API_VERSION, doubled=self._doubled_events)
        if not self.book.shelves["event"].by_id:
            self.book.put_events(self._events.history())
        self._surface = Surface(self.book, self._keys, self._clock, self._put)

    def events(self) -> list[Plain]:
        """Every event there is, given in a book or made here; a book that holds them needs no others made."""
        return [stored.served for stored in self.book.shelves["event"].newest_first()]

    def merge(self, plain: object, *, source: str = "the book") -> list[Change]:
        """Adds or replaces objects, as if it happened now. Raises BookError, naming the `source`."""
        changes = self.book.merge(plain, source=source)
        self._tell(changes)
        return changes

    def _put(self, stored: Stored) -> None:
        """Keep an object that was changed through the API."""
        self._tell([self.book.put(stored)])

    def _tell(self, changes: Sequence[Change]) -> None:
        events = self._events.of_changes(changes, int(self._clock()))
        self.book.put_events(events)
        if self.deliveries is not None:
            self.deliveries.send(events)

    def answer(self, asked: Asked) -> Answer:
        """Answers one request to Stripe's API; the fault, if one strikes, is left to whoever sends the answer."""
        number = self.counts.total() + 1
        fault = next((fault for fault in self.faults if fault.strikes(asked.method, asked.path)), None)
        self.counts[_counted_as(asked)] += 1
        request_id = f"req_{number:014d}"
        status, body = self._status_and_body(asked, fault, request_id)
        self._note(asked, number, status, fault)
        headers = {"content-type": "application/json", "request-id": request_id, "stripe-version": API_VERSION}
        headers["date"] = formatdate(self._clock(), usegmt=True)
        if status >= 500:
            headers["stripe-should-retry"] = "true"
        return Answer(
            status=status, body=json.dumps(body, separators=(",", ":")).encode(), headers=headers, fault=fault
        )

    def _status_and_body(self, asked: Asked, fault: Fault | None, request_id: str) -> tuple[int, Plain]:
        try:
            self._count_against_limit()
            if fault is not None:
                _refuse(fault)
            return 200, self._surface.answer(asked)
        except Refusal as refusal:
            return refusal.status, refusal.envelope(request_id, self.account)

    def _count_against_limit(self) -> None:
        if self._requests_per_second is None:
            return
        now = time.monotonic()  # the emulator's own clock may stand still
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= self._requests_per_second:
            raise _too_many()
        self._recent.append(now)

    def _note(self, asked: Asked, number: int, status: int, fault: Fault | None) -> None:
        self.log.append(
            {
                "n": number,
                "method": asked.method,
                "path": asked.path,
                "query": asked.query,
                "status": status,
                "fault": None if fault is None else fault.kind.value,
            }
        )


def _counted_as(asked: Asked) -> str:
    """Method and path with ids left out; what is no path of Stripe's is counted together."""
    found = find_endpoint(asked.path)
    return f"{asked.method} {'(unknown)' if found is None else found[0]}"


def _too_many() -> Refusal:
    return Refusal(429, "Request rate limit exceeded.", code="rate_limit")


def _refuse(fault: Fault) -> None:
    """The faults that are answers of Stripe's own."""
    match fault.kind:
        case FaultKind.REFUSE:
            raise Refusal(400, "The emulator was told to refuse this request.")
        case FaultKind.HTTP_500:
            raise Refusal(500, "An unknown error occurred", kind="api_error")
        case FaultKind.LIMIT:
            raise _too_many()
        case FaultKind.LOGIN:
            raise Refusal(401, "Invalid API Key provided: rk_********")
        case _:
            return
