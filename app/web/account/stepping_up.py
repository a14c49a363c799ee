"""Before money leaves, bank details change or roles change, staff show their second factor once more (T11).

again = fresh_second_factor_needed(url_for("payments.run", run_id=run.id))
if again is not None:
    return again
"""

from __future__ import annotations

from flask import request

from app.kernel import clock
from app.people.rules import SECOND_FACTOR_FRESH
from app.web.account.recognising import needs_second_factor, signed_in
from app.web.shell.going import see_other
from app.web.shell.pages import Answer
from app.web.shell.rendering import render
from app.web.shell.viewing import viewer


def fresh_second_factor_needed(back: str) -> Answer | None:
    """What to answer instead, when the second factor was shown more than 10 minutes ago; None to go on.

    `back` is the page the act is on. Looking leads to the question; acting is refused, nothing is changed, and the
    page says where to go. Where the second factor is switched off, everybody goes on.
    """
    if not is_needed():
        return None
    if request.method == "GET":
        return see_other("account.again", next=back)
    return render("account/again_first.html", back=back), 403


def is_needed() -> bool:
    """Whether this browser must show its second factor once more."""
    here = signed_in()
    if here is None or here.row is None or not needs_second_factor(viewer()):
        return False
    shown = here.row.second_factor_at
    return shown is None or clock.now() - shown > SECOND_FACTOR_FRESH
