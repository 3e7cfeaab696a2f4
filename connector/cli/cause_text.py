"""A cause as people read it: its page in the catalogue, and the card of one issue with real values."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping

from connector.causes import CAUSES, Cause, remedy, sentence, steps
from connector.journal import Issue
from connector.located import COLUMNS_MAX


def page_lines(cause: Cause) -> Iterator[str]:
    """The page of a cause: values stand as their names."""
    yield f"{cause.code}  {cause.title}"
    yield ""
    yield from _paragraph(f"What happened: {with_names(cause.happened)}", "  ")
    yield from _paragraph(f"Who can fix it: {cause.who}", "  ")
    yield "What to do"
    yield from _numbered(map(_in_capitals, cause.what_to_do), "  ")


def with_names(text: str) -> str:
    """A text with its values named instead of filled in."""
    return re.sub(r"\{(\w+)\}", lambda named: f"<{named[1]}>", text)


def _in_capitals(text: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda named: named[1].upper(), text)


def card_lines(issue: Issue, details: Iterable[str] = ()) -> Iterator[str]:
    """An issue in five parts: what happened, its title, who can fix it, what to do, and details for engineers."""
    cause = CAUSES[issue.code]
    yield f"! {cause.code} {sentence(issue.code, issue.subject, issue.values)}"
    yield from _paragraph(f"{cause.title}{_again(issue)}. Who can fix it: {cause.who}", "  ")
    yield from _numbered(steps(issue.code, issue.subject, issue.values), "  ")
    yield from _paragraph(f"Details: {'; '.join([f'issue {issue.id}', *details])}", "  ")


def _again(issue: Issue) -> str:
    if issue.reopened_after is None:
        return ""
    days = issue.reopened_after.days
    return f" (again after {days} {'day' if days == 1 else 'days'})" if days else " (again)"


def issue_json(issue: Issue) -> Mapping[str, object]:
    """The same as data."""
    cause = CAUSES[issue.code]
    return {
        "id": issue.id,
        "code": issue.code,
        "cause": cause.code,
        "title": cause.title,
        "subject": issue.subject,
        "text": sentence(issue.code, issue.subject, issue.values),
        "who": cause.who,
        "what_to_do": remedy(issue.code, issue.subject, issue.values),
        "steps": steps(issue.code, issue.subject, issue.values),
        "opened_at": issue.opened_at,
        "last_seen_at": issue.last_seen_at,
        "times": issue.times,
        "reopened": issue.reopened_after is not None,
        "closed_at": issue.closed_at,
        "closed_by": issue.closed_by,
    }


def _numbered(texts: Iterable[str], indent: str) -> Iterator[str]:
    for number, text in enumerate(texts, start=1):
        yield from _wrapped(f"{number}. {text}", indent, indent + "   ")


def _paragraph(text: str, indent: str) -> Iterator[str]:
    yield from _wrapped(text, indent, indent)


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    """Commands may be longer than a line: they are not broken at hyphens."""
    return textwrap.wrap(
        text, COLUMNS_MAX, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, break_long_words=False
    )
