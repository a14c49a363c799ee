"""Telling people. A notice is always kept; outside goes only that there is news, and only where that is safe."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.outbox import announce
from app.notices.models import Notice
from app.notices.queries import safe_way_to, unread_rows
from app.notices.vocabulary import NoticeAsked
from app.people.vocabulary import Viewer


def tell_user(session: Session, user_id: int, words: str, endpoint: str = "", subject_id: int | None = None) -> Notice:
    """Tell somebody who works here: on their first page, and by e-mail that there is news."""
    return _tell(session, Notice(user_id=user_id, words=words, endpoint=endpoint, subject_id=subject_id))


def tell_person(
    session: Session, person_id: int, words: str, endpoint: str = "", subject_id: int | None = None
) -> Notice:
    """Tell the person an act is about: on their first page, and outside only as they said it is safe."""
    return _tell(session, Notice(person_id=person_id, words=words, endpoint=endpoint, subject_id=subject_id))


def tell_provider(
    session: Session, provider_id: int, words: str, endpoint: str = "", subject_id: int | None = None
) -> Notice:
    """Tell everybody who speaks for a provider: on their first page, and by e-mail that there is news."""
    return _tell(session, Notice(provider_id=provider_id, words=words, endpoint=endpoint, subject_id=subject_id))


def mark_read(session: Session, viewer: Viewer, notice_ids: list[int]) -> int:
    """These notices were read, as far as they are the viewer's; returns how many were new."""
    found = [notice for notice in unread_rows(session, viewer) if notice.id in notice_ids]
    for notice in found:
        notice.read_at = clock.now()
    return len(found)


def _tell(session: Session, notice: Notice) -> Notice:
    session.add(notice)
    session.flush()
    if safe_way_to(session, notice) is not None:
        announce(session, NoticeAsked(notice.id))
    return notice
