"""Goes through the checks: all of them, whatever one finds; what cannot be looked at for a failure before says so."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import structlog

from connector import causes
from connector.account_rules import AccountNotReadyError
from connector.doctor.findings import Ends, Finding, Status, failure, warning
from connector.doctor.subject import Subject
from connector.journal import DatabaseUnavailable
from connector.located import ConfigurationInvalid, Message
from connector.logs import without_secrets
from netsuite_client import errors as netsuite
from stripe_client import errors as stripe

log = structlog.get_logger()


class Area(StrEnum):
    """What a check is about."""

    MACHINE = "machine"
    STRIPE = "stripe"
    NETSUITE = "netsuite"
    REVENUE = "revenue"
    MAPPING = "mapping"


@dataclass(frozen=True, kw_only=True)
class Check:
    """A thing to look at. `needs` names the checks without which looking makes no sense."""

    name: str
    area: Area
    look: Callable[[Subject], Iterable[Finding]]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Examined:
    """A check with what it found, worst first."""

    check: str
    area: Area
    findings: tuple[Finding, ...]

    @property
    def failures(self) -> tuple[Finding, ...]:
        """What failed."""
        return tuple(each for each in self.findings if each.status is Status.FAILURE)


@dataclass(frozen=True, kw_only=True)
class _Trouble:
    """What an exception means to a check: how to mend it, and who can."""

    kind: type[Exception]
    fix: str
    who: str
    code: str = ""
    ends: Ends = Ends.UNREACHABLE


TROUBLES = (
    _Trouble(
        kind=stripe.KeyRefused, code="ST-204", who=causes.STRIPE_ADMIN,
        fix="Set a valid restricted key in the environment variable of stripe.api_key.",
    ),
    _Trouble(
        kind=stripe.ScopeMissing, code="ST-201", who=causes.STRIPE_ADMIN, ends=Ends.ATTENTION,
        fix="Give the restricted key that permission (Stripe: Developers > API keys).",
    ),
    _Trouble(
        kind=stripe.WrongAccount, who=causes.ADMIN, ends=Ends.CONFIGURATION,
        fix="Correct stripe.account_id or use the key of that account.",
    ),
    _Trouble(
        kind=stripe.StripeError, who=causes.ADMIN,
        fix="Check the network, and stripe.api_base if it is set.",
    ),
    _Trouble(
        kind=netsuite.LoginRefused, code="NS-112", who=causes.NETSUITE_ADMIN,
        fix="Renew the token (Setup > Users/Roles > Access Tokens) or correct netsuite.account; if the clock is off, "
        "set that first.",
    ),
    _Trouble(
        kind=netsuite.RequestRefused, code="NS-111", who=causes.NETSUITE_ADMIN, ends=Ends.ATTENTION,
        fix="Add to the role (Setup > Users/Roles > Manage Roles) what the line permissions names.",
    ),
    _Trouble(
        kind=netsuite.NetSuiteError, who=causes.ADMIN,
        fix="Check the network, and netsuite.base_url if it is set.",
    ),
    _Trouble(
        kind=DatabaseUnavailable, code="SYS-905", who=causes.ADMIN, fix="Correct database_url or the database.",
    ),
    _Trouble(
        kind=AccountNotReadyError, who=causes.NETSUITE_ADMIN, ends=Ends.CONFIGURATION,
        fix="Mend what is named, or the setting.",
    ),
)  # fmt: skip
"""The first that fits decides."""


def chosen(checks: Sequence[Check], only: Area | None) -> list[Check]:
    """The checks of an area and those that they need, in their order; all of them without an area."""
    wanted = {check.name for check in checks if only in {None, check.area}}
    for check in reversed(checks):
        if check.name in wanted:
            wanted |= set(check.needs)
    return [check for check in checks if check.name in wanted]


def examine(checks: Iterable[Check], subject: Subject) -> Iterator[Examined]:
    """Look at everything, in order."""
    failed: set[str] = set()
    for check in checks:
        blocked = [need for need in check.needs if need in failed]
        examined = Examined(
            check=check.name, area=check.area, findings=_left_out(blocked) if blocked else _looked_at(check, subject)
        )
        if blocked or examined.failures:
            failed.add(check.name)
        yield examined


def without_settings(checks: Iterable[Check], messages: Iterable[Message]) -> Iterator[Examined]:
    """What can be said where the settings cannot be used: what is wrong with them; the rest waits for that."""
    for check in checks:
        is_first = check.name == SETTINGS
        findings = tuple(map(said_of, messages)) if is_first else _left_out([SETTINGS])
        yield Examined(check=check.name, area=check.area, findings=findings)


SETTINGS = "settings"
"""The check that every other one needs."""


def _left_out(blocked: Iterable[str]) -> tuple[Finding, ...]:
    return (warning(f"not looked at: first mend {', '.join(blocked)}"),)


def _looked_at(check: Check, subject: Subject) -> tuple[Finding, ...]:
    try:
        found = tuple(check.look(subject))
    except ConfigurationInvalid as invalid:
        found = tuple(map(said_of, invalid.messages))
    except Exception as error:  # noqa: BLE001  # every other check goes on
        found = _trouble(error)
    return tuple(sorted(found, key=lambda each: _WORST_FIRST.index(each.status)))


_WORST_FIRST = (Status.FAILURE, Status.WARNING, Status.OK)


def said_of(message: Message) -> Finding:
    """A message about the settings or a mapping file as a finding."""
    return Finding(
        status=Status.FAILURE if message.severity == "error" else Status.WARNING,
        what=without_secrets(f"{message.place}: {message.text}"),
        fix=without_secrets(message.hint) or "Correct it at that place.",
        who=causes.ADMIN if message.code.startswith("CFG") else causes.PARTNER,
        code=message.code,
        ends=Ends.CONFIGURATION,
    )


def _trouble(error: Exception) -> tuple[Finding, ...]:
    sentences = error.sentences if isinstance(error, AccountNotReadyError) else (str(error),)
    for known in TROUBLES:
        if isinstance(error, known.kind):
            return tuple(
                failure(without_secrets(each), fix=known.fix, who=known.who, code=known.code, ends=known.ends)
                for each in sentences
            )
    return (_our_mistake(error),)


def _our_mistake(error: Exception) -> Finding:
    reference = secrets.token_hex(2).upper()
    log.exception("our mistake", reference=reference)
    what = f"our mistake (ref {reference}): {type(error).__name__}: {without_secrets(str(error))}"
    return failure(what, fix="Run it again with --verbose and report what it prints.", who=causes.ADMIN)
