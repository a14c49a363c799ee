"""What waits for somebody: every open thing they can move, the one due first at the top.

One query for each kind of thing a role can do, none per row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from sqlalchemy.orm import Session

from app.people.vocabulary import Role, Viewer
from app.purchasing.vocabulary import RunState
from app.reports import inbox_of_care as care
from app.reports import inbox_of_deciders as deciders
from app.reports import inbox_of_money as money
from app.reports.inbox_words import Task, TaskKind

__all__ = ["Task", "TaskKind", "tasks_for"]

Look = Callable[[Session, Viewer], Iterator[Task]]
_LOOKS: tuple[tuple[Role, Look], ...] = (
    (Role.SERVICE_USER, care.to_confirm),
    (Role.SERVICE_USER, care.receipts_owed),
    (Role.KEYWORKER, care.to_answer),
    (Role.KEYWORKER, care.to_confirm),
    (Role.KEYWORKER, care.receipts_to_check),
    (Role.LINE_MANAGER, deciders.to_sign_as_manager),
    (Role.BROKER, care.to_source),
    (Role.PANEL_MEMBER, deciders.to_vote),
    (Role.PANEL_CHAIR, deciders.to_sign_as_chair),
    (Role.PROVIDER, money.orders_to_answer),
    (Role.FINANCE_CLERK, money.to_pay),
    (Role.FINANCE_CLERK, money.bank_calls),
    (Role.FINANCE_MANAGER, money.banks_to_allow),
    (Role.FINANCE_MANAGER, money.runs(TaskKind.CONFIRM_RUN, "Has the bank paid this run?", RunState.SENT)),
    (Role.SIGNATORY, money.runs(TaskKind.RELEASE_RUN, "Release a payment run", RunState.PREPARED)),
)


def tasks_for(session: Session, viewer: Viewer) -> list[Task]:
    """Everything that waits for this viewer, due first, at most 50 of each kind."""
    tasks: list[Task] = []
    for role, look in _LOOKS:
        if viewer.has(role):
            tasks += look(session, viewer)
    unique = {(task.kind, task.subject_id): task for task in tasks}
    return sorted(unique.values(), key=lambda task: (task.due_on or date.max, task.kind, task.subject_id))
