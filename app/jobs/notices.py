"""Telling people outside that there is news: never what it is, and only where it is still safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.unit_of_work import reading
from app.notices.models import Notice
from app.notices.queries import Way, safe_way_to
from app.notices.vocabulary import BODY, SUBJECT, NoticeAsked
from app.people.models import PasswordLink, UserAccount
from app.people.secrets import link_secret
from app.people.vocabulary import ContactChannel, PasswordLinkAsked
from app.world import World

if TYPE_CHECKING:
    from app.jobs.handlers import Settle

LINK_WORDS = "You can choose a new password here. The link works for one day, and once:"
NOT_YOU = "If you did not ask for this, you need not do anything."


def send_notice(world: World, message: NoticeAsked) -> Settle | None:
    """Say that there is news. Where to is asked now, so that a change of safe contact binds what waited."""
    with reading(world.database) as session:
        notice = session.get(Notice, message.notice_id)
        way = safe_way_to(session, notice) if notice is not None and notice.read_at is None else None
    if way is None or not _carried(world, message.notice_id, way):
        return None
    channel = way.channel

    def settle(session: Session) -> None:
        sent = session.get_one(Notice, message.notice_id)
        sent.channel, sent.sent_at = channel, clock.now()

    return settle


def send_password_link(world: World, message: PasswordLinkAsked) -> Settle | None:
    """Send somebody the link they choose a password with. Its secret is worked out here and kept nowhere."""
    with reading(world.database) as session:
        link = session.get(PasswordLink, message.link_id)
        user = session.get(UserAccount, link.user_id) if link is not None else None
        if link is None or user is None or not user.email or link.used_at or link.expires_at <= clock.now():
            return None
        address, secret = user.email, link_secret(link.id, link.salt)
    url = f"{world.config.base_url}/sign-in/password/{message.link_id}/{secret}"
    world.mail.send(address, SUBJECT, f"{LINK_WORDS}\n\n{url}\n\n{NOT_YOU}\n", f"password-link:{message.link_id}")

    def settle(session: Session) -> None:
        session.get_one(PasswordLink, message.link_id).sent_at = clock.now()

    return settle


def _carried(world: World, notice_id: int, way: Way) -> bool:
    once = f"notice:{notice_id}"
    if way.channel is ContactChannel.TEXT:
        return all(world.texts.send(to, f"{BODY} {world.config.base_url}", f"{once}:{to}") for to in way.addresses)
    for to in way.addresses:
        world.mail.send(to, SUBJECT, f"{BODY}\n\n{world.config.base_url}\n", f"{once}:{to}")
    return True
