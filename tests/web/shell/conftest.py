"""The small notebook app, on SQLite; races also on PostgreSQL where there is one."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from app import tables
from app.kernel.unit_of_work import writing
from app.people.models import Organisation, UserAccount
from app.web.shell.dispatch import Citronella
from tests.support.services import need_postgres
from tests.web.shell.small_app import Notebook, SmallWorld, as_person, small_app, small_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[SmallWorld]:
    made = small_world(f"sqlite:///{tmp_path}/notes.sqlite3", tmp_path)
    fill(made)
    yield made
    made.database.close()


@pytest.fixture
def app(world: SmallWorld) -> Citronella:
    return small_app(world)


@pytest.fixture
def sam(app: Citronella) -> FlaskClient:
    return as_person(app, "Sam")


@pytest.fixture
def kit(app: Citronella) -> FlaskClient:
    return as_person(app, "Kit")


@pytest.fixture
def stranger(app: Citronella) -> FlaskClient:
    return as_person(app, "")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallWorld]:
    """A notebook on each kind of database."""
    if request.param == "sqlite":
        made = small_world(f"sqlite:///{tmp_path}/notes.sqlite3", tmp_path)
        fill(made)
        yield made
        made.database.close()
        return
    url, name = need_postgres(), f"shell_{uuid.uuid4().hex[:12]}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    made = small_world(f"{url.rpartition('/')[0]}/{name}", tmp_path)
    fill(made)
    yield made
    made.database.close()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    server.dispose()


def fill(world: SmallWorld) -> None:
    """Make the tables, and Sam and Kit."""
    tables.metadata.create_all(world.database.engine)
    Notebook.metadata.create_all(world.database.engine)

    def add(opened: object) -> None:
        from app.kernel.unit_of_work import session

        session().add(Organisation(id=1, name="Lambton Trust"))
        session().flush()
        session().add_all(UserAccount(id=n, organisation_id=1, name=name) for n, name in ((1, "Sam"), (2, "Kit")))

    writing(world.database, add)


def tokens(browser: FlaskClient) -> dict[str, str]:
    """Both hidden tokens of a form this browser has open."""
    page = browser.get("/about/components").get_data(as_text=True)
    return dict(re.findall(r'name="(csrf_token|form_token)" value="([^"]+)"', page.split("<main")[1]))
