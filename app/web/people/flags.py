"""What must be seen before anybody calls, writes to or sits down with somebody."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel import clock
from app.people.models import Person
from app.people.vocabulary import ContactChannel, FormatNeed, PriorityFlag


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to heed. `look` is "stop" (it can harm), "" (heed it) or "told" (good to know)."""

    words: str
    look: str = ""


def flags_of(person: Person, *, private: bool) -> list[Flag]:
    """What to heed with this person, the gravest first; how to reach them only for those who may."""
    flags = [*_contact(person), *_priority(person), *_order(person)] if private else []
    if person.address_withheld:
        flags.insert(0, Flag("Where they live is secret. Do not ask for it, write it down or say it.", "stop"))
    needs = ", ".join(FormatNeed(word).words.lower() for word in person.formats)
    if needs:
        flags.append(Flag(f"How they need information: {needs}.", "told"))
    if person.language:
        flags.append(Flag(f"Language: {person.language}.", "told"))
    return flags


def _contact(person: Person) -> list[Flag]:
    if person.contact_confirmed_at is None:
        return [
            Flag(
                "Nobody has asked yet how it is safe to reach them. Do not call, write or text before you ask.", "stop"
            )
        ]
    by_phone = person.contact_channel in {ContactChannel.PHONE, ContactChannel.TEXT}
    flags = [Flag("Do not leave a voicemail.", "stop")] if by_phone and not person.voicemail_is_safe else []
    if person.contact_channel is ContactChannel.IN_PERSON:
        flags.append(Flag("Do not call, write or text. Speak with them in person.", "stop"))
    if person.contact_times:
        flags.append(Flag(f"Good times: {person.contact_times}"))
    return flags


def _priority(person: Person) -> list[Flag]:
    return [Flag(f"{PriorityFlag(word).words}.") for word in person.priority_flags]


def _order(person: Person) -> list[Flag]:
    first, last = person.court_order_from, person.court_order_until
    if first is None or last is None or last < clock.today():
        return []
    days = f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    return [Flag(f"A treatment order runs from {days}. No card or cash from public money on these days.")]
