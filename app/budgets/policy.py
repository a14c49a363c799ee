"""Who may give a budget and who may see one."""

from __future__ import annotations

from app.kernel.permit import YES, Verdict, no
from app.people.vocabulary import Role, Viewer


def may_allocate(viewer: Viewer, keyworker_id: int | None) -> Verdict:
    """The person's own keyworker."""
    if viewer.has(Role.KEYWORKER) and keyworker_id == viewer.user_id:
        return YES
    return no("Only the person’s keyworker can give them a budget.", "NOT_KEYWORKER")


def may_see_amount(viewer: Viewer, *, person_id: int, amount_shown: bool) -> Verdict:
    """The person sees their amount, unless it was hidden for a reason that is written down. Staff always do."""
    if amount_shown or viewer.person_id != person_id:
        return YES
    return no("Your keyworker will talk with you about the amount.", "AMOUNT_HIDDEN")


def may_close(viewer: Viewer) -> Verdict:
    """The finance manager, or the commissioner whose money it is."""
    if viewer.has(Role.FINANCE_MANAGER, Role.COMMISSIONER):
        return YES
    return no("Only the finance manager or the commissioner can close a budget.")
