"""Groups open issues by their cause: 400 failures of one missing default are one entry with 400 records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from connector.causes import CAUSES, Cause
from connector.desk.query import QueryError
from connector.journal import Filed, Issue, Journal

GROUP_ID_LENGTH = 8
SUBJECTS_MAX = 3


@dataclass(frozen=True, kw_only=True)
class Group:
    """Issues of one cause: how many, what they come to by currency, and when they were first and last seen.

    `example` is one of them; `ids` are a few of the records, `assignees` those to whom any is assigned.
    """

    id: str
    example: Issue
    number: int
    amounts: Mapping[str, Decimal]
    first_seen: datetime
    last_seen: datetime
    ids: tuple[str, ...]
    assignees: tuple[str, ...]

    @property
    def cause(self) -> Cause:
        """The catalogue's entry."""
        return CAUSES[self.example.code]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which issues are asked for; None asks for all. `assignee` is a name, or `nobody`."""

    group: str | None = None
    code: str | None = None
    run: int | None = None
    assignee: str | None = None
    closed: bool = False

    def takes(self, filed: Filed) -> bool:
        """Whether an issue is one of those."""
        wanted = None if self.assignee == "nobody" else self.assignee
        return (
            (self.group is None or group_id(filed.issue) == self.group.lower())
            and (self.code is None or filed.issue.code == cause_named(self.code))
            and (self.assignee is None or filed.assignee == wanted)
        )


def group_id(issue: Issue) -> str:
    """The name of a group, short enough to be typed."""
    return issue.fingerprint[:GROUP_ID_LENGTH]


def cause_named(code: str) -> str:
    """The name of a cause by its code or name. Raises QueryError."""
    found = next((cause.name for cause in CAUSES.values() if code.upper() in {cause.code, cause.name}), None)
    if found is None:
        raise QueryError(f"There is no code {code}. One is explained by: connector explain CODE")
    return found


def issues(journal: Journal, choice: Choice) -> Iterator[Filed]:
    """The issues that are asked for, the oldest first."""
    return (each for each in journal.desk.filed(closed=choice.closed, run_id=choice.run) if choice.takes(each))


def grouped(filed: Iterable[Filed]) -> list[Group]:
    """The groups, the largest first."""
    by_id: dict[str, list[Filed]] = {}
    for each in filed:
        by_id.setdefault(group_id(each.issue), []).append(each)
    groups = [_group(id_, members) for id_, members in by_id.items()]
    return sorted(groups, key=lambda group: (-group.number, group.cause.code, group.id))


def _group(id_: str, members: list[Filed]) -> Group:
    amounts: dict[str, Decimal] = {}
    for each in members:
        if each.money.amount is not None and each.money.currency:
            amounts[each.money.currency] = amounts.get(each.money.currency, Decimal(0)) + each.money.amount
    return Group(
        id=id_,
        example=members[0].issue,
        number=len(members),
        amounts=dict(sorted(amounts.items())),
        first_seen=min(each.issue.opened_at for each in members),
        last_seen=max(each.issue.last_seen_at for each in members),
        ids=tuple(dict.fromkeys(each.id for each in members))[:SUBJECTS_MAX],
        assignees=tuple(dict.fromkeys(each.assignee for each in members if each.assignee)),
    )
