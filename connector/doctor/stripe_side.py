"""What Stripe must be: a key that is let in and may read all that is needed, and an account in our time zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from connector.causes import ADMIN, STRIPE_ADMIN
from connector.doctor.findings import Ends, Finding, failure, ok, warning
from connector.doctor.needed import SCOPES, WRITE_SCOPES
from connector.doctor.subject import Subject

COMPARED_MONTHS = range(1, 13)


def key(subject: Subject) -> Iterator[Finding]:
    """Whether the key is let in, whose it is, and of which mode."""
    yield ok(f"{'live' if subject.account.livemode else 'test'} key of account {subject.account.id}")


def scopes(subject: Subject) -> Iterator[Finding]:
    """Each permission that reading needs, asked with the smallest question there is."""
    lacking = [(scope, refused) for scope in SCOPES for refused in subject.stripe.unreadable(scope.paths)]
    for scope, refused in lacking:
        by_name = f" ({refused.permission})" if refused.permission else ""
        yield failure(
            f"the key may not read {refused.resource}",
            fix=f"Give the restricted key Read on {scope.name}{by_name} (Stripe: Developers > API keys).",
            who=STRIPE_ADMIN, code="ST-201",
        )  # fmt: skip
    if not lacking:
        yield ok(f"the key may read all that is needed ({len(SCOPES)} permissions)")
    if subject.connection.stripe.write_back:
        yield ok(f"stripe.write_back also needs Write on {', '.join(WRITE_SCOPES)}, which only writing shows")


def api_version(subject: Subject) -> Iterator[Finding]:
    """The version that every request names: the account answers in it, whatever its own default is."""
    _ = subject.account
    yield ok(f"requests name {subject.stripe.api_version}, and are answered")


def time_zone(subject: Subject) -> Iterator[Finding]:
    """The account's time zone, in which moments become dates (rule A-8)."""
    ours, theirs = subject.connection.timezone, subject.account.timezone
    if theirs is None:
        yield warning(
            "Stripe does not say which time zone the account has",
            fix=f"See that it is {ours} (Stripe: Settings > Account details).", who=ADMIN,
        )  # fmt: skip
    elif same_times(ours, theirs):
        yield ok(f"{ours}, as the account's")
    else:
        yield failure(
            f"the account's time zone is {theirs}, and timezone is {ours}: dates can differ by a day",
            fix=f"Set timezone: {theirs}.", who=ADMIN, ends=Ends.ATTENTION,
        )  # fmt: skip


def same_times(one: str, other: str) -> bool:
    """Whether two zones show the same time all year round, whatever they are called."""
    zones = ZoneInfo(one), ZoneInfo(other)
    middles = [datetime(year, month, 15, tzinfo=UTC) for year in (2025, 2026) for month in COMPARED_MONTHS]
    return all(zones[0].utcoffset(day) == zones[1].utcoffset(day) for day in middles)


def webhooks(subject: Subject) -> Iterator[Finding]:
    """The secret by which webhooks are verified, where the daemon is to take them."""
    connection = subject.connection
    if connection.webhooks.listen is None:
        yield ok("none are taken: webhooks.listen is not set, and lists and events are read")
    elif connection.stripe.webhook_secret is None:
        yield warning(
            "webhooks.listen is set, and the signing secret is not: no webhook is taken, and lists and events are read",
            fix="Put the endpoint's signing secret into the environment variable of stripe.webhook_secret.",
            who=ADMIN, code="ST-205",
        )  # fmt: skip
    else:
        yield ok(f"taken at {connection.webhooks.listen}{connection.webhooks.path}, verified by their signature")


def last_event(subject: Subject) -> Iterator[Finding]:
    """The newest event: what tells a run where to look."""
    newest = subject.stripe.newest_event_at()
    if newest is None:
        yield warning("no event within thirty days: is it the right account and mode?", who=ADMIN)
    else:
        yield ok(f"the last one at {newest:%Y-%m-%d %H:%M} UTC")
