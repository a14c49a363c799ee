"""Organisations, users, the people we serve, and who works with whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel import clock
from app.kernel.columns import Word
from app.kernel.db import Base
from app.kernel.errors import Conflict
from app.people.vocabulary import Contact, ContactChannel, Role


class Organisation(Base):
    """A body that runs programmes and employs staff."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str] = mapped_column(default="")
    vat_number: Mapped[str | None] = mapped_column(String(20))


class Team(Base):
    """A team of keyworkers, with its line manager."""

    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)


class UserAccount(Base):
    """Somebody who signs in. A service user may have no e-mail address and no password."""

    __tablename__ = "user_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    """In lower case."""
    password_hash: Mapped[str | None]
    totp_sealed: Mapped[str | None]
    """The second-factor key, sealed for the place "user_account.totp:<id>"; set once it was confirmed."""
    totp_last_used: Mapped[int | None]
    """The time step of the last code taken, so that no code works twice."""
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    demo_note: Mapped[str] = mapped_column(default="")
    """What this demo person is for, shown beside their button on the demo's sign-in page."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    roles: Mapped[list[UserRole]] = relationship(
        lazy="selectin", order_by="UserRole.role", foreign_keys="UserRole.user_id"
    )
    teams: Mapped[list[TeamMember]] = relationship(lazy="selectin", order_by="TeamMember.team_id")


class UserRole(Base):
    """A role a user holds."""

    __tablename__ = "user_role"
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(Word(Role), primary_key=True)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    granted_at: Mapped[datetime] = mapped_column(default=clock.now)


class TeamMember(Base):
    """A user's place in a team; `leads` marks its line manager."""

    __tablename__ = "team_member"
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, index=True)
    leads: Mapped[bool] = mapped_column(default=False)


class Person(Base):
    """A service user: the person all of this is for. Their user account exists once they sign in themselves."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), unique=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    """What panels and providers see instead of a name."""
    name: Mapped[str]
    called: Mapped[str]
    """What they like to be called."""
    born_on: Mapped[date | None]
    area: Mapped[str] = mapped_column(default="")
    """District part of the postcode, for distances: "LF2"."""
    address_withheld: Mapped[bool] = mapped_column(default=False)
    referred_by: Mapped[str] = mapped_column(default="")
    priority_flags: Mapped[list[Any]] = mapped_column(default=list)
    court_order_from: Mapped[date | None]
    court_order_until: Mapped[date | None]
    """A drug or alcohol treatment order: no direct payments (cash, card) from statutory funds inside it."""
    formats: Mapped[list[Any]] = mapped_column(default=list)
    """FormatNeed words."""
    language: Mapped[str] = mapped_column(default="")
    contact_channel: Mapped[ContactChannel] = mapped_column(Word(ContactChannel), default=ContactChannel.IN_PERSON)
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    contact_times: Mapped[str] = mapped_column(default="")
    voicemail_is_safe: Mapped[bool] = mapped_column(default=False)
    contact_confirmed_at: Mapped[datetime | None]
    """When safe contact was last asked; nothing is sent before that."""
    consented_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    exited_on: Mapped[date | None]
    __table_args__ = (Index("ix_person_team_name", "team_id", "name", "id"),)

    def set_contact(self, contact: Contact) -> None:
        """How they may be reached, asked just now: from this moment it binds everything that is sent."""
        self.contact_channel, self.contact_times = contact.channel, contact.times
        self.contact_email, self.contact_phone = contact.email, contact.phone
        self.voicemail_is_safe, self.contact_confirmed_at = contact.voicemail_is_safe, clock.now()

    def leave(self) -> None:
        """Their time with us ends today. Raises Conflict when it has ended before."""
        if self.exited_on is not None:
            raise Conflict("This was already ended.")
        self.exited_on = clock.today()


class Caseload(Base):
    """A keyworker working with a person, from one day until another."""

    __tablename__ = "caseload"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    keyworker_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    from_on: Mapped[date] = mapped_column(default=clock.today)
    until_on: Mapped[date | None]
    __table_args__ = (CheckConstraint("until_on IS NULL OR until_on >= from_on", name="in_order"),)

    def end(self) -> None:
        """Over from now on: the keyworker does not see the record any more."""
        self.until_on = max(clock.today(), self.from_on)


class Interest(Base):
    """A declared interest: a user and a provider (own or a relative's firm) or a person (family, friend)."""

    __tablename__ = "interest"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str]
    declared_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]


class AuthSession(Base):
    """One signed-in browser. Only a digest of its secret is kept; ended sessions stay, for the list."""

    __tablename__ = "auth_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    device: Mapped[str] = mapped_column(default="")
    shared_device: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    second_factor_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    def end(self) -> None:
        """Signed out; ending twice changes nothing."""
        self.ended_at = self.ended_at or clock.now()


class RecoveryCode(Base):
    """A code for staff whose second factor is lost. Works once."""

    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class SignInCode(Base):
    """A short one-time code a keyworker makes for a person without e-mail. Works once, for a short while."""

    __tablename__ = "sign_in_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A failed sign-in, kept to slow down guessing: by account and by address, both as digests."""

    __tablename__ = "sign_in_attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    __table_args__ = (Index("ix_sign_in_attempt_key", "key", "at"),)


class PasswordLink(Base):
    """A link to choose a password with, sent to the user's own e-mail address. Works once, for a day.

    The secret in it is worked out from `salt` with the program's own key when it is sent; it is kept nowhere.
    """

    __tablename__ = "password_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    salt: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class RoleChange(Base):
    """Roles an administrator wants a user to hold; they count once a second person agreed."""

    __tablename__ = "role_change"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    roles: Mapped[list[Any]]
    """All roles they will hold, as words."""
    why: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    agreed: Mapped[bool | None]
    __table_args__ = (CheckConstraint("decided_by_id IS NULL OR decided_by_id <> asked_by_id", name="two_people"),)

    def decide(self, by_id: int, *, agreed: bool) -> None:
        """Take the second person's answer, once. Raises Conflict when it was already given."""
        if self.decided_at is not None:
            raise Conflict("Somebody already answered this. Open the page again to see what was decided.")
        self.decided_by_id, self.decided_at, self.agreed = by_id, clock.now(), agreed
