"""Who may write down an assessment."""

from __future__ import annotations

from app.kernel.permit import YES, Verdict, no
from app.people.vocabulary import Role, Viewer


def may_assess(viewer: Viewer, keyworker_id: int | None) -> Verdict:
    """The person's own keyworker, together with the person."""
    if viewer.has(Role.KEYWORKER) and keyworker_id == viewer.user_id:
        return YES
    return no("Only the person’s keyworker can write this down.", "NOT_KEYWORKER")
