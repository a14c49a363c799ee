"""Whom to tell: the people close to somebody, or everybody in an organisation who does a job."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.notices.actions import tell_person, tell_user
from app.people.queries import keyworker_of, users_with
from app.people.vocabulary import Role


def tell_close(session: Session, person_id: int, words: str, endpoint: str = "", subject_id: int | None = None) -> None:
    """Tell a person and their keyworker the same."""
    tell_person(session, person_id, words, endpoint, subject_id)
    keyworker = keyworker_of(session, person_id)
    if keyworker is not None:
        tell_user(session, keyworker.id, words, endpoint, subject_id)


def tell_role(
    session: Session, organisation_id: int, role: Role, words: str, endpoint: str = "", subject_id: int | None = None
) -> None:
    """Tell everybody in an organisation who holds a role."""
    for user in users_with(session, organisation_id, role):
        tell_user(session, user.id, words, endpoint, subject_id)
