"""A page for each code of mapping files: what it means, why it matters, a wrong example and the right one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PARTNER = "partner (mapping)"
PARTNER_AND_NETSUITE = "partner (mapping), NetSuite admin"


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a code means. `in_runs` are the codes of the problems that a run has for the same reason."""

    code: str
    title: str
    means: str
    matters: str
    wrong: str
    right: str
    who: str = PARTNER
    in_runs: tuple[str, ...] = ()


_PAGES = (
    Page(
        code="MAP-100",
        title="the file cannot be read",
        means=(
            "The file, or a line of it, is not YAML: a bracket or a quote has no partner, a colon "
            "is missing or too many, a line is indented otherwise than its neighbours, or it holds "
            "a tab, a tag (!!) or an anchor (&)."
        ),
        matters="What cannot be read cannot be meant; the rest of the file is checked all the same.",
        wrong="customer: { comments: from Stripe\n",
        right="customer: { comments: from Stripe }\n",
    ),
    Page(
        code="MAP-101",
        title="a key stands twice",
        means="Two entries of one block have the same key; the message names the first.",
        matters="Only one of them could count, and nobody would see which.",
        wrong=("customer:\n  comments: from Stripe\n  comments: from us\n"),
        right=("customer:\n  comments: from Stripe\n"),
    ),
    Page(
        code="MAP-102",
        title="no such kind of record",
        means="The name is no kind of record, or one that comes in a later version.",
        matters="Its entries would apply to nothing.",
        wrong=("field_defaults:\n  custmer: { comments: from Stripe }\n"),
        right=("field_defaults:\n  customer: { comments: from Stripe }\n"),
    ),
    Page(
        code="MAP-103",
        title="not as an entry is written",
        means=("A key that an entry or a section does not know, or something of another form than what belongs there."),
        matters="What is misspelt would be passed over in silence.",
        wrong=('field_mappings:\n  customer:\n    "metadata.vat": { to: vat_reg_number, transfrom: [trim] }\n'),
        right=('field_mappings:\n  customer:\n    "metadata.vat": { to: vat_reg_number, transform: [trim] }\n'),
    ),
    Page(
        code="MAP-110",
        title="default or mapping?",
        means=(
            "Outside the sections an entry shows by its form what it is. This one can be a field "
            "with a fixed text, or a path of Stripe's whose value goes into a field."
        ),
        matters="The two do different things, and the file must say which.",
        wrong="customer: { email: comments }\n",
        right=("field_mappings:\n  customer: { email: comments }\n"),
    ),
    Page(
        code="MAP-120",
        title="no such field",
        means=(
            "The record has no field of that name. Fields are SuiteTalk's in snake_case, "
            "references end in _id, custom fields begin with custbody_, custcol_, custentity_ or "
            "custitem_."
        ),
        matters="NetSuite would refuse every such record.",
        wrong="customer: { salesrep_id: 12 }\n",
        right="customer: { sales_rep_id: 12 }\n",
    ),
    Page(
        code="MAP-121",
        title="class is written klass",
        means="NetSuite's class is called klass here.",
        matters="class means something else to programs that read these files.",
        wrong="customer_payment: { class_id: 5 }\n",
        right="customer_payment: { klass_id: 5 }\n",
    ),
    Page(
        code="MAP-122",
        title="a field of the other level",
        means=("A field of the document stands under its lines, or a field of the lines under the document."),
        matters="NetSuite knows the field at its own level alone.",
        wrong=("field_mappings:\n  invoice: { metadata.sku: custcol_sku }\n"),
        right=("field_mappings:\n  invoice_item: { metadata.sku: custcol_sku }\n"),
    ),
    Page(
        code="MAP-123",
        title="a custom field with _id takes an internal id",
        means=("A custom field whose name ends in _id is taken for a reference, and the value is no internal id."),
        matters=(
            "NetSuite would refuse a text in a reference. If the field is a text field, a mapping "
            "says so with as: text."
        ),
        wrong="customer: { custentity_region_id: North }\n",
        right="customer: { custentity_region_id: 7 }\n",
    ),
    Page(
        code="MAP-124",
        title="no choice of NetSuite's",
        means=(
            "The value is the internal id of an account, or of a department, class, location, subsidiary, revenue rule "
            "or term, that NetSuite does not have, that is inactive, or that our role may not see: accounts as the "
            "last run saw them, lists as the last `connector doctor` did."
        ),
        matters="NetSuite would refuse every such record.",
        wrong=("field_defaults:\n  customer_payment: { account_id: 9999 }\n"),
        right=("field_defaults:\n  customer_payment: { account_id: 7 }\n"),
        who=PARTNER_AND_NETSUITE,
        in_runs=("NS-102",),
    ),
    Page(
        code="MAP-126",
        title="a field that the books depend on",
        means=(
            "The field holds an amount, a date, an owner or an identity that the connector makes from Stripe's facts."
        ),
        matters="With another value NetSuite's books would not equal Stripe's any more.",
        wrong="invoice: { tran_date: 2026-01-31 }\n",
        right="invoice: { due_date: 2026-01-31 }\n",
    ),
    Page(
        code="MAP-130",
        title="no such path",
        means=(
            "Stripe's object has nothing of that name, the record has no such object, or the path "
            "is not written as one."
        ),
        matters="It would never find a value.",
        wrong=("field_mappings:\n  customer: { adress.country: comments }\n"),
        right=("field_mappings:\n  customer: { address.country: comments }\n"),
    ),
    Page(
        code="MAP-131",
        title="the value does not fit the field",
        means=("What is written, or what a path and its transforms give, is of another type than the field takes."),
        matters=(
            "NetSuite would refuse it. Transforms bridge types: unix makes a day of Stripe's "
            "moment, join a text of a list."
        ),
        wrong="customer: { credit_limit: much }\n",
        right="customer: { credit_limit: 5000 }\n",
        in_runs=("MAP-403", "MAP-404"),
    ),
    Page(
        code="MAP-140",
        title="the condition cannot be read",
        means=(
            "A condition compares paths, texts in quotes and numbers with == != < <= > >= and in, "
            "joined by and, or, not; it may use has() len() lower() startswith() endswith() "
            "matches(). Templates hold paths in braces."
        ),
        matters="What cannot be read decides nothing.",
        wrong=("field_mappings:\n  customer:\n    name: { to: comments, when: \"address.country = 'DE'\" }\n"),
        right=("field_mappings:\n  customer:\n    name: { to: comments, when: \"address.country == 'DE'\" }\n"),
        in_runs=("MAP-409",),
    ),
    Page(
        code="MAP-141",
        title="a table that cannot be used",
        means=(
            "A lookup names a table that is not described under lookups:, the file of a table "
            "cannot be read, or a key stands twice in it."
        ),
        matters="Values would be looked up in nothing, or in either of two rows.",
        wrong=(
            "field_mappings:\n  customer:\n    metadata.team: { to: category_id, transform: [{ lookup: teams }] }\n"
        ),
        right=(
            "lookups:\n"
            "  teams: { sales: 7 }\n"
            "field_mappings:\n"
            "  customer:\n"
            "    metadata.team: { to: category_id, transform: [{ lookup: teams }] }\n"
        ),
        in_runs=("MAP-402",),
    ),
    Page(
        code="MAP-150",
        title="nothing was found there lately",
        means=(
            "A warning: the path can exist, and none of the objects that were read last had "
            "anything at it. What resembles it there is named."
        ),
        matters=(
            "A misspelt key of metadata finds nothing and says nothing. A key that is new, or rare on purpose, is fine."
        ),
        wrong=("field_mappings:\n  customer: { metadata.regoin: comments }\n"),
        right=("field_mappings:\n  customer: { metadata.region: comments }\n"),
        in_runs=("MAP-401",),
    ),
    Page(
        code="MAP-160",
        title="the header has it, the lines do not",
        means=(
            "A warning: a default or an override sets class, department or location of a document, "
            "and nothing sets it on the document's lines."
        ),
        matters=(
            "NetSuite may demand it of header and lines, and its message is the same for both. "
            "Where the account demands it of headers alone, all is well."
        ),
        wrong=("field_defaults:\n  invoice: { department_id: 2 }\n"),
        right=("field_defaults:\n  invoice: { department_id: 2 }\n  invoice_item: { department_id: 2 }\n"),
        in_runs=("NS-101",),
    ),
    Page(
        code="MAP-170",
        title="it can never apply",
        means=(
            "A note: a later entry always speaks in place of this one, a default stands beside "
            "on_missing, or a condition reads what the kind of record never has, or compares texts "
            "that are always different."
        ),
        matters="What never applies is mostly meant otherwise.",
        wrong=("field_mappings:\n  customer:\n    metadata.team: { to: comments, default: none, on_missing: hold }\n"),
        right=("field_mappings:\n  customer:\n    metadata.team: { to: comments, on_missing: hold }\n"),
    ),
    Page(
        code="MAP-180",
        title="recorded objects that a test cannot use",
        means=(
            "A test names a file of recorded objects that is not there or holds something else, or "
            "wants to happen to them what cannot."
        ),
        matters=("The test proves nothing until it can run. connector mapping capture ID records objects."),
        wrong=(
            "tests:\n  - name: a plain invoice\n    given: { invoice: absent.json }\n"
            "    expect: { invoice: { message: Thank you } }\n"
        ),
        right=(
            "tests:\n  - name: a plain invoice\n    given: { invoice: in_1.json }\n"
            "    expect: { invoice: { message: Thank you } }\n"
        ),
    ),
)

PAGES: Mapping[str, Page] = {page.code: page for page in _PAGES}
"""The pages by their codes."""
