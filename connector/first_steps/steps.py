"""The ten steps: what each tells, what it asks with the answers so far, and which checks must pass after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from connector.doctor.account_types import DEFERRAL, FITTING
from connector.doctor.needed import PERMISSIONS, SCOPES
from connector.first_steps.found import Found
from connector.first_steps.questions import Choice, Question
from connector.first_steps.writing import DATABASE, NAME
from connector.recognition import compared_text
from connector.translation.dates import EndDateRule
from netsuite_client.account import AccountFacts, LedgerAccount, Listed

Told = Iterator[str]
Asked = Iterator[Question]
Given = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step: `asks` reads each answer before it asks on."""

    number: int
    title: str
    tells: Callable[[Given, Found], Told]
    asks: Callable[[Given, Found], Asked]
    checks: tuple[str, ...] = ()


def _tell_scope(_: Given, __: Found) -> Told:
    yield "A connection brings one Stripe account into the books of one NetSuite subsidiary."
    yield "Begin with a NetSuite sandbox and a Stripe test key. Nothing is written to NetSuite before you say so."
    yield "Enter takes what stands in brackets, a dash leaves it empty, Ctrl-C stops: the same command goes on later."


def _ask_scope(_: Given, __: Found) -> Asked:
    yield Question(key="connection", text="A name for the connection", suggestion=NAME)
    yield Question(key="database_url", text="The journal's database", suggestion=DATABASE)


def _tell_stripe(_: Given, __: Found) -> Told:
    yield "Make a restricted key (Stripe: Developers > API keys) with Read on:"
    yield from (f"  {scope.name}" for scope in SCOPES)


def _ask_stripe(_: Given, found: Found) -> Asked:
    yield Question(key="stripe.api_base", text="Address of a Stripe emulator; empty: Stripe itself", optional=True)
    account = found.stripe_account()
    yield Question(key="stripe.account_id", text="The Stripe account", suggestion=account.id)
    zone = {"Etc/UTC": "UTC"}.get(account.timezone or "", account.timezone or "UTC")
    yield Question(key="timezone", text="Time zone of the Stripe account", suggestion=zone)


def _tell_netsuite(_: Given, __: Found) -> Told:
    yield "Switch on SOAP and REST web services and token-based authentication (Setup > Company > Enable Features),"
    yield "make an integration record, and an access token for a user whose time zone is Pacific and whose role has:"
    yield from (f"  {each.tab:<12}  {each.name:<26}  {each.level}" for each in PERMISSIONS)


def _ask_netsuite(_: Given, __: Found) -> Asked:
    yield Question(key="netsuite.account", text="The NetSuite account id, such as 1234567_SB1")
    yield Question(
        key="netsuite.base_url", text="Address of a NetSuite emulator; empty: the account's own", optional=True
    )


def _tell_discovered(_: Given, found: Found) -> Told:
    facts = found.facts()
    yield f"Currencies: {', '.join(sorted(each.symbol for each in facts.currencies))}"
    if facts.periods:
        first, last = min(each.start for each in facts.periods), max(each.end for each in facts.periods)
        yield f"Accounting periods: {first} to {last}"
    yield f"Advanced Revenue Management: {'on' if facts.revenue_features else 'off'}"
    yield f"Service items: {len(found.service_items())}"
    yield f"Mandatory custom fields: {', '.join(found.mandatory_fields()) or 'none'}"


def _ask_discovered(_: Given, found: Found) -> Asked:
    there = found.subsidiaries()
    only = there[0].internal_id if there else "1"
    yield Question(
        key="netsuite.subsidiary", text="In whose books?", suggestion=only, choices=_listed(there)
    )  # fmt: skip


def _tell_accounts(_: Given, __: Found) -> Told:
    yield "Accounts by internal id. Empty: found by its role, whenever it is needed."


def _ask_accounts(_: Given, found: Found) -> Asked:
    facts = found.facts()
    for key, text, words in ACCOUNTS:
        fitting = _of_types(facts, FITTING[key.removeprefix("accounts.")])
        suggested = next((each for each in fitting if words in each.name.lower()), None)
        yield Question(
            key=key, text=text, suggestion=suggested.internal_id if suggested else "",
            choices=_listed(fitting), optional=True,
        )  # fmt: skip
    yield Question(
        key="items.strategy", text="Items of invoice lines", suggestion="per_price",
        choices=(Choice(value="per_price", label="one for each price"), Choice(value="global", label="one for all")),
    )  # fmt: skip


ACCOUNTS = (
    ("accounts.receivable", "Accounts receivable", ""),
    ("accounts.undeposited_funds", "Where payments wait for their payout", "undeposited"),
    ("accounts.income", "Income of the items that are made", ""),
    ("accounts.tax_payable", "Where collected taxes are owed", "tax"),
    ("accounts.bad_debt", "Where write-offs post", "bad debt"),
)
"""The accounts that are asked for, and the words by which one is suggested."""


def _tell_revenue(answers: Given, found: Found) -> Told:
    yield "Stripe's service periods end before their end date, NetSuite's terms include it."
    example = found.end_date_example()
    if example is not None:
        period = f"{example.subject}, Stripe {example.period.start} to {example.period.end}"
        yield f"What each end date rule makes of {period}:"
        yield from compared_text(
            example.results, EndDateRule(answers.get(END_DATES) or EndDateRule.ADD_DAY)
        ).splitlines()


