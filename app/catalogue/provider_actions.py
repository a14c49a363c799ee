"""What changes a provider's record outside any feed: one added by a broker, and self-billing agreements."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.models import Provider
from app.kernel.errors import BadInput
from app.kernel.ids import new_token
from app.kernel.permit import YES, Verdict, allow, no
from app.people.vocabulary import Role, Viewer

BY_HAND = "added-by-hand"
LONGEST = timedelta(days=365)


def may_add_provider(viewer: Viewer) -> Verdict:
    """Add somebody who is in no catalogue: a broker."""
    return YES if viewer.has(Role.BROKER) else no("Only a broker can add a provider.")


def may_accept_self_billing(viewer: Viewer, provider_id: int) -> Verdict:
    """Accept that we write a provider's invoices: somebody who speaks for it."""
    mine = viewer.has(Role.PROVIDER) and viewer.provider_id == provider_id
    return YES if mine else no("Only the provider can accept a self-billing agreement.")


def add_by_hand(session: Session, viewer: Viewer, name: str) -> Provider:
    """A provider a broker found. The same name again is the same provider: one set up twice is paid twice."""
    allow(may_add_provider(viewer))
    same = select(Provider).where(Provider.feed == BY_HAND, Provider.name == name).order_by(Provider.id)
    found = session.scalars(same).first()
    if found is None:
        found = Provider(feed=BY_HAND, source_id=new_token()[:22], name=name)
        session.add(found)
        session.flush()
    return found


def accept_self_billing(session: Session, viewer: Viewer, provider_id: int, from_on: date, until_on: date) -> Provider:
    """The provider lets us write its invoices for a time, 12 months at most (SI 2003/3220, regulation 4)."""
    allow(may_accept_self_billing(viewer, provider_id))
    if not from_on < until_on <= from_on + LONGEST:
        raise BadInput("A self-billing agreement can run for 12 months at most", "until")
    provider = session.get_one(Provider, provider_id, with_for_update=True, populate_existing=True)
    provider.self_billing_from, provider.self_billing_until = from_on, until_on
    return provider
