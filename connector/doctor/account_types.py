"""Which type an account must have for its role; an account of another type is refused, or posts where nobody looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connector.account_rules import NAMED, AccountNotReadyError
from connector.causes import ADMIN, NETSUITE_ADMIN, PARTNER
from connector.doctor.findings import Ends, Finding, failure, warning
from connector.doctor.subject import Subject
from netsuite_client.account import LedgerAccount

ASSETS = frozenset({"Bank", "OthCurrAsset", "UndepFunds"})
DEFERRAL = frozenset({"DeferRevenue", "OthCurrLiab", "LongTermLiab"})

FITTING: Mapping[str, frozenset[str]] = {
    "receivable": frozenset({"AcctRec"}),
    "undeposited_funds": ASSETS,
    "income": frozenset({"Income", "OthIncome"}),
    "tax_payable": frozenset({"OthCurrLiab"}),
    "bad_debt": frozenset({"Expense", "OthExpense"}),
    "out_of_band": ASSETS,
}
"""The types that each role of `accounts` may have, as SuiteQL calls them."""

DEFERRAL_FIELD = "deferredRevenueAccount"


def missing_accounts(subject: Subject) -> Iterator[Finding]:
    """Roles that no account has: without some nothing runs, without others single records wait."""
    try:
        _ = subject.rules
    except AccountNotReadyError as missing:
        for sentence in missing.sentences:
            yield failure(
                sentence, fix="Set it in connector.yaml, or create the account.",
                who=f"{ADMIN}, {NETSUITE_ADMIN}", ends=Ends.CONFIGURATION,
            )  # fmt: skip
        return
    for role, (type_, words) in NAMED.items():
        if getattr(subject.connection.accounts, role) is None and not _named(subject, type_, words):
            what = f'no account of type {type_} says "{words}" in its name: what needs accounts.{role} will wait'
            yield warning(what, fix=f"Set accounts.{role}.", who=ADMIN, code="PAY-602")


def _named(subject: Subject, type_: str, words: str) -> bool:
    return any(each.type == type_ and words in each.name.lower() for each in subject.facts.accounts)


def misplaced_accounts(subject: Subject) -> Iterator[Finding]:
    """Accounts that are of another type than their role."""
    by_id = {each.internal_id: each for each in subject.facts.accounts}
    for role, types in FITTING.items():
        found = by_id.get(getattr(subject.connection.accounts, role) or "")
        if found is not None and found.type not in types:
            yield _misplaced(f"accounts.{role}", found, types, who=ADMIN)


def misplaced_deferrals(subject: Subject) -> Iterator[Finding]:
    """Deferred revenue accounts that the mapping names and that defer nothing."""
    by_id = {each.internal_id: each for each in subject.facts.accounts}
    for entry in subject.said.entries:
        value = getattr(getattr(entry, "field", None), "value", "")
        found = by_id.get(value) if entry.spec.suitetalk == DEFERRAL_FIELD else None
        if found is not None and found.type not in DEFERRAL:
            yield _misplaced(f"{entry.kind.name}.{entry.spec.name} ({entry.place})", found, DEFERRAL, who=PARTNER)


def _misplaced(where: str, found: LedgerAccount, types: frozenset[str], *, who: str) -> Finding:
    wanted = " or ".join(sorted(types))
    return failure(
        f"{where} is account {found.internal_id} {found.name}, of type {found.type}",
        fix=f"Name an account of type {wanted}.", who=who, ends=Ends.CONFIGURATION,
    )  # fmt: skip
