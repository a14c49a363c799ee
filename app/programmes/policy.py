"""Who may see a programme, set its policy, record its money and choose its panel."""

from __future__ import annotations

from app.kernel.permit import YES, Verdict, no
from app.people.vocabulary import PANEL, Role, Viewer


def may_see_programme(viewer: Viewer, organisation_id: int) -> Verdict:
    """Staff of the organisation that runs it."""
    if viewer.is_staff and viewer.organisation_id == organisation_id:
        return YES
    return no("Programmes are seen by the staff of the organisation that runs them.")


def may_run_programme(viewer: Viewer, organisation_id: int) -> Verdict:
    """Its commissioner: owns the money, the rules and the panel."""
    if viewer.has(Role.COMMISSIONER) and viewer.organisation_id == organisation_id:
        return YES
    return no("Only the commissioner of this organisation can change a programme.")


def may_top_up_issuer(viewer: Viewer) -> Verdict:
    """Moving money to the card issuer: the finance manager or the commissioner."""
    if viewer.has(Role.FINANCE_MANAGER, Role.COMMISSIONER):
        return YES
    return no("Only the finance manager or the commissioner can send money to the card issuer.")


def may_sit(*, roles: frozenset[Role], is_active: bool, same_organisation: bool, chairs: bool) -> Verdict:
    """Whether a user may have a seat: a panel member of this organisation; a chair must be able to sign off."""
    if not is_active or not same_organisation:
        return no("Choose somebody who works here.", "NOT_STAFF")
    if roles.isdisjoint(PANEL):
        return no("They need the role of panel member first. An administrator can give it.", "NOT_PANEL")
    if chairs and Role.PANEL_CHAIR not in roles:
        return no("They need the role of panel chair first. An administrator can give it.", "NOT_CHAIR")
    return YES
