"""Telling the demo's past: each step happens at its own moment, in its own unit of work, by somebody."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.models import Offer, Provider, Service
from app.jobs.dispatcher import drain
from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.unit_of_work import reading, writing
from app.people.models import UserAccount
from app.people.queries import viewer_of
from app.people.vocabulary import Viewer
from app.world import World

T = TypeVar("T")


class Teller:
    """Knows the world, who is acting, and what day it is in the story."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world
        self._steps = 0

    def at(self, days_ago: int, hour: int = 10) -> AbstractContextManager[None]:
        """It was so many days ago, at this hour; a weekend becomes the Friday before."""
        day = clock.today() - timedelta(days=days_ago)
        while not clock.is_working_day(day):
            day -= timedelta(days=1)
        self._steps += 1
        moment = datetime.combine(day, time(hour, self._steps % 60), UTC)
        return clock.held_at(min(moment, clock.now()))

    def do(self, key: str, act: Callable[[Session, Viewer], T]) -> T:
        """Somebody, by key or e-mail name, does something."""
        return writing(self.world.database, lambda session: act(session, self.viewer(session, key)))

    def see(self, look: Callable[[Session], T]) -> T:
        """Look something up."""
        with reading(self.world.database) as session:
            return look(session)

    def drain(self) -> None:
        """Let everything that was announced happen."""
        drain(self.world)

    def viewer(self, session: Session, key: str) -> Viewer:
        """Who somebody is."""
        user = session.scalar(select(UserAccount).where(UserAccount.email.like(f"{key}@%")))
        if user is None:
            raise NotFound(f"nobody signs in as {key}")
        return viewer_of(session, user)


def offer_named(session: Session, service: str, title: str = "") -> Offer:
    """An offer by the name of its service, and its title when there are several."""
    wanted = select(Offer).join(Service, Service.id == Offer.service_id).where(Service.name == service)
    if title:
        wanted = wanted.where(Offer.title == title)
    found = session.scalar(wanted.order_by(Offer.id).limit(1))
    if found is None:
        raise NotFound(f"no offer of {service}")
    return found


def provider_named(session: Session, name: str) -> Provider:
    """A provider by its name."""
    found = session.scalar(select(Provider).where(Provider.name == name))
    if found is None:
        raise NotFound(f"no provider {name}")
    return found