def _ask_revenue(answers: Given, found: Found) -> Asked:
    yield Question(
        key="revenue.recognition", text="Revenue recognition", suggestion="auto",
        choices=(
            Choice(value="auto", label="by NetSuite where it can"), Choice(value="arm", label="always by NetSuite"),
            Choice(value="dates_only", label="no recognition dates"),
        ),
    )  # fmt: skip
    yield Question(
        key="revenue.method", text="How a line is spread over its term", suggestion="even_periods",
        choices=tuple(Choice(value=each) for each in METHODS),
    )  # fmt: skip
    yield Question(
        key=END_DATES, text="How Stripe's end becomes NetSuite's", suggestion=EndDateRule.ADD_DAY.value,
        choices=tuple(Choice(value=each.value) for each in EndDateRule),
    )  # fmt: skip
    rules = found.revenue_rules()
    if answers["revenue.recognition"] == "dates_only" or not rules:
        return
    text = "Revenue rule of what is sold over time; empty: set by your own mapping"
    yield Question(key="revenue.rule", text=text, choices=_listed(rules), optional=True)
    if answers["revenue.rule"]:
        deferrals = _of_types(found.facts(), DEFERRAL)
        likely = next((each for each in deferrals if each.type == "DeferRevenue"), None)
        yield Question(
            key="revenue.deferred_account", text="The account to which it is deferred",
            suggestion=likely.internal_id if likely else "", choices=_listed(deferrals),
        )  # fmt: skip


END_DATES = "revenue_dates.end_date_rule"
METHODS = ("even_periods", "prorate_first_last", "exact_days", "period_rate")


def _tell_start(_: Given, __: Found) -> Told:
    yield "Documents dated before the cut-over are never posted; they are looked at where later ones refer to them."


def _ask_start(_: Given, found: Found) -> Asked:
    first = found.today().replace(day=1).isoformat()
    yield Question(key="start_date", text="The first day that is posted, as YYYY-MM-DD", suggestion=first)
    yield Question(
        key="start_date_field", text="Which date of an invoice counts", suggestion="invoice_date",
        choices=(Choice(value="invoice_date"), Choice(value="created")),
    )  # fmt: skip


def _tell_shadow(_: Given, __: Found) -> Told:
    yield "A shadow run reads Stripe and NetSuite and writes nothing: what would be posted, by account and month."


def _ask_shadow(_: Given, __: Found) -> Asked:
    yield Question(
        key="shadow.days",
        text="Of how many days",
        suggestion="30",
        pattern="[1-9][0-9]{0,3}",
        must="be a number of days",
    )


def _tell_agreed(_: Given, __: Found) -> Told:
    yield "What the shadow run would post, against Stripe's own totals of the same days; unexplained must be 0.00."
    yield "Hold the amounts of step 8 against your books of these days, too."


def _ask_agreed(_: Given, __: Found) -> Asked:
    choices = (Choice(value="yes"), Choice(value="no"))
    yield Question(key="agreed", text="Do they agree?", choices=choices, anew=True)


def _tell_enable(_: Given, __: Found) -> Told:
    yield "One customer first is the careful way: with settings and a journal of its own. Then all, then the schedule."


def _ask_enable(answers: Given, __: Found) -> Asked:
    yield Question(
        key="enable", text="Who is enabled", suggestion="all" if answers.get("customer") else "one_customer",
        choices=(Choice(value="one_customer", label="to begin with"), Choice(value=EVERYONE, label="all customers")),
        anew=True,
    )  # fmt: skip
    if answers["enable"] == EVERYONE:
        yield Question(key="schedule.sync.every", text="How often connector daemon syncs", suggestion="15m")
    else:
        yield Question(
            key="customer", text="The customer's id at Stripe", pattern="cus_[A-Za-z0-9_]+", must="be like cus_1Q8"
        )


EVERYONE = "all"


def _listed(members: Sequence[Listed | LedgerAccount]) -> tuple[Choice, ...]:
    return tuple(Choice(value=each.internal_id, label=each.name) for each in members)


def _of_types(facts: AccountFacts, types: frozenset[str]) -> Sequence[LedgerAccount]:
    return [each for each in facts.accounts if each.type in types]


STEPS: Sequence[Step] = (
    Step(number=1, title="Scope", tells=_tell_scope, asks=_ask_scope, checks=("database",)),
    Step(
        number=2, title="Stripe key", tells=_tell_stripe, asks=_ask_stripe,
        checks=("Stripe key", "scopes", "API version", "time zone"),
    ),
    Step(
        number=3, title="NetSuite credentials", tells=_tell_netsuite, asks=_ask_netsuite,
        checks=("NetSuite login", "test or live", "permissions", "NetSuite account"),
    ),
    Step(
        number=4, title="What the account has", tells=_tell_discovered, asks=_ask_discovered,
        checks=("periods", "line columns"),
    ),
    Step(number=5, title="Accounts and items", tells=_tell_accounts, asks=_ask_accounts, checks=("accounts",)),
    Step(number=6, title="Revenue", tells=_tell_revenue, asks=_ask_revenue, checks=("features", "end dates")),
    Step(number=7, title="Cut-over date", tells=_tell_start, asks=_ask_start),
    Step(number=8, title="Shadow run", tells=_tell_shadow, asks=_ask_shadow),
    Step(number=9, title="Agreement with the books", tells=_tell_agreed, asks=_ask_agreed),
    Step(number=10, title="Enable", tells=_tell_enable, asks=_ask_enable),
)  # fmt: skip
