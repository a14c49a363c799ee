"""The chain: seals linked in one line, so that taking one out or changing one shows.

A chain alone passes a complete rewrite; an anchor, the last hash kept somewhere else, does not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry, AuditWords, ChainLink
from app.audit.trail import entry_digest, words_digest
from app.kernel.seal import Seal

START = "0" * 64
_CHAIN_LOCK = 7_210_431


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of the chain at one time: number of links and the last hash."""

    number: int
    hash: str


def link(session: Session, limit: int = 5000) -> int:
    """Link waiting seals, oldest first; returns how many. One linker at a time."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    end = last(session)
    waiting = session.execute(
        select(Seal.id, Seal.kind, Seal.subject_id, Seal.digest)
        .outerjoin(ChainLink, ChainLink.seal_id == Seal.id)
        .where(ChainLink.seal_id.is_(None))
        .order_by(Seal.id)
        .limit(limit)
    ).all()
    rows, before = [], end.hash
    for number, (seal_id, kind, subject_id, digest) in enumerate(waiting, start=end.number + 1):
        hash_ = _hash(number, before, kind, subject_id, digest)
        rows.append({"number": number, "seal_id": seal_id, "before": before, "hash": hash_})
        before = hash_
    if rows:
        session.execute(insert(ChainLink), rows)
    return len(rows)


def last(session: Session) -> Anchor:
    """The end of the chain now: what an anchor publishes."""
    row = session.execute(select(ChainLink.number, ChainLink.hash).order_by(ChainLink.number.desc()).limit(1)).first()
    return Anchor(*row) if row else Anchor(0, START)


def problems(session: Session, anchors: list[Anchor]) -> Iterator[str]:
    """Everything wrong with the trail and its chain, in sentences; nothing when it is whole."""
    yield from _links_broken(session, {anchor.number: anchor.hash for anchor in anchors})
    yield from _entries_changed(session)
    yield from _words_changed(session)


def _links_broken(session: Session, anchored: dict[int, str]) -> Iterator[str]:
    before = START
    wanted = select(ChainLink, Seal).outerjoin(Seal, Seal.id == ChainLink.seal_id).order_by(ChainLink.number)
    with closing(session.execute(wanted.execution_options(yield_per=1000))) as rows:
        for expected, (chain_link, seal) in enumerate(rows, start=1):
            if chain_link.number != expected or chain_link.before != before or seal is None:
                yield f"link {chain_link.number} does not follow from the one before"
                return
            if chain_link.hash != _hash(chain_link.number, before, seal.kind, seal.subject_id, seal.digest):
                yield f"link {chain_link.number} ({seal.kind} {seal.subject_id}) was changed"
                return
            before = chain_link.hash
            if anchored.pop(expected, before) != before:
                yield f"link {expected} differs from the anchor published for it"
    for number in sorted(anchored):
        yield f"the anchor for link {number} has no link: the end of the chain was cut off"


def _entries_changed(session: Session) -> Iterator[str]:
    rows = session.execute(
        select(AuditEntry, Seal.digest)
        .outerjoin(Seal, (Seal.kind == "audit") & (Seal.subject_id == AuditEntry.id))
        .order_by(AuditEntry.id)
        .execution_options(yield_per=1000)
    )
    count = 0
    for entry, digest in rows:
        count += 1
        if digest != entry_digest(entry):
            yield f"audit entry {entry.id} ({entry.act}) was changed or never sealed"
    if count != session.scalar(select(func.count()).where(Seal.kind == "audit")):
        yield "an audit entry is missing: there are more seals than entries"


def _words_changed(session: Session) -> Iterator[str]:
    rows = session.execute(
        select(AuditEntry.id, AuditEntry.words_digest, AuditWords.words, AuditWords.salt).join(
            AuditWords, AuditWords.entry_id == AuditEntry.id
        )
    )
    for entry_id, digest, words, salt in rows:
        if words_digest(words, salt) != digest:
            yield f"the words of audit entry {entry_id} were changed"


def _hash(number: int, before: str, kind: str, subject_id: int, digest: str) -> str:
    return hashlib.sha256(f"{number}|{before}|{kind}|{subject_id}|{digest}".encode()).hexdigest()
