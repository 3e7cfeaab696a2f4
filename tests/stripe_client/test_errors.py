"""What becomes of refusals, limits, faults and broken connections: one sentence, the right type, never the key."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import requests
import responses

from stripe_client.client import Stripe
from stripe_client.errors import (
    KeyRefused,
    ObjectMissing,
    ProtocolError,
    RateLimited,
    RequestRefused,
    ScopeMissing,
    StripeError,
    Unreachable,
    WrongAccount,
    scrubbed,
)
from stripe_client.objects import MissingFamily, Root, RootKind

KEY = "rk_live_51SecretOfTheTests"
BASE = "https://stripe.test"
ACCOUNT = f"{BASE}/v1/account"


class Naps:
    """Notes how long it should have slept."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
def stripe(naps: Naps) -> Iterator[Stripe]:
    client = Stripe(
        KEY, api_base=BASE, start=date(2026, 1, 1), timezone="UTC", requests_per_second=0, sleep=naps, clock=lambda: 0
    )
    yield client
    client.close()


@pytest.fixture
def answers() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def an_error(message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"type": "invalid_request_error", "message": message, **more}}


Answer = dict[str, Any] | Exception
Failing = tuple[Answer, type[StripeError], int, str]
FAILURES: dict[str, Failing] = {
    "a wrong key": (
        {"status": 401, "json": an_error(f"Invalid API Key provided: {KEY}")},
        KeyRefused,
        1,
        "Stripe refused the API key; set a valid one: Invalid API Key provided: … (Stripe request req_1)",
    ),
    "a key without the permission": (
        {"status": 403, "json": an_error("The provided key does not have rak_account_read")},
        ScopeMissing,
        1,
        "The Stripe key may not read account; give it that permission: The provided key does not have"
        " rak_account_read (Stripe request req_1)",
    ),
    "something that is not there": (
        {"status": 404, "json": an_error("No such account", code="resource_missing", param="id")},
        ObjectMissing,
        1,
        "Stripe does not have what /v1/account asks for: No such account (Stripe request req_1)",
    ),
    "a request that is wrong": (
        {"status": 400, "json": an_error("Received unknown parameter: x", code="parameter_unknown")},
        RequestRefused,
        1,
        "Stripe refused GET /v1/account: Received unknown parameter: x (Stripe request req_1)",
    ),
    "too many requests, without end": (
        {"status": 429, "json": an_error("Request rate limit exceeded.")},
        RateLimited,
        8,
        "Stripe keeps refusing requests as too many: Request rate limit exceeded. (Stripe request req_1)",
    ),
    "a fault of Stripe's, without end": (
        {"status": 500, "json": an_error("An unknown error occurred", type="api_error")},
        Unreachable,
        4,
        "Stripe is out of order and answered 500 to GET /v1/account: An unknown error occurred (Stripe request req_1)",
    ),
    "a fault that Stripe says will stay": (
        {"status": 500, "json": an_error("No use"), "headers": {"Stripe-Should-Retry": "false"}},
        Unreachable,
        1,
        "Stripe is out of order and answered 500 to GET /v1/account: No use (Stripe request req_1)",
    ),
    "a page of a proxy's": (
        {"status": 502, "body": "<html>Bad gateway</html>"},
        Unreachable,
        4,
        "Stripe is out of order and answered 502 to GET /v1/account",
    ),
    "garbage that pretends to be well": (
        {"status": 200, "body": "<html>Welcome</html>"},
        ProtocolError,
        4,
        "Stripe's answer to GET /v1/account cannot be understood",
    ),
    "a list where an object should be": (
        {"status": 200, "json": ["x"]},
        ProtocolError,
        1,
        "Stripe's answer to GET /v1/account is no object",
    ),
    "no connection": (
        requests.exceptions.ConnectionError(f"refused, with Bearer {KEY}"),
        Unreachable,
        4,
        "Stripe could not be reached: ConnectionError: refused, with Bearer …",
    ),
    "no answer in time": (
        requests.exceptions.ReadTimeout("too slow"),
        Unreachable,
        4,
        "Stripe could not be reached: ReadTimeout: too slow",
    ),
    "an answer torn in the middle": (
        requests.exceptions.ChunkedEncodingError("torn"),
        Unreachable,
        4,
        "Stripe could not be reached: ChunkedEncodingError: torn",
    ),
    "a certificate that does not fit": (
        requests.exceptions.SSLError("certificate verify failed"),
        Unreachable,
        1,
        "Stripe could not be reached: SSLError: certificate verify failed",
    ),
}


