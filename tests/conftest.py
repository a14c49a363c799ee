"""What tests stand on: an own database for each, of both kinds, with a small believable world in it."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import create_app, schema
from app.kernel import sealed
from app.kernel.db import Database
from app.kernel.ids import new_token
from app.kernel.once import FORM_TOKEN_FIELD
from app.kernel.unit_of_work import reading, writing
from app.people.vocabulary import Viewer
from app.web.shell.dispatch import Citronella
from app.world import World
from config import Config
from tests.support import pristine, services
from tests.support.cast import Cast, build_cast, find_cast
from tests.support.pristine import named, on_server

pytest_plugins = ["tests.support.skips"]
T = TypeVar("T")


class Write(Protocol):
    """Does the given work in one transaction and gives back what it gave."""

    def __call__(self, work: Callable[[Session], T], /) -> T: ...


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and the cast, to be copied."""
    path = tmp_path_factory.mktemp("template") / "cast.sqlite3"
    _fill(Database(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[str]:
    """The address of this process's own PostgreSQL database, with every table and the cast."""
    address = services.need_postgres()
    name = f"citronella_{uuid.uuid4().hex[:12]}"
    on_server(address, f'CREATE DATABASE "{name}"')
    own = named(address, name)
    _fill(Database(own))
    pristine.keep(own)
    yield own
    on_server(address, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database as good as new; each test that asks runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "test.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    own: str = request.getfixturevalue("postgres_database")
    pristine.restore(own)
    return own


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all tests of a process keep compiled templates: compiling each anew would take most of their time."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture
def config(database_url: str, tmp_path: Path, compiled_templates: Path) -> Config:
    """Settings of a program that runs on this test's database and folder."""
    instance = tmp_path / "instance"
    instance.mkdir()
    (instance / "templates").symlink_to(compiled_templates)
    return Config.from_environment(
        {"APP_ENV": "test", "DATABASE_URL": database_url, "INSTANCE_FOLDER": str(tmp_path / "instance"), "DEMO": "on"}
    )


@pytest.fixture
def app(config: Config) -> Iterator[Citronella]:
    """The application on this test's database."""
    made = create_app(config)
    yield made
    made.extensions["citronella"].database.close()


@pytest.fixture
def world(app: Citronella) -> World:
    """What the application was started with."""
    found: World = app.extensions["citronella"]
    return found


@pytest.fixture
def database(world: World) -> Database:
    """This test's database."""
    return world.database


@pytest.fixture
def cast(database: Database) -> Cast:
    """Sam, Kit, Bo, Pat, Ali and the others, already in the database."""
    with reading(database) as session:
        return find_cast(session)


@pytest.fixture
def write(database: Database) -> Write:
    """Do something in a unit of work that is kept: `write(lambda session: …)`."""
    return lambda work: writing(database, work)


@pytest.fixture
def read(database: Database) -> Write:
    """Look at something in a unit of work that cannot change anything."""

    def look(work: Callable[[Session], T]) -> T:
        with reading(database) as session:
            return work(session)

    return look


class Browsing:
    """A client with its cookies, who sends forms as a page would: with both hidden tokens."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.csrf = ""

    def get(self, path: str, **more: Any) -> TestResponse:
        """Look at a page."""
        return self.client.get(path, **more)

    def post(
        self, path: str, data: Mapping[str, object] | None = None, *, form_token: str | None = None, **more: Any
    ) -> TestResponse:
        """Send a form; `form_token` to send the very same one again."""
        if not self.csrf:
            found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/sign-in").text)
            found = found or re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/account/sessions").text)
            assert found, "no page shows a form token"
            self.csrf = found[1]
        sent = {"csrf_token": self.csrf, FORM_TOKEN_FIELD: form_token or new_token(), **(data or {})}
        return self.client.post(path, data=sent, **more)


@pytest.fixture
def client_for(app: Citronella) -> Callable[[Viewer | None], Browsing]:
    """A browser signed in as somebody (through the demo's own button), or as nobody."""

    def make(viewer: Viewer | None) -> Browsing:
        browsing = Browsing(app.test_client())
        if viewer is not None:
            answer = browsing.post(f"/sign-in/demo/{viewer.user_id}")
            assert answer.status_code == 303, answer.text
            browsing.csrf = ""
        return browsing

    return make


def _fill(database: Database) -> None:
    sealed.use_keys(Config.from_environment({"APP_ENV": "test"}).field_keys)
    schema.upgrade(database)
    writing(database, build_cast)
    database.close()
