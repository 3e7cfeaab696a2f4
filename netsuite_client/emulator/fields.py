"""A record's fields as plain values: the form in which they travel between the doors and the ledger.

Fields and attributes stand by name, lists where a field may repeat; decimals and dates are text, dates ISO.
"""

from __future__ import annotations

from typing import Any

Fields = dict[str, Any]

TYPE = "$type"
"""Holds the name of the SOAP type where `xsi:type` chose one."""

TEXT = "$text"
"""Holds the text of an element that has attributes besides."""
