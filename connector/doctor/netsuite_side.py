"""What NetSuite must be: a token that is let in, a role that may do what is needed, an account that is ready."""

from __future__ import annotations

from collections.abc import Iterator

from connector.account_rules import warnings_of
from connector.causes import ADMIN, CONTROLLER, NETSUITE_ADMIN
from connector.doctor.account_types import misplaced_accounts, missing_accounts
from connector.doctor.findings import Ends, Finding, failure, ok, warning
from connector.doctor.needed import PERMISSIONS, Permission
from connector.doctor.recent_services import longest_service_end
from connector.doctor.subject import Subject
from netsuite_client.errors import RequestRefused
from netsuite_client.records import Ref

NOBODY = "connector-doctor-no-record"
"""An external id that no record has: asking for it shows whether we may ask."""

ROLE = "Setup > Users/Roles > Manage Roles"


def login(subject: Subject) -> Iterator[Finding]:
    """Whether the token is let in over SOAP, and how many requests the account takes at once."""
    limit = subject.netsuite.concurrency_limit()
    said = f"account {subject.connection.netsuite.account}, signed in over SOAP"
    yield ok(f"{said}; {limit} requests at once" if limit else said)


def books(subject: Subject) -> Iterator[Finding]:
    """Which books the key writes to; mixed modes do not get through the settings (CFG-006)."""
    mode, netsuite = "live" if subject.account.livemode else "test", subject.connection.netsuite
    if netsuite.is_emulated:
        yield ok(f"{mode} key, emulated account {netsuite.account}")
    else:
        yield ok(f"{mode} key, {'production' if mode == 'live' else 'sandbox'} account {netsuite.account}")


def permissions(subject: Subject) -> Iterator[Finding]:
    """Each permission of the role that reading shows; that it may also write is shown by the write probe."""
    needed = [each for each in PERMISSIONS if _is_needed(each, subject)]
    lacking = [each for each in needed if not _has(each, subject)]
    for each in lacking:
        yield failure(
            f"the role may not use {each.name}",
            fix=f"Add {each.name} ({each.tab}, {each.level}) to the role: {ROLE}.",
            who=NETSUITE_ADMIN, code="NS-111",
        )  # fmt: skip
    if not lacking:
        yield ok(f"the role sees all that is needed ({len(needed)} permissions); --write-probe shows that it may write")


def _is_needed(permission: Permission, subject: Subject) -> bool:
    if permission.table == "accountingperiod":
        return subject.connection.accounting_periods.source == "netsuite"
    return permission.kind is not None or permission.table is not None


def _has(permission: Permission, subject: Subject) -> bool:
    if permission.table is not None and not subject.netsuite.sees(permission.table):
        return False
    try:
        subject.netsuite.read([Ref(kind=permission.kind, external_id=NOBODY)] if permission.kind else [])
    except RequestRefused as refused:
        if refused.code == "INSUFFICIENT_PERMISSION":
            return False
        raise
    return True


def account(subject: Subject) -> Iterator[Finding]:
    """What the account has; it is remembered for the runs that follow."""
    facts = subject.facts
    symbols = ", ".join(sorted(each.symbol for each in facts.currencies))
    yield ok(f"currencies {symbols}; {len(facts.accounts)} accounts, {len(facts.periods)} periods")


def periods(subject: Subject) -> Iterator[Finding]:
    """Accounting periods as far as services reach, and one that is open to post to (rule A-9)."""
    shown = subject.periods
    if not shown:
        yield failure(
            "NetSuite shows no accounting periods to our role",
            fix="Add Manage Accounting Periods (View) to the role, or set accounting_periods.source to manual.",
            who=NETSUITE_ADMIN, code="NS-111",
        )  # fmt: skip
        return
    last, wanted = max(period.end for period in shown), longest_service_end(subject)
    if wanted is not None and wanted > last:
        yield failure(
            f"periods end on {last}, a service runs to {wanted}",
            fix=f"Create periods to {wanted} (Setup > Accounting > Manage Accounting Periods).",
            who=NETSUITE_ADMIN, code="NS-107",
        )  # fmt: skip
    else:
        yield ok(f"periods to {last}" + (f", services to {wanted}" if wanted else ""))
    yield from _open_now(subject)


def _open_now(subject: Subject) -> Iterator[Finding]:
    today = subject.today
    ahead = [period for period in subject.periods if period.end >= today]
    current = next((period for period in ahead if period.start <= today), None)
    policy = subject.connection.closed_period.policy
    if all(period.closed for period in ahead):
        yield failure(
            f"no period from {today} on is open",
            fix="Open or create one (Setup > Accounting > Manage Accounting Periods).",
            who=NETSUITE_ADMIN, code="PER-002",
        )  # fmt: skip
    elif current is None or current.closed:
        name = current.name if current else f"the period of {today}"
        what = f"{name} is closed; closed_period.policy: {policy}"
        yield warning(what, fix="Open it, or leave it to the policy.", who=CONTROLLER, code="PER-001")
    else:
        yield ok(f"{current.name} is open")


def line_columns(subject: Subject) -> Iterator[Finding]:
    """The line columns that the settings name (rule RR-7)."""
    for said in warnings_of(subject.connection, subject.facts):
        what, _, fix = said.partition(". ")
        yield warning(what, fix=fix, who=NETSUITE_ADMIN)
    extra = subject.connection.revenue_dates.extra_fields
    missing = [name for name in (extra.start, extra.end) if name and name.lower() not in subject.facts.line_columns]
    for name in missing:
        yield failure(
            f"NetSuite has no line column {name}, which revenue_dates.extra_fields names: it refuses every invoice",
            fix="Create it (Customization > Lists, Records & Fields > Transaction Line Fields, type Date) or correct "
            "the setting.",
            who=f"{NETSUITE_ADMIN}, {ADMIN}", ends=Ends.CONFIGURATION,
        )  # fmt: skip
    if not missing and not warnings_of(subject.connection, subject.facts):
        yield ok("there, or none is named")


def accounts(subject: Subject) -> Iterator[Finding]:
    """The accounts that settings name or roles find: there, and of a type that fits (rule C-7)."""
    found = [*missing_accounts(subject), *misplaced_accounts(subject)]
    yield from found
    if not found:
        yield ok("every role has one, of the right type")


def external_ids(subject: Subject) -> Iterator[Finding]:
    """Whether others have used the external ids of our next records (NS-109)."""
    ids = [str(one["id"]) for one in subject.latest_invoices]
    ids += list(dict.fromkeys(str(one["customer"]) for one in subject.latest_invoices if one.get("customer")))
    taken = [each.external_id for each in subject.netsuite.find(ids)] if ids else []
    strange = [each for each in taken if not subject.is_ours(each)]
    if strange:
        few = ", ".join(strange[:3])
        yield warning(
            f"{len(strange)} external ids of Stripe's last invoices are in NetSuite, and not by this journal: {few}",
            fix="If another connector or journal wrote them, connector reconcile shows what would be the same; else "
            "rename theirs, or set netsuite.external_id_prefix.",
            who=ADMIN, code="NS-109",
        )  # fmt: skip
    else:
        yield ok(f"free: none of {len(ids)} is used by others")