def answer(mock: responses.RequestsMock, given: Answer, url: str = ACCOUNT) -> None:
    if isinstance(given, Exception):
        mock.get(url, body=given)
    else:
        headers = {"Request-Id": "req_1", **given.get("headers", {})}
        mock.get(url, **{**given, "headers": headers})


@pytest.mark.parametrize("failing", FAILURES.values(), ids=FAILURES)
def test_a_failure_is_told_in_a_sentence(stripe: Stripe, answers: responses.RequestsMock, failing: Failing) -> None:
    given, kind, tries, sentence = failing
    answer(answers, given)
    with pytest.raises(StripeError) as failure:
        stripe.account()
    assert type(failure.value) is kind
    assert str(failure.value).startswith(sentence)
    assert (len(answers.calls), stripe.requests_sent) == (tries, tries)


@pytest.mark.parametrize("failing", FAILURES.values(), ids=FAILURES)
def test_the_key_is_nowhere_in_what_is_raised(
    stripe: Stripe, answers: responses.RequestsMock, failing: Failing
) -> None:
    given, kind, _, sentence = failing
    answer(answers, given)
    with pytest.raises(kind) as failure:
        stripe.account()
    shown = "".join(traceback.format_exception(failure.value)) + repr(failure.value) + repr(vars(failure.value))
    assert KEY not in shown
    assert (failure.value.__cause__, failure.value.__context__) == (None, None)
    assert KEY not in f"{stripe!r}{stripe._wire!r}"
    assert sentence in shown


PASSING: dict[str, Answer] = {
    "too many requests": {"status": 429, "json": an_error("Slow down")},
    "a fault of Stripe's": {"status": 503, "json": an_error("Down")},
    "a conflict": {"status": 409, "json": an_error("Conflict")},
    "a lock held by another": {"status": 429, "json": an_error("x"), "headers": {"Stripe-Should-Retry": "true"}},
    "garbage": {"status": 200, "body": "<html>"},
    "a broken connection": requests.exceptions.ConnectionError("reset"),
    "a torn answer": requests.exceptions.ChunkedEncodingError("torn"),
}


@pytest.mark.parametrize("given", PASSING.values(), ids=PASSING)
def test_what_passes_is_waited_out(stripe: Stripe, answers: responses.RequestsMock, naps: Naps, given: Answer) -> None:
    answer(answers, given)
    answer(answers, given)
    answer(answers, {"status": 200, "json": {"id": "acct_1", "object": "account"}})
    assert stripe.account().id == "acct_1"
    assert stripe.requests_sent == 3
    assert len(naps.seconds) == 2
    assert 0.25 <= naps.seconds[0] <= 0.5
    assert 0.5 <= naps.seconds[1] <= 1.0


def test_stripe_is_left_alone_for_as_long_as_it_asks(
    stripe: Stripe, answers: responses.RequestsMock, naps: Naps
) -> None:
    answer(answers, {"status": 429, "json": an_error("Slow down"), "headers": {"Retry-After": "7"}})
    answer(answers, {"status": 200, "json": {"id": "acct_1"}})
    stripe.account()
    assert naps.seconds == [7.0]


def test_the_request_id_and_the_missing_permission_can_be_read(stripe: Stripe, answers: responses.RequestsMock) -> None:
    answer(answers, {"status": 403, "json": an_error("Needs 'rak_invoice_read'.")}, f"{BASE}/v1/invoices/in_1")
    with pytest.raises(ScopeMissing) as failure:
        list(stripe.families([Root(RootKind.INVOICE, "in_1")]))
    assert (failure.value.resource, failure.value.permission) == ("invoices", "rak_invoice_read")
    assert failure.value.request_id == "req_1"


ODD_LISTS = {
    "no list": {"object": "list"},
    "a list of texts": {"data": ["in_1"]},
    "objects without id": {"data": [{"object": "invoice"}]},
}


