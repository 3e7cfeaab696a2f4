"""Recorded answers of NetSuite's SOAP service, and what was asked."""

from __future__ import annotations

from xml.sax.saxutils import escape

from lxml import etree

MESSAGES = "urn:messages_2025_2.platform.webservices.netsuite.com"
CORE = "urn:core_2025_2.platform.webservices.netsuite.com"
FAULTS = "urn:faults_2025_2.platform.webservices.netsuite.com"
_NAMES = (
    'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    f' xmlns:m="{MESSAGES}" xmlns:c="{CORE}" xmlns:f="{FAULTS}"'
    ' xmlns:tranSales="urn:sales_2025_2.transactions.webservices.netsuite.com"'
    ' xmlns:listRel="urn:relationships_2025_2.lists.webservices.netsuite.com"'
)
REQUEST_ID = "WEBSERVICES_1234567_SB1_1120202613_abc"


def envelope(body: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope {_NAMES}><soapenv:Header><m:documentInfo>'
        f"<m:nsId>{REQUEST_ID}</m:nsId></m:documentInfo></soapenv:Header>"
        f"<soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"
    )


def add_answer(*members: str, operation: str = "addList") -> str:
    """The answer to a list write, of `done` and `failed` members."""
    listed = "".join(members)
    return envelope(
        f'<m:{operation}Response><m:writeResponseList><c:status isSuccess="true"/>{listed}'
        f"</m:writeResponseList></m:{operation}Response>"
    )


def done(internal_id: str, external_id: str = "") -> str:
    named = f' externalId="{external_id}"' if external_id else ""
    return (
        '<m:writeResponse><c:status isSuccess="true"/>'
        f'<m:baseRef internalId="{internal_id}"{named} type="invoice" xsi:type="c:RecordRef"/></m:writeResponse>'
    )


def failed(code: str, message: str = "", *, saved_as: str | None = None) -> str:
    base_ref = f'<m:baseRef internalId="{saved_as}" xsi:type="c:RecordRef"/>' if saved_as else ""
    saved = "true" if saved_as else "false"
    return (
        f'<m:writeResponse><c:status isSuccess="false"><c:statusDetail type="ERROR"><c:code>{code}</c:code>'
        f"<c:message>{escape(message)}</c:message><c:afterSubmitFailed>{saved}</c:afterSubmitFailed>"
        f"</c:statusDetail></c:status>{base_ref}</m:writeResponse>"
    )


def read_answer(*members: str) -> str:
    return envelope(
        '<m:getListResponse><m:readResponseList><c:status isSuccess="true"/>'
        + "".join(f"<m:readResponse>{member}</m:readResponse>" for member in members)
        + "</m:readResponseList></m:getListResponse>"
    )


def read_failure(code: str, message: str) -> str:
    return (
        f'<c:status isSuccess="false"><c:statusDetail type="ERROR"><c:code>{code}</c:code>'
        f"<c:message>{message}</c:message></c:statusDetail></c:status>"
    )


def fault(name: str, code: str, message: str) -> str:
    """A fault of the whole request, raised by NetSuite's service."""
    return envelope(
        f"<soapenv:Fault><faultcode>soapenv:Server.userException</faultcode><faultstring>{message}</faultstring>"
        f"<detail><f:{name}><f:code>{code}</f:code><f:message>{message}</f:message></f:{name}></detail></soapenv:Fault>"
    )


def bare_fault(fault_code: str, message: str) -> str:
    """A fault without NetSuite's own details."""
    return envelope(
        f"<soapenv:Fault><faultcode>{fault_code}</faultcode><faultstring>{message}</faultstring></soapenv:Fault>"
    )


def sent_passport(body: bytes) -> dict[str, str]:
    """The token passport of a request, by element name."""
    root = etree.fromstring(body)
    passport = next(root.iter(f"{{{MESSAGES}}}tokenPassport"))
    return {etree.QName(child).localname: child.text or "" for child in passport}
