"""A small app on the shell, for tests of the shell: a notebook anybody may write one-line notes in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, g, request
from flask.testing import FlaskClient
from sqlalchemy import Text, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.kernel.db import Database
from app.kernel.errors import BadInput, Conflict, NotFound, Refused
from app.kernel.unit_of_work import session
from app.people.vocabulary import Role, Viewer
from app.web.about import examples
from app.web.about import views as about
from app.web.shell.dispatch import Citronella
from app.web.shell.forms import Form, LineField
from app.web.shell.pages import ANYONE, SIGNED_IN, Answer, Pages, Place, roles
from app.web.shell.rendering import flash_done, render, see_other
from app.web.shell.viewing import Reading, note_reading
from config import Config

PEOPLE = {
    "Sam": Viewer(1, "Sam", frozenset({Role.SERVICE_USER}), 1, person_id=1),
    "Kit": Viewer(2, "Kit", frozenset({Role.KEYWORKER}), 1),
}


class Notebook(DeclarativeBase):
    """Tables of this small application only: the program's own know nothing of them."""


class Note(Notebook):
    """One line in the notebook."""

    __tablename__ = "shell_test_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text())


@dataclass
class SmallWorld:
    """Just enough of a world for the shell."""

    database: Database
    config: Config
    kept: list[tuple[Viewer | None, Reading]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    runs: int = 0

    def keep_readings(self, session: Session, viewer: Viewer | None, seen: list[Reading]) -> None:
        self.kept += [(viewer, reading) for reading in seen]

    def ready(self) -> list[str]:
        return self.missing


class NoteForm(Form):
    text = LineField("Your note", most=100, required="Write a note")


def small_world(url: str, folder: Path, **settings: str) -> SmallWorld:
    """A world with an empty notebook in the database at `url`."""
    environment = {"APP_ENV": "test", "INSTANCE_FOLDER": str(folder), "BASE_URL": "http://localhost", **settings}
    return SmallWorld(Database(url), Config.from_environment(environment))


def small_app(world: SmallWorld) -> Citronella:
    """The notebook, on the shell."""
    app = Citronella(world)
    app.testing = True
    _recognise(app)
    app.register_blueprint(notebook(world))
    app.register_blueprint(sign_in_pages())
    about.register(app)
    return app


def _recognise(app: Flask) -> None:
    @app.before_request
    def recognise() -> None:
        g.viewer = PEOPLE.get(request.headers.get("X-Test-Viewer", ""))


def sign_in_pages() -> Pages:
    pages = Pages(__name__, name="account")

    @pages.get("/sign-in", who=ANYONE)
    def sign_in() -> str:
        return "Who are you?"

    return pages


def notebook(world: SmallWorld) -> Pages:
    pages = Pages(__name__, name="notes", prefix="/notes")

    @pages.get("", who=SIGNED_IN, place=Place("Notes", 1))
    def show() -> str:
        return ", ".join(session().scalars(select(Note.text).order_by(Note.id))) or "none"

    @pages.get("/write", who=ANYONE)
    def writing() -> str:
        session().add(Note(text="by looking"))
        session().flush()
        return "written"

    @pages.get("/<int:number>", who=roles(Role.KEYWORKER))
    def one(number: int) -> str:
        note_reading("note", number, "asked")
        return f"note {number}"

    @pages.post("", who=SIGNED_IN)
    def add() -> Answer:
        world.runs += 1
        form = NoteForm.from_request()
        session().add(Note(text=form.text.data or "empty"))
        session().flush()
        if not form.validate():
            return render("about/components.html", **{**examples.everything(), "form": form}), 422
        flash_done(f"We kept “{form.text.data}”.")
        return see_other("notes.show")

    @pages.post("/refused/<kind>", who=SIGNED_IN)
    def refused(kind: str) -> Answer:
        session().add(Note(text="never"))
        session().flush()
        raise {
            "refused": Refused("Only Kit may do that."),
            "missing": NotFound(),
            "bad": BadInput("That is not a note.", "text"),
            "conflict": Conflict("Kit changed it first."),
            "fault": ZeroDivisionError("secret detail"),
        }[kind]

    @pages.post("/hook", who=ANYONE, from_outside=True, because="the sender signs what it sends")
    def hook() -> Answer:
        session().add(Note(text="from outside"))
        return see_other("notes.show")

    return pages


def as_person(app: Flask, name: str) -> FlaskClient:
    """A browser somebody is signed in at."""
    browser = app.test_client()
    if name:
        browser.environ_base["HTTP_X_TEST_VIEWER"] = name
    return browser
