"""The busiest pages against a Flask page with one indexed SELECT, and how many queries each makes.

    .venv/bin/python benchmarks/pages.py [--people 200]

Both are called through WSGI in one process and in turn, on the same scratch database with the demo and a crowd in it.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask import Flask, render_template_string
from measure import in_turn, kinds, scratch
from sqlalchemy import event, text

from app import create_app
from app.cli.demo import crowd
from app.cli.demo.staff import PASSWORD, email
from app.cli.demo.teller import Teller
from app.cli.seed import tell_the_demo
from app.kernel.db import Database
from app.web.shell.dispatch import Citronella
from config import Config

PAGES = (
    ("person's first page", "jo", "/home"),
    ("plan", "kit", "/plans/1"),
    ("caseload", "kit", "/caseload"),
    ("panel inbox", "pat", "/approvals"),
    ("catalogue search", "kit", "/catalogue/search?words=counselling"),
    ("request with its story", "jo", "/requests/1"),
    ("statement", "jo", "/statements/2"),
)
EACH = 8
GOAL_RATIO, GOAL_QUERIES = 3.0, 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    people = parser.parse_args().people
    print(f"With {people} more people. Goals: at most {GOAL_RATIO} × a bare page, at most {GOAL_QUERIES} queries.")
    print(f"{'database':11} {'page':24} {'bare/s':>8} {'page/s':>8} {'bare ÷ page':>12} {'queries':>8}")
    for kind in kinds():
        with scratch(kind) as database, tempfile.TemporaryDirectory() as folder:
            app = program(database, Path(folder), people)
            bare = bare_page(database)
            for name, who, path in PAGES:
                show(kind, name, signed_in(app, who), path, bare, app.world.database)


def program(database: Database, folder: Path, people: int) -> Citronella:
    """The program on the scratch database, with the demo and a crowd."""
    url = database.url.render_as_string(hide_password=False)
    config = Config.from_environment({"APP_ENV": "test", "INSTANCE_FOLDER": str(folder), "DATABASE_URL": url})
    app = create_app(replace(config, demo=True))
    with app.app_context():
        tell_the_demo()
        crowd.arrive(Teller(app, app.world), people, seed=1)
    return app


def signed_in(app: Citronella, who: str) -> Callable[[str], object]:
    """A client that is signed in as somebody."""
    client = app.test_client()
    page = client.get("/sign-in").text
    tokens = dict(re.findall(r'name="(csrf_token|form_token)" value="([^"]+)"', page))
    answer = client.post("/sign-in", data={**tokens, "email": email(who), "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return client.get


def bare_page(database: Database) -> Callable[[], int]:
    """What one could not do without: one indexed SELECT and a small template."""
    app = Flask("bare")

    @app.get("/")
    def page() -> str:
        with database.engine.connect() as connection:
            row = connection.execute(text("SELECT name, called FROM person WHERE id = 1")).one()
        return render_template_string("<!doctype html><title>{{ row[0] }}</title><p>Hello {{ row[1] }}</p>", row=row)

    client = app.test_client()

    def act() -> int:
        for _ in range(EACH):
            assert client.get("/").status_code == 200
        return EACH

    return act


def show(
    kind: str, name: str, get: Callable[[str], object], path: str, bare: Callable[[], int], database: Database
) -> None:
    """Measure one page and print its line."""

    def act() -> int:
        for _ in range(EACH):
            answer = get(path)
            assert answer.status_code == 200, (path, answer.status_code)  # type: ignore[attr-defined]
        return EACH

    act()
    rates = in_turn({"bare": bare, "page": act})
    print(
        f"{kind:11} {name:24} {rates['bare']:8.0f} {rates['page']:8.0f} {rates['bare'] / rates['page']:12.1f} "
        f"{queries(database, lambda: get(path)):8}"
    )


def queries(database: Database, act: Callable[[], object]) -> int:
    """How many statements a page sends; begin, commit and settings are not counted."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SET TRANSACTION")):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    act()
    event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)


if __name__ == "__main__":
    main()
