"""The words of deciding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.money import Money


class RequestState(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    MORE_INFORMATION = "more_information"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        return {
            "open": "Waiting for a decision",
            "more_information": "More information asked for",
            "agreed": "Agreed",
            "declined": "Not agreed",
            "withdrawn": "Taken back",
        }[self.value]

    @property
    def is_waiting(self) -> bool:
        return self in {RequestState.OPEN, RequestState.MORE_INFORMATION}


class Choice(StrEnum):
    """What a member, or the one who signs, can say."""

    APPROVE = "approve"
    MORE_INFORMATION = "more_information"
    DECLINE = "decline"

    @property
    def words(self) -> str:
        return {
            "approve": "Yes, agree",
            "more_information": "I need to know more",
            "decline": "No, not from this budget",
        }[self.value]


class DeclineReason(StrEnum):
    """Why not. A refusal cannot be saved without one."""

    NOT_LINKED_TO_A_GOAL = "not_linked_to_a_goal"
    OTHER_FUNDING = "other_funding"
    NOT_ALLOWED = "not_allowed"
    COST = "cost"
    NOT_SAFE_NOW = "not_safe_now"
    NO_PROVIDER = "no_provider"

    @property
    def words(self) -> str:
        return {
            "not_linked_to_a_goal": "It is not clear how it helps with a goal",
            "other_funding": "Somebody else should pay for it",
            "not_allowed": "This money may not be spent on it",
            "cost": "It costs more than we can agree",
            "not_safe_now": "It could do harm at the moment",
            "no_provider": "Nobody suitable offers it",
        }[self.value]


class Outcome(StrEnum):
    """What the votes so far come to."""

    PENDING = "pending"
    READY_TO_APPROVE = "ready_to_approve"
    READY_TO_DECLINE = "ready_to_decline"
    NEEDS_INFORMATION = "needs_information"
    TIED = "tied"

    @property
    def words(self) -> str:
        return {
            "pending": "Waiting for more votes",
            "ready_to_approve": "Most say yes: ready to sign",
            "ready_to_decline": "Most say no: ready to sign",
            "needs_information": "The panel needs to know more",
            "tied": "As many say yes as say no",
        }[self.value]

    @property
    def answer(self) -> Choice | None:
        """What may be signed after these votes."""
        return {
            "ready_to_approve": Choice.APPROVE,
            "ready_to_decline": Choice.DECLINE,
            "needs_information": Choice.MORE_INFORMATION,
            "tied": Choice.MORE_INFORMATION,
        }.get(self.value)


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to one case on the day they act: what their seat is, and what keeps them out."""

    decides: bool
    """Sits on the panel of the programme, or leads the team where the line manager decides."""
    chairs: bool
    conflict: str = ""
    """Why they may not take part, in words; "" when nothing stands in the way."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """What the person is told with an answer. A no needs all of it."""

    words: str
    decline_reason: DeclineReason | None = None
    other_funding: str = ""
    how_to_ask_again: str = ""


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One thing as it is asked for."""

    item_id: int
    title: str
    area: str
    goal: str
    provider_id: int | None
    provider_name: str
    how_much: str
    amount: Money
    route: str


@dataclass(frozen=True, slots=True)
class Case:
    """A request as it is sent in: for whom, by whom, why, and what."""

    programme_id: int
    person_id: int
    team_id: int
    plan_id: int
    budget_id: int
    keyworker_id: int
    person_words: str
    keyworker_words: str
    lines: tuple[AskedLine, ...]

    @property
    def amount(self) -> Money:
        """What all of it takes from the budget."""
        return Money(sum(line.amount.pence for line in self.lines))
