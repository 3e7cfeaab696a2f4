"""Faults and the request log, seen by the official SDK over real HTTP."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import requests
import stripe

from stripe_client.emulator import EMULATOR_KEY, Book, Fault, FaultKind, StripeEmulator
from tests.stripe_emulator.books import small_book
from tests.stripe_emulator.requests import Asker


class Served:
    """An emulator behind an address, and the SDK's client of it."""

    def __init__(self, emulator: StripeEmulator, url: str) -> None:
        self.emulator, self.url = emulator, url
        transport = stripe.RequestsClient(timeout=5)
        self.client = stripe.StripeClient(EMULATOR_KEY, base_addresses={"api": url}, http_client=transport)

    def spoil(self, **fault: object) -> None:
        answer = requests.post(f"{self.url}/_emulator/faults", json=fault, timeout=5)
        assert answer.status_code == 200, answer.text

    def ids(self) -> list[str]:
        return [invoice.id for invoice in self.client.v1.invoices.list().data]


@pytest.fixture(scope="module")
def _served() -> Iterator[Served]:
    emulator = StripeEmulator(Book.from_plain(small_book()))
    with emulator.serving() as url:
        yield Served(emulator, url)


@pytest.fixture
def served(_served: Served) -> Served:
    _served.emulator.reset()
    return _served


SEEN = {
    FaultKind.REFUSE: (stripe.InvalidRequestError, 400),
    FaultKind.HTTP_500: (stripe.APIError, 500),
    FaultKind.LIMIT: (stripe.RateLimitError, 429),
    FaultKind.LOGIN: (stripe.AuthenticationError, 401),
    FaultKind.BROKEN: (stripe.APIConnectionError, None),
    FaultKind.GARBAGE: (stripe.APIError, 200),
    FaultKind.TIMEOUT_BEFORE: (stripe.APIConnectionError, None),
    FaultKind.TIMEOUT_AFTER: (stripe.APIConnectionError, None),
}


@pytest.mark.parametrize(("kind", "seen"), SEEN.items(), ids=[kind.value for kind in SEEN])
def test_the_sdk_sees(served: Served, kind: FaultKind, seen: tuple[type[stripe.StripeError], int | None]) -> None:
    served.spoil(kind=kind.value, hold_seconds=0.01)
    with pytest.raises(seen[0]) as caught:
        served.ids()
    assert caught.value.http_status == seen[1]
    assert served.ids() == ["in_1"]


def test_a_slow_answer_comes_late_but_whole(served: Served) -> None:
    served.spoil(kind="slow", hold_seconds=0.2)
    start = time.monotonic()
    assert served.ids() == ["in_1"]
    assert time.monotonic() - start >= 0.2


def test_a_time_out_holds_the_connection_while_others_are_served(served: Served) -> None:
    served.spoil(kind="timeout_before", path="/v1/invoices", hold_seconds=0.3)

    def ask() -> None:
        with pytest.raises(stripe.APIConnectionError):
            served.ids()

    held = threading.Thread(target=ask)
    held.start()
    while not served.emulator.log:
        time.sleep(0.002)
    start = time.monotonic()
    assert served.client.v1.customers.list().data[0].id == "cus_1"
    assert time.monotonic() - start < 0.25
    held.join()


def test_the_servers_own_failures_ask_to_be_retried(served: Served) -> None:
    served.spoil(kind="http_500")
    client = stripe.StripeClient(EMULATOR_KEY, base_addresses={"api": served.url}, max_network_retries=1)
    assert client.v1.invoices.list().data[0].id == "in_1"


def test_serving_ends_promptly_though_a_connection_is_held() -> None:
    emulator = StripeEmulator(Book.from_plain(small_book()))
    emulator.faults.append(Fault(kind=FaultKind.TIMEOUT_BEFORE))
    with emulator.serving() as url:
        headers = {"Authorization": f"Bearer {EMULATOR_KEY}"}
        with pytest.raises(requests.exceptions.ReadTimeout):
            requests.get(f"{url}/v1/invoices", headers=headers, timeout=0.1)
        start = time.monotonic()
    assert time.monotonic() - start < 2


# Which requests are spoilt


def _statuses(asker: Asker, *paths: str) -> list[int]:
    return [asker.ask("GET", path)[0] for path in paths]


def test_a_fault_strikes_the_nth_request_and_so_many_after_it() -> None:
    asker = Asker(small_book())
    asker.ask("POST", "/_emulator/faults", body={"kind": "limit", "nth": 3, "times": 2})
    assert _statuses(asker, *["/v1/invoices"] * 6) == [200, 200, 429, 429, 200, 200]


def test_a_fault_counts_only_requests_of_its_path_and_method() -> None:
    asker = Asker(small_book())
    asker.ask(
        "POST", "/_emulator/faults", body=[{"kind": "http_500", "nth": 2, "method": "GET", "path": "/v1/invoices*"}]
    )
    paths = ["/v1/invoices", "/v1/customers", "/v1/customers", "/v1/invoices/in_1", "/v1/invoices"]
    assert _statuses(asker, *paths) == [200, 200, 200, 500, 200]


def test_a_fault_of_another_method_does_not_strike() -> None:
    asker = Asker(small_book())
    asker.ask("POST", "/_emulator/faults", body={"kind": "http_500", "method": "POST"})
    assert _statuses(asker, "/v1/invoices") == [200]


def test_only_the_servers_own_failures_say_that_they_may_be_retried() -> None:
    asker = Asker(small_book())
    asker.ask("POST", "/_emulator/faults", body={"kind": "http_500"})
    headers = [asker.ask("GET", "/v1/invoices")[2] for _ in range(2)]
    assert [answer.get("stripe-should-retry") for answer in headers] == ["true", None]


REFUSED = {
    "an unknown kind": ({"kind": "flood"}, "kind of a fault must be one of refuse, http_500"),
    "no kind": ({}, "kind of a fault must be one of"),
    "an unknown name": ({"kind": "limit", "count": 1}, "a fault has no count; it has kind, nth"),
    "a request before the first": ({"kind": "limit", "nth": 0}, "nth and times of a fault begin at 1"),
    "a number that is a text": ({"kind": "limit", "nth": "1"}, "nth of a fault cannot be '1'"),
    "something else": (7, "a fault is a JSON object"),
}


@pytest.mark.parametrize(("fault", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_a_fault_is_refused_for(fault: object, message: str) -> None:
    status, body, _ = Asker(small_book()).ask("POST", "/_emulator/faults", body=fault)
    assert status == 400
    assert body["error"].startswith(message)


def test_the_log_says_what_was_asked_and_answered_but_no_key() -> None:
    asker = Asker(small_book())
    asker.get("/v1/invoices", ("limit", 5))
    asker.error("/v1/invoices/in_x")
    asker.error("/v1/nothing")
    _, body, _ = asker.ask("GET", "/_emulator/requests")
    assert body["count"] == 3
    assert body["counts"] == {"GET /v1/invoices": 1, "GET /v1/invoices/{id}": 1, "GET (unknown)": 1}
    assert body["log"][0] == {
        "n": 1,
        "method": "GET",
        "path": "/v1/invoices",
        "query": "limit=5",
        "status": 200,
        "fault": None,
    }
    assert EMULATOR_KEY not in str(body)


def test_there_are_no_other_controls() -> None:
    assert Asker(small_book()).ask("GET", "/_emulator/book")[0] == 404


def test_malformed_json_to_a_control_is_refused(served: Served) -> None:
    answer = requests.post(f"{served.url}/_emulator/book", data=b"{", timeout=5)
    assert (answer.status_code, "error" in answer.json()) == (400, True)
