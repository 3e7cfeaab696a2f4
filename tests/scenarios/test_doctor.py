"""`connector doctor` over HTTP: each defect that an account can have, its fix and who has it; it changes nothing."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from netsuite_client.emulator import Level
from scenarios.books import Story, three_families
from scenarios.company import NETSUITE_ACCOUNT, Company, Ended, company

MINUTES_7 = 7.5 * 60
MARKED = "✓!✗"


@dataclass(frozen=True, kw_only=True)
class Defect:
    """What is wrong, by options of the accounts, settings or the environment; and how doctor ends and what it says.

    `area` is the one that is looked at, empty for all.
    """

    exit: int = 1
    area: str = ""
    says: tuple[str, ...]
    stripe: Mapping[str, Any] = field(default_factory=dict)
    netsuite: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    mapping: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict)


def _ahead() -> float:
    return time.time() + MINUTES_7


DEFECTS = {
    "a Stripe key without a scope": Defect(
        area="stripe",
        stripe={"refused_resources": frozenset({"refunds"})},
        says=(
            "✗ scopes",
            "the key may not read refunds (ST-201)",
            "Stripe admin: Give the restricted key Read on Charges and Refunds (rak_refund_read)",
        ),
    ),
    "a Stripe key that is refused": Defect(
        exit=4,
        secrets={"STRIPE__API_KEY": "rk_test_another"},
        says=(
            "✗ Stripe key",
            "(ST-204)",
            "! scopes            not looked at: first mend Stripe key",
            "✓ NetSuite login",
        ),
    ),
    "a key of another account": Defect(
        area="stripe",
        exit=3,
        settings={"stripe": "{{ account_id: acct_other, api_base: {stripe} }}"},
        says=("✗ Stripe key", "belongs to account acct_smallco, but account acct_other is configured"),
    ),
    "a time zone that is not the account's": Defect(
        area="stripe",
        stripe={"timezone": "Australia/Sydney"},
        says=(
            "✗ time zone         the account's time zone is Australia/Sydney, and timezone is UTC",
            "Set timezone: Aus",
        ),
    ),
    "webhooks without a secret": Defect(
        area="stripe",
        exit=0,
        settings={"more": "    webhooks: {{ listen: '127.0.0.1:8765' }}\n"},
        says=("! webhooks          webhooks.listen is set, and the signing secret is not", "(ST-205)"),
    ),
    "a token that is refused": Defect(
        exit=4,
        secrets={"NETSUITE__TOKEN_ID": "old"},
        says=("✗ NetSuite login", "(NS-112)", "NetSuite admin: Renew the token", "! periods           not looked at"),
    ),
    "a permission that the role lacks": Defect(
        netsuite={"permissions": {"Credit Memo": Level.NONE}},
        says=(
            "✗ permissions       the role may not use Credit Memo (NS-111)",
            "NetSuite admin: Add Credit Memo (Transactions, Full) to the role: Setup > Users/Roles > Manage Roles.",
            "✓ NetSuite account",
        ),
    ),
    "a role that may not see a list": Defect(
        netsuite={"permissions": {"Accounts": Level.NONE}},
        says=("✗ permissions       the role may not use Accounts (NS-111)", "Add Accounts (Lists, View)"),
    ),
    "a role that may not ask questions": Defect(
        netsuite={"permissions": {"SuiteAnalytics Workbook": Level.NONE}},
        says=("You need a higher level of the 'SuiteAnalytics Workbook' permission", "(NS-111)", "✓ NetSuite login"),
    ),
    "a role that sees no periods": Defect(
        netsuite={"permissions": {"Manage Accounting Periods": Level.NONE}},
        says=(
            "✗ periods           NetSuite shows no accounting periods to our role (NS-111)",
            "periods.source to manual",
        ),
    ),
    "periods that end before a service does": Defect(
        netsuite={"last_year": 2025},
        says=(
            "✗ periods           periods end on 2025-12-31, a service runs to 2026-04-13",
            "(NS-107)",
            "Create periods to 2026-04-13",
        ),
    ),
    "an account that has no line columns": Defect(
        exit=0,
        netsuite={"custom_fields": {}},
        says=("! line columns      NetSuite has no line column custcol_stripe_start", "NetSuite admin: Create it"),
    ),
    "a line column of the settings that is not there": Defect(
        exit=3,
        settings={"more": "    revenue_dates: {{ extra_fields: {{ start: custcol_from, end: custcol_to }} }}\n"},
        says=("✗ line columns", "no line column custcol_from", "it refuses every invoice"),
    ),
    "an account of the wrong type": Defect(
        exit=3,
        settings={"more": "    accounts: {{ receivable: 8 }}\n"},
        says=("✗ accounts          accounts.receivable is account 8 Sales, of type Income", "of type AcctRec."),
    ),
    "an account that is not there": Defect(
        exit=3,
        settings={"more": "    accounts: {{ receivable: 999 }}\n"},
        says=("✗ accounts", "accounts.receivable names account 999, which NetSuite does not have", "! end dates"),
    ),
    "a deferred revenue account that defers nothing": Defect(
        exit=3,
        mapping="version: 1\nfield_defaults:\n  service_sale_item: {{ deferred_revenue_account_id: 8 }}\n",
        says=("✗ deferral", "is account 8 Sales, of type Income", "Name an account of type DeferRevenue"),
    ),
    "a revenue rule without an account to defer to": Defect(
        exit=0,
        mapping="version: 1\nfield_defaults:\n  service_sale_item: {{ revenue_recognition_rule_id: 1 }}\n",
        says=("! deferral          the mapping gives items a revenue rule and no deferred revenue account",),
    ),
    "revenue management that is off and asked for": Defect(
        exit=3,
        netsuite={"arm": False},
        settings={"more": "    revenue: {{ recognition: arm }}\n"},
        says=("✗ features          Advanced Revenue Management is off, and the settings ask for it", "(NS-119)"),
    ),
    "a mandatory field that nothing fills": Defect(
        netsuite={"custom_fields": {"custbody_region": "string"}, "required_fields": ("custbody_region",)},
        says=(
            "✗ required fields   custbody_region is mandatory, and nothing always gives it a value for invoice, "
            "credit_memo, customer_payment, customer_refund (NS-101)",
            "partner (mapping): Add a default under field_defaults",
        ),
    ),
    "a mapping file with a mistake": Defect(
        exit=3,
        mapping="version: 1\nfield_defaults:\n  invoice: {{ departement_id: 1 }}\n",
        says=("✗ mapping files", "MAP-1"),
    ),
    "a clock that is seven minutes behind": Defect(
        exit=4,
        stripe={"clock": _ahead},
        netsuite={"clock": _ahead},
        says=("✗ clock             7 min ", " s behind Stripe (SYS-907)", "keep it by NTP", "✗ NetSuite login"),
    ),
    "a test key with a production account": Defect(
        exit=3,
        settings={"netsuite": '{{ account: "1234567", subsidiary: 1 }}'},
        says=(
            "✗ settings",
            "a Stripe test key must not meet NetSuite's production account 1234567 (CFG-006)",
            "connector admin: use a test key with a sandbox, a live key with production",
            "! NetSuite login    not looked at: first mend settings",
        ),
    ),
}


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company that has no defect of its own and stays as it is."""
    folder = tmp_path_factory.mktemp("right")
    with pytest.MonkeyPatch.context() as environment, company(folder, environment, three_families().book) as made:
        yield made


