"""Who may do what with a plan. It is made by the person and their keyworker, together; others only look."""

from __future__ import annotations

from app.kernel.permit import YES, Verdict, first_no, no
from app.people.vocabulary import Role, Viewer
from app.plans.models import Plan


def is_the_person(viewer: Viewer, plan: Plan) -> bool:
    """Whether it is the viewer's own plan."""
    return viewer.person_id is not None and viewer.person_id == plan.person_id


def is_the_keyworker(viewer: Viewer, keyworker_id: int | None) -> bool:
    """Whether the viewer is the keyworker of the person, today."""
    return viewer.has(Role.KEYWORKER) and keyworker_id is not None and viewer.user_id == keyworker_id


def may_start_plan(viewer: Viewer) -> Verdict:
    """A plan begins when money is given."""
    if viewer.has(Role.KEYWORKER, Role.LINE_MANAGER, Role.COMMISSIONER):
        return YES
    return no("A plan starts when a keyworker sets up a budget.")


def may_change_plan(viewer: Viewer, plan: Plan, keyworker_id: int | None) -> Verdict:
    """The person, or the keyworker they have today."""
    if is_the_person(viewer, plan) or is_the_keyworker(viewer, keyworker_id):
        return YES
    return no("Only the person and their keyworker can change this plan.", "NOT_YOUR_PLAN")


def may_write_for_keyworker(viewer: Viewer, keyworker_id: int | None) -> Verdict:
    """The keyworker's part of the case is the keyworker's to write."""
    if is_the_keyworker(viewer, keyworker_id):
        return YES
    return no("Only the keyworker can write the keyworker's part.", "NOT_YOUR_WORDS")


def may_ask(viewer: Viewer, plan: Plan, keyworker_id: int | None) -> Verdict:
    """A request goes in from both: each has said why, and either may press the button."""
    return first_no(
        may_change_plan(viewer, plan, keyworker_id),
        YES if plan.person_words else no("The person's own words are missing. Write them first.", "WORDS_MISSING"),
        YES if plan.keyworker_words else no("The keyworker still has to write their part.", "KEYWORKER_WORDS_MISSING"),
    )
