"""Takes out of a text what nobody should read in it, and what makes it unlike others of its kind."""

from __future__ import annotations

import re

_SECRETS = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[address]"),
    (re.compile(r"\b(?:sk|rk|pk|whsec)_[A-Za-z0-9_]+"), "[key]"),
    (re.compile(r"\b(?:\d[ -]?){12,18}\d\b"), "[number]"),
)

_PARTICULARS = (
    (re.compile(r"\b[a-z]{2,10}_\w+"), "#"),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), "#"),
    (re.compile(r"\d+(?:[.,]\d+)*"), "#"),
)


def redacted(text: str) -> str:
    """The text without what is personal or secret."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def without_particulars(text: str) -> str:
    """The text without ids, dates and amounts: what failures of one cause have in common."""
    for pattern, instead in _PARTICULARS:
        text = pattern.sub(instead, text)
    return text