@pytest.fixture(scope="module")
def synced_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company whose first run is over."""
    folder = tmp_path_factory.mktemp("synced")
    with pytest.MonkeyPatch.context() as environment, company(folder, environment, three_families().book) as made:
        made.sync()
        yield made


def _apart(made: Company, folder: Path, environment: pytest.MonkeyPatch) -> Company:
    """The same accounts with settings, and where there is one a journal, of their own."""
    apart = replace(made, folder=folder, environment=environment)
    if made.journal.exists():
        with closing(sqlite3.connect(made.journal)) as db, closing(sqlite3.connect(apart.journal)) as copy:
            db.backup(copy)
    apart.configure()
    apart.knows()
    return apart


@pytest.fixture
def ours(right: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A company without defects, before its first run. Its books stay empty."""
    return _apart(right, tmp_path, monkeypatch)


@pytest.fixture
def synced(synced_once: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A company after its first run."""
    return _apart(synced_once, tmp_path, monkeypatch)


@pytest.fixture
def unlike(right: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Defect], Company]]:
    """The company with other settings or secrets; with another account where that has the defect."""
    with ExitStack() as stack:

        def made(defect: Defect) -> Company:
            options = {"stripe_account": defect.stripe, "netsuite_account": defect.netsuite}
            if any(options.values()):
                return stack.enter_context(company(tmp_path, monkeypatch, three_families().book, **options))
            return _apart(right, tmp_path, monkeypatch)

        yield made


def _examined(made: Company, defect: Defect) -> Ended:
    made.configure(**{name: text.format(stripe=made.stripe_address) for name, text in defect.settings.items()})
    if defect.mapping:
        made.map_fields(defect.mapping.format())
    made.knows(**defect.secrets)
    return made.run("doctor", *(("--only", defect.area) if defect.area else ()))


@pytest.mark.parametrize("name", DEFECTS)
def test_each_defect_is_named_with_its_fix(name: str, unlike: Callable[[Defect], Company]) -> None:
    defect = DEFECTS[name]
    examined = _examined(unlike(defect), defect)
    assert [said for said in defect.says if said not in examined.out] == [], examined.said
    assert examined.code == defect.exit, examined.said
    marks = {line[0] for line in examined.out.splitlines() if line[:1].strip()}
    assert not [mark for mark in marks if mark not in MARKED and not mark.isdigit()], "every line has its mark"


def test_what_is_well_is_said_line_by_line_and_nothing_is_written(small_company: Company) -> None:
    small_company.stripe.merge({"customers": [{"id": "cus_now", "created": int(time.time())}]})
    examined = small_company.run("doctor")
    assert examined.code == 0, examined.said
    assert not any(mark in examined.out for mark in "!✗"), examined.out
    assert "periods to 2030-12-31, services to 2026-04-13" in examined.out
    assert "add_day, on in_demo" in examined.out
    assert small_company.writes() == 0
    assert not small_company.journal.exists(), "the first run makes the database"


def test_after_a_run_the_backlog_and_the_ids_are_ours(synced: Company) -> None:
    before = synced.writes()
    examined = synced.run("doctor")
    assert examined.code == 0, examined.said
    assert "✓ backlog           nothing needs you" in examined.out
    assert "✓ external ids      free" in examined.out
    assert synced.writes() == before


def test_ids_that_another_journal_used_are_told(synced: Company) -> None:
    synced.journal.unlink()
    examined = synced.run("doctor", "--only", "netsuite")
    assert "! external ids" in examined.out
    assert "(NS-109)" in examined.out


def test_a_field_that_netsuite_asked_for_is_a_failure_until_it_is_mapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with company(tmp_path, monkeypatch, three_families().book, required_fields=["invoice.department"]) as made:
        made.sync()
        examined = made.run("doctor", "--only", "mapping")
        assert examined.code == 1
        assert "✗ required fields   NetSuite asked for Department on 3 records (NS-101)" in examined.out
        made.map_fields("version: 1\nfield_defaults:\n  invoice: { department_id: 1 }\n")
        made.sync()
        assert made.run("doctor", "--only", "mapping").code == 0


def test_a_closed_calendar_is_a_failure_and_a_closed_month_is_worth_knowing(small_company: Company) -> None:
    now = time.gmtime()
    small_company.period(f"{now.tm_year}-{now.tm_mon:02}", closed=True)
    examined = small_company.run("doctor", "--only", "netsuite")
    assert (examined.code, "is closed; closed_period.policy: next_open (PER-001)" in examined.out) == (0, True)
    for year in range(now.tm_year, 2031):
        for month in range(1, 13):
            small_company.period(f"{year}-{month:02}", closed=True)
    examined = small_company.run("doctor", "--only", "netsuite")
    assert examined.code == 1
    assert "is open (PER-002)" in examined.out


def test_what_the_lists_hold_is_known_to_lint_from_then_on(small_company: Company) -> None:
    small_company.map_fields("field_defaults: { customer_payment: { department_id: 31 } }\n")
    assert small_company.sync("--dry-run").code == 0
    assert small_company.run("mapping", "lint").code == 0, "nobody asked yet"
    examined = small_company.run("doctor", "--only", "mapping")
    assert "customer_payment.department_id is 31, which is no active department" in " ".join(examined.out.split())
    linted = small_company.run("mapping", "lint")
    assert linted.code == 3
    assert "there are 1 Sales, 2 Sales EU, 3 Support; new ones are known after: connector doctor" in " ".join(
        linted.out.split()
    )


def test_an_area_is_looked_at_with_what_it_needs_and_no_more(ours: Company) -> None:
    told = ours.run("doctor", "--only", "mapping", "--json").json
    assert [one["check"] for one in told] == [
        "database",
        "NetSuite login",
        "NetSuite account",
        "mapping files",
        "required fields",
    ]
    assert {one["status"] for one in told} == {"ok"}
    assert told[0].keys() == {"area", "check", "status", "code", "what", "fix", "who", "details"}


def test_the_write_probe_leaves_nothing_behind(small_company: Company) -> None:
    examined = small_company.run("doctor", "--only", "netsuite", "--write-probe")
    assert examined.code == 0, examined.said
    assert "was created and deleted again" in examined.out
    assert small_company.records("customer") == []
    assert small_company.writes() == 2


@pytest.mark.parametrize(
    ("level", "says"),
    [
        (Level.VIEW, "NetSuite refused to add: Permission Violation: You need a higher level of the 'Customers'"),
        (Level.EDIT, "which stays until you delete it,: Permission Violation"),
    ],
)
def test_the_write_probe_shows_what_reading_does_not(
    level: Level, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"permissions": {"Customers": level}}
    with company(tmp_path, monkeypatch, three_families().book, netsuite_account=options) as made:
        assert made.run("doctor", "--only", "netsuite").code == 0
        probed = made.run("doctor", "--only", "netsuite", "--write-probe")
    assert (probed.code, says in probed.out) == (1, True), probed.said


def test_the_write_probe_refuses_production(ours: Company) -> None:
    ours.configure(netsuite='{ account: "1234567", subsidiary: 1 }')
    ours.knows(STRIPE__API_KEY="rk_live_real")
    refused = ours.run("doctor", "--write-probe")
    assert (refused.code, "1234567 is no sandbox" in refused.err) == (2, True)


def test_a_database_that_cannot_be_used_leaves_the_services_to_be_looked_at(ours: Company) -> None:
    ours.configure(database_url="sqlite:////nowhere/at/all/journal.db")
    examined = ours.run("doctor")
    assert examined.code == 4
    assert "the folder /nowhere/at/all is not there (SYS-905)" in examined.out
    assert "✓ scopes" in examined.out


def test_a_database_of_a_newer_version_is_not_touched(synced: Company) -> None:
    with sqlite3.connect(synced.journal) as db:
        db.execute("UPDATE journal_version SET version_num = 'of the future'")
    examined = synced.run("doctor")
    assert examined.code == 4
    assert "was written by a newer version of the connector" in examined.out


def test_items_whose_plans_no_invoice_makes_are_told(small_company: Company) -> None:
    small_company.map_fields(
        "version: 1\nfield_defaults:\n  service_sale_item: { revenue_recognition_rule_id: 1, "
        "deferred_revenue_account_id: 5, create_revenue_plans_on_id: 3 }\n"
    )
    small_company.sync()
    examined = small_company.run("doctor", "--only", "revenue")
    assert "makes its plans on Fulfillment: an invoice makes none (REV-106)" in examined.out
    assert examined.code == 1


def test_an_end_date_rule_that_gives_more_periods_than_were_sold_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    story.billed(story.gold)
    with company(tmp_path, monkeypatch, story.book) as made:
        made.configure(more="    revenue_dates: { term_source: dates }\n")
        examined = made.run("doctor", "--only", "revenue")
    assert examined.code == 0, "a warning fails nothing"
    assert "! end dates" in examined.out
    assert "(REV-104)" in examined.out
    assert "<- in force" in examined.out


def test_the_account_is_named_as_the_settings_do(ours: Company) -> None:
    assert f"emulated account {NETSUITE_ACCOUNT}" in ours.run("doctor", "--only", "netsuite").out
