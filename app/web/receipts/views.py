"""Handing in a receipt, and checking it."""

from __future__ import annotations

from flask import Response, current_app

from app.cards import queries, receipt_queries
from app.cards.policy import is_own, may_check_receipt, may_hand_in
from app.cards.spend_models import Receipt, Spend
from app.cards.vocabulary import ReceiptState
from app.gateways.files import cleaned
from app.journeys import receipts as journey
from app.kernel.errors import BadInput, NotFound
from app.kernel.unit_of_work import session
from app.people.queries import keyworker_of
from app.people.vocabulary import Role
from app.web.receipts.forms import AcceptForm, LostForm, PartForm, ReceiptForm, SendBackForm
from app.web.shell.pages import Answer, Pages, Place, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import note_reading, viewer
from app.world import World

pages = Pages(__name__, prefix="/receipts")
STAFF = roles(Role.KEYWORKER, Role.LINE_MANAGER)
EITHER = roles(Role.SERVICE_USER, Role.KEYWORKER, Role.LINE_MANAGER)


@pages.get("", who=STAFF, place=Place("Receipts", 42))
def to_check() -> str:
    """Receipts that wait to be checked, and purchases that still wait for theirs."""
    waiting = receipt_queries.receipts_due_first(session(), viewer(), [ReceiptState.HANDED_IN])
    owed = receipt_queries.receipts_due_first(session(), viewer(), [ReceiptState.DUE, ReceiptState.SENT_BACK])
    people = {
        spend.card.person_id: queries.person_of(session(), spend.card.person_id).called for spend in (*waiting, *owed)
    }
    return render("receipts/to_check.html", waiting=waiting, owed=owed, people=people)


@pages.get("/<int:spend_id>", who=EITHER)
def show(spend_id: int) -> str:
    """One purchase and its receipt."""
    spend = receipt_queries.spend_for(session(), viewer(), spend_id)
    _note(spend)
    return _page(spend)


@pages.post("/<int:spend_id>", who=EITHER)
def hand_in(spend_id: int) -> Answer:
    """A photo or PDF comes in: it is cleaned, kept, and somebody is told to check it."""
    spend = receipt_queries.spend_for(session(), viewer(), spend_id)
    form = ReceiptForm.from_request()
    if form.validate():
        try:
            _keep(spend, form)
        except BadInput as mistake:
            form.take(mistake)
        else:
            own = is_own(viewer(), spend.card)
            flash_done(
                "We have your receipt. Your keyworker checks it next, and you will hear."
                if own
                else "The receipt is in. The person was told."
            )
            return see_other("receipts.show", spend_id=spend_id)
    return _page(spend, hand_in_form=form), 422


@pages.post("/<int:spend_id>/accept", who=STAFF)
def accept(spend_id: int) -> Answer:
    """The receipt is right."""
    spend = receipt_queries.spend_for(session(), viewer(), spend_id)
    form = AcceptForm.from_request()
    if not form.validate():
        return _page(spend, accept_form=form), 422
    journey.accept(session(), viewer(), spend, is_all=form.is_all.data)
    flash_done("You accepted the receipt. The person was told, and the money is a cost now.")
    return see_other("receipts.to_check")


@pages.post("/<int:spend_id>/accept-part", who=STAFF)
def accept_part(spend_id: int) -> Answer:
    """Part of it was not for the plan: the rest is a cost, and that part is owed."""
    spend = receipt_queries.spend_for(session(), viewer(), spend_id)
    form = PartForm.from_request()
    if form.validate():
        try:
            journey.accept(
                session(), viewer(), spend, is_all=False, allowed=form.allowed.data, words=form.why.data or ""
            )
        except BadInput as mistake:
            form.take(mistake)
        else:
            flash_done("The person was told what was not for the plan. Talk with them about how to settle it.")
            return see_other("receipts.to_check")
    return _page(spend, part_form=form), 422


