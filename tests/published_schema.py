"""Where Oracle's published WSDL lies, when it is at hand: `NETSUITE_WSDL`, else beside the repository."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from lxml import etree

_REPOSITORY = Path(__file__).parents[1]
WSDL = Path(
    os.environ.get("NETSUITE_WSDL") or _REPOSITORY.parent / "shared/netsuite-schema/2025_2/netsuite.wsdl"
).resolve()

needs_published_schema = pytest.mark.skipif(
    not WSDL.exists(), reason=f"Oracle's published WSDL is not at hand ({WSDL}); `make contract` fetches it"
)

Test = TypeVar("Test", bound=Callable[..., object])


def with_published_schema(test: Test) -> Test:
    """One test that needs the schema, and that `make contract` runs."""
    return pytest.mark.published_schema(needs_published_schema(test))


_XSD = "{http://www.w3.org/2001/XMLSchema}"
_BODY = "{http://schemas.xmlsoap.org/soap/envelope/}Body"


def faults_of(envelope: bytes) -> list[str]:
    """What the published schema finds wrong with the headers and the body of a SOAP message; [] when it is valid."""
    root = etree.fromstring(envelope)
    schema = _schema()
    faults = []
    for part in root.iterchildren():
        for content in part.iterchildren():
            schema.validate(content)
            faults += [f"{etree.QName(content).localname}: {fault.message}" for fault in schema.error_log]
    return faults if root.find(_BODY) is not None else ["no body"]


@cache
def _schema() -> etree.XMLSchema:
    """All schemas that the WSDL imports, as one."""
    imports = etree.parse(WSDL).iter(f"{_XSD}import")
    root = etree.Element(f"{_XSD}schema", nsmap={"xsd": _XSD[1:-1]})
    for one in imports:
        location = (WSDL.parent / one.get("schemaLocation", "")).resolve()
        etree.SubElement(root, f"{_XSD}import", namespace=one.get("namespace", ""), schemaLocation=location.as_uri())
    return etree.XMLSchema(root)
