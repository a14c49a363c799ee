"""Which notices somebody has, and whether and where one may be sent."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from app.notices.models import Notice
from app.people.models import Person, UserAccount
from app.people.rules import safe_address
from app.people.vocabulary import ContactChannel, Role, Viewer


@dataclass(frozen=True, slots=True)
class Way:
    """Where a notice may go: e-mail or text, and the addresses."""

    channel: ContactChannel
    addresses: tuple[str, ...]


def unread_for(session: Session, viewer: Viewer, limit: int = 20) -> list[Notice]:
    """What a viewer has not read yet, the newest first."""
    return unread_rows(session, viewer, limit)


def unread_rows(session: Session, viewer: Viewer, limit: int = 500) -> list[Notice]:
    """The rows themselves, the newest first."""
    mine = select(Notice).where(_is_for(viewer), Notice.read_at.is_(None))
    return list(session.scalars(mine.order_by(Notice.id.desc()).limit(limit)))


def notices_for(session: Session, viewer: Viewer, before: int | None = None, limit: int = 30) -> list[Notice]:
    """Everything a viewer was told, the newest first, from behind the notice `before`."""
    mine = select(Notice).where(_is_for(viewer))
    if before is not None:
        mine = mine.where(Notice.id < before)
    return list(session.scalars(mine.order_by(Notice.id.desc()).limit(limit)))


def safe_way_to(session: Session, notice: Notice) -> Way | None:
    """Where a notice may be sent as things stand now, or None: then it waits on the first page only."""
    if notice.person_id is not None:
        person = session.get_one(Person, notice.person_id)
        address = safe_address(
            person.contact_channel,
            email=person.contact_email,
            phone=person.contact_phone,
            confirmed=person.contact_confirmed_at is not None,
            still_here=person.exited_on is None,
        )
        return Way(person.contact_channel, (address,)) if address else None
    addresses = _work_addresses(session, notice)
    return Way(ContactChannel.EMAIL, addresses) if addresses else None


def _work_addresses(session: Session, notice: Notice) -> tuple[str, ...]:
    """The work addresses a notice to staff or a provider goes to. A service user is only told as a person."""
    wanted = select(UserAccount).where(UserAccount.is_active, UserAccount.email.is_not(None))
    if notice.user_id is not None:
        wanted = wanted.where(UserAccount.id == notice.user_id)
    else:
        wanted = wanted.where(UserAccount.provider_id == notice.provider_id)
    users = session.scalars(wanted.order_by(UserAccount.id))
    return tuple(user.email for user in users if user.email and not _is_served(user))


def _is_served(user: UserAccount) -> bool:
    return any(held.role is Role.SERVICE_USER for held in user.roles)


def _is_for(viewer: Viewer) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [Notice.user_id == viewer.user_id]
    if viewer.person_id is not None:
        ways.append(Notice.person_id == viewer.person_id)
    if viewer.provider_id is not None and viewer.has(Role.PROVIDER):
        ways.append(Notice.provider_id == viewer.provider_id)
    return or_(false(), *ways)
