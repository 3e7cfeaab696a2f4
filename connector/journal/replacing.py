"""Lets a memo of another amount take the place of the one that NetSuite has (rules R-6, A-3, A-11).

What NetSuite has is not overwritten but withdrawn whole, as anything that is not wanted any more. Until the refund has
moved both stand there, so that the new memo has a name of its own in NetSuite; in the journal it takes over the name
by which translations know it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, Column, ColumnElement, Connection, Row, and_, bindparam, select, update

from connector.journal.content import application_of, application_text, is_linked, record_of
from connector.journal.made import MADE
from connector.journal.rows import Scope, execute_each
from connector.journal.schema import APPLICATION, intent, need
from connector.journal.wishes import RootWish, Standing
from connector.lifecycle import State
from connector.translation.wanted import Application
from netsuite_client.records import CreditMemo, Ref


def replaced(
    db: Connection, scope: Scope, pages: Sequence[RootWish], standing: Mapping[str, Standing]
) -> tuple[list[RootWish], dict[str, Standing]]:
    """The pages and what stands, once memos of another amount were put aside, in the transaction that is open."""
    aside = {id_: old for page in pages for id_, old in _of_another_amount(page, standing).items()}
    uses = {id_: _uses(db, scope, id_) for id_ in aside}
    ours = {id_: old for id_, old in aside.items() if all(use.root_id == old.root_id for use in uses[id_])}
    if not ours:
        return list(pages), dict(standing)
    names = {id_: _put_aside(old) for id_, old in ours.items()}
    _rename(db, scope, ours, {use.id: use for id_ in ours for use in uses[id_]}.values())
    next_names = {id_: _next_name(old) for id_, old in ours.items()}
    renamed = (_renamed(each, names) for each in standing.values())
    return [_with_names(page, next_names) for page in pages], {each.external_id: each for each in renamed}


def _of_another_amount(page: RootWish, standing: Mapping[str, Standing]) -> dict[str, Standing]:
    """The memos of a whole translation that NetSuite has with another amount."""
    found = {wish.external_id: standing.get(wish.external_id) for wish in page.wishes if wish.kind == _MEMO}
    amounts = {wish.external_id: _amount(wish.kind, wish.content) for wish in page.wishes if wish.external_id in found}
    return {
        id_: old
        for id_, old in found.items()
        if page.complete and old and _is_in_netsuite(old) and _amount(old.kind, _sent(old)) not in (None, amounts[id_])
    }


_MEMO = CreditMemo.KIND.value


def _is_in_netsuite(old: Standing) -> bool:
    """Or may be; what is being taken out of it at this moment is seen to when that is done."""
    return old.state in _THERE or (old.state in {State.INTENDED, State.REFUSED} and old.internal_id is not None)


_THERE = MADE | {State.WITHDRAWING, State.WITHDRAW_REFUSED, State.REVERSED}


def _sent(old: Standing) -> str:
    return old.sent_content or old.content


def _amount(kind: str, text: str) -> Decimal | None:
    """What a memo of ours is for."""
    record = record_of(kind, text) if kind == _MEMO and not is_linked(text) else None
    return record.total if isinstance(record, CreditMemo) else None


def _put_aside(old: Standing) -> str:
    """Its name in the journal from now on: NetSuite's own, or the first one's."""
    return f"{old.external_id}-1" if old.sent_as == old.external_id else old.sent_as


def _next_name(old: Standing) -> str:
    """NetSuite's name of what takes its place: `memo_re_1-2`, `memo_re_1-3` …"""
    number = old.sent_as.removeprefix(f"{old.external_id}-")
    return f"{old.external_id}-{int(number) + 1 if number.isdecimal() else 2}"


def _with_names(page: RootWish, names: Mapping[str, str]) -> RootWish:
    return replace(page, wishes=tuple(replace(wish, sent_as=names.get(wish.external_id)) for wish in page.wishes))


def _renamed(standing: Standing, names: Mapping[str, str]) -> Standing:
    standing = replace(standing, reverses=names.get(standing.reverses or "", standing.reverses))
    if standing.kind == APPLICATION:
        use = _use(standing.content, names)
        return replace(standing, external_id=use.external_id, content=application_text(use))
    return replace(standing, external_id=names.get(standing.external_id, standing.external_id))


def _use(text: str, names: Mapping[str, str]) -> Application:
    use = application_of(text)
    return replace(use, payer=_ref(use.payer, names), payee=_ref(use.payee, names))


def _ref(ref: Ref, names: Mapping[str, str]) -> Ref:
    return replace(ref, external_id=names.get(ref.external_id or "", ref.external_id))


# -- in the database -------------------------------------------------------------------------------------------------


def _uses(db: Connection, scope: Scope, external_id: str) -> Sequence[Row[Any]]:
    """Of what, and on what, the memo is used."""
    ours = select(intent).where(intent.c.connection == scope.connection)
    return [row for end in (intent.c.payer, intent.c.payee) for row in db.execute(ours.where(end == external_id))]


def _rename(db: Connection, scope: Scope, aside: Mapping[str, Standing], uses: Iterable[Row[Any]]) -> None:
    """Everything that names these by their old name."""
    names = {id_: _put_aside(old) for id_, old in aside.items()}
    moved = [{"old": id_, "new": names[id_], "root": old.root_id} for id_, old in aside.items()]
    execute_each(db, update(intent).where(_named(intent.c.external_id, scope)).values(external_id=_NEW), moved)
    execute_each(db, update(need).where(_named(need.c.external_id, scope)).values(external_id=_NEW), moved)
    of_root = and_(_named(intent.c.reverses, scope), intent.c.root_id == bindparam("root"))
    execute_each(db, update(intent).where(of_root).values(reverses=_NEW), moved)
    execute_each(db, _RENAME_USE, [_use_row(row, names) for row in uses])


_NEW: BindParameter[str] = bindparam("new")


def _named(column: Column[Any], scope: Scope) -> ColumnElement[bool]:
    return and_(column.table.c.connection == scope.connection, column == bindparam("old"))


def _use_row(row: Row[Any], names: Mapping[str, str]) -> dict[str, object]:
    use = _use(row.content, names)
    return {
        "number": row.id,
        "new_name": use.external_id,
        "new_payer": names.get(row.payer, row.payer),
        "new_payee": names.get(row.payee, row.payee),
        "new_content": application_text(use),
        "new_sent": row.sent_content and application_text(_use(row.sent_content, names)),
    }


_RENAME_USE = (
    update(intent)
    .where(intent.c.id == bindparam("number"))
    .values(
        external_id=bindparam("new_name"),
        sent_as=bindparam("new_name"),
        payer=bindparam("new_payer"),
        payee=bindparam("new_payee"),
        content=bindparam("new_content"),
        sent_content=bindparam("new_sent"),
    )
)