@pytest.mark.parametrize("body", ODD_LISTS.values(), ids=ODD_LISTS)
def test_a_list_that_is_none_is_refused(stripe: Stripe, answers: responses.RequestsMock, body: dict[str, Any]) -> None:
    answers.get(f"{BASE}/v1/events", json={"data": []})
    answers.get(f"{BASE}/v1/invoices", json=body)
    with pytest.raises(ProtocolError, match="GET /v1/invoices is no list of objects"):
        list(stripe.changes(None))


def test_a_list_that_repeats_itself_is_not_read_for_ever(stripe: Stripe, answers: responses.RequestsMock) -> None:
    answers.get(f"{BASE}/v1/events", json={"data": []})
    page = {"data": [{"id": "in_1", "created": 1_790_000_000}], "has_more": True}
    answers.get(f"{BASE}/v1/invoices", json=page)
    with pytest.raises(ProtocolError, match="does not move on after in_1"):
        list(stripe.changes(None))


def test_an_invoice_deleted_between_two_questions_is_missing(stripe: Stripe, answers: responses.RequestsMock) -> None:
    draft = {"id": "in_1", "object": "invoice", "created": 1, "lines": {"has_more": True, "data": []}}
    answers.get(f"{BASE}/v1/invoices/in_1", json=draft)
    gone = an_error("No such invoice: in_1", code="resource_missing", param="id")
    answers.get(f"{BASE}/v1/invoices/in_1/lines", json=gone, status=404)
    assert list(stripe.families([Root(RootKind.INVOICE, "in_1")])) == [
        MissingFamily(root=Root(RootKind.INVOICE, "in_1"))
    ]


def test_the_account_is_told_with_its_time_zone_and_mode(stripe: Stripe, answers: responses.RequestsMock) -> None:
    answers.get(ACCOUNT, json={"id": "acct_1", "settings": {"dashboard": {"timezone": "Europe/Paris"}}})
    account = stripe.account()
    assert (account.id, account.timezone, account.livemode) == ("acct_1", "Europe/Paris", True)


def test_a_key_of_another_account_is_refused(answers: responses.RequestsMock) -> None:
    answers.get(ACCOUNT, json={"id": "acct_other"})
    client = Stripe(KEY, account_id="acct_ours", api_base=BASE, start=None, timezone="UTC")
    with pytest.raises(WrongAccount, match="belongs to account acct_other, but account acct_ours is configured"):
        client.account()
    client.close()


def test_each_request_says_who_asks_in_which_version(stripe: Stripe, answers: responses.RequestsMock) -> None:
    answers.get(ACCOUNT, json={"id": "acct_1"})
    stripe.account()
    stripe.account()
    sent = answers.calls[1].request.headers
    assert sent["Stripe-Version"] == "2026-10-28.endive"
    assert sent["Authorization"] == f"Bearer {KEY}"
    assert "stripe-netsuite-connector" in sent["User-Agent"]
    assert "X-Stripe-Client-Telemetry" not in sent
    assert "telemetry_id" not in json.loads(sent["X-Stripe-Client-User-Agent"])


@pytest.mark.parametrize("key", ["", "rk_test_x\n", "rk test", "rk_test_ü"])
def test_a_key_that_is_none_is_refused_before_it_is_sent(key: str) -> None:
    with pytest.raises(KeyRefused, match="is empty or holds characters that no key has") as failure:
        Stripe(key, start=None, timezone="UTC")
    assert not key or key not in str(failure.value)


@pytest.mark.parametrize("address", ["nowhere", "ftp://stripe.test", "http://"])
def test_an_address_that_is_none_is_unreachable_at_once(naps: Naps, address: str) -> None:
    client = Stripe(KEY, api_base=address, start=None, timezone="UTC", sleep=naps, requests_per_second=0)
    with pytest.raises(Unreachable):
        client.account()
    assert naps.seconds == []
    client.close()


SHOWN = {
    "a secret key": ("sk_live_51Abc refused", "sk_live_… refused"),
    "a webhook secret": ("with whsec_abc/+= here", "with whsec_… here"),
    "our own key, whatever it looks like": ("key=opaque1", "key=…"),
    "a long text": ("x" * 400, "x" * 300 + "…"),
    "an id": ("No such invoice: 'in_1'", "No such invoice: 'in_1'"),
}


@pytest.mark.parametrize(("text", "expected"), SHOWN.values(), ids=SHOWN)
def test_texts_of_others_are_shown_without_keys(text: str, expected: str) -> None:
    assert scrubbed(text, "opaque1") == expected
