"""Writes the WSDL and the schemas that the emulator serves, from the table of types."""

from __future__ import annotations

from lxml import etree

from netsuite_client.emulator.schema.namespaces import NAMESPACES, SERVICE_NAMESPACE, VERSION, XSD_NAMESPACE, Namespace
from netsuite_client.emulator.schema.table import SIMPLE_TYPES, TABLE, Attribute, ComplexType, Enumeration, Field, Table

WSDL_PATH = f"/wsdl/v{VERSION}_0/netsuite.wsdl"
SOAP_PATH = f"/services/NetSuitePort_{VERSION}"

OPERATIONS = (
    "add",
    "addList",
    "update",
    "updateList",
    "delete",
    "deleteList",
    "get",
    "getList",
    "getServerTime",
    "getAccountGovernanceInfo",
)
FAULTS = (
    "InsufficientPermissionFault",
    "InvalidSessionFault",
    "InvalidCredentialsFault",
    "ExceededConcurrentRequestLimitFault",
    "ExceededRequestLimitFault",
    "ExceededUsageLimitFault",
    "ExceededRecordCountFault",
    "ExceededRequestSizeFault",
    "UnexpectedErrorFault",
)
INPUT_HEADERS = ("tokenPassport", "applicationInfo", "partnerInfo", "preferences")

_WSDL = "http://schemas.xmlsoap.org/wsdl/"
_WSDL_SOAP = "http://schemas.xmlsoap.org/wsdl/soap/"
_PREFIXES: dict[str, str] = {prefix: namespace.uri for prefix, namespace in NAMESPACES.items()}


class _Maker:
    """Makes elements of one namespace: `make("element", child, name="x")`."""

    def __init__(self, uri: str, prefixes: dict[str, str]) -> None:
        self._uri = uri
        self._prefixes = prefixes

    def __call__(self, tag: str, /, *children: etree._Element, **attributes: str) -> etree._Element:
        element = etree.Element(f"{{{self._uri}}}{tag}", attributes, self._prefixes)
        element.extend(children)
        return element


_xsd = _Maker(XSD_NAMESPACE, {"xsd": XSD_NAMESPACE, **_PREFIXES})
_wsdl = _Maker(_WSDL, {"wsdl": _WSDL, "soap": _WSDL_SOAP, "tns": SERVICE_NAMESPACE, **_PREFIXES})
_soap = _Maker(_WSDL_SOAP, {})


def schema_paths() -> dict[str, Namespace]:
    """Each path at which a schema is served, with its namespace."""
    return {namespace.path: namespace for namespace in NAMESPACES.values()}


def schema_document(namespace: Namespace, table: Table = TABLE) -> bytes:
    """The XSD of one namespace."""
    schema = _xsd("schema", targetNamespace=namespace.uri, elementFormDefault="qualified")
    for other in NAMESPACES.values():
        if other is not namespace:
            schema.append(_import(other))
    prefix = namespace.prefix
    schema.extend(_enumeration(each) for each in table.enumerations.values() if each.prefix == prefix)
    schema.extend(_complex_type(each, table) for each in table.types.values() if each.prefix == prefix)
    schema.extend(
        _xsd("element", name=each.name, type=_type_name(each.type, table))
        for each in table.elements.values()
        if each.prefix == prefix
    )
    return _document(schema)


def wsdl_document(address: str) -> bytes:
    """The WSDL, its service at `address` (scheme, host and port)."""
    definitions = _wsdl(
        "definitions",
        _wsdl("types", _xsd("schema", *(_import(each) for each in NAMESPACES.values()))),
        *_messages(),
        _wsdl("portType", *(_operation(name) for name in OPERATIONS), name="NetSuitePortType"),
        _binding(),
        _service(address),
        targetNamespace=SERVICE_NAMESPACE,
    )
    return _document(definitions)


def _import(namespace: Namespace) -> etree._Element:
    return _xsd("import", namespace=namespace.uri, schemaLocation=namespace.path)


def _enumeration(enumeration: Enumeration) -> etree._Element:
    values = (_xsd("enumeration", value=value) for value in sorted(enumeration.values))
    return _xsd("simpleType", _xsd("restriction", *values, base="xsd:string"), name=enumeration.name)


