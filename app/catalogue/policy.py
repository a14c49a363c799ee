"""Who may change the catalogue. Everybody who is signed in may look."""

from __future__ import annotations

from app.kernel.permit import YES, Verdict, no
from app.people.vocabulary import Role, Viewer


def may_import(viewer: Viewer) -> Verdict:
    """Read a directory into the catalogue: the program itself, a broker or an administrator."""
    if viewer.user_id == 0 or viewer.has(Role.BROKER, Role.ADMINISTRATOR):
        return YES
    return no("Only a broker or an administrator can change the catalogue.")


def may_see_terms(viewer: Viewer) -> Verdict:
    """How a provider is registered and billed is for staff."""
    return YES if viewer.is_staff else no("This is for staff.")