@pages.post("/<int:spend_id>/lost", who=EITHER)
def lost(spend_id: int) -> Answer:
    """There is no receipt any more: words take its place."""
    spend = receipt_queries.spend_for(session(), viewer(), spend_id)
    form = LostForm.from_request()
    if not form.validate():
        return _page(spend, lost_form=form), 422
    journey.state_lost(session(), viewer(), spend, form.statement.data or "")
    flash_done("Thank you. The keyworker reads it next. The card works all the same.")
    return see_other("receipts.show", spend_id=spend_id)


@pages.post("/<int:spend_id>/send-back", who=STAFF)
def send_back(spend_id: int) -> Answer:
    """Another receipt is needed, and why."""
    spend = receipt_queries.spend_for(session(), viewer(), spend_id)
    form = SendBackForm.from_request()
    if not form.validate():
        return _page(spend, send_back_form=form), 422
    journey.send_back(session(), viewer(), spend, form.words.data)
    flash_done("You sent it back with your words. The card works as before.")
    return see_other("receipts.to_check")


@pages.get("/files/<int:receipt_id>", who=EITHER)
def file(receipt_id: int) -> Response:
    """The receipt itself: never shown as a page of ours, always as a file."""
    receipt = receipt_queries.receipt_for(session(), viewer(), receipt_id)
    if receipt.is_statement:
        raise NotFound("There is no file for this: the receipt was lost.")
    if _person_of(receipt) != viewer().person_id:
        note_reading("receipt", receipt.id, "To check a receipt", person_id=_person_of(receipt))
    answer = Response(_world().files.get(receipt.file_key), mimetype=receipt.file_type)
    ending = "pdf" if receipt.file_type == "application/pdf" else "jpg"
    answer.headers["Content-Disposition"] = f'attachment; filename="receipt-{receipt.id}.{ending}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _keep(spend: Spend, form: ReceiptForm) -> None:
    # Cleaned inside the transaction: a telephone's photo of 12 million dots takes a tenth of a second of work (an
    # Apple one half a second), and nobody may keep a file for a purchase that is not theirs. The file is written
    # before its row, under its own digest: when the row is undone, the file is one nobody knows of.
    clean = cleaned(form.receipt.data.content, field="receipt", most_bytes=_world().config.max_upload_bytes)
    key = clean.key("receipts")
    files = _world().files
    if not files.exists(key):
        files.put(key, clean.content, clean.content_type)
    journey.hand_in(
        session(),
        viewer(),
        spend,
        file_key=key,
        file_type=clean.content_type,
        digest=clean.digest,
        note=form.note.data or "",
    )


def _page(
    spend: Spend,
    hand_in_form: ReceiptForm | None = None,
    accept_form: AcceptForm | None = None,
    send_back_form: SendBackForm | None = None,
    part_form: PartForm | None = None,
    lost_form: LostForm | None = None,
) -> str:
    keyworker = keyworker_of(session(), spend.card.person_id)
    load = queries.load_by_id(session(), spend.load_id) if spend.load_id else None
    own = is_own(viewer(), spend.card)
    return render(
        "receipts/show.html",
        spend=spend,
        load=load,
        is_own=own,
        person=queries.person_of(session(), spend.card.person_id),
        keyworker=keyworker.name if keyworker else "your keyworker",
        may_hand_in=may_hand_in(viewer(), spend),
        may_check=may_check_receipt(viewer(), spend, keyworker.id if keyworker else None),
        form=hand_in_form or accept_form or send_back_form or part_form or lost_form,
        part_form=part_form or PartForm(),
        lost_form=lost_form or LostForm(),
        hand_in_form=hand_in_form or ReceiptForm(),
        accept_form=accept_form or AcceptForm(values={"is_all": True}),
        send_back_form=send_back_form or SendBackForm(),
    )


def _note(spend: Spend) -> None:
    if not is_own(viewer(), spend.card):
        note_reading("card", spend.card_id, "To check a receipt", person_id=spend.card.person_id)


def _person_of(receipt: Receipt) -> int:
    return receipt_queries.spend_for(session(), viewer(), receipt.spend_id).card.person_id


def _world() -> World:
    found: World = current_app.extensions["citronella"]
    return found
