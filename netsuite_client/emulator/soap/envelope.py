"""Opens SOAP envelopes, and makes those that answer."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from netsuite_client.emulator.fields import Fields
from netsuite_client.emulator.refusals import Fault, Malformed
from netsuite_client.emulator.schema.documents import INPUT_HEADERS, OPERATIONS, lower_camel
from netsuite_client.emulator.schema.namespaces import NAMESPACES, SOAP_NAMESPACE, XSD_NAMESPACE, XSI_NAMESPACE
from netsuite_client.emulator.schema.table import TABLE
from netsuite_client.emulator.soap.codec import global_tag, read, write

CONTENT_TYPE = "text/xml; charset=utf-8"

_ENVELOPE = f"{{{SOAP_NAMESPACE}}}Envelope"
_HEADER = f"{{{SOAP_NAMESPACE}}}Header"
_BODY = f"{{{SOAP_NAMESPACE}}}Body"
_FAULT = f"{{{SOAP_NAMESPACE}}}Fault"
_ENVELOPE_PREFIXES = {"soapenv": SOAP_NAMESPACE, "xsd": XSD_NAMESPACE, "xsi": XSI_NAMESPACE}
_PREFIXES = _ENVELOPE_PREFIXES | {prefix: namespace.uri for prefix, namespace in NAMESPACES.items()}
_HEADER_TAGS = {global_tag(f"platformMsgs.{name}"): name for name in INPUT_HEADERS}
_OPERATION_TAGS = {global_tag(f"platformMsgs.{name}"): name for name in OPERATIONS}


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A request: its operation, the operation's content, and its headers by name, each as often as it was sent."""

    operation: str
    content: Fields
    headers: dict[str, list[Fields]]


def open_envelope(body: bytes) -> Envelope:
    """The request in a SOAP body; raises Malformed for whatever the WSDL does not allow."""
    root = _parse(body)
    if root.tag != _ENVELOPE:
        raise Malformed("The root of a request is a SOAP 1.1 Envelope")
    contents = root.find(_BODY)
    children = [] if contents is None else [child for child in contents if isinstance(child.tag, str)]
    if len(children) != 1:
        raise Malformed("The Body of a request holds exactly one operation")
    operation = _OPERATION_TAGS.get(children[0].tag)
    if operation is None:
        raise Malformed(f"No such operation '{etree.QName(children[0]).localname}'")
    headers = _headers(root.find(_HEADER))
    content = read(children[0], TABLE.element_type(f"platformMsgs.{operation}"))
    return Envelope(operation=operation, content=content, headers=headers)


def _parse(body: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, dtd_validation=False
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise Malformed(f"org.xml.sax.SAXParseException: {error}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Malformed("org.xml.sax.SAXParseException: DOCTYPE is disallowed")
    return root


def _headers(header: etree._Element | None) -> dict[str, list[Fields]]:
    headers: dict[str, list[Fields]] = {name: [] for name in INPUT_HEADERS}
    for child in () if header is None else header:
        name = _HEADER_TAGS.get(child.tag) if isinstance(child.tag, str) else None
        if name is not None:
            headers[name].append(read(child, TABLE.element_type(f"platformMsgs.{name}")))
    return headers


def answer(operation: str, content: Fields, ns_id: str) -> bytes:
    """The envelope that answers an operation."""
    root = etree.Element(_ENVELOPE, nsmap=_PREFIXES)
    header = etree.SubElement(root, _HEADER)
    write(header, global_tag("platformMsgs.documentInfo"), {"nsId": ns_id}, TABLE.types["DocumentInfo"])
    name = f"platformMsgs.{operation}Response"
    write(etree.SubElement(root, _BODY), global_tag(name), content, TABLE.element_type(name))
    return _text(root)


def fault(refused: Fault | Malformed) -> bytes:
    """The envelope of a fault: nothing was done."""
    root = etree.Element(_ENVELOPE, nsmap=_ENVELOPE_PREFIXES)
    element = etree.SubElement(etree.SubElement(root, _BODY), _FAULT)
    etree.SubElement(element, "faultcode").text = "soapenv:Server.userException"
    message = refused.message if isinstance(refused, Fault) else str(refused)
    etree.SubElement(element, "faultstring").text = message
    detail = etree.SubElement(element, "detail")
    if isinstance(refused, Fault):
        tag = global_tag(f"platformFaults.{lower_camel(refused.name)}")
        prefixes = {"platformFaults": NAMESPACES["platformFaults"].uri}
        named = etree.SubElement(detail, tag, nsmap=prefixes)
        for part, text in (("code", refused.code), ("message", refused.message)):
            etree.SubElement(named, global_tag(f"platformFaults.{part}")).text = text
    hostname = etree.SubElement(
        detail, "{http://xml.apache.org/axis/}hostname", nsmap={"ns1": "http://xml.apache.org/axis/"}
    )
    hostname.text = "emulator"
    return _text(root)


def _text(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
