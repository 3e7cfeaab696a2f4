"""Mappings with their tests as the tests of this folder write them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from builders import a_charge, a_customer, a_line, a_price, a_product, an_invoice, rules, seconds

from connector.mapping import FilesOnDisk
from connector.proving import Ground, Proof, Unreached, proven_files, verdict_text
from connector.recognition import Policy
from netsuite_client.records import Kind, Ref

UNDEPOSITED = Ref(kind=Kind.ACCOUNT, internal_id="5", name="Undeposited Funds")
GROUND = Ground(rules=rules(undeposited_account=UNDEPOSITED), policy=Policy(), when_closed={})

YEAR = ("2025-09-01", "2026-09-01")


def a_recorded_year(**invoice: Any) -> dict[str, list[Any]]:
    """A year for 120.00, billed and paid on 1 September 2025."""
    line = a_line(12_000, price="price_year", period=YEAR, description="Year")
    billed = an_invoice(lines=[line], date="2025-09-01", metadata={"team": "Sales EU"}, **invoice)
    yearly = {"interval": "year", "interval_count": 1}
    return {
        "customers": [dict(a_customer(address={"country": "DE"}).plain)],
        "products": [dict(a_product("prod_year", metadata={"sku": "Y-1"}).plain)],
        "prices": [dict(a_price("price_year", recurring=yearly).plain)],
        "invoices": [dict(billed.plain)],
        "charges": [dict(a_charge(12_000, date=seconds("2025-09-01")).plain)] if billed.status == "paid" else [],
    }


def proven(
    folder: Path,
    mapping: str,
    tests: str,
    *,
    fixtures: Mapping[str, object] | None = None,
    only: str | None = None,
    ground: Ground = GROUND,
) -> tuple[Proof, Sequence[Unreached]]:
    """What comes of these tests of this mapping; `year.json` is the recorded year."""
    (folder / "tests").mkdir(exist_ok=True)
    (folder / "ours.yaml").write_text(f"{mapping}\ntests: [tests/*.yaml]\n", encoding="utf-8")
    (folder / "tests" / "ours.yaml").write_text(tests, encoding="utf-8")
    for name, recorded in {"year.json": a_recorded_year(), **(fixtures or {})}.items():
        text = recorded if isinstance(recorded, str) else json.dumps(recorded, default=str)
        (folder / "tests" / name).write_text(text, encoding="utf-8")
    proven = proven_files(FilesOnDisk([folder / "ours.yaml"]), ground, only=only)
    return proven.proof, list(proven.unreached)


def said(folder: Path, mapping: str, tests: str, **more: Any) -> str:
    """The same as people read it, without the folder's name."""
    proof, left = proven(folder, mapping, tests, **more)
    lines = [verdict_text(each) for each in proof.verdicts] + [f"unreached {each.place} {each.said}" for each in left]
    return "\n".join(lines).replace(f"{folder}/", "")
