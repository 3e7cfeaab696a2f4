"""Prepares `connector demo --failures`: a dozen things go wrong, each mended by what its message says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import requests

from connector.assembly import Assembled, assemble
from connector.rehearsal import CONFIG_FILE, DEMANDS_FILE, JOURNAL_FILE, Rehearsal, make_folder, rehearsing
from connector.running import run_once
from netsuite_client.outcomes import Add
from netsuite_client.records import Field, Invoice, Kind, Ref, TransactionLine
from stripe_client.emulator import troubled_book

MAPPING_FILE = "mapping.yaml"
DEMANDED = ("invoice.department",)
CLOSED = "2026-02"
BY_HAND = date(2026, 3, 20)

SETTINGS = """\
# A connection on which a dozen things go wrong. Its mapping file lies beside it: edit that to mend what it says.
connections:
  main:
    timezone: UTC
    start_date: 2026-01-01
    stripe: { account_id: acct_demo }
    netsuite: { account: "TSTDRV1", subsidiary: 1 }
    mapping: [mapping.yaml]
    closed_period: { policy: hold }
    sync: { requests_per_second: 1000 }
"""
MAPPING = """\
version: 1
lookups:
  regions: { north: 1, south: 1 }
field_mappings:
  invoice:
    "metadata.region":
      to: department_id
      when: has(metadata.region)
      transform: [{ lookup: regions }]
      on_missing: fail
    "metadata.team": klass_id
"""


def prepared(state: Path) -> bool:
    """Leave settings, mapping and demands in the folder. False where a rehearsal is there already.

    Raises FolderUnusable.
    """
    make_folder(state)
    if (state / JOURNAL_FILE).exists():
        return False
    (state / CONFIG_FILE).write_text(SETTINGS, encoding="utf-8")
    (state / MAPPING_FILE).write_text(MAPPING, encoding="utf-8")
    (state / DEMANDS_FILE).write_text(json.dumps(DEMANDED), encoding="utf-8")
    return True


def go_wrong(state: Path) -> None:
    """Bill and sync, close a month, book an invoice by hand, bill that one too, and sync again."""
    first, late = troubled_book()
    with rehearsing(state, book=_written(state, "first.json", first)) as rehearsal:
        _post(rehearsal, "periods", {"period": CLOSED, "closed": True})
        assembled = assemble(rehearsal.settings, rehearsal.connection)
        with assembled.journal.held("connector demo"):
            run_once(assembled, None)
        _book_by_hand(assembled, late["invoices"][-1])
    with rehearsing(state, book=_written(state, "late.json", late)) as rehearsal:
        assembled = assemble(rehearsal.settings, rehearsal.connection)
        with assembled.journal.held("connector demo"):
            run_once(assembled, None)


def _written(state: Path, name: str, book: object) -> Path:
    file = state / name
    file.write_text(json.dumps(book), encoding="utf-8")
    return file


def _post(rehearsal: Rehearsal, path: str, body: object) -> None:
    address = f"{rehearsal.netsuite_address}/_emulator/{path}"
    requests.post(address, json=body, timeout=60).raise_for_status()


def _book_by_hand(assembled: Assembled, invoice: Mapping[str, Any]) -> None:
    """The accountant was quicker, and rounded: 5.00 less than Stripe billed."""
    there = {one.external_id: one for one in assembled.journal.booked()}
    item = next(one for one in there.values() if one.kind is Kind.SERVICE_SALE_ITEM)
    line = TransactionLine(
        item=Ref(kind=item.kind, internal_id=item.internal_id),
        amount=Decimal(invoice["total"]) / 100 - Decimal("5.00"),
        description="Training, by agreement",
    )
    record = Invoice(
        external_id=invoice["id"],
        entity=Ref(kind=Kind.CUSTOMER, internal_id=there[invoice["customer"]].internal_id),
        tran_date=BY_HAND,
        currency=Ref(kind=Kind.CURRENCY, internal_id=assembled.parts.rules.currencies["usd"].internal_id),
        lines=(line,),
        fields=(Field(name="department", type="reference", value="1"),),
    )
    assembled.erp.send([Add(record=record)])
