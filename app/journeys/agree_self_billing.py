"""A provider lets us write its invoices, for twelve months."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.audit.trail import record
from app.catalogue.models import Provider
from app.catalogue.provider_actions import accept_self_billing
from app.kernel import clock
from app.kernel.errors import Refused
from app.kernel.outbox import announce
from app.people.vocabulary import Viewer
from app.purchasing.queries import orders_to_invoice
from app.purchasing.vocabulary import DeliveryConfirmed

AGREEMENT = (
    "You write our invoices for what we deliver, and we do not send our own for it.",
    "We accept each invoice you write. If one is wrong, we tell you within 14 days.",
    "We tell you at once if our registration for VAT changes, or if we sell the business.",
    "This runs for 12 months. Then you ask us again.",
)
"""What a supplier agrees to (VAT Notice 700/62; SI 2003/3220, regulation 4), in its own voice."""


def accept(session: Session, viewer: Viewer) -> Provider:
    """Accept the agreement from today. What was confirmed and waits for an invoice gets one now."""
    if viewer.provider_id is None:
        raise Refused("Only a provider can accept this.")
    start = clock.today()
    provider = accept_self_billing(session, viewer, viewer.provider_id, start, start + timedelta(days=364))
    record(session, viewer.user_id, "self_billing.accepted", "provider", provider.id, why="\n".join(AGREEMENT))
    for order in orders_to_invoice(session, viewer):
        announce(session, DeliveryConfirmed(order_id=order.id))
    return provider
