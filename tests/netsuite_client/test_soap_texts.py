from __future__ import annotations

from dataclasses import replace

import responses
from full_records import INVOICE, LINE
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from netsuite_accounts import SOAP
from soap_answers import add_answer, done

from netsuite_client.client import NetSuite
from netsuite_client.outcomes import Accepted, Add
from netsuite_client.records import Field, Kind, Ref
from netsuite_client.transports.soap_values import in_xml

SALES = "{urn:sales_2025_2.transactions.webservices.netsuite.com}"


def test_any_text_travels_as_far_as_xml_allows(client_of_recorded: NetSuite) -> None:
    @given(text=st.text())
    @settings(max_examples=60, deadline=None)
    def travels(text: str) -> None:
        assert _sent(client_of_recorded, text) == [in_xml(text)] * 2

    travels()


def _sent(netsuite: NetSuite, text: str) -> list[str]:
    """The memo and the description that arrive when a text stands wherever a text may stand."""
    line = replace(LINE, description=text, fields=(Field(name="custcol_x", type="text", value=text),))
    invoice = replace(
        INVOICE,
        external_id=f"in_{text}",
        entity=Ref(kind=Kind.CUSTOMER, external_id=text),
        memo=text,
        lines=(line,),
        fields=(Field(name="department", type="reference", value=text),),
    )
    with responses.RequestsMock() as network:
        network.post(SOAP, add_answer(done("1")))
        assert netsuite.send([Add(record=invoice)]) == (Accepted(internal_id="1"),)
        root = etree.fromstring(network.calls[0].request.body or b"")
    return [next(root.iter(f"{SALES}{name}")).text or "" for name in ("memo", "description")]
