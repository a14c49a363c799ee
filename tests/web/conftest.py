"""The demo as a newcomer finds it, told once for every test that only looks at it or walks through it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import create_app, schema
from app.cli.seed import tell_the_demo
from app.web.shell.dispatch import Citronella
from config import Config


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Citronella]:
    """The application on an SQLite file with the demo in it. Sign in and look; leave its requests and money alone."""
    folder = tmp_path_factory.mktemp("told")
    settings = {"APP_ENV": "test", "DEMO": "on", "INSTANCE_FOLDER": str(folder)}
    app = create_app(Config.from_environment({**settings, "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3"}))
    schema.upgrade(app.world.database)
    with app.app_context():
        tell_the_demo()
    yield app
    app.world.database.close()
