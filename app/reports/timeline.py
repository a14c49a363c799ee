"""One story per request, in plain words: what happened, who has it now, by when, and what comes next.

It is read from the facts themselves (votes, orders, deliveries, payments, loads, receipts), so it cannot differ
from them. A fixed number of queries, however long the story.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.models import ApprovalRequest
from app.approvals.vocabulary import Choice, RequestState
from app.people.models import Person, UserAccount
from app.people.vocabulary import Role, Viewer
from app.reports import timeline_of_cards, timeline_of_orders
from app.reports.timeline_words import DONE, LATER, NOW, STOPPED, Entry

__all__ = ["Timeline", "timeline_of", "timelines_of"]

_DECIDERS = {"panel": "the panel", "line_manager": "the line manager", "automatic": "the rules of the programme"}


@dataclass(frozen=True, slots=True)
class Timeline:
    """The story in order: what is done, what is happening now, what comes later."""

    entries: list[Entry]

    @property
    def now(self) -> list[Entry]:
        """Who has it, and by when. Empty when the story has ended."""
        return [entry for entry in self.entries if entry.state == NOW]


def timeline_of(session: Session, viewer: Viewer, request: ApprovalRequest) -> Timeline:
    """The story of one request, told to its person or to staff who may see it (the caller has checked that)."""
    return timelines_of(session, viewer, [request])[request.id]


def timelines_of(session: Session, viewer: Viewer, requests: Sequence[ApprovalRequest]) -> dict[int, Timeline]:
    """The stories of many requests, by their ids, in the same number of queries as one."""
    if not requests:
        return {}
    called = _Called.of(session, viewer, requests)
    agreed = [request.id for request in requests if request.state is RequestState.AGREED]
    ordered = timeline_of_orders.ordered_for(session, agreed)
    loaded = timeline_of_cards.loaded_for(session, agreed)
    told = {}
    for request in requests:
        names = called.in_story(viewer, request)
        entries = [*_asked(request, names), *_decided(request, names)]
        if request.state is RequestState.AGREED:
            entries += timeline_of_orders.entries(ordered, request.id, names.person, names.keyworker)
            entries += timeline_of_cards.entries(loaded, request.id, names.person, names.keyworker)
            entries += _paid_by_others(request)
        told[request.id] = Timeline(_in_order(entries))
    return told


def _in_order(entries: list[Entry]) -> list[Entry]:
    """What is done by its time, then what is happening now by its due date, then what comes later."""
    rank = {DONE: 0, STOPPED: 1, NOW: 2, LATER: 3}

    def key(entry: Entry) -> tuple[int, str, str]:
        when = entry.when.isoformat() if entry.when and entry.state in {DONE, STOPPED} else ""
        due = entry.due.isoformat() if entry.due and entry.state == NOW else "9999"
        return rank[entry.state], when, due

    return sorted(entries, key=key)


@dataclass(frozen=True, slots=True)
class _Names:
    """What people in the story are called by this reader."""

    person: str
    keyworker: str
    submitter: str
    decider: str


@dataclass(frozen=True, slots=True)
class _Called:
    """The names of everybody in some stories: users by id, people by id."""

    users: dict[int, str]
    people: dict[int, str]

    @classmethod
    def of(cls, session: Session, viewer: Viewer, requests: Sequence[ApprovalRequest]) -> _Called:
        ids = {user for one in requests for user in (one.keyworker_id, one.submitted_by_id, one.decided_by_id or 0)}
        users = session.execute(select(UserAccount.id, UserAccount.name).where(UserAccount.id.in_(ids)))
        others = {one.person_id for one in requests if not _is_reader(viewer, one)}
        people = session.execute(select(Person.id, Person.called).where(Person.id.in_(others))) if others else ()
        known = {row[0]: row[1] for row in users} | {viewer.user_id: "you"}
        return cls(known, {row[0]: row[1] for row in people})

    def in_story(self, viewer: Viewer, request: ApprovalRequest) -> _Names:
        """What people are called in one of the stories."""
        return _Names(
            "you" if _is_reader(viewer, request) else self.people.get(request.person_id, "") or "the person",
            self.users.get(request.keyworker_id, "the keyworker"),
            self.users.get(request.submitted_by_id, "the keyworker"),
            self.users.get(request.decided_by_id or 0, _DECIDERS[request.route]),
        )


def _is_reader(viewer: Viewer, request: ApprovalRequest) -> bool:
    return viewer.has(Role.SERVICE_USER) and viewer.person_id == request.person_id


def _asked(request: ApprovalRequest, names: _Names) -> list[Entry]:
    count = len(request.lines_now)
    things = "1 thing" if count == 1 else f"{count} things"
    entries = [
        Entry("It was asked for", DONE, who=names.submitter, when=request.submitted_at,
              words=f"{things}, {request.amount} in all. That money is kept aside until there is an answer."),
    ]  # fmt: skip
    entries += [
        Entry("A note was added to the case", DONE, when=comment.at)
        for comment in request.comments
        if comment.author_id in {request.keyworker_id, request.submitted_by_id}
    ]
    return entries


def _decided(request: ApprovalRequest, names: _Names) -> list[Entry]:
    match request.state:
        case RequestState.OPEN:
            return [_waiting(request), Entry("Ordered, or put on a card", LATER, words="As soon as the answer is yes.")]
        case RequestState.MORE_INFORMATION:
            question = f"They asked: “{request.question}” Answering starts the clock again."
            return [Entry("Answer a question about it", NOW, who=names.keyworker, due=request.due_on, words=question)]
        case RequestState.AGREED:
            return [
                Entry("The answer is yes", DONE, who=names.decider, when=request.decided_at, words=_in_words(request))
            ]
        case RequestState.DECLINED:
            words = f"{_in_words(request)} The money kept aside is free again. {request.how_to_ask_again}".strip()
            return [
                Entry("The answer is no, this time", STOPPED, who=names.decider, when=request.decided_at, words=words)
            ]
        case _:
            words = "The money kept aside is free again. You can ask again at any time."
            return [Entry("It was taken back", STOPPED, when=request.decided_at, words=words)]


def _waiting(request: ApprovalRequest) -> Entry:
    if request.route != "panel":
        return Entry("A decision", NOW, who=_DECIDERS[request.route], due=request.due_on,
                     words="You will be told as soon as there is an answer.")  # fmt: skip
    votes = len(request.votes_now)
    if votes >= request.quorum and not any(vote.choice is Choice.MORE_INFORMATION for vote in request.votes_now):
        return Entry("The panel’s answer is signed", NOW, who="the panel chair", due=request.due_on,
                     words="Enough members have answered. The chair signs what they decided.")  # fmt: skip
    words = f"{votes} of at least {request.quorum} members have answered so far."
    return Entry("The panel decides", NOW, who=_DECIDERS["panel"], due=request.due_on, words=words)


def _in_words(request: ApprovalRequest) -> str:
    return request.decision_words if request.decision_words.strip() else ""


def _paid_by_others(request: ApprovalRequest) -> list[Entry]:
    """Free things, and things another service pays for, need no money from here."""
    when: datetime | None = request.decided_at
    return [
        Entry(
            f"{line.title} can start",
            DONE,
            when=when,
            words="It is free." if line.route == "free" else "Another service pays for it. The keyworker arranges it.",
        )
        for line in request.lines_now
        if line.route in {"free", "mainstream"}
    ]
