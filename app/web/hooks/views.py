"""The card issuer's two addresses: questions, answered at once; and messages, kept and looked into later.

Nothing here calls out. A signature over the raw bytes proves the sender; without one nothing is read.
"""

from __future__ import annotations

import logging

from flask import Response, current_app, request

from app.cards.vocabulary import ShopAsked
from app.gateways.issuing import CardIssuer
from app.gateways.issuing.port import BadSignature
from app.journeys import card_used
from app.kernel.unit_of_work import session
from app.web.shell.pages import ANYONE, Pages

log = logging.getLogger(__name__)
pages = Pages(__name__, prefix="/hooks")
SIGNED = "a signature over the whole message proves that the card issuer sent it"


@pages.post("/stripe/authorizations", who=ANYONE, from_outside=True, because=SIGNED)
def decide() -> Response:
    """A shop asks whether a card may pay: the answer is in the body."""
    issuer = _issuer()
    try:
        asked = issuer.verify_question(request.get_data(), request.headers)
    except BadSignature as untrue:
        return _not_believed(untrue)
    answer = card_used.decide(
        session(),
        ShopAsked(
            event_ref=asked.event_ref,
            authorisation_ref=asked.authorisation_ref,
            card_ref=asked.card_ref,
            merchant=asked.merchant,
            category=asked.category,
            amount=asked.amount,
            step=asked.step,
            may_be_less=asked.may_be_less,
        ),
    )
    reply = issuer.answer(approved=answer.approved, code=answer.code, amount=answer.amount)
    return Response(reply.body, 200, reply.headers)


@pages.post("/stripe", who=ANYONE, from_outside=True, because=SIGNED)
def hear() -> Response:
    """Something changed at the issuer: kept once, and looked into after the answer."""
    try:
        event = _issuer().verify_event(request.get_data(), request.headers)
    except BadSignature as untrue:
        return _not_believed(untrue)
    card_used.hear(session(), event.ref, event.kind, event.subject_ref)
    return Response("kept\n", 200, mimetype="text/plain")


def _issuer() -> CardIssuer:
    found: CardIssuer = current_app.extensions["citronella"].issuer
    return found


def _not_believed(untrue: BadSignature) -> Response:
    log.warning("a message to %s was not believed: %s", request.path, untrue)
    return Response("not believed\n", 400, mimetype="text/plain")
