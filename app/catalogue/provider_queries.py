"""Providers by id and by name, for those who buy from them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.models import Provider
from app.catalogue.vocabulary import ProviderState
from app.kernel.errors import NotFound


def provider(session: Session, provider_id: int) -> Provider:
    """One provider. Raises NotFound."""
    found = session.get(Provider, provider_id)
    if found is None:
        raise NotFound("We cannot find that provider.")
    return found


def providers_named(session: Session, words: str, limit: int = 20) -> list[Provider]:
    """Providers that may be bought from and whose name has these words in it, in any order, by name."""
    wanted = select(Provider).where(Provider.state.in_((ProviderState.APPROVED, ProviderState.CHECKING)))
    for word in words.split()[:6]:
        wanted = wanted.where(Provider.name.icontains(word, autoescape=True))
    return list(session.scalars(wanted.order_by(Provider.name, Provider.id).limit(limit)))


def names_of_providers(session: Session, provider_ids: Iterable[int]) -> dict[int, str]:
    """Their names by id."""
    wanted = select(Provider.id, Provider.name).where(Provider.id.in_(list(provider_ids))).order_by(Provider.id)
    return {row[0]: row[1] for row in session.execute(wanted)}
