"""Metadata is all that can be changed through the emulator's API: as a form, key by key, with an event of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stripe_emulator.books import small_book
from tests.stripe_emulator.requests import Asker

NOTE = "metadata[netsuite_customer_id]=12"


def told(asker: Asker, form: str, path: str = "/v1/customers/cus_1") -> tuple[int, Any]:
    status, body, _ = asker.ask("POST", path, form=form)
    return status, body


def test_a_key_is_set_and_the_others_stay() -> None:
    asker = Asker(small_book())
    told(asker, "metadata[team]=blue")
    status, customer = told(asker, NOTE)
    assert (status, customer["object"]) == (200, "customer")
    assert customer["metadata"] == {"team": "blue", "netsuite_customer_id": "12"}
    assert asker.get("/v1/customers/cus_1") == customer


def test_an_empty_value_takes_its_key_out() -> None:
    asker = Asker(small_book())
    told(asker, NOTE)
    assert told(asker, "metadata[netsuite_customer_id]=")[1]["metadata"] == {}


def test_an_event_tells_of_the_keys_that_changed() -> None:
    asker = Asker(small_book())
    told(asker, "metadata[team]=blue")
    told(asker, NOTE)
    event = asker.get("/v1/events", ("type", "customer.updated"), ("limit", 1))["data"][0]
    assert event["data"]["previous_attributes"] == {"metadata": {"netsuite_customer_id": None}}
    assert event["data"]["object"]["metadata"] == {"team": "blue", "netsuite_customer_id": "12"}


def test_the_same_once_more_is_no_event() -> None:
    asker = Asker(small_book())
    told(asker, NOTE)
    before = len(asker.emulator.events())
    assert told(asker, NOTE)[0] == 200
    assert len(asker.emulator.events()) == before


REFUSED = {
    "another parameter": ("name=Ada", "/v1/customers/cus_1", 400, "unknown parameter: name"),
    "another one beside metadata": (f"{NOTE}&email=a@b.c", "/v1/customers/cus_1", 400, "unknown parameter: email"),
    "metadata without a key": ("metadata=12", "/v1/customers/cus_1", 400, "Invalid hash"),
    "a key that is too long": (f"metadata[{'k' * 41}]=1", "/v1/customers/cus_1", 400, "at most 40 characters"),
    "a value that is too long": (f"metadata[k]={'v' * 501}", "/v1/customers/cus_1", 400, "at most 500 characters"),
    "too many keys": (
        "&".join(f"metadata[k{number}]=1" for number in range(51)), "/v1/customers/cus_1", 400, "up to 50 metadata",
    ),
    "an object that is not there": (NOTE, "/v1/customers/cus_9", 404, "No such customer: 'cus_9'"),
    "a list": (NOTE, "/v1/customers", 404, "Unrecognized request URL"),
    "an object whose metadata nobody needs to set": (NOTE, "/v1/products/prod_1", 404, "Unrecognized request URL"),
}  # fmt: skip


@pytest.mark.parametrize(("form", "path", "status", "message"), REFUSED.values(), ids=REFUSED)
def test_it_refuses(form: str, path: str, status: int, message: str) -> None:
    asker = Asker(small_book())
    got, body = told(asker, form, path)
    assert (got, message in body["error"]["message"]) == (status, True), body


@pytest.mark.parametrize("refused", ["customers", "customers write"])
def test_a_restricted_key_is_told_that_it_may_not_write(refused: str) -> None:
    asker = Asker(small_book(), refused_resources=frozenset({refused}))
    status, body = told(asker, NOTE)
    assert (status, "rak_customer_write" in body["error"]["message"]) == (403, True)
