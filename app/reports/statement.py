"""A budget's statement: given, promised, spent, left, and every movement in words.

Read from the ledger; what each movement was for is looked up from its cause.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from app.budgets.models import Budget
from app.cards.models import CardLoad
from app.cards.spend_models import Spend
from app.kernel.money import NOTHING, Money
from app.ledger import movements, queries
from app.ledger.vocabulary import Account, BudgetPosition
from app.plans.models import Item
from app.purchasing.models import Occurrence, PurchaseOrder

ACCOUNTS = (Account.AVAILABLE, Account.RESERVED, Account.COMMITTED, Account.ACTUAL)
PAGE = 40
_CAUSE = re.compile(r"(item|order|occurrence|load|spend|refund):(\d+)")
_WORDS = {
    "allocation": "Given to this budget",
    "reservation": "Asked for, and kept aside",
    "reservation reversed": "Free again",
    "reservation released": "Not needed after all",
    "commitment": "Ordered",
    "commitment reversed": "The order was turned down",
    "commitment released": "Did not happen, so it is free again",
    "delivery": "Received",
    "card load": "Put on the card",
    "card captured": "Paid with the card",
    "card refunded": "Given back by the shop",
    "card swept": "Taken back from the card",
    "budget closed": "Given back at the end",
}


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """One movement: how it changed what is promised and spent, and what was left right after it."""

    journal_id: int
    at: datetime
    words: str
    what: str
    promised: Money
    spent: Money
    change: Money
    left: Money | None
    """None when what is left did not change."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Where a budget stands, and how it came there."""

    budget: Budget
    position: BudgetPosition
    entries: list[StatementEntry]
    older: int | None
    """Pass it as `before` to see older entries; None when there are none."""


def statement_of(session: Session, budget: Budget, *, before: int | None = None) -> Statement:
    """The statement of a budget the caller may see, newest first."""
    holder = movements.budget(budget.id)
    lines = queries.statement(session, holder, ACCOUNTS, before=before, limit=PAGE * len(ACCOUNTS))
    groups = [list(group) for _, group in groupby(lines, key=lambda line: line.journal_id)]
    more = len(groups) > PAGE
    groups = groups[:PAGE]
    what = _what(session, [group[0].cause for group in groups])
    entries = [_entry(group, what.get(group[0].cause, "")) for group in groups]
    position = queries.budget_position(session, budget.id)
    return Statement(budget, position, entries, entries[-1].journal_id if more else None)


def _entry(lines: list[queries.StatementLine], what: str) -> StatementEntry:
    changes: dict[Account, Money] = defaultdict(lambda: NOTHING)
    for line in lines:
        changes[line.account] += line.change
    first = lines[0]
    return StatementEntry(
        first.journal_id,
        first.at,
        _WORDS.get(first.name, first.memo),
        what,
        changes[Account.RESERVED] + changes[Account.COMMITTED],
        changes[Account.ACTUAL],
        changes[Account.AVAILABLE],
        next((line.left for line in lines if line.account is Account.AVAILABLE), None),
    )


def _what(session: Session, causes: Iterable[str]) -> dict[str, str]:
    """What each cause was for: a title, looked up in one query for all kinds of causes."""
    found = {cause: (match[1], int(match[2])) for cause in causes if (match := _CAUSE.match(cause))}
    ids: dict[str, set[int]] = defaultdict(set)
    for kind, number in found.values():
        ids[kind].add(number)
    titles = {
        "item": select(literal("item"), Item.id, Item.title),
        "order": select(literal("order"), PurchaseOrder.id, PurchaseOrder.title),
        "occurrence": select(literal("occurrence"), Occurrence.id, PurchaseOrder.title).join(
            PurchaseOrder, PurchaseOrder.id == Occurrence.order_id
        ),
        "load": select(literal("load"), CardLoad.id, CardLoad.purpose),
        "spend": select(literal("spend"), Spend.id, Spend.merchant),
    }
    wanted = [
        named.where(named.selected_columns[1].in_(sorted(ids[kind]))) for kind, named in titles.items() if ids[kind]
    ]
    known = {(kind, number): title for kind, number, title in session.execute(union_all(*wanted))} if wanted else {}
    return {cause: known.get(pair, "") for cause, pair in found.items()}
