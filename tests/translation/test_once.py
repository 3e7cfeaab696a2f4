"""What follows from one Stripe object is made once, and anew as soon as anything that it follows from is different."""

from __future__ import annotations

import pytest
from builders import a_price, a_product, an_invoice_family, rules

from connector.translation.rules import Rules
from connector.translation.translate import translate
from connector.translation.wanted import WantedRecord
from stripe_client.objects import InvoiceFamily

BEFORE = an_invoice_family()

DIFFERENT: dict[str, tuple[InvoiceFamily, Rules]] = {
    "the product has another name": (an_invoice_family(products=[a_product(name="Platinum")]), rules()),
    "the price has other metadata": (
        an_invoice_family(prices=[a_price(metadata={"netsuite_service_sale_item_id": "7"})]),
        rules(),
    ),
    "a setting is different": (BEFORE, rules(tax_schedule="3")),
}


def _item(family: InvoiceFamily, connection: Rules) -> WantedRecord:
    shared = {each.external_id: each for each in translate(family, connection, {}).shared}
    return shared["price_gold"]


@pytest.mark.parametrize("case", DIFFERENT)
def test_an_item_is_made_anew_when(case: str) -> None:
    before = _item(BEFORE, rules())
    assert _item(*DIFFERENT[case]).record != before.record
    assert _item(BEFORE, rules()) == before


def test_families_that_sell_the_same_share_its_item() -> None:
    assert _item(BEFORE, rules()) is _item(an_invoice_family(id="in_other"), rules())
