"""The words of people and the work they do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.kernel.message import Message


class Role(StrEnum):
    """What a user may be asked to do. One user may hold several; separations are between people."""

    SERVICE_USER = "service_user"
    KEYWORKER = "keyworker"
    LINE_MANAGER = "line_manager"
    BROKER = "broker"
    PANEL_MEMBER = "panel_member"
    PANEL_CHAIR = "panel_chair"
    PROVIDER = "provider"
    FINANCE_CLERK = "finance_clerk"
    FINANCE_MANAGER = "finance_manager"
    SIGNATORY = "signatory"
    COMMISSIONER = "commissioner"
    ADMINISTRATOR = "administrator"

    @property
    def words(self) -> str:
        return _ROLE_WORDS[self]


_ROLE_WORDS = {
    Role.SERVICE_USER: "Person with a budget",
    Role.KEYWORKER: "Keyworker",
    Role.LINE_MANAGER: "Line manager",
    Role.BROKER: "Service broker",
    Role.PANEL_MEMBER: "Panel member",
    Role.PANEL_CHAIR: "Panel chair",
    Role.PROVIDER: "Provider",
    Role.FINANCE_CLERK: "Finance clerk",
    Role.FINANCE_MANAGER: "Finance manager",
    Role.SIGNATORY: "Payment signatory",
    Role.COMMISSIONER: "Commissioner",
    Role.ADMINISTRATOR: "Administrator",
}

STAFF = frozenset(Role) - {Role.SERVICE_USER, Role.PROVIDER}
FINANCE = frozenset({Role.FINANCE_CLERK, Role.FINANCE_MANAGER, Role.SIGNATORY})
PANEL = frozenset({Role.PANEL_MEMBER, Role.PANEL_CHAIR})


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking or acting, as far as rules need to know. `user_id` 0 is the system itself."""

    user_id: int
    name: str
    roles: frozenset[Role]
    organisation_id: int
    person_id: int | None = None
    """Their own record, for a service user."""
    provider_id: int | None = None
    """The provider they speak for."""
    team_ids: frozenset[int] = field(default_factory=frozenset)
    """Teams they work in."""
    managed_team_ids: frozenset[int] = field(default_factory=frozenset)
    """Teams they lead."""

    def has(self, *roles: Role) -> bool:
        """Whether they hold at least one of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def is_staff(self) -> bool:
        return not self.roles.isdisjoint(STAFF)


def system(organisation_id: int = 0) -> Viewer:
    """The program acting by itself, for instance after an automatic approval."""
    return Viewer(0, "Citronella", frozenset(), organisation_id)


class LifeArea(StrEnum):
    """The areas of life an assessment looks at and a goal belongs to."""

    SUBSTANCE_USE = "substance_use"
    HEALTH = "health"
    HOUSING = "housing"
    LEARNING_AND_WORK = "learning_and_work"
    FAMILY_AND_FRIENDS = "family_and_friends"
    LEISURE_AND_COMMUNITY = "leisure_and_community"
    MONEY = "money"
    OFFENDING = "offending"

    @property
    def words(self) -> str:
        return _AREA_WORDS[self]


_AREA_WORDS = {
    LifeArea.SUBSTANCE_USE: "Drink and drugs",
    LifeArea.HEALTH: "Health and how I feel",
    LifeArea.HOUSING: "Home",
    LifeArea.LEARNING_AND_WORK: "Learning and work",
    LifeArea.FAMILY_AND_FRIENDS: "Family and friends",
    LifeArea.LEISURE_AND_COMMUNITY: "Free time and community",
    LifeArea.MONEY: "Money",
    LifeArea.OFFENDING: "Staying out of trouble",
}


class ContactChannel(StrEnum):
    """A way to reach somebody."""

    EMAIL = "email"
    TEXT = "text"
    PHONE = "phone"
    LETTER = "letter"
    IN_PERSON = "in_person"

    @property
    def words(self) -> str:
        return {"email": "E-mail", "text": "Text message", "phone": "Phone call", "letter": "Letter"}.get(
            self.value, "In person, through my keyworker"
        )


class FormatNeed(StrEnum):
    """How somebody needs information, asked once and honoured everywhere (Accessible Information Standard)."""

    LARGE_PRINT = "large_print"
    EASY_READ = "easy_read"
    READ_ALOUD = "read_aloud"
    INTERPRETER = "interpreter"
    BRITISH_SIGN_LANGUAGE = "bsl"
    SHORT_MESSAGES = "short_messages"

    @property
    def words(self) -> str:
        return {
            "large_print": "Large print",
            "easy_read": "Easy read: short words and pictures",
            "read_aloud": "Read things out to me",
            "interpreter": "An interpreter",
            "bsl": "British Sign Language",
            "short_messages": "Short messages, one thing at a time",
        }[self.value]


class PriorityFlag(StrEnum):
    """Why somebody must not wait: set by the keyworker, seen where work is sorted."""

    URGENT_HOUSING = "urgent_housing"
    LEAVING_PRISON = "leaving_prison"
    LEAVING_HOSPITAL = "leaving_hospital"
    EXPECTING_A_CHILD = "expecting_a_child"
    SAFETY = "safety"

    @property
    def words(self) -> str:
        return {
            "urgent_housing": "May lose their home",
            "leaving_prison": "Just left prison",
            "leaving_hospital": "Just left hospital",
            "expecting_a_child": "Expecting a child",
            "safety": "Somebody may harm them",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Interests:
    """What somebody has a stake in: providers (own or a relative's firm) and people (family, friends)."""

    provider_ids: frozenset[int] = frozenset()
    person_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """A person's record as permissions see it: whose it is and who works with them today."""

    person_id: int
    organisation_id: int
    team_id: int
    keyworker_id: int | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody may safely be reached."""

    channel: ContactChannel
    email: str = ""
    phone: str = ""
    times: str = ""
    voicemail_is_safe: bool = False


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a keyworker writes down when they meet a person."""

    name: str
    called: str
    born_on: date | None = None
    area: str = ""
    address_withheld: bool = False
    referred_by: str = ""
    priority_flags: tuple[PriorityFlag, ...] = ()
    formats: tuple[FormatNeed, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class PasswordLinkAsked(Message):
    """Somebody may choose a password: their link is to be sent. The secret is worked out when it is sent."""

    link_id: int
