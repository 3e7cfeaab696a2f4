"""What a NetSuite account has becomes rules; what it lacks is said, all at once and to whom."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from contracts.in_memory import FACTS

from connector.account_rules import AccountNotReadyError, posting_rules_of, rules_of, warnings_of
from connector.settings import Connection, load_settings
from netsuite_client.account import AccountFacts

SECRETS = ("STRIPE__API_KEY", "NETSUITE__CONSUMER_KEY", "NETSUITE__CONSUMER_SECRET")
SECRETS += ("NETSUITE__TOKEN_ID", "NETSUITE__TOKEN_SECRET")


@pytest.fixture
def connected(tmp_path: Path) -> Connected:
    return Connected(tmp_path / "connector.yaml")


class Connected:
    """Connections with settings of a test's own."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self, more: str = "") -> Connection:
        self.file.write_text(
            "connections:\n  main:\n    start_date: 2026-01-01\n    stripe: { account_id: acct_1 }\n"
            f'    netsuite: {{ account: "1234567", subsidiary: 3 }}\n{more}',
            encoding="utf-8",
        )
        environment = {f"CONNECTOR_CONNECTIONS__MAIN__{name}": "rk_live_1" for name in SECRETS}
        return load_settings(self.file, environment=environment).connection()


def test_accounts_that_no_setting_names_are_found_by_their_type(connected: Connected) -> None:
    rules = rules_of(connected(), FACTS)
    assert rules.receivable_account is not None
    assert (rules.receivable_account.internal_id, rules.receivable_account.name) == ("2", "Accounts Receivable")
    assert rules.subsidiary.internal_id == "3"
    assert set(rules.currencies) == {"usd", "eur", "jpy"}


def test_a_configured_account_wins(connected: Connected) -> None:
    rules = rules_of(connected('    accounts: { income: "2" }\n'), FACTS)
    assert rules.income_account is not None
    assert rules.income_account.internal_id == "2"


def test_everything_that_is_missing_is_said_at_once(connected: Connected) -> None:
    bare = replace(FACTS, accounts=FACTS.accounts[:1])
    with pytest.raises(AccountNotReadyError) as refused:
        rules_of(connected('    accounts: { receivable: "4711" }\n'), bare)
    receivable, income = refused.value.sentences
    assert receivable == "accounts.receivable names account 4711, which NetSuite does not have or hides from our role."
    assert income.startswith("NetSuite has no account of type Income: set accounts.income to an internal id")


LINE_DATES: dict[str, tuple[str, AccountFacts, bool]] = {
    "an account with revenue features": ("", FACTS, True),
    "an account without": ("", replace(FACTS, revenue_features=False), False),
    "always": ("    revenue_dates: { line_fields: always }\n", replace(FACTS, revenue_features=False), True),
    "never": ("    revenue_dates: { line_fields: never }\n", FACTS, False),
    "dates only": ("    revenue: { recognition: dates_only }\n", FACTS, False),
}


@pytest.mark.parametrize(("more", "facts", "written"), LINE_DATES.values(), ids=LINE_DATES)
def test_lines_carry_recognition_dates_where_the_account_or_a_setting_says_so(
    connected: Connected, more: str, facts: AccountFacts, written: bool
) -> None:
    """Rule RR-7."""
    assert rules_of(connected(more), facts).line_dates is written


def test_a_column_that_is_missing_is_a_warning_and_is_not_written(connected: Connected) -> None:
    bare = replace(FACTS, line_columns=frozenset({"custcol_stripe_start"}))
    assert rules_of(connected(), bare).stripe_columns is None
    (warning,) = warnings_of(connected(), bare)
    assert warning.startswith("NetSuite has no line column custcol_stripe_end: Stripe's own dates are not written.")
    assert warnings_of(connected(), FACTS) == ()


def test_a_role_that_may_not_read_periods_is_told_what_to_do(connected: Connected) -> None:
    """Rule A-9: nothing is guessed about what is closed."""
    hidden = replace(FACTS, periods=())
    with pytest.raises(AccountNotReadyError, match="to manual") as refused:
        posting_rules_of(connected(), hidden)
    assert len(refused.value.sentences) == 1
    by_hand = connected("    accounting_periods: { source: manual, closed_through: 2026-02 }\n")
    assert [each.name for each in posting_rules_of(by_hand, hidden).periods if each.closed][-1] == "February 2026"


def test_each_kind_has_its_policy_else_that_of_all(connected: Connected) -> None:
    rules = posting_rules_of(connected("    closed_period: { policy: hold, invoice: fail }\n"), FACTS)
    assert (rules.policies["invoice"], rules.policies["customer_payment"]) == ("fail", "hold")
