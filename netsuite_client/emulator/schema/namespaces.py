"""The namespaces of SuiteTalk 2025_2, and the file that describes each."""

from __future__ import annotations

from dataclasses import dataclass

VERSION = "2025_2"
XSD_NAMESPACE = "http://www.w3.org/2001/XMLSchema"
XSI_NAMESPACE = "http://www.w3.org/2001/XMLSchema-instance"
SOAP_NAMESPACE = "http://schemas.xmlsoap.org/soap/envelope/"


@dataclass(frozen=True, kw_only=True)
class Namespace:
    """A target namespace: its usual prefix, its URI, and where its schema is served (`group` and `file`)."""

    prefix: str
    uri: str
    group: str
    file: str

    @property
    def path(self) -> str:
        """The path at which its schema is served."""
        return f"/xsd/{self.group}/v{VERSION}_0/{self.file}.xsd"


def _namespace(prefix: str, name: str, group: str, file: str) -> Namespace:
    part, _, family = name.rpartition(".")
    return Namespace(
        prefix=prefix, uri=f"urn:{part}_{VERSION}.{family}.webservices.netsuite.com", group=group, file=file
    )


NAMESPACES: dict[str, Namespace] = {
    namespace.prefix: namespace
    for namespace in (
        _namespace("platformCore", "core.platform", "platform", "core"),
        _namespace("platformCoreTyp", "types.core.platform", "platform", "coreTypes"),
        _namespace("platformMsgs", "messages.platform", "platform", "messages"),
        _namespace("platformFaults", "faults.platform", "platform", "faults"),
        _namespace("platformFaultTyp", "types.faults.platform", "platform", "faultTypes"),
        _namespace("platformCommon", "common.platform", "platform", "common"),
        _namespace("platformCommonTyp", "types.common.platform", "platform", "commonTypes"),
        _namespace("listRel", "relationships.lists", "lists", "relationships"),
        _namespace("listAcct", "accounting.lists", "lists", "accounting"),
        _namespace("listAcctTyp", "types.accounting.lists", "lists", "accountingTypes"),
        _namespace("tranSales", "sales.transactions", "transactions", "sales"),
        _namespace("tranCust", "customers.transactions", "transactions", "customers"),
        _namespace("tranGeneral", "general.transactions", "transactions", "general"),
        _namespace("tranCustTyp", "types.customers.transactions", "transactions", "customerTypes"),
    )
}
"""Each namespace by the prefix under which it is known."""

SERVICE_NAMESPACE = f"urn:platform_{VERSION}.webservices.netsuite.com"


def clark(prefix: str, name: str) -> str:
    """The name as lxml writes it: `{uri}name`."""
    return f"{{{NAMESPACES[prefix].uri}}}{name}"