def _complex_type(declared: ComplexType, table: Table) -> etree._Element:
    attributes = [_attribute(attribute, table) for attribute in declared.own_attributes]
    element = _xsd("complexType", name=declared.name)
    if declared.abstract:
        element.set("abstract", "true")
    if declared.text:
        element.append(_xsd("simpleContent", _xsd("extension", *attributes, base="xsd:string")))
        return element
    content = (
        [_xsd("sequence", *(_field(field, table) for field in declared.own_fields))] if declared.own_fields else []
    )
    content += attributes
    if declared.base:
        extension = _xsd("extension", *content, base=_type_name(declared.base, table))
        element.append(_xsd("complexContent", extension))
    else:
        element.extend(content)
    return element


def _field(field: Field, table: Table) -> etree._Element:
    element = (
        _xsd("element", ref=field.element.replace(".", ":"))
        if field.element
        else _xsd("element", name=field.name, type=_type_name(field.type, table))
    )
    if not field.required:
        element.set("minOccurs", "0")
    if field.repeated:
        element.set("maxOccurs", "unbounded")
    return element


def _attribute(attribute: Attribute, table: Table) -> etree._Element:
    element = _xsd("attribute", name=attribute.name, type=_type_name(attribute.type, table))
    if attribute.required:
        element.set("use", "required")
    if attribute.default is not None:
        element.set("default", attribute.default)
    return element


def _type_name(name: str, table: Table) -> str:
    if name in SIMPLE_TYPES:
        return f"xsd:{name}"
    declared = table.types.get(name) or table.enumerations[name]
    return f"{declared.prefix}:{name}"


def _messages() -> list[etree._Element]:
    headers = (*INPUT_HEADERS, "documentInfo")
    messages = [_wsdl("message", *(_part(name, f"platformMsgs:{name}") for name in headers), name="headers")]
    for operation in OPERATIONS:
        for name, element in ((f"{operation}Request", operation), (f"{operation}Response", f"{operation}Response")):
            messages.append(_wsdl("message", _part("parameters", f"platformMsgs:{element}"), name=name))
    messages += [_wsdl("message", _part("fault", f"platformFaults:{lower_camel(name)}"), name=name) for name in FAULTS]
    return messages


def _part(name: str, element: str) -> etree._Element:
    return _wsdl("part", name=name, element=element)


def lower_camel(name: str) -> str:
    """The name of a fault's element: `InvalidSessionFault` → `invalidSessionFault`."""
    return name[0].lower() + name[1:]


def _operation(name: str) -> etree._Element:
    return _wsdl(
        "operation",
        _wsdl("input", name=f"{name}Request", message=f"tns:{name}Request"),
        _wsdl("output", name=f"{name}Response", message=f"tns:{name}Response"),
        *(_wsdl("fault", name=fault, message=f"tns:{fault}") for fault in FAULTS),
        name=name,
    )


def _binding() -> etree._Element:
    return _wsdl(
        "binding",
        _soap("binding", style="document", transport="http://schemas.xmlsoap.org/soap/http"),
        *(_bound_operation(name) for name in OPERATIONS),
        name="NetSuiteBinding",
        type="tns:NetSuitePortType",
    )


def _bound_operation(name: str) -> etree._Element:
    return _wsdl(
        "operation",
        _soap("operation", soapAction=name),
        _wsdl("input", *map(_header, INPUT_HEADERS), _soap("body", use="literal"), name=f"{name}Request"),
        _wsdl("output", _header("documentInfo"), _soap("body", use="literal"), name=f"{name}Response"),
        *(_wsdl("fault", _soap("fault", name=fault, use="literal"), name=fault) for fault in FAULTS),
        name=name,
    )


def _header(part: str) -> etree._Element:
    return _soap("header", message="tns:headers", part=part, use="literal")


def _service(address: str) -> etree._Element:
    location = _soap("address", location=f"{address}{SOAP_PATH}")
    port = _wsdl("port", location, name="NetSuitePort", binding="tns:NetSuiteBinding")
    return _wsdl("service", port, name="NetSuiteService")


def _document(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
