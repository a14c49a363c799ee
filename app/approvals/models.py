"""Requests for a yes, and everything that was said on the way to the answer."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.approvals.vocabulary import Choice, DeclineReason, Reasons, RequestState
from app.kernel import clock
from app.kernel.columns import Word
from app.kernel.db import Base
from app.kernel.errors import Conflict
from app.kernel.ids import new_reference
from app.kernel.money import Money


class ApprovalRequest(Base):
    """One request: items of a plan with the case for them, as they were sent in. Panels see the reference."""

    __tablename__ = "approval_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True, default=lambda: new_reference("R"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    budget_id: Mapped[int] = mapped_column(ForeignKey("budget.id"), index=True)
    keyworker_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    """The keyworker when it was sent in: never votes on it."""
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime] = mapped_column(default=clock.now)
    route: Mapped[str]
    """ApprovalRoute word, fixed when it was sent in."""
    quorum: Mapped[int]
    due_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    """Grows with each edit; votes are for one version."""
    person_words: Mapped[str]
    keyworker_words: Mapped[str]
    amount: Mapped[Money]
    state: Mapped[RequestState] = mapped_column(Word(RequestState), default=RequestState.OPEN)
    question: Mapped[str] = mapped_column(default="")
    """What more is to be known, when information was asked for."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decision_words: Mapped[str] = mapped_column(default="")
    decline_reason: Mapped[DeclineReason | None] = mapped_column(Word(DeclineReason))
    other_funding: Mapped[str] = mapped_column(default="")
    how_to_ask_again: Mapped[str] = mapped_column(default="")
    escalated_at: Mapped[datetime | None]
    lines: Mapped[list[RequestLine]] = relationship(lazy="selectin", order_by="RequestLine.id")
    votes: Mapped[list[Vote]] = relationship(lazy="selectin", order_by="Vote.id")
    comments: Mapped[list[Comment]] = relationship(lazy="selectin", order_by="Comment.id")
    recusals: Mapped[list[Recusal]] = relationship(lazy="selectin", order_by="Recusal.id")
    __table_args__ = (
        CheckConstraint("quorum >= 1", name="quorum"),
        CheckConstraint("amount >= 0", name="not_negative"),
        Index(
            "ix_approval_request_open",
            "programme_id",
            "due_on",
            "id",
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
    )

    @property
    def lines_now(self) -> list[RequestLine]:
        """The lines of the version to be decided."""
        return [line for line in self.lines if line.version == self.version]

    @property
    def votes_now(self) -> list[Vote]:
        """Votes on the version to be decided; earlier ones are void."""
        return [vote for vote in self.votes if vote.version == self.version]

    @property
    def votes_counted(self) -> list[Vote]:
        """Votes on this version by members who did not step back afterwards."""
        stepped_back = {recusal.member_id for recusal in self.recusals}
        return [vote for vote in self.votes_now if vote.member_id not in stepped_back]

    def decide(self, state: RequestState, actor_id: int | None, reasons: Reasons) -> None:
        """The answer, once. `actor_id` None: agreed by rule."""
        self._must_be_open()
        self.state, self.decided_at, self.decided_by_id = state, clock.now(), actor_id
        self.decision_words, self.decline_reason = reasons.words, reasons.decline_reason
        self.other_funding, self.how_to_ask_again = reasons.other_funding, reasons.how_to_ask_again

    def ask_for_more(self, question: str, due_on: date) -> None:
        """It goes back to the keyworker with a question, to be answered by a day."""
        self._must_be_open()
        self.state, self.question, self.due_on = RequestState.MORE_INFORMATION, question, due_on
        self.escalated_at = None

    def _must_be_open(self) -> None:
        if self.state is not RequestState.OPEN:
            raise Conflict("This request is not waiting for a decision any more.")

    def revise(self, person_words: str, keyworker_words: str, due_on: date) -> None:
        """An edit: a new version, and every vote so far is void."""
        if not self.state.is_waiting:
            raise Conflict("This request has been decided, so it cannot be changed.")
        self.version += 1
        self.person_words, self.keyworker_words, self.due_on = person_words, keyworker_words, due_on
        self.state, self.question, self.escalated_at = RequestState.OPEN, "", None

    def withdraw(self) -> None:
        """Taken back by the person or the keyworker."""
        if not self.state.is_waiting:
            raise Conflict("This request has been decided, so it cannot be taken back.")
        self.state, self.decided_at = RequestState.WITHDRAWN, clock.now()


class RequestLine(Base):
    """One item as it was asked for, in one version of the request."""

    __tablename__ = "request_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("approval_request.id"), index=True)
    version: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id"), index=True)
    title: Mapped[str]
    area: Mapped[str] = mapped_column(String(40), default="")
    """LifeArea word of the goal, so that past decisions can be found by it."""
    goal: Mapped[str]
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    provider_name: Mapped[str]
    how_much: Mapped[str]
    """In words: "6 sessions at £45.00, one a week from 1 December"."""
    amount: Mapped[Money]
    route: Mapped[str]
    __table_args__ = (UniqueConstraint("request_id", "version", "item_id"),)


class Vote(Base):
    """One member's view of one version. A member may change it until the request is decided."""

    __tablename__ = "vote"
    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("approval_request.id"))
    version: Mapped[int]
    member_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    member_name: Mapped[str]
    choice: Mapped[Choice] = mapped_column(Word(Choice))
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    __table_args__ = (UniqueConstraint("request_id", "version", "member_id"),)


class Comment(Base):
    """A remark or question on a case."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("approval_request.id"), index=True)
    version: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    author_name: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Recusal(Base):
    """A member who stepped back from a case because of an interest in it."""

    __tablename__ = "recusal"
    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("approval_request.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    member_name: Mapped[str]
    why: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    __table_args__ = (UniqueConstraint("request_id", "member_id"),)
