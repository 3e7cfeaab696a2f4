"""Whether the daemon is fit to work: what each check says, for `/readyz` and for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from connector.daemon.facts import Facts
from connector.journal import DatabaseUnavailable
from connector.troubles import CREDENTIALS


@dataclass(frozen=True, kw_only=True)
class Limits:
    """When it is too long: without anything taken in, and for a record to be on its way."""

    silent: timedelta
    lag: timedelta
    group_records: int


def readiness(facts: Facts | None, limits: Limits, unusable: DatabaseUnavailable | None = None) -> Mapping[str, str]:
    """Each check by its name: `ok`, or what is wrong. No facts: the database cannot be read either."""
    database = f"{unusable} What to do: connector explain SYS-905" if unusable else "ok"
    if facts is None:
        return {"database": database}
    refused = [one.values.get("message", one.code) for one in facts.troubles if one.code in CREDENTIALS]
    silent = facts.silent_seconds > limits.silent.total_seconds()
    lags = facts.status.paused is None and facts.lag_seconds > limits.lag.total_seconds()
    return {
        "database": database,
        "credentials": "; ".join(refused) or "ok",
        "runs": f"nothing was taken in for {_minutes(facts.silent_seconds)}" if silent else "ok",
        "lag": f"the oldest record is on its way for {_minutes(facts.lag_seconds)}" if lags else "ok",
    }


def is_ready(checks: Mapping[str, str]) -> bool:
    """Whether all of them are ok."""
    return all(said == "ok" for said in checks.values())


def _minutes(seconds: float) -> str:
    return f"{int(seconds // 60)} minutes"
