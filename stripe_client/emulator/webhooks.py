"""Delivers events to a webhook endpoint: signed as Stripe signs them, and as unreliably as one asks for."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from queue import Queue

import requests
from stripe import WebhookSignature

from stripe_client.emulator.shapes.fields import Plain

ANSWER_SECONDS_MAX = 10.0
_HEADERS = {
    "content-type": "application/json; charset=utf-8",
    "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
}


@dataclass(frozen=True, kw_only=True)
class WebhookEndpoint:
    """Where events go, and the secret that signs them (`whsec_…`). `enabled_events` are types, or `*` for all.

    Stripe promises neither order nor that an event comes once: `copies` sends each so often, `newest_first` turns
    the events of one change around. What is not taken is tried again after each of `retries_after_seconds`.
    """

    url: str
    secret: str = field(repr=False)
    enabled_events: tuple[str, ...] = ("*",)
    copies: int = 1
    newest_first: bool = False
    retries_after_seconds: tuple[float, ...] = (1.0, 5.0, 25.0)

    def takes(self, event: Plain) -> bool:
        """Whether the endpoint wants events of this type."""
        return "*" in self.enabled_events or event["type"] in self.enabled_events


class Deliveries:
    """Posts events one after another, in a thread: whoever receives them may ask the emulator in turn."""

    def __init__(self, endpoint: WebhookEndpoint) -> None:
        self._endpoint = endpoint
        self._waiting: Queue[Plain] = Queue()
        self._thread: threading.Thread | None = None

    def send(self, events: Iterable[Plain]) -> None:
        """Takes events to deliver; each counts as pending until the endpoint has taken it."""
        wanted = [event for event in events if self._endpoint.takes(event)]
        for event in reversed(wanted) if self._endpoint.newest_first else wanted:
            event["pending_webhooks"] = 1
            for _ in range(self._endpoint.copies):
                self._waiting.put(event)
        if wanted and self._thread is None:
            self._thread = threading.Thread(target=self._deliver_all, daemon=True, name="stripe-webhooks")
            self._thread.start()

    def finish(self, timeout_seconds: float = ANSWER_SECONDS_MAX) -> bool:
        """Waits until nothing is left to try; False if that takes too long."""
        done = self._waiting.all_tasks_done
        with done:
            return done.wait_for(lambda: not self._waiting.unfinished_tasks, timeout_seconds)

    def _deliver_all(self) -> None:
        with requests.Session() as session:
            session.trust_env = False  # no proxy stands between an emulator and its endpoint
            while True:
                event = self._waiting.get()
                self._deliver(session, event)
                self._waiting.task_done()

    def _deliver(self, session: requests.Session, event: Plain) -> None:
        """Tries until the endpoint takes the event; after the last try it stays pending."""
        for pause in (0.0, *self._endpoint.retries_after_seconds):
            time.sleep(pause)
            if self._is_taken(session, event):
                event["pending_webhooks"] = 0
                return

    def _is_taken(self, session: requests.Session, event: Plain) -> bool:
        body = json.dumps(event, separators=(",", ":"))
        signature = WebhookSignature.generate_signature_header(body, self._endpoint.secret)
        try:
            answer = session.post(
                self._endpoint.url,
                data=body.encode(),
                headers={**_HEADERS, "stripe-signature": signature},
                timeout=ANSWER_SECONDS_MAX,
                allow_redirects=False,  # Stripe follows none either
            )
        except requests.RequestException:
            return False
        return 200 <= answer.status_code < 300
