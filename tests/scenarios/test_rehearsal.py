"""`connector demo --json` as a program reads it: a rehearsal that goes on where the last one ended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from netsuite_client.client import connect
from netsuite_client.emulator import NetSuiteEmulator
from netsuite_client.outcomes import Accepted, Add
from netsuite_client.records import Customer, Kind, Ref
from scenarios.books import Story, three_families
from scenarios.company import KEYS, run_connector

DEMO_ACCOUNT = "TSTDRV1"


USD = Ref(kind=Kind.CURRENCY, internal_id="1")


def rehearse(tmp_path: Path, story: Story) -> Any:
    """`connector demo --json` with the story's book, in a state of its own."""
    book = tmp_path / "book.json"
    book.write_text(json.dumps(story.book), encoding="utf-8")
    ended = run_connector("demo", "--json", "--state", str(tmp_path / "state"), "--book", str(book))
    assert ended.code == 0, ended.said
    return ended.json


def customer_made_by_hand(tmp_path: Path) -> str:
    """The rehearsal's NetSuite gets a customer with an external id of its own; its internal id."""
    kept = tmp_path / "state"
    kept.mkdir()
    by_hand = Customer(
        external_id="crm-ada",
        is_person=False,
        entity_id="Ada Limited",
        company_name="Ada Limited",
        subsidiary=Ref(kind=Kind.SUBSIDIARY, internal_id="1"),
        currency=USD,
        currencies=(USD,),
    )
    emulator = NetSuiteEmulator(account=DEMO_ACCOUNT, state=kept / "netsuite.db")
    with emulator.serving() as address:
        (outcome,) = connect(account=DEMO_ACCOUNT, keys=KEYS, base_url=address).send([Add(record=by_hand)])
    emulator.close()
    assert isinstance(outcome, Accepted), outcome
    return outcome.internal_id


def test_a_second_rehearsal_finds_the_same_records_and_creates_none(tmp_path: Path) -> None:
    first, second = (rehearse(tmp_path, three_families()) for _ in range(2))
    invoices = {each["external_id"] for each in first["records"]["invoice"]}
    assert invoices == {"in_demo0001", "in_demo0002", "in_demo0003"}
    assert first["records"] == second["records"]
    assert first["trial_balance"] == second["trial_balance"]


def test_i_4_a_linked_record_is_named_by_its_internal_id_even_if_it_has_an_external_id(tmp_path: Path) -> None:
    ada = customer_made_by_hand(tmp_path)
    story = three_families()
    story.book["customers"][0]["metadata"] = {"netsuite_customer_id": ada}
    records = rehearse(tmp_path, story)["records"]
    billed = {each["external_id"]: each["entity"] for each in records["invoice"]}
    linked = f"internal:{ada}"
    assert billed == {"in_demo0001": linked, "in_demo0002": linked, "in_demo0003": "cus_demo0002"}
    assert [each["external_id"] for each in records["customer"]] == ["cus_demo0002"], "the linked one is none of ours"


def test_a_rehearsal_ends_with_stripe_beside_netsuite_and_a_year_that_is_refunded(tmp_path: Path) -> None:
    """Rules A-4 and RR-30; as data, the totals by currency."""
    told = rehearse(tmp_path, three_families())["reconcile"]
    assert told == [
        {"currency": "EUR", "stripe": "90.00", "netsuite": "90.00", "difference": "0.00"},
        {"currency": "USD", "stripe": "450.00", "netsuite": "450.00", "difference": "0.00"},
    ]
    ended = run_connector("demo", "--state", str(tmp_path / "state"))
    last = ended.out[ended.out.index("Stripe beside NetSuite") :]
    assert "Everything is explained: unexplained 0.00." in last
    assert last.index("2025-10  September open      0.00") < last.index("Try next:")


def test_a_folder_without_a_demo_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    ended = run_connector("show", "in_demo0001", "--demo", str(tmp_path / "none"))
    assert ended.code == 2
    assert (
        f"There is no demo in {tmp_path / 'none'}: `connector demo --state {tmp_path / 'none'}` makes one." in ended.err
    )
    assert not (tmp_path / "none").exists()
