"""The only way to give a page an address: it must say who may come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.people.vocabulary import Role, Viewer

Answer = str | tuple[str, int] | Response
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True, slots=True)
class Who:
    """Who may come to a page. `anyone` needs no sign-in; no roles means everybody who is signed in."""

    words: str
    anyone: bool = False
    roles: frozenset[Role] = frozenset()

    def welcomes(self, viewer: Viewer | None) -> bool:
        """Whether this viewer may come, as far as their role tells."""
        if self.anyone:
            return True
        return viewer is not None and (not self.roles or not viewer.roles.isdisjoint(self.roles))


ANYONE = Who("anyone", anyone=True)
SIGNED_IN = Who("everybody who is signed in")


def roles(*these: Role) -> Who:
    """Only people who hold at least one of these roles; for everybody else the page does not exist (T4)."""
    if not these:
        raise ValueError("name at least one role")
    return Who(", ".join(role.words for role in these), roles=frozenset(these))


@dataclass(frozen=True, slots=True)
class Place:
    """A page's place in the header: its label, and a number that puts low ones first."""

    label: str
    order: int = 50
    own: str = ""
    """What a person with a budget reads instead: "My plan" where staff read "Plans"."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the shell must know about a view before it runs it."""

    who: Who
    place: Place | None = None
    once: bool = False
    """A form sent twice acts once (T6)."""
    because: str = ""
    """Why a form is exempt from that, when it is."""
    from_outside: bool = False
    """Sent by another system, whose signature the view checks: no form tokens, no origin."""
    quiet: bool = False
    """Answers without a database and without knowing the viewer."""
    apart: bool = False
    """Opens its own transactions: it writes something down even when it fails, or works long."""


class Pages(Blueprint):
    """One module's pages. `Pages(__name__, prefix="/plan")` in app/web/plans/views.py is the blueprint "plans"."""

    def __init__(self, module: str, *, prefix: str = "", name: str = "") -> None:
        name = name or module.removeprefix("app.web.").split(".")[0]
        super().__init__(name, module, url_prefix=prefix or None)

    def get(  # type: ignore[override]  # stricter on purpose: `who` cannot be left out
        self, rule: str, *, who: Who, place: Place | None = None, quiet: bool = False
    ) -> Callable[[View], View]:
        """A page to look at. It cannot change anything: its transaction is read-only."""
        return self._address(rule, "GET", Terms(who, place=place, quiet=quiet))

    def post(  # type: ignore[override]
        self,
        rule: str,
        *,
        who: Who,
        once: bool = True,
        because: str = "",
        from_outside: bool = False,
        apart: bool = False,
    ) -> Callable[[View], View]:
        """A form to act on. It acts once however often it is sent; an exemption must say `because`.

        A view `apart` opens its own transactions, so the shell can not make it act once.
        """
        once = once and not from_outside and not apart
        if not once and not because:
            raise ValueError(f"{rule}: say why pressing twice does no harm (because=…)")
        terms = Terms(who, once=once, because=because, from_outside=from_outside, apart=apart)
        return self._address(rule, "POST", terms)

    def route(self, rule: str, **options: Any) -> Callable[..., Any]:
        """Refused: a page must say who may come."""
        raise TypeError(f"{rule}: use .get(rule, who=…) or .post(rule, who=…)")

    put = patch = delete = route

    def _address(self, rule: str, method: str, terms: Terms) -> Callable[[View], View]:
        def keep(view: View) -> View:
            view.terms = terms  # type: ignore[attr-defined]
            view.who = terms.who  # type: ignore[attr-defined]
            self.add_url_rule(rule, view.__name__, view, methods=[method])
            return view

        return keep


def terms_of(view: object) -> Terms | None:
    """What a view declared, or None for Flask's own (static files)."""
    return getattr(view, "terms", None)
