"""A question of a step, and what an answer to it must be."""

from __future__ import annotations

import re
from dataclasses import dataclass

SHOWN_CHOICES_MAX = 12
NOTHING = "-"
"""Leaves empty what an earlier answer or a suggestion would fill."""


class AnswerRefused(Exception):
    """An answer that cannot be; its text says what can."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of the answers that there are, as it is written and as people know it."""

    value: str
    label: str = ""

    def __str__(self) -> str:
        return f"{self.value} ({self.label})" if self.label else self.value


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked under a dotted key, which answers files use too. An optional one may be left empty.

    `must` says what an answer has to be that fits the `pattern`. What was answered to one `anew` another time does not
    count.
    """

    key: str
    text: str
    suggestion: str = ""
    choices: tuple[Choice, ...] = ()
    optional: bool = False
    pattern: str = ""
    must: str = ""
    anew: bool = False


def settled(question: Question, said: str) -> str:
    """The answer that counts: what was said, else the suggestion; a dash is none. Raises AnswerRefused."""
    if question.optional and said.strip() == NOTHING:
        return ""
    answer = said.strip() or question.suggestion
    if not answer and not question.optional:
        raise AnswerRefused(f"{question.key} needs an answer: {question.text}")
    if answer and question.choices and answer not in {choice.value for choice in question.choices}:
        few = ", ".join(map(str, question.choices[:SHOWN_CHOICES_MAX]))
        more = " …" if len(question.choices) > SHOWN_CHOICES_MAX else ""
        raise AnswerRefused(f'{question.key}: "{answer}" is none of these: {few}{more}')
    if answer and question.pattern and not re.fullmatch(question.pattern, answer):
        raise AnswerRefused(f'{question.key}: "{answer}" must {question.must}')
    return answer
