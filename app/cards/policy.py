"""Who may do what with cards and receipts. Whose card somebody can see at all is decided in the queries."""

from __future__ import annotations

from app.cards.models import Card
from app.cards.spend_models import Spend
from app.cards.vocabulary import CardState, ReceiptState
from app.kernel.permit import YES, Verdict, no
from app.people.vocabulary import FINANCE, Role, Viewer

_WORKS_WITH_PEOPLE = (Role.KEYWORKER, Role.LINE_MANAGER)


def is_own(viewer: Viewer, card: Card) -> bool:
    """Whether it is the viewer's own card."""
    return viewer.person_id is not None and viewer.person_id == card.person_id


def may_freeze(viewer: Viewer, card: Card) -> Verdict:
    """The person and the staff who work with them, at once."""
    if not is_own(viewer, card) and not viewer.has(*_WORKS_WITH_PEOPLE):
        return no("Only the person and their keyworker can freeze a card.")
    if card.state is not CardState.LIVE:
        return no("Only a card that is ready to use can be frozen.", "CARD_STATE")
    return YES


def may_unfreeze(viewer: Viewer, card: Card) -> Verdict:
    """What staff froze, staff unfreeze, and the person is told so; what the person froze, they unfreeze."""
    if card.state is not CardState.FROZEN:
        return no("This card is not frozen.", "CARD_STATE")
    if viewer.has(*_WORKS_WITH_PEOPLE):
        return YES
    if not is_own(viewer, card):
        return no("Only the person and their keyworker can unfreeze a card.")
    if card.frozen_by_staff:
        return no("Staff froze this card to keep you safe. Talk to your keyworker to use it again.", "FROZEN_BY_STAFF")
    return YES


def may_hand_in(viewer: Viewer, spend: Spend) -> Verdict:
    """The person, or their keyworker for them, while a receipt is owed or being checked."""
    if not is_own(viewer, spend.card) and not viewer.has(*_WORKS_WITH_PEOPLE):
        return no("Only the person and their keyworker can hand in a receipt.")
    if spend.receipt_state is ReceiptState.ACCEPTED:
        return no("The receipt for this was accepted. There is nothing more to do.", "ALREADY_ACCEPTED")
    if spend.receipt_state is ReceiptState.NOT_NEEDED:
        return no("The shop gave all the money back, so no receipt is needed.", "NOT_NEEDED")
    return YES


def may_check_receipt(viewer: Viewer, spend: Spend, keyworker_id: int | None) -> Verdict:
    """The person's keyworker, or the manager of their team. Nobody checks a receipt they handed in themselves."""
    if is_own(viewer, spend.card):
        return no("Somebody else must check your receipt.")
    if viewer.user_id != keyworker_id and not viewer.has(Role.LINE_MANAGER):
        return no("Only the person's keyworker or their manager can check a receipt.")
    if spend.receipt_state is not ReceiptState.HANDED_IN:
        return no("There is no receipt to check.", "NOTHING_TO_CHECK")
    if spend.receipts and spend.receipts[-1].handed_in_by_id == viewer.user_id:
        return no("You handed this receipt in yourself, so your manager must check it.", "SOD_RECEIPT")
    return YES


def may_see_all_cards(viewer: Viewer) -> Verdict:
    """Finance sees every card of the organisation by reference: amounts, never names or shops."""
    return YES if viewer.has(*FINANCE) else no("Only finance can see this.")


def may_agree_set_off(viewer: Viewer) -> Verdict:
    """The keyworker agrees it with the person, or the manager of the team. Whose record they see is looked up."""
    return YES if viewer.has(*_WORKS_WITH_PEOPLE) else no("Only the person's keyworker can agree this with them.")


def may_take_repayment(viewer: Viewer) -> Verdict:
    """Finance, who see the bank."""
    if viewer.has(Role.FINANCE_CLERK, Role.FINANCE_MANAGER):
        return YES
    return no("Only finance can write down that money came back.")


def may_write_off(viewer: Viewer) -> Verdict:
    """The finance manager alone: it is a loss."""
    return YES if viewer.has(Role.FINANCE_MANAGER) else no("Only the finance manager can write off what is owed.")


def may_replace(viewer: Viewer, card: Card) -> Verdict:
    """The person themselves (it is lost, and every minute counts), and the staff who work with them."""
    if not is_own(viewer, card) and not viewer.has(*_WORKS_WITH_PEOPLE):
        return no("Only the person and their keyworker can ask for a new card.")
    if card.state not in {CardState.LIVE, CardState.FROZEN}:
        return no("Only a card that is in use can be replaced.", "CARD_STATE")
    if is_own(viewer, card) and card.frozen_by_staff:
        return no("Staff froze this card to keep you safe. Talk to your keyworker first.", "FROZEN_BY_STAFF")
    return YES


def may_end_card(viewer: Viewer, card: Card) -> Verdict:
    """Staff who work with the person, and the finance manager: what is free goes back to the budget."""
    if not viewer.has(*_WORKS_WITH_PEOPLE, Role.FINANCE_MANAGER):
        return no("Only the person's keyworker or the finance manager can end a card.")
    return YES if card.state is not CardState.CLOSED else no("This card is closed already.", "CARD_STATE")


def may_take_back(viewer: Viewer) -> Verdict:
    """The same people may take back what is free on a card."""
    if viewer.has(*_WORKS_WITH_PEOPLE, Role.FINANCE_MANAGER):
        return YES
    return no("Only the person's keyworker or the finance manager can take money back from a card.")


def may_dispute(viewer: Viewer) -> Verdict:
    """Finance asks the card company for money back, once the keyworker and the person say it was not them."""
    if viewer.has(Role.FINANCE_CLERK, Role.FINANCE_MANAGER):
        return YES
    return no("Only finance can ask the card company for money back.")
