"""SuiteTalk's schema as the loaded WSDL describes it: which elements a type has, in which order, of which types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

VERSION = "2025_2"

NAMESPACES: Mapping[str, str] = {
    prefix: f"urn:{part}_{VERSION}.{family}.webservices.netsuite.com"
    for prefix, part, family in (
        ("platformMsgs", "messages", "platform"),
        ("platformCore", "core", "platform"),
        ("platformCommon", "common", "platform"),
        ("listRel", "relationships", "lists"),
        ("listAcct", "accounting", "lists"),
        ("tranSales", "sales", "transactions"),
        ("tranCust", "customers", "transactions"),
    )
}
"""The namespaces that we write, by the prefixes of NetSuite's own documents."""

SOAP_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSI_TYPE = f"{{{XSI}}}type"
PREFIXES: dict[str, str] = {**NAMESPACES, "xsi": XSI}
BINDING = f"{{urn:platform_{VERSION}.webservices.netsuite.com}}NetSuiteBinding"


@dataclass(frozen=True, kw_only=True)
class Slot:
    """The place of an element in its type: where it stands in the order, its full tag, and its own type."""

    position: int
    tag: str
    type: SoapType


class SoapType:
    """A type of the schema, by its local name (`Invoice`, `RecordRef`, `double` …)."""

    def __init__(self, zeep_type: Any) -> None:  # zeep has no types
        self._zeep_type = zeep_type
        self.name: str = zeep_type.qname.localname if zeep_type.qname is not None else ""
        self.tag: str = zeep_type.qname.text if zeep_type.qname is not None else ""

    @cached_property
    def slots(self) -> Mapping[str, Slot]:
        """The elements by name; a simple type has none."""
        return {
            name: Slot(position=position, tag=element.qname.text, type=SoapType(element.type))
            for position, (name, element) in enumerate(getattr(self._zeep_type, "elements", ()))
        }

    @cached_property
    def replaceable(self) -> bool:
        """Whether it is a sublist with the attribute `replaceAll`."""
        return any(name == "replaceAll" for name, _ in getattr(self._zeep_type, "attributes", ()))

    @property
    def simple(self) -> bool:
        """Whether its content is text."""
        return not hasattr(self._zeep_type, "elements")


@cache
def clark(prefix: str, name: str) -> str:
    """A name of one of NetSuite's namespaces as lxml writes it."""
    return f"{{{NAMESPACES[prefix]}}}{name}"
