"""Writes translations as the product writes them for people, with the space between columns squeezed to one blank."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import dedent

from connector.translation.text import text_of
from connector.translation.wanted import Problem, Translation, WantedRecord


def written(translation: Translation) -> str:
    """The root's own records with what they are applied to, its problems and findings, or why there is nothing."""
    return squeezed("\n".join(_parts(translation))) or "nothing"


def written_shared(wanted: Iterable[WantedRecord]) -> str:
    """Customers, items and payment methods."""
    return squeezed("\n".join(text_of(each.record) for each in wanted))


def squeezed(text: str) -> str:
    """The text with the widths of its columns taken out."""
    return "\n".join(" ".join(line.split()) for line in dedent(text).strip().splitlines())


def _parts(translation: Translation) -> Iterable[str]:
    if translation.skipped:
        yield f"skipped ({translation.skipped})"
    if translation.blocked:
        yield f"blocked by {translation.blocked.by} ({translation.blocked.code})"
    yield from (said("problem", problem) for problem in translation.problems)
    yield from (said("finding", finding) for finding in translation.findings)
    for wanted in translation.records:
        uses = [use for use in translation.applications if use.payer.external_id == wanted.external_id]
        yield text_of(wanted.record, uses)


def said(word: str, problem: Problem) -> str:
    """A problem or finding with its values."""
    values = " ".join(f"{name}={value}" for name, value in problem.values.items())
    return f"{word} {problem.code} {problem.subject} {values}"
