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


PLACES: dict[str, str] = {
    "caseload.index": "Everybody you work with: who is stuck, who is due, who has gone quiet",
    "people.index": "A person’s record: how to reach them, their budget and their plan",
    "plans.index": "Plan with a person, and send what they ask for",
    "catalogue.start": "What a budget can buy, near here, with prices",
    "cards.people": "Pre-paid cards: what is on them, and whose receipts are missing",
    "cards.overview": "What is on all cards, and what waits for a receipt",
    "deliveries.index": "Say for somebody whether it came",
    "receipts.to_check": "Receipts that people handed in",
    "approvals.index": "Requests that wait for a decision, and past ones to learn from",
    "sourcing.index": "Things that are in no catalogue, and orders that were turned down",
    "orders.index": "What was ordered, and who has not answered yet",
    "invoices.index": "What is to be paid, and by when",
    "payments.index": "Payment runs, and providers’ bank details",
    "providers.index": "Who offers what, and how to reach them",
    "programmes.index": "The rules, the funds and the panel of each programme",
    "programmes.card_issuer": "Money sent to whoever issues the cards",
    "roles.index": "Roles of money that need a second person’s yes",
    "users.index": "Who works here, and what they may do",
    "provider.home": "Orders to answer, and when your money comes",
}
"""What staff find behind each link of the header, for their first page."""


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
