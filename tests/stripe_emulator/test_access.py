"""Who may ask, in which version, and what every answer carries."""

from __future__ import annotations

from base64 import b64encode

import pytest

from stripe_client.emulator import API_VERSION, EMULATOR_KEY
from tests.stripe_emulator.books import small_book
from tests.stripe_emulator.requests import Asker

SECRET = "rk_test_aVeryLongSecretThatIsNotTheKey"


@pytest.fixture(scope="module")
def asker() -> Asker:
    return Asker(small_book())


def _basic(user: str) -> str:
    return f"Basic {b64encode(f'{user}:'.encode()).decode()}"


@pytest.mark.parametrize("authorization", [f"Bearer {EMULATOR_KEY}", f"bearer {EMULATOR_KEY}", _basic(EMULATOR_KEY)])
def test_the_key_opens(asker: Asker, authorization: str) -> None:
    assert asker.ids("/v1/invoices") == [
        member["id"] for member in asker.get("/v1/invoices", authorization=authorization)["data"]
    ]


CLOSED = {
    "no key": ("", "You did not provide an API key."),
    "another key": (f"Bearer {SECRET}", "Invalid API Key provided: rk_test_********eKey"),
    "another key as user name": (_basic(SECRET), "Invalid API Key provided: rk_test_********eKey"),
    "a short key": ("Bearer sk_1", "Invalid API Key provided: sk_********"),
    "an unknown scheme": (f"Digest {EMULATOR_KEY}", "You did not provide an API key."),
    "a user name that is not base64": ("Basic ä", "You did not provide an API key."),
}


@pytest.mark.parametrize(("authorization", "message"), CLOSED.values(), ids=CLOSED.keys())
def test_the_door_stays_closed_for(asker: Asker, authorization: str, message: str) -> None:
    status, error = asker.error("/v1/invoices", authorization=authorization)
    assert (status, error["type"]) == (401, "invalid_request_error")
    assert error["message"].startswith(message)
    assert SECRET not in str(error)


def test_a_restricted_key_is_told_which_permission_it_needs() -> None:
    asker = Asker(small_book(), refused_resources=frozenset({"invoices"}))
    status, error = asker.error("/v1/invoices/in_1")
    assert status == 403
    assert "rak_invoice_read" in error["message"]
    assert asker.ids("/v1/customers") == ["cus_1"]


def test_another_account_is_not_served(asker: Asker) -> None:
    assert asker.get("/v1/account", stripe_account="acct_emulator")["id"] == "acct_emulator"
    assert asker.error("/v1/account", stripe_account="acct_other")[0] == 403


def test_the_account_says_its_id_and_time_zone() -> None:
    account = Asker({}, account="acct_mine").get("/v1/account")
    assert (account["id"], account["settings"]["dashboard"]["timezone"]) == ("acct_mine", "Etc/UTC")


def test_the_version_is_echoed_and_another_one_refused(asker: Asker) -> None:
    _, _, headers = asker.ask("GET", "/v1/invoices", stripe_version=API_VERSION)
    assert headers["stripe-version"] == API_VERSION
    status, error = asker.error("/v1/invoices", stripe_version="2019-01-01")
    assert (status, error["message"].split(".")[0]) == (400, "Invalid Stripe API version: 2019-01-01")


def test_every_answer_has_an_id_of_its_own(asker: Asker) -> None:
    ids = {asker.ask("GET", path)[2]["request-id"] for path in ("/v1/invoices", "/v1/x", "/v1/invoices/in_x")}
    assert len(ids) == 3


def test_a_refusal_comes_in_stripes_envelope(asker: Asker) -> None:
    _, body, headers = asker.ask("GET", "/v1/invoices/in_x")
    error = body["error"]
    assert error["message"] == "No such invoice: 'in_x'"
    assert error["doc_url"].endswith("#resource-missing")
    assert error["request_log_url"].endswith(headers["request-id"])


def test_requests_beyond_the_limit_are_refused_without_saying_when_to_retry() -> None:
    asker = Asker(small_book(), requests_per_second=3)
    answers = [asker.ask("GET", "/v1/invoices") for _ in range(4)]
    assert [status for status, _, _ in answers] == [200, 200, 200, 429]
    _, body, headers = answers[-1]
    assert body["error"]["code"] == "rate_limit"
    assert "retry-after" not in headers
    assert "stripe-should-retry" not in headers
