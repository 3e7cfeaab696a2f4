"""What a text can be refused for, while it is read and while it is applied."""

from __future__ import annotations


class UnreadableTextError(ValueError):
    """A condition, template or pattern that cannot be read; `column` counts from 1 inside its text."""

    def __init__(self, text: str, column: int = 1, width: int = 1, hint: str = "") -> None:
        self.column, self.width, self.hint = column, max(1, width), hint
        super().__init__(text)


class CannotDecideError(ValueError):
    """A condition that these values give no answer to (CONDITION_FAILED); `column` is where in its text."""

    def __init__(self, text: str, column: int) -> None:
        self.column = column
        super().__init__(text)
