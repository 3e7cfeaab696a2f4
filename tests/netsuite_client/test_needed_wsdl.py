"""What is left of a WSDL for the operations and types that are used."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import requests
from netsuite_accounts import ACCOUNT, emulator_keys
from zeep.settings import Settings

from netsuite_client.client import connect
from netsuite_client.transports import soap_service
from netsuite_client.transports.soap_wsdl import needed_documents

WSDL = """
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:m="urn:messages" targetNamespace="urn:t" xmlns:t="urn:t">
  <types>
    <xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">
      <xsd:import namespace="urn:messages" schemaLocation="messages.xsd"/>
    </xsd:schema>
  </types>
  <message name="addRequest"><part name="parameters" element="m:add"/></message>
  <message name="searchRequest"><part name="parameters" element="m:search"/></message>
  <portType name="Port">
    <operation name="add"><input message="t:addRequest"/></operation>
    <operation name="search"><input message="t:searchRequest"/></operation>
  </portType>
</definitions>
"""
MESSAGES = """
<schema xmlns="http://www.w3.org/2001/XMLSchema" xmlns:m="urn:messages" xmlns:r="urn:records"
    targetNamespace="urn:messages">
  <import namespace="urn:records" schemaLocation="records.xsd"/>
  <element name="add" type="m:AddRequest"/>
  <complexType name="AddRequest"><sequence><element name="record" type="r:Record"/></sequence></complexType>
  <element name="search" type="m:SearchRequest"/>
  <complexType name="SearchRequest"><sequence><element name="record" type="r:Search"/></sequence></complexType>
</schema>
"""
RECORDS = """
<schema xmlns="http://www.w3.org/2001/XMLSchema" xmlns:r="urn:records" targetNamespace="urn:records">
  <import namespace="urn:messages" schemaLocation="messages.xsd"/>
  <complexType name="Record"/>
  <complexType name="Search"/>
  <complexType name="Invoice"><complexContent><extension base="r:Record"><sequence>
    <element name="lines"><complexType><sequence><element name="line" type="r:Line"/></sequence></complexType></element>
  </sequence></extension></complexContent></complexType>
  <complexType name="Line"><attribute name="kind" type="r:Kind"/></complexType>
  <simpleType name="Kind"><restriction base="xsd:string" xmlns:xsd="http://www.w3.org/2001/XMLSchema"/></simpleType>
  <complexType name="Opportunity"/>
</schema>
"""
FOLDER = "https://netsuite.example/"
DOCUMENTS = {f"{FOLDER}netsuite.wsdl": WSDL, f"{FOLDER}messages.xsd": MESSAGES, f"{FOLDER}records.xsd": RECORDS}


def declared(text: bytes) -> list[str]:
    return re.findall(r'(?m)^  <[a-zA-Z]+ name="(\w+)"', text.decode())


def test_what_our_operations_and_records_lead_to_is_left_of_a_wsdl_and_nothing_else():
    left = needed_documents(
        f"{FOLDER}netsuite.wsdl",
        lambda location: DOCUMENTS[location].strip().encode(),
        Settings(),
        operations={"add"},
        types=["{urn:records}Invoice"],
    )
    assert {location.removeprefix(FOLDER): declared(text) for location, text in left.items()} == {
        "netsuite.wsdl": ["addRequest", "Port"],
        "messages.xsd": ["add", "AddRequest"],
        "records.xsd": ["Record", "Invoice", "Line", "Kind"],
    }
    assert b'operation name="search"' not in left[f"{FOLDER}netsuite.wsdl"]


def test_a_process_reads_a_wsdl_once_and_again_when_its_file_is_another(
    tmp_path: Path, emulator_address: str, wsdl: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, reads = tmp_path / "netsuite.wsdl", list[str]()
    text = requests.get(wsdl, timeout=10).text
    file.write_text(text.replace('schemaLocation="', f'schemaLocation="{emulator_address}'))
    monkeypatch.setattr(
        soap_service, "needed_documents", lambda *a, **b: reads.append(a[0]) or needed_documents(*a, **b)
    )
    for file_is_of, read_by_now in ((1, 1), (1, 1), (2, 2)):
        os.utime(file, (file_is_of, file_is_of))
        client = connect(account=ACCOUNT, keys=emulator_keys(), base_url=emulator_address, wsdl=file)
        assert client.concurrency_limit() == 5
        assert reads == [str(file)] * read_by_now
