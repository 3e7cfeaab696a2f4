"""How settings of taxes, items and accounts become rules, with what the account has (rules C-5, C-7, V-9)."""

from __future__ import annotations

import pytest

from connector.account_rules import AccountNotReadyError, rules_of
from connector.translation.rules import Rules
from netsuite_client.account import AccountFacts, LedgerAccount
from settings.written import PLAIN, settings_of

CHART = (
    LedgerAccount(internal_id="1", name="Accounts Receivable", type="AcctRec"),
    LedgerAccount(internal_id="2", name="Sales", type="Income"),
    LedgerAccount(internal_id="3", name="Customer Deposits", type="OthCurrLiab"),
    LedgerAccount(internal_id="4", name="Sales Taxes Payable", type="OthCurrLiab"),
    LedgerAccount(internal_id="5", name="Taxes on Income", type="Expense"),
)


def _rules(folder, text="", accounts=CHART) -> Rules:
    facts = AccountFacts(currencies=(), periods=(), accounts=accounts, line_columns=frozenset(), revenue_features=False)
    return rules_of(settings_of(folder, PLAIN + text).connection(), facts)


TAX_ACCOUNTS = {
    "C-7: the liability whose name says tax": ("", CHART, "4 Sales Taxes Payable"),
    "C-7: a setting comes first": ("    accounts: { tax_payable: 3 }\n", CHART, "3 Customer Deposits"),
    "C-7: an account without one is no obstacle": ("", CHART[:3], "none"),
}


@pytest.mark.parametrize(("text", "accounts", "expected"), TAX_ACCOUNTS.values(), ids=TAX_ACCOUNTS.keys())
def test_taxes_are_owed_on(tmp_path, text, accounts, expected):
    account = _rules(tmp_path, text, accounts).tax_payable_account
    assert (f"{account.internal_id} {account.name}" if account else "none") == expected


def test_c_7_an_account_for_taxes_that_netsuite_does_not_have_is_said_before_anything_is_sent(tmp_path):
    with pytest.raises(AccountNotReadyError, match=r"accounts\.tax_payable names account 9, which NetSuite does not"):
        _rules(tmp_path, "    accounts: { tax_payable: 9 }\n")


SETTINGS = {
    "C-5: a price has its own item": ("", "item_strategy", "per_price"),
    "C-5: one item for all": ("    items: { strategy: global }\n", "item_strategy", "global"),
    "C-7: no tax schedule": ("", "tax_schedule", None),
    "C-7: a tax schedule for every item": ("    items: { tax_schedule: 2 }\n", "tax_schedule", "2"),
    "C-7: items are not taxable": ("", "untaxed_items", True),
    "C-7: a tax schedule says how items are taxed": ("    items: { tax_schedule: 2 }\n", "untaxed_items", False),
    "C-7: whether items are taxable is left to NetSuite": ("    items: { taxable: unset }\n", "untaxed_items", False),
    "C-7: no tax code": ("", "zero_tax_code", None),
    "C-7: a tax code for every line": ("    taxes: { zero_code: 5 }\n", "zero_tax_code", "5"),
    "V-9: trials are skipped": ("", "zero_invoices", "skip"),
    "V-9: trials are booked": ("    invoices: { zero: sync }\n", "zero_invoices", "sync"),
}


@pytest.mark.parametrize(("text", "rule", "expected"), SETTINGS.values(), ids=SETTINGS.keys())
def test_a_setting_decides_the_rule(tmp_path, text, rule, expected):
    assert getattr(_rules(tmp_path, text), rule) == expected
