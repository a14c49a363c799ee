"""Where each kind of task is done."""

from __future__ import annotations

from flask import current_app, url_for

from app.reports.inbox import Task, TaskKind

ENDPOINTS: dict[TaskKind, str] = {
    TaskKind.VOTE: "approvals.show",
    TaskKind.SIGN: "approvals.show",
    TaskKind.ANSWER_QUESTION: "requests.show",
    TaskKind.CONFIRM_DELIVERY: "deliveries.show",
    TaskKind.HAND_IN_RECEIPT: "receipts.show",
    TaskKind.CHECK_RECEIPT: "receipts.show",
    TaskKind.FIND_A_PRICE: "sourcing.show",
    TaskKind.ANSWER_ORDER: "orders.show",
    TaskKind.PAY_INVOICES: "payments.new",
    TaskKind.CALL_ABOUT_BANK: "payments.bank_account",
    TaskKind.ALLOW_BANK: "payments.bank_account",
    TaskKind.RELEASE_RUN: "payments.show",
    TaskKind.CONFIRM_RUN: "payments.show",
}
ACTIONS: dict[TaskKind, str] = {
    TaskKind.VOTE: "Read the case",
    TaskKind.SIGN: "Read and sign",
    TaskKind.ANSWER_QUESTION: "Answer it",
    TaskKind.CONFIRM_DELIVERY: "Say if it came",
    TaskKind.HAND_IN_RECEIPT: "Hand in the receipt",
    TaskKind.CHECK_RECEIPT: "Check it",
    TaskKind.FIND_A_PRICE: "Find a price",
    TaskKind.ANSWER_ORDER: "Answer it",
    TaskKind.PAY_INVOICES: "Prepare a run",
    TaskKind.CALL_ABOUT_BANK: "Call and check",
    TaskKind.ALLOW_BANK: "Look and allow",
    TaskKind.RELEASE_RUN: "Look and release",
    TaskKind.CONFIRM_RUN: "Answer",
}


def way_to(task: Task) -> tuple[str, str]:
    """The address where a task is done, and the words of its button."""
    return address(ENDPOINTS[task.kind], task.subject_id), ACTIONS[task.kind]


def address(endpoint: str, subject_id: int | None) -> str:
    """The address of an endpoint that takes one number, or none; "" for no endpoint."""
    if not endpoint:
        return ""
    names = _arguments(endpoint)
    return url_for(endpoint, **({names[0]: subject_id} if names else {}))  # type: ignore[arg-type]


def _arguments(endpoint: str) -> list[str]:
    return [name for rule in current_app.url_map.iter_rules(endpoint) for name in sorted(rule.arguments)][:1]
