"""The providers, by name, for those who buy from them."""

from __future__ import annotations

from flask import request

from app.catalogue import queries as catalogue
from app.catalogue.policy import may_see_terms
from app.kernel import clock
from app.kernel.unit_of_work import session
from app.people.vocabulary import Role
from app.web.catalogue import cards
from app.web.catalogue.choosing import THOSE_WHO_LOOK, choosing, number_in
from app.web.shell.pages import Pages, Place, roles
from app.web.shell.rendering import render
from app.web.shell.viewing import viewer

pages = Pages(__name__, prefix="/catalogue/providers", name="providers")
THOSE_WHO_SOURCE = roles(Role.BROKER, Role.ADMINISTRATOR, Role.COMMISSIONER)


@pages.get("", who=THOSE_WHO_SOURCE, place=Place("Providers", 60))
def index() -> str:
    """Everybody we know who offers something, by name."""
    text = " ".join(request.args.get("name", "").split())[:100]
    last = number_in("after")
    after = (catalogue.provider(session(), last).name, last) if last is not None else None
    found = catalogue.providers_by_name(session(), text, after, limit=catalogue.PAGE + 1)
    shown = found[: catalogue.PAGE]
    return render(
        "catalogue/providers.html",
        text=text,
        providers=shown,
        counts=catalogue.services_by_provider(session(), [provider.id for provider in shown]),
        after=shown[-1].id if len(found) > len(shown) else None,
        is_first=after is None,
        today=clock.today(),
    )


@pages.get("/<int:provider_id>", who=THOSE_WHO_LOOK)
def show(provider_id: int) -> str:
    """One provider, and everything it has on offer."""
    hand = choosing()
    found = catalogue.provider(session(), provider_id)
    services = catalogue.services_of(session(), viewer(), provider_id)
    return render(
        "catalogue/provider.html",
        provider=found,
        cards=[cards.card_of(service) for service in services],
        choosing=hand,
        words=cards,
        may_see_terms=may_see_terms(viewer()),
        today=clock.today(),
        lists_providers=THOSE_WHO_SOURCE.welcomes(viewer()),
    )
