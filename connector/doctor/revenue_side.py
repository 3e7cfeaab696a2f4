"""What revenue needs: the features that settings ask for, items whose plans are made, dates that mean what is meant."""

from __future__ import annotations

from collections.abc import Iterator

from connector.causes import ADMIN, CAUSES, NETSUITE_ADMIN, PARTNER, sentence
from connector.doctor.account_types import misplaced_deferrals
from connector.doctor.findings import Ends, Finding, failure, ok, warning
from connector.doctor.recent_services import latest_billed
from connector.doctor.subject import Subject
from connector.recognition import compared_text, latest_example
from connector.schedules import policy_of

BILLING = "Billing"
"""What makes a plan for an invoice that has no sales order. An item that shows nothing has the account's default."""

RULE_FIELD = "revenueRecognitionRule"
NOTES = frozenset({"MID_PERIOD"})


def features(subject: Subject) -> Iterator[Finding]:
    """Advanced Revenue Management, as far as the settings ask for it (rule RR-15)."""
    wanted, is_on = subject.connection.revenue.recognition, subject.facts.revenue_features
    if is_on:
        yield ok("Advanced Revenue Management is on")
    elif wanted == "arm" or subject.connection.revenue_dates.line_fields == "always":
        yield failure(
            "Advanced Revenue Management is off, and the settings ask for it: NetSuite refuses every dated line",
            fix="Switch it on (Setup > Company > Enable Features > Accounting), or set revenue.recognition: dates_only "
            "and revenue_dates.line_fields: auto.",
            who=f"{NETSUITE_ADMIN}, {ADMIN}", code="NS-119", ends=Ends.CONFIGURATION,
        )  # fmt: skip
    else:
        yield ok("Advanced Revenue Management is off, or hidden from the role: lines carry no recognition dates")


def plan_triggers(subject: Subject) -> Iterator[Finding]:
    """What makes the plans of our items: an invoice by itself makes them on Billing only (REV-106)."""
    if not subject.facts.revenue_features:
        yield ok("no plans without Advanced Revenue Management")
        return
    plans = subject.netsuite.item_plans()
    if plans is None:
        yield warning("NetSuite does not show the items' rules to our role", who=NETSUITE_ADMIN)
        return
    others = [item for item in plans if item.plans_on not in {BILLING, ""}]
    for item in others:
        yield failure(
            f"item {item.name} has a revenue rule and makes its plans on {item.plans_on}: "
            "an invoice makes none",
            fix="Set Create Revenue Plans On to Billing on the item, and create_revenue_plans_on_id in the mapping.",
            who=f"{NETSUITE_ADMIN}, {PARTNER}", code="REV-106",
        )  # fmt: skip
    if not others:
        yield ok(f"{len(plans)} items with a revenue rule, all on {BILLING}" if plans else "no item has a rule yet")


def deferred_accounts(subject: Subject) -> Iterator[Finding]:
    """The deferred revenue account that the mapping gives to items, wherever it gives them a rule."""
    wrong = list(misplaced_deferrals(subject))
    yield from wrong
    fields = {entry.spec.suitetalk for entry in subject.said.entries}
    if RULE_FIELD in fields and "deferredRevenueAccount" not in fields:
        yield warning(
            "the mapping gives items a revenue rule and no deferred revenue account",
            fix="Map deferred_revenue_account_id of service_sale_item, too: NetSuite defers nothing without it.",
            who=PARTNER,
        )  # fmt: skip
    elif not wrong:
        yield ok("of the right type" if "deferredRevenueAccount" in fields else "the mapping names none")


def end_dates(subject: Subject) -> Iterator[Finding]:
    """What each end-date rule makes of the account's most recent service period (rule RR-6)."""
    policy = policy_of(subject.connection)
    example = latest_example(latest_billed(subject), policy)
    if example is None:
        yield ok(f"{policy.end_date_rule}; no recent invoice has a service period to show it on")
        return
    period = f"{example.subject}, Stripe {example.period.start} to {example.period.end}"
    table = tuple(compared_text(example.results, policy.end_date_rule).splitlines())
    told = [sentence(one.code, example.subject, one.values) for one in example.findings]
    wrong = [CAUSES[one.code].code for one in example.findings if one.code not in NOTES]
    if wrong:
        fix = "Compare the three, and choose by revenue_dates.end_date_rule."
        yield warning(f"{period}: {' '.join(told)}", fix=fix, who=f"{ADMIN}, {PARTNER}", code=wrong[0], details=table)
    else:
        yield ok(f"{policy.end_date_rule}, on {period}", *told, *table)
