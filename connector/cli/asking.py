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

    def again(self, *, refused: bool) -> bool:
        """Whether a step that could not be done is tried again; where we were refused, secrets may be wrong."""
        ...


class Terminal:
    """A person: asked again until the answer fits."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self._doubtful: set[str] = set()

    def answer(self, question: Question, before: str | None, wrong: Wrong) -> str:
        """Ask, with the earlier answer or else the suggestion to be taken by Enter."""
        for choice in question.choices[:SHOWN_CHOICES_MAX]:
            talk.print(f"    {choice}")
        if before is not None and not question.anew:
            question = replace(question, suggestion=before)
        while True:
            shown = bool(question.suggestion)
            said = typer.prompt(question.text, default=question.suggestion, show_default=shown, err=True)
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
        """Ask, unseen, for what the environment lacks or what was of no use; it lives as long as this process."""
        self._secrets.add(variable)
        while variable in self._doubtful or not os.environ.get(variable):
            said = _unseen(variable, known=bool(os.environ.get(variable)))
            self._doubtful.discard(variable)
            if said:
                self._keep(variable, said, wrong)

    def _keep(self, variable: str, said: str, wrong: Callable[[], tuple[Message, ...]]) -> None:
        os.environ[variable] = said
        if messages := wrong():
            del os.environ[variable]
            _say(messages)
        else:
            talk.print(f"  Kept for this run only. Before the next command: export {variable}=…")

    def again(self, *, refused: bool) -> bool:
        """Once whatever is wrong is mended."""
        talk.print("Mend that, then press Enter to take this step again. Ctrl-C stops here; nothing is lost.")
        typer.prompt("", default="", prompt_suffix="", show_default=False, err=True)
        self._doubtful = set(self._secrets) if refused else set()
        return True


def _unseen(variable: str, *, known: bool) -> str:
    text = f"{variable} ({'Enter: as it is' if known else 'not shown'})"
    said = typer.prompt(text, default="" if known else None, hide_input=True, show_default=False, err=True)
    return str(said).strip()


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

    def again(self, *, refused: bool) -> bool:  # noqa: ARG002  # as a person is asked
        """Nobody is there who could mend anything."""
        return False
