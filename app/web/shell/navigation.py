"""What stands in the header: the pages that have a place there and that this viewer may come to."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request

from app.people.vocabulary import Viewer
from app.web.shell.pages import terms_of


@dataclass(frozen=True, slots=True)
class Way:
    """One link of the header. `current` is "page" on that very page, "true" on another page of its module."""

    label: str
    endpoint: str
    current: str = ""


def navigation_for(viewer: Viewer | None) -> list[Way]:
    """The links for a viewer, in the order of their places; nothing before signing in."""
    if viewer is None:
        return []
    placed = []
    for endpoint, view in current_app.view_functions.items():
        terms = terms_of(view)
        if terms is not None and terms.place is not None and terms.who.welcomes(viewer):
            placed.append((terms.place.order, terms.place.label, endpoint))
    return [Way(label, endpoint, _current(endpoint)) for _, label, endpoint in sorted(placed)]


def _current(endpoint: str) -> str:
    if request.endpoint == endpoint:
        return "page"
    module = endpoint.rpartition(".")[0]
    return "true" if module and module == request.blueprint else ""
