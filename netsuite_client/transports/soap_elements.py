"""Elements of our requests, and texts in them as XML takes them."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cache
from typing import Any

from lxml import etree

from netsuite_client.transports.soap_schema import PREFIXES, XSI_TYPE, clark
from netsuite_client.transports.soap_values import in_xml

Element = etree._Element
Write = Callable[[Element, Any], None]
"""Writes a value as the last child of an element."""


class Unwritable(ValueError):
    """A record that has no form in SuiteTalk: a field that its type does not have, or a value of another type."""


def set_text(element: Element, text: str) -> None:
    """Make this an element's text, without the characters that XML does not know."""
    try:
        element.text = text
    except ValueError:
        element.text = in_xml(text)


def set_attribute(element: Element, name: str, text: str) -> None:
    """The same of an attribute."""
    try:
        element.set(name, text)
    except ValueError:
        element.set(name, in_xml(text))


def typed_element(name: str, xsi_type: str) -> Element:
    """A new member of a list request, with the type that it is of."""
    return copy(_empty_element(name, xsi_type))


@cache
def _empty_element(name: str, xsi_type: str) -> Element:
    """Made once: what it says of namespaces takes six times as long as to copy it."""
    element = etree.Element(clark("platformMsgs", name), nsmap=PREFIXES)
    element.set(XSI_TYPE, xsi_type)
    return element
