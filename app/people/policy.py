"""Who may do what with people's records and with users' accounts."""

from __future__ import annotations

from app.kernel.permit import YES, Verdict, first_no, no
from app.people.vocabulary import Case, Role, Viewer

_CLOSED = "This record is closed. Nothing can be changed in it any more."


def may_meet_people(viewer: Viewer) -> Verdict:
    """Adding a person: keyworkers who work in a team."""
    if not viewer.has(Role.KEYWORKER):
        return no("Only a keyworker can add a person.")
    return YES if viewer.team_ids else no("You are in no team yet. Ask an administrator to put you in one.")


def works_with(viewer: Viewer, case: Case) -> bool:
    """Whether they are the person's keyworker today."""
    return viewer.has(Role.KEYWORKER) and viewer.user_id == case.keyworker_id


def leads_team_of(viewer: Viewer, case: Case) -> bool:
    """Whether they lead the team the person belongs to."""
    return viewer.has(Role.LINE_MANAGER) and case.team_id in viewer.managed_team_ids


def is_own(viewer: Viewer, case: Case) -> bool:
    """Whether it is their own record."""
    return viewer.has(Role.SERVICE_USER) and viewer.person_id == case.person_id


def may_see_private(viewer: Viewer, case: Case) -> Verdict:
    """The full name, contact details, flags and court order: the person, their keyworker, the team's manager.

    A broker sees what buying needs: what they like to be called, the reference, the area, the formats.
    """
    if is_own(viewer, case) or works_with(viewer, case) or leads_team_of(viewer, case):
        return YES
    return no("Only the person, their keyworker and the team’s manager see this.")


def may_edit_person(viewer: Viewer, case: Case) -> Verdict:
    """Who they are and how they need information: their keyworker, or the team's manager."""
    return first_no(_open(case), _keyworker_or_manager(viewer, case, "change this record"))


def may_set_contact(viewer: Viewer, case: Case) -> Verdict:
    """How to reach somebody safely: they say so themselves, or their keyworker asks them."""
    if is_own(viewer, case) or works_with(viewer, case):
        return _open(case)
    return no("Only the person and their keyworker can change how to reach them.")


def may_set_court_order(viewer: Viewer, case: Case) -> Verdict:
    """The days of a treatment order: their keyworker, or the team's manager."""
    return first_no(_open(case), _keyworker_or_manager(viewer, case, "enter a court order"))


def may_hand_over(viewer: Viewer, case: Case) -> Verdict:
    """Giving the work to somebody else: the keyworker who has it, or the team's manager."""
    return first_no(_open(case), _keyworker_or_manager(viewer, case, "hand this person over"))


def may_end_work(viewer: Viewer, case: Case) -> Verdict:
    """Closing the record: the keyworker, or the team's manager."""
    return first_no(_open(case), _keyworker_or_manager(viewer, case, "close this record"))


def may_make_sign_in_code(viewer: Viewer, case: Case) -> Verdict:
    """A one-time code to sign in with: the keyworker, who sits with the person."""
    return first_no(_open(case), YES if works_with(viewer, case) else no("Only their keyworker can make a code."))


def may_run_accounts(viewer: Viewer) -> Verdict:
    """Users and teams: administrators. They have no other rights."""
    return YES if viewer.has(Role.ADMINISTRATOR) else no("Only an administrator can change accounts.")


def may_ask_for_roles(viewer: Viewer, user_id: int) -> Verdict:
    """Asking that somebody holds other roles: an administrator, never for themself."""
    if viewer.user_id == user_id:
        return no("You can not change your own roles. Ask another administrator.", "OWN_ROLES")
    return may_run_accounts(viewer)


def may_answer_role_change(viewer: Viewer, *, asked_by_id: int, user_id: int) -> Verdict:
    """The second person: another administrator or the commissioner, and not the one whose roles they are."""
    if not viewer.has(Role.ADMINISTRATOR, Role.COMMISSIONER):
        return no("Only an administrator or the commissioner can answer this.")
    if viewer.user_id == asked_by_id:
        return no("You asked for this yourself. Somebody else must agree.", "TWO_PEOPLE")
    if viewer.user_id == user_id:
        return no("These are your own roles. Somebody else must agree.", "OWN_ROLES")
    return YES


def may_move_to_team(viewer: Viewer) -> Verdict:
    """Putting staff into another team: an administrator."""
    return may_run_accounts(viewer)


def may_switch_off(viewer: Viewer, user_id: int) -> Verdict:
    """Ending an account: an administrator, not their own."""
    if viewer.user_id == user_id:
        return no("You can not switch off your own account.", "OWN_ACCOUNT")
    return may_run_accounts(viewer)


def _open(case: Case) -> Verdict:
    return YES if case.is_open else no(_CLOSED, "CLOSED")


def _keyworker_or_manager(viewer: Viewer, case: Case, act: str) -> Verdict:
    if works_with(viewer, case) or leads_team_of(viewer, case):
        return YES
    return no(f"Only their keyworker or the team’s manager can {act}.")
