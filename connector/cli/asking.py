"""How the first steps get their answers: from a person at a terminal, or from a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Protocol

import typer

from connector.cli.failures import UsageError
from connector.cli.printing import talk
from connector.first_steps import AnswerRefused, Question, settled
from connector.first_steps.questions import SHOWN_CHOICES_MAX
from connector.located import ConfigurationInvalid, Message

Wrong = Callable[[str], tuple[Message, ...]]
"""What the settings would have against an answer."""


class Asker(Protocol):
    """Whoever answers."""

    def answer(self, question: Question, before: str | None, wrong: Wrong) -> str:
        """An answer that is as it must be; `before` is what was answered another time."""
        ...

    def secret(self, variable: str, wrong: Callable[[], tuple[Message, ...]]) -> None:
        """See that a secret is in the environment; `wrong` is what is then wrong with the settings."""
        ...


class Terminal:
    """A person: asked again until the answer fits."""

    def answer(self, question: Question, before: str | None, wrong: Wrong) -> str:
        """Ask, with the earlier answer or else the suggestion to be taken by Enter."""
        for choice in question.choices[:SHOWN_CHOICES_MAX]:
            talk.print(f"    {choice}")
        question = replace(question, suggestion=question.suggestion if before is None else before)
        while True:
            said = typer.prompt(question.text, default=question.suggestion, err=True)
            try:
                answer = settled(question, str(said))
            except AnswerRefused as refused:
                talk.print(f"  {refused}")
                continue
            messages = wrong(answer)
            if not messages:
                return answer
            _say(messages)

    def secret(self, variable: str, wrong: Callable[[], tuple[Message, ...]]) -> None:
        """Ask for what the environment lacks, unseen; it lives as long as this process."""
        while not os.environ.get(variable):
            os.environ[variable] = str(typer.prompt(variable, hide_input=True, err=True)).strip()
            if messages := wrong():
                del os.environ[variable]
                _say(messages)
            else:
                talk.print(f"  Kept for this run only. Where the connector runs: export {variable}=…")


def _say(messages: Iterable[Message]) -> None:
    for message in messages:
        talk.print(f"  {message.code} {message.text}{f' ({message.hint})' if message.hint else ''}")


class File:
    """A file: whatever does not fit ends it."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given

    def answer(self, question: Question, before: str | None, wrong: Wrong) -> str:  # noqa: ARG002  # as a person is asked
        """What the file says, else the suggestion. Raises UsageError and ConfigurationInvalid."""
        try:
            answer = settled(question, self._given.get(question.key, ""))
        except AnswerRefused as refused:
            raise UsageError(str(refused)) from None
        messages = wrong(answer)
        if messages:
            raise ConfigurationInvalid(replace(each, place=f"answer {question.key}") for each in messages)
        return answer

    def secret(self, variable: str, wrong: Callable[[], tuple[Message, ...]]) -> None:  # noqa: ARG002  # answers tell
        """It must be there. Raises ConfigurationInvalid."""
        if not os.environ.get(variable):
            raise ConfigurationInvalid(
                [Message(code="CFG-005", text=f"{variable} is not set", place="environment", hint="export it first")]
            )
