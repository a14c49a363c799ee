"""The one way money moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.errors import Conflict
from app.kernel.ids import new_id
from app.kernel.money import Money
from app.kernel.seal import digest
from app.ledger.models import Journal, LedgerAccount, Line
from app.ledger.vocabulary import Leg, Movement, NotEnough
from app.ledger.writing_down import write_down


def post(session: Session, actor_id: int, *movements: Movement) -> None:
    """Write movements down, in order, whole or not at all. A cause already posted is passed over.

    The accounts are locked in the order of their keys. Raises NotEnough when an account would go below nothing
    at any step, and Conflict when a known cause comes again with other figures.
    """
    session.flush()
    fresh = _not_yet_posted(session, movements)
    if not fresh:
        return
    accounts = _lock_accounts(session, {leg.key: leg for movement in fresh for leg in movement.legs})
    journals, lines = _written(session, actor_id, fresh, accounts)
    write_down(session.connection(), list(accounts.values()), lines, journals)


def reverse(session: Session, actor_id: int, cause_of_original: str, cause: str, memo: str) -> None:
    """Post an earlier movement backwards, exactly and once. Does nothing when it was never posted."""
    original = session.scalar(select(Journal).where(Journal.cause == cause_of_original))
    if original is None:
        return
    legs = session.execute(
        select(LedgerAccount.account, LedgerAccount.holder, Line.pence)
        .join(Line, Line.account_id == LedgerAccount.id)
        .where(Line.journal_id == original.id)
        .order_by(Line.number)
    )
    movement = Movement(original.name, original.cause, original.memo, tuple(Leg(a, h, p) for a, h, p in legs))
    post(session, actor_id, movement.reversed(cause, memo))


def _not_yet_posted(session: Session, movements: Sequence[Movement]) -> list[Movement]:
    causes = [movement.cause for movement in movements]
    if len(set(causes)) != len(causes):
        raise Conflict("The same movement was asked for twice in one act.")
    known = session.execute(select(Journal.cause, Journal.id, Journal.name).where(Journal.cause.in_(causes))).all()
    posted = {cause: (journal_id, name) for cause, journal_id, name in known}
    for movement in movements:
        if movement.cause in posted and not _same(session, *posted[movement.cause], movement):
            raise Conflict("This was already written down with other figures.", "CAUSE_REUSED")
    fresh = [movement for movement in movements if movement.cause not in posted]
    return [movement for movement in fresh if any(leg.pence for leg in movement.legs)]


def _same(session: Session, journal_id: int, name: str, movement: Movement) -> bool:
    legs = session.execute(
        select(LedgerAccount.key, Line.pence)
        .join(Line, Line.account_id == LedgerAccount.id)
        .where(Line.journal_id == journal_id)
    )
    return name == movement.name and sorted(map(tuple, legs)) == sorted(
        (leg.key, leg.pence) for leg in movement.legs if leg.pence
    )


def _lock_accounts(session: Session, wanted: dict[str, Leg]) -> dict[str, dict[str, Any]]:
    """The accounts by key, in key order, locked; those that were never used are opened at nothing."""
    rows = _locked(session, wanted)
    missing = [leg for key, leg in sorted(wanted.items()) if key not in rows]
    if missing:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        session.execute(
            dialect.insert(LedgerAccount).on_conflict_do_nothing(),
            [{"key": leg.key, "account": leg.account, "holder": leg.holder, "balance": 0} for leg in missing],
        )
        rows = _locked(session, wanted)
    return rows


def _locked(session: Session, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    table = LedgerAccount
    found = session.execute(
        select(table.key, table.id, table.account, table.balance)
        .where(table.key.in_(sorted(keys)))
        .order_by(table.key)
        .with_for_update()
    )
    return {key: {"id": id_, "account": account, "balance": balance} for key, id_, account, balance in found}


def _written(
    session: Session, actor_id: int, movements: Sequence[Movement], accounts: dict[str, dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows to insert; moves the balances in `accounts` along."""
    journals: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for movement in movements:
        journal_id, at = new_id(), clock.now()
        legs = [leg for leg in movement.legs if leg.pence]
        for number, leg in enumerate(legs, start=1):
            row = accounts[leg.key]
            row["balance"] += leg.pence if leg.account.is_debit else -leg.pence
            if row["balance"] < 0:
                raise NotEnough(leg.account, leg.holder, Money(-row["balance"]))
            lines.append(
                {
                    "journal_id": journal_id,
                    "number": number,
                    "account_id": row["id"],
                    "pence": leg.pence,
                    "balance_after": row["balance"],
                }
            )
        header = {
            "id": journal_id,
            "at": at,
            "name": movement.name,
            "cause": movement.cause,
            "memo": movement.memo,
            "actor_id": actor_id,
            "reverses_id": _journal_of(session, movement.reverses),
        }
        pairs = [(number, leg.key, leg.pence) for number, leg in enumerate(legs, start=1)]
        journals.append(header | {"digest": journal_digest(header, pairs)})
    return journals, lines


def _journal_of(session: Session, cause: str | None) -> int | None:
    return None if cause is None else session.scalar(select(Journal.id).where(Journal.cause == cause))


def journal_digest(header: dict[str, Any], legs: Sequence[tuple[int, str, int]]) -> str:
    """The digest of a journal's header and legs: (number, account key, pence) each."""
    at: datetime = header["at"]
    plain = {name: header[name] for name in ("id", "name", "cause", "memo", "actor_id", "reverses_id")}
    return digest(plain | {"at": at.isoformat(timespec="microseconds"), "legs": [list(leg) for leg in legs]})
