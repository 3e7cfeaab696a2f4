"""Webhooks: what an endpoint is sent when a book changes, and that Stripe's own library takes it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import stripe

from stripe_client.emulator import Book, StripeEmulator, WebhookEndpoint
from tests.stripe_emulator.books import NOW, an_invoice, small_book

SECRET = "whsec_emulated"
PAID = ["invoice.created", "invoice.finalized", "invoice.updated", "invoice.paid", "invoice.payment_succeeded"]


class Receiver:
    """An endpoint that keeps what it was sent, and answers with these codes, the last one again and again."""

    def __init__(self, *codes: int) -> None:
        self._codes = list(codes)
        self.received: list[tuple[bytes, Mapping[str, str]]] = []

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body, _ in self.received]

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    def take(self, body: bytes, headers: Mapping[str, str]) -> int:
        self.received.append((body, headers))
        return self._codes.pop(0) if len(self._codes) > 1 else self._codes[0]

    @contextmanager
    def listening(self) -> Iterator[str]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                self.send_response(receiver.take(body, dict(self.headers)))
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        with HTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}/stripe"
            finally:
                server.shutdown()
                thread.join()


@contextmanager
def _heard(receiver: Receiver, **options: Any) -> Iterator[StripeEmulator]:
    """An emulator to which a paid invoice was added, and what it sent has arrived or failed."""
    with receiver.listening() as url:
        endpoint = WebhookEndpoint(**{"url": url, "secret": SECRET, "retries_after_seconds": (), **options})
        emulator = StripeEmulator(Book.from_plain(small_book()), clock=lambda: NOW, webhook=endpoint)
        emulator.merge({"invoices": [an_invoice(9)]})
        assert emulator.deliveries is not None
        assert emulator.deliveries.finish()
        yield emulator


def _pending(emulator: StripeEmulator) -> list[int]:
    events: Any = emulator.events()
    return [event["pending_webhooks"] for event in events if event["data"]["object"]["id"] == "in_9"]


def test_an_endpoint_hears_of_every_event_of_a_change_and_of_nothing_before() -> None:
    receiver = Receiver(200)
    with _heard(receiver) as emulator:
        assert receiver.types == PAID
        assert {event["data"]["object"]["id"] for event in receiver.events} == {"in_9"}
        assert {event["api_version"] for event in receiver.events} == {"2026-10-28.endive"}
        assert _pending(emulator) == [0] * len(PAID)


def test_stripes_own_library_takes_the_signature_and_refuses_another_secret() -> None:
    receiver = Receiver(200)
    with _heard(receiver):
        body, headers = receiver.received[0]
    event = stripe.Webhook.construct_event(body, headers["stripe-signature"], SECRET)
    assert (event.type, event.data.object["id"]) == ("invoice.created", "in_9")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, headers["stripe-signature"], "whsec_another")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body.replace(b"in_9", b"in_8"), headers["stripe-signature"], SECRET)


ASKED_FOR: dict[str, tuple[dict[str, Any], list[str]]] = {
    "what it is enabled for": ({"enabled_events": ("invoice.paid", "invoice.voided")}, ["invoice.paid"]),
    "everything twice": ({"copies": 2}, [kind for kind in PAID for _ in range(2)]),
    "the newest first": ({"newest_first": True}, PAID[::-1]),
}


@pytest.mark.parametrize(("options", "types"), ASKED_FOR.values(), ids=ASKED_FOR.keys())
def test_an_endpoint_is_sent(options: dict[str, Any], types: list[str]) -> None:
    receiver = Receiver(200)
    with _heard(receiver, **options):
        assert receiver.types == types


def test_the_same_event_sent_twice_has_one_id() -> None:
    receiver = Receiver(200)
    with _heard(receiver, copies=2):
        assert len({event["id"] for event in receiver.events}) == len(PAID)


def test_what_is_refused_is_tried_again() -> None:
    receiver = Receiver(500, 302, 200)
    with _heard(receiver, retries_after_seconds=(0, 0), enabled_events=("invoice.paid",)) as emulator:
        assert receiver.types == ["invoice.paid"] * 3
        assert sum(_pending(emulator)) == 0


def test_what_is_refused_to_the_end_stays_pending() -> None:
    receiver = Receiver(500)
    with _heard(receiver, retries_after_seconds=(0,), enabled_events=("invoice.paid",)) as emulator:
        assert len(receiver.received) == 2
        assert sum(_pending(emulator)) == 1


def test_nobody_listening_breaks_nothing() -> None:
    with _heard(Receiver(200), url="http://127.0.0.1:9/") as emulator:
        assert sum(_pending(emulator)) == len(PAID)


def test_a_receiver_may_ask_the_emulator_about_the_object_it_hears_of() -> None:
    receiver = Receiver(200)
    with receiver.listening() as url:
        endpoint = WebhookEndpoint(url=url, secret=SECRET, enabled_events=("invoice.paid",))
        emulator = StripeEmulator(Book.from_plain(small_book()), clock=lambda: NOW, webhook=endpoint)
        with emulator.serving() as base:
            answers: list[int] = []
            receiver.take = lambda body, headers: _ask(base, body, answers)  # type: ignore[method-assign]
            emulator.merge({"invoices": [an_invoice(9)]})
            assert emulator.deliveries is not None
            assert emulator.deliveries.finish()
    assert answers == [10_000]


def _ask(base: str, body: bytes, answers: list[int]) -> int:
    client = stripe.StripeClient("rk_test_emulator", base_addresses={"api": base})
    answers.append(client.v1.invoices.retrieve(json.loads(body)["data"]["object"]["id"]).total)
    return 200


def test_the_secret_is_not_shown() -> None:
    assert SECRET not in repr(WebhookEndpoint(url="http://127.0.0.1:9/", secret=SECRET))
