"""Regular expressions that take linear time whatever the pattern and the text: RE2's, without look-around."""

from __future__ import annotations

from typing import Any

import re2

from connector.mapping.expressions.faults import UnreadableTextError

PATTERN_MAX = 500
"""Characters of a pattern."""
SEARCHED_MAX = 10_000
"""Characters of a text that are searched; Stripe's own texts are shorter."""
MEMORY_MAX = 1 << 20

Pattern = Any  # re2 has no types


def pattern_of(text: str) -> Pattern:
    """The pattern, ready to search with. Raises UnreadableTextError."""
    if len(text) > PATTERN_MAX:
        raise UnreadableTextError(f"the pattern is longer than {PATTERN_MAX} characters")
    if _whole(text) != text:
        raise UnreadableTextError("the pattern holds half a character")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY_MAX
    try:
        return re2.compile(text, options)
    except re2.error as error:
        raise UnreadableTextError(f"the pattern cannot be read: {_reason(error)}") from None


def found_in(pattern: Pattern, text: str) -> str | None:
    """What the pattern finds in the text: its first group where it has one; None where it finds nothing."""
    found = pattern.search(_whole(text[:SEARCHED_MAX]))
    if found is None:
        return None
    return str(found.group(1) or "") if pattern.groups else str(found.group(0))


def _whole(text: str) -> str:
    """The text without halves of characters, which JSON can carry and RE2 does not take."""
    return text.encode("utf-8", "replace").decode()


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else error
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
