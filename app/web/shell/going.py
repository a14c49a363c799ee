"""Where people are led: only ever to our own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.kernel.text import first_control_character

SIGN_IN = "account.sign_in"
SIGN_OUT = "account.sign_out"
DONE = "done"
LONGEST_ADDRESS = 2000


def see_other(endpoint: str, **values: object) -> Response:
    """Done: look at this page now (303, so that reloading it does nothing again)."""
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[arg-type]  # Flask types its options, not the values


def flash_done(sentence: str) -> None:
    """Say on the next page that something worked, and what it means: "We sent it. The panel has until Friday." """
    flash(sentence, DONE)


def to_sign_in() -> Response:
    """Please sign in first; afterwards a looker is led back to where they wanted to go."""
    back: dict[str, object] = {"next": _here()} if request.method in {"GET", "HEAD"} and request.path != "/" else {}
    return see_other(SIGN_IN, **back)


def safe_next(wish: str | None) -> str | None:
    """The page somebody wanted, when it is an address inside this site; None for any trick."""
    if not wish or not wish.startswith("/") or len(wish) > LONGEST_ADDRESS:
        return None
    if wish[1:2] in {"/", "\\"} or "\\" in wish or first_control_character(wish) or any(c in wish for c in "\r\n\t"):
        return None
    parts = urlsplit(wish)
    return None if parts.scheme or parts.netloc else wish


def _here() -> str:
    return request.full_path.rstrip("?")
