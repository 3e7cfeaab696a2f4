"""How an account taxes what it sells. Amounts of tax are not reckoned here, whichever way it is."""

from __future__ import annotations

from enum import StrEnum

from netsuite_client.emulator.fields import Fields
from netsuite_client.emulator.refusals import please_enter


class Tax(StrEnum):
    """What the account demands, and which fields it knows."""

    NONE = "none"
    """The fields of legacy tax are there, and nothing is demanded."""
    LEGACY = "legacy"
    """Every line carries a tax code."""
    SUITETAX = "suitetax"
    """Items have a tax schedule; the fields of legacy tax are gone."""


def check_line_tax(tax: Tax, row: Fields) -> None:
    """Refuses a line without the code that legacy tax demands."""
    if tax is Tax.LEGACY and not row.get("taxCode"):
        raise please_enter("Tax Code")


def check_item_tax(tax: Tax, fields: Fields) -> None:
    """Refuses an item without the schedule that SuiteTax demands."""
    if tax is Tax.SUITETAX and not fields.get("taxSchedule"):
        raise please_enter("Tax Schedule")
