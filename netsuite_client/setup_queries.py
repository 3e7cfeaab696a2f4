"""What is asked of an account before it is used: whom it belongs to, what its lists hold, what our role may see."""

from __future__ import annotations

from netsuite_client.account import ItemPlan, Listed
from netsuite_client.queries import Question, Row

SUBSIDIARIES = Question(sql="SELECT s.id AS id, s.name AS name FROM subsidiary s WHERE s.isinactive = 'F' ORDER BY 1")
RULES = Question(
    sql="SELECT r.id AS id, r.name AS name FROM revenuerecognitionrule r WHERE r.isinactive = 'F' ORDER BY 1"
)
ITEMS = Question(
    sql="SELECT i.id AS id, i.itemid AS name FROM item i WHERE i.isinactive = 'F' AND i.itemtype = 'Service' ORDER BY 1"
)
MANDATORY_FIELDS = Question(
    sql="SELECT LOWER(f.scriptid) AS scriptid FROM customfield f WHERE f.ismandatory = 'T' ORDER BY 1"
)
ITEM_PLANS = Question(
    sql="SELECT i.id AS id, i.itemid AS name, i.externalid AS externalid,"
    " BUILTIN.DF(i.createrevenueplanson) AS plans FROM item i"
    " WHERE i.isinactive = 'F' AND i.externalid IS NOT NULL AND i.revenuerecognitionrule IS NOT NULL ORDER BY 1"
)
"""That `customfield` has `ismandatory` is field knowledge; BUILTIN.DF gives what a reference shows."""


LISTS = ("subsidiary", "department", "classification", "location", "term", "revenuerecognitionrule")
"""Tables of lists whose members a record may refer to."""


def members(table: str) -> Question:
    """The active members of one of LISTS."""
    return Question(sql=f"SELECT t.id AS id, t.name AS name FROM {table} t WHERE t.isinactive = 'F' ORDER BY 1")  # noqa: S608 - our own names


def first_row(table: str) -> Question:
    """One row of a table; refused where our role may not see it. `table` is a name of ours."""
    return Question(sql=f"SELECT t.id AS id FROM {table} t ORDER BY 1 FETCH FIRST 1 ROWS ONLY")  # noqa: S608 - our own names


def listed(row: Row) -> Listed:
    """A member of a list."""
    return Listed(internal_id=row["id"], name=row.get("name", ""))


def item_plan(row: Row) -> ItemPlan:
    """An item with a revenue rule, and what makes its plans."""
    return ItemPlan(
        internal_id=row["id"], name=row.get("name", ""), external_id=row["externalid"], plans_on=row.get("plans", "")
    )
