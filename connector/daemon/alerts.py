"""What people are told without asking: once for each cause, and once more when it is over."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import requests
import structlog

from connector.causes import CAUSES, remedy, sentence
from connector.daemon.facts import Closing, Facts
from connector.daemon.readiness import Limits
from connector.journal.troubles import Trouble
from connector.logs import without_secrets
from connector.troubles import CREDENTIALS, code_of

log = structlog.get_logger()

TELLING_SECONDS_MAX = 15.0

SILENT, LAG, GROUP, DIFFERENCE = "SILENT", "LAG", "ISSUE_GROUP", "RECONCILE_DIFFERENCE"
CLOSING = "PERIOD_CLOSING"
DAILY = frozenset({CLOSING})
"""Alerts that are told anew each day while they last."""
WATCHED = frozenset({SILENT, LAG, GROUP, CLOSING, "PAUSED", "AUTO_PAUSED", "WRITE_CAP"})
"""Alerts that follow from the facts of the moment; the others are met where they happen."""

SENTENCES: Mapping[str, str] = {
    SILENT: "Nothing was taken in from Stripe for {minutes} minutes",
    LAG: "The oldest record has been on its way to NetSuite for {minutes} minutes",
    GROUP: "{title}: {number} records need somebody ({who})",
    DIFFERENCE: "Stripe and NetSuite differ in {documents} documents that nobody explains",
    CLOSING: "{month} ends on {day}, and {documents} of its documents are not in NetSuite as they should be",
}
REMEDIES: Mapping[str, str] = {
    SILENT: "See what ended the last runs: connector status",
    LAG: "See what waits: connector status",
    GROUP: "connector issues --code {code}",
    DIFFERENCE: "connector reconcile",
    CLOSING: "connector close-check {month}",
}
"""What an alert says that is no cause of the catalogue, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Met:
    """Something to alert of: its name, what it is about, and its values."""

    code: str
    subject: str
    values: Mapping[str, str]


def alerts_of(facts: Facts, limits: Limits, closing: Closing | None = None) -> Iterator[Met]:
    """What people should know of, by the facts of this moment. Silence of which the cause is known is no alert more."""
    if closing is not None:
        values = {
            "month": f"{closing.ends:%Y-%m}",
            "day": closing.ends.isoformat(),
            "documents": str(closing.documents),
        }
        yield Met(code=CLOSING, subject=values["month"], values=values)
    status, known = facts.status, any(one.code in CREDENTIALS for one in facts.troubles)
    if not known and facts.silent_seconds > limits.silent.total_seconds():
        yield Met(code=SILENT, subject="", values={"minutes": str(int(facts.silent_seconds // 60))})
    if status.paused is None and facts.lag_seconds > limits.lag.total_seconds():
        yield Met(code=LAG, subject="", values={"minutes": str(int(facts.lag_seconds // 60))})
    for one in status.issues:
        if one.number > limits.group_records:
            cause = CAUSES[one.code]
            values = {"title": cause.name, "number": str(one.number), "who": cause.who, "code": cause.code}
            yield Met(code=GROUP, subject=one.code, values=values)
    if status.paused is not None and status.paused.code != "PAUSED":
        yield Met(code=status.paused.code, subject="", values=status.paused.values)


def alert_text(trouble: Trouble) -> str:
    """One sentence, since when, and what to do; or that it is over."""
    said = _filled(SENTENCES, sentence, trouble)
    if trouble.closed_at is not None:
        return f"Recovered: {said} ({trouble.opened_at:%Y-%m-%d %H:%M} to {trouble.closed_at:%H:%M} UTC)"
    return f"{said}. Since {trouble.opened_at:%Y-%m-%d %H:%M} UTC. {_filled(REMEDIES, remedy, trouble)}"


def _filled(own: Mapping[str, str], of_cause: Callable[[str, str, Mapping[str, str]], str], trouble: Trouble) -> str:
    if trouble.code in own:
        return own[trouble.code].format_map(trouble.values)
    if trouble.code in CAUSES:
        return of_cause(trouble.code, trouble.subject, trouble.values)
    return trouble.values.get("message", trouble.code)


def alert_json(connection: str, trouble: Trouble) -> dict[str, str]:
    """The alert as it is sent; `text` is what Slack and its like show."""
    return {
        "text": without_secrets(f"{connection}: {alert_text(trouble)}"),
        "connection": connection,
        "code": code_of(trouble.code),
        "event": "recovered" if trouble.closed_at else "alert",
        "since": trouble.opened_at.isoformat(),
    }


@dataclass(frozen=True, kw_only=True)
class Teller:
    """Tells people: posts to an address, runs a command. A telling that fails is logged and not repeated."""

    connection: str
    webhook: str | None
    command: Sequence[str] = ()

    def tell(self, troubles: Iterable[Trouble]) -> None:
        """Tell of each of them."""
        for trouble in troubles:
            alert = alert_json(self.connection, trouble)
            log.warning("alert", code=alert["code"], kind=alert["event"], text=alert["text"])
            self._post(alert)
            self._run(alert)

    def _post(self, alert: Mapping[str, str]) -> None:
        if self.webhook is None:
            return
        try:
            requests.post(self.webhook, json=dict(alert), timeout=TELLING_SECONDS_MAX).raise_for_status()
        except requests.RequestException as error:
            log.warning("alert not posted", code=alert["code"], why=type(error).__name__)

    def _run(self, alert: Mapping[str, str]) -> None:
        if not self.command:
            return
        try:
            said = json.dumps(alert).encode()
            subprocess.run(self.command, input=said, timeout=TELLING_SECONDS_MAX, check=True, capture_output=True)  # noqa: S603  # the operator's own command, without a shell
        except (OSError, subprocess.SubprocessError) as error:
            log.warning("alert command failed", code=alert["code"], why=type(error).__name__)
