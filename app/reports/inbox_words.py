"""What a task is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST = 50


class TaskKind(StrEnum):
    """What is to be done."""

    VOTE = "vote"
    SIGN = "sign"
    ANSWER_QUESTION = "answer_question"
    CONFIRM_DELIVERY = "confirm_delivery"
    HAND_IN_RECEIPT = "hand_in_receipt"
    CHECK_RECEIPT = "check_receipt"
    FIND_A_PRICE = "find_a_price"
    ANSWER_ORDER = "answer_order"
    PAY_INVOICES = "pay_invoices"
    CALL_ABOUT_BANK = "call_about_bank"
    ALLOW_BANK = "allow_bank"
    RELEASE_RUN = "release_run"
    CONFIRM_RUN = "confirm_run"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: `title` in words, whose it is (a name only for those who work with them), and by when."""

    kind: TaskKind
    subject_id: int
    title: str
    who: str = ""
    due_on: date | None = None
    words: str = ""
