"""Some families of each kind are recent, whatever was read most."""

from __future__ import annotations

import pytest
from builders import a_charge_family, an_invoice_family

from connector import recent
from connector.recent import Recent


def test_kinds_take_turns_and_the_newest_come_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "FAMILIES_KEPT_MAX", 2)
    read = Recent()
    read.take(an_invoice_family(id=f"in_{number}") for number in range(3))
    read.take(a_charge_family(id=f"ch_{number}") for number in range(4))
    assert [family.root.id for family in read] == ["ch_2", "in_1", "ch_3", "in_2"]
