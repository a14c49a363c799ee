"""What the pages about users ask."""

from __future__ import annotations

from app.people.vocabulary import Role
from app.web.shell.forms import EmailField, Form, LineField, ManyField, PickField, TickField, WordsField

ROLES_HINT = "They count once a second person agreed."


class FindForm(Form):
    """Part of a name or an e-mail address."""

    q = LineField("Name or e-mail address", most=100)


class UserForm(Form):
    """A new user."""

    name = LineField("Full name", most=100, required="Enter their name", looks={"autocomplete": "off"})
    email = EmailField("E-mail address", required="Enter their e-mail address", looks={"autocomplete": "off"})
    roles = ManyField("What will they do?", choices=Role, hint=ROLES_HINT, required="Choose at least one")
    team_id = PickField("Team", hint="For keyworkers and line managers.", blank="No team")
    provider = LineField(
        "Provider",
        most=120,
        hint="Only for somebody who speaks for a provider: its name, as in the catalogue.",
        looks={"autocomplete": "off"},
    )


class RolesForm(Form):
    """All roles somebody will hold."""

    roles = ManyField("What will they do?", choices=Role, hint=ROLES_HINT)
    why = WordsField("Why?", most=500, rows=3, required="Say why")


class TeamForm(Form):
    """Where somebody works."""

    team_id = PickField("Team", required="Choose a team")
    leads = TickField("They lead this team", hint="Line managers see everybody the team works with.")
