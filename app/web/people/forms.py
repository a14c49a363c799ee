"""What the pages about people ask."""

from __future__ import annotations

import re
from datetime import date

from app.kernel import clock
from app.people.models import Person
from app.people.vocabulary import Contact, ContactChannel, FormatNeed, Introduction, PriorityFlag
from app.web.shell.forms import (
    ChoiceField,
    DayField,
    EmailField,
    Form,
    LineField,
    ManyField,
    PickField,
    TickField,
    WordsField,
)

_AREA = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
_PHONE = re.compile(r"\+?[0-9]{7,15}")


class AreaField(LineField):
    """The first part of a postcode."""

    def read(self, typed: str) -> str:
        """In capitals, without a space."""
        area = super().read(typed).replace(" ", "").upper()
        if not _AREA.fullmatch(area):
            raise ValueError("Enter only the first part of the postcode, like LF2")
        return area


class PhoneField(LineField):
    """A phone number."""

    def read(self, typed: str) -> str:
        """As it was typed, once it can be a number."""
        number = super().read(typed)
        if not _PHONE.fullmatch(re.sub(r"[ ()-]", "", number)):
            raise ValueError("Enter a phone number, like 07700 900 123")
        return number


class IntroductionForm(Form):
    """Who somebody is."""

    name = LineField("Full name", most=100, required="Enter their name", looks={"autocomplete": "off"})
    called = LineField(
        "What do they like to be called?",
        most=60,
        required="Enter what they like to be called",
        looks={"autocomplete": "off"},
    )
    born_on = DayField("Day of birth", hint="Leave it empty if you do not know it. For example, 27 3 1985")
    area = AreaField(
        "First part of their postcode",
        most=30,
        hint="Like LF2, to find things near them. Leave it empty if they have no home, or it is not safe to say.",
        looks={"classes": "govuk-input--width-4", "autocomplete": "off"},
    )
    address_withheld = TickField("Keep where they live secret, for instance in a refuge")
    referred_by = LineField("Who sent them to us?", most=120, looks={"autocomplete": "off"})
    priority_flags = ManyField(
        "Does one of these apply?", choices=PriorityFlag, hint="It helps us to see who can not wait."
    )
    formats = ManyField(
        "How do they need information?", choices=FormatNeed, hint="Ask once. Everybody who works with them sees it."
    )
    language = LineField("Language, if it is not English", most=60, looks={"autocomplete": "off"})

    def introduction(self) -> Introduction:
        """The answers, once they are valid."""
        born: date | None = self.born_on.data
        return Introduction(
            name=self.name.data,
            called=self.called.data,
            born_on=born,
            area=self.area.data or "",
            address_withheld=self.address_withheld.data,
            referred_by=self.referred_by.data or "",
            priority_flags=tuple(self.priority_flags.data or ()),
            formats=tuple(self.formats.data or ()),
            language=self.language.data or "",
        )


class ContactForm(Form):
    """How somebody may safely be reached."""

    channel = ChoiceField("The safe way to get in touch", choices=ContactChannel, required="Choose a way")
    contact_email = EmailField(
        "E-mail address", hint="Only if e-mail is safe: nobody else reads it.", looks={"autocomplete": "off"}
    )
    contact_phone = PhoneField("Phone number", most=30, looks={"autocomplete": "off", "type": "tel"})
    contact_times = LineField(
        "Good times", most=120, hint="For example: weekdays after 2pm. Never on Sunday.", looks={"autocomplete": "off"}
    )
    voicemail_is_safe = TickField("It is safe to leave a voicemail")

    def contact(self) -> Contact:
        """The answers, once they are valid."""
        return Contact(
            channel=self.channel.data,
            email=(self.contact_email.data or "").lower(),
            phone=self.contact_phone.data or "",
            times=self.contact_times.data or "",
            voicemail_is_safe=self.voicemail_is_safe.data,
        )


class NewPersonForm(IntroductionForm, ContactForm):
    """All that is asked when a keyworker meets somebody."""

    team_id = ChoiceField("Which team works with them?", required="Choose a team")
    consented = TickField(
        "They agree that we keep a record about them",
        hint="Tell them what we keep and who sees it. They can see it all, and who looked, at any time.",
        required="We may only keep a record when they agree. Ask them first.",
    )


class CourtOrderForm(Form):
    """The days of a treatment order."""

    from_on = DayField("First day", hint="For example, 2 11 2026")
    until_on = DayField("Last day", hint="For example, 2 5 2027")


class HandOverForm(Form):
    """To whom, and why."""

    keyworker_id = PickField("Who works with them from now on?", required="Choose a keyworker")
    why = WordsField("Why?", most=500, rows=3, hint="It is kept with the record.", required="Say why")


class EndForm(Form):
    """Why a record is closed."""

    why = WordsField("Why does our work with them end?", most=500, rows=3, required="Say why")
    sure = TickField(
        "I have told them, or they can not be told", required="Tell them first, or tick that they can not be told"
    )


def introduction_form(person: Person) -> IntroductionForm:
    """The form filled in with what we know, or with what was sent."""
    form = IntroductionForm.from_request(obj=person)
    form.born_on.latest = clock.today()
    return form


def contact_form(person: Person) -> ContactForm:
    """The form filled in with what we know, or with what was sent."""
    return ContactForm.from_request(
        values={
            "channel": person.contact_channel.value,
            "contact_email": person.contact_email,
            "contact_phone": person.contact_phone,
            "contact_times": person.contact_times,
            "voicemail_is_safe": person.voicemail_is_safe,
        }
    )
