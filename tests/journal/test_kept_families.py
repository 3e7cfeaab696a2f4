"""The families that were read last are kept, and no more of them."""

from __future__ import annotations

import pytest

from connector.journal import Journal, kept_families
from stripe_client.objects import Customer, CustomerFamily, parse


def a_family(id_: str, name: str = "Ada") -> CustomerFamily:
    return CustomerFamily(customer=parse(Customer, {"id": id_, "name": name}))


def kept(journal: Journal) -> list[str]:
    return [f"{family.root.id} {family.customer.name}" for family in journal.kept_families.newest()]


def test_the_newest_reading_of_each_is_kept_the_newest_first(journal: Journal) -> None:
    journal.keep_families([])
    journal.keep_families([a_family("cus_a"), a_family("cus_b")])
    journal.keep_families([a_family("cus_c"), a_family("cus_a", "Bo"), a_family("cus_a", "Cy")])
    assert kept(journal) == ["cus_a Cy", "cus_c Ada", "cus_b Ada"]


def test_only_so_many_are_kept(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_families, "FAMILIES_KEPT_MAX", 2)
    for number in range(4):
        journal.keep_families([a_family(f"cus_{number}")])
    assert kept(journal) == ["cus_3 Ada", "cus_2 Ada"]
