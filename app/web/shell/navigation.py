"""What stands in the header: the pages that have a place there and that this viewer may come to."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request

from app.people.vocabulary import Role, Viewer
from app.web.shell.pages import Place, Who, terms_of

PLACES = "citronella_places"


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
    for endpoint, place, who in _places():
        if who.welcomes(viewer):
            label = place.own if place.own and viewer.has(Role.SERVICE_USER) else place.label
            placed.append((place.order, label, endpoint))
    placed.sort()
    here = _where_we_are([endpoint for _, _, endpoint in placed])
    return [Way(label, endpoint, _current(endpoint, here)) for _, label, endpoint in placed]


def _places() -> list[tuple[str, Place, Who]]:
    """Every page with a place in the header. Looked up once: no page is added after the first request."""
    known: list[tuple[str, Place, Who]] | None = current_app.extensions.get(PLACES)
    if known is None:
        declared = [(endpoint, terms_of(view)) for endpoint, view in current_app.view_functions.items()]
        known = [(endpoint, terms.place, terms.who) for endpoint, terms in declared if terms and terms.place]
        current_app.extensions[PLACES] = known
    return known


def _where_we_are(endpoints: list[str]) -> str:
    """The one link to mark: this very page's, or else the first of its module's."""
    if request.endpoint in endpoints:
        return request.endpoint
    return next((one for one in endpoints if one.rpartition(".")[0] == (request.blueprint or one)), "")


def _current(endpoint: str, here: str) -> str:
    if endpoint != here:
        return ""
    return "page" if request.endpoint == here else "true"
