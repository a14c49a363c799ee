"""What the program was started with: its settings, its database and its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.audit import trail
from app.kernel import sealed, unit_of_work
from app.kernel.db import Database
from app.people.vocabulary import Viewer
from config import Config

if TYPE_CHECKING:
    from app.gateways.files import FileStore
    from app.gateways.issuing import CardIssuer
    from app.gateways.mail import Mail
    from app.gateways.texts import Texts


class Reading(Protocol):
    """A look at something sensitive, as the web shell notes it."""

    @property
    def subject(self) -> str: ...
    @property
    def subject_id(self) -> int: ...
    @property
    def why(self) -> str: ...
    @property
    def person_id(self) -> int | None: ...


class World:
    """Made once, when a process starts. Neighbours are opened when they are first needed."""

    def __init__(self, config: Config) -> None:
        self.config = config
        sealed.use_keys(config.field_keys)
        self.database = Database(config.database_url)

    @cached_property
    def files(self) -> FileStore:
        """Where uploads and documents are kept."""
        from app.gateways.files import open_store

        return open_store(self.config.files_url)

    @cached_property
    def issuer(self) -> CardIssuer:
        """Who issues cards."""
        from app.gateways.issuing import open_issuer

        return open_issuer(self.config)

    @cached_property
    def mail(self) -> Mail:
        """How e-mail leaves."""
        from app.gateways.mail import open_mail

        return open_mail(self.config)

    @cached_property
    def texts(self) -> Texts:
        """How text messages leave."""
        from app.gateways.texts import open_texts

        return open_texts(self.config)

    def ring_with(self, bell: Callable[[], None]) -> None:
        """Whom to wake after a commit that announced something."""
        self.database.when_announced = bell

    def keep_readings(self, session: Session, viewer: Viewer | None, seen: Sequence[Reading]) -> None:
        """Write into the trail who looked at what, and why."""
        for reading in seen:
            trail.record(
                session,
                viewer.user_id if viewer else 0,
                f"{reading.subject}.read",
                reading.subject,
                reading.subject_id,
                person_id=reading.person_id,
                why=reading.why,
            )

    def ready(self) -> list[str]:
        """What keeps us from serving people, in words; empty when nothing does."""
        from app.schema import is_current

        try:
            with unit_of_work.reading(self.database) as session:
                return [] if is_current(session.connection()) else ["the database is not migrated to this version"]
        except (SQLAlchemyError, OSError):
            return ["the database does not answer"]
