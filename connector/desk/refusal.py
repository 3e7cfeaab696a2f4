"""Why the desk does not do what a person asks: a cause of the catalogue with its values, and nothing was changed."""

from __future__ import annotations

from connector.causes import CAUSES, remedy, sentence


class Refusal(Exception):
    """An action that cannot be done (codes ACT)."""

    def __init__(self, name: str, subject: str = "", **values: str) -> None:
        self.name, self.subject, self.values = name, subject, values
        said, then = sentence(name, subject, values), remedy(name, subject, values)
        super().__init__(f"{CAUSES[name].code} {said}. {then}")
