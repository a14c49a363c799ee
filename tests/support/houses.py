"""The program with Jo's and Noor's lives in it, and a browser for everybody: to ask it every question there is."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from app import create_app, schema
from app.kernel.ids import new_token
from app.kernel.once import FORM_TOKEN_FIELD
from app.people.vocabulary import Viewer
from app.web.shell.dispatch import Citronella
from app.web.shell.pages import Terms
from config import Config
from tests.support import neighbours, pristine, services
from tests.support.neighbours import EVERYBODY, WHO

NOBODY = "nobody"
ROLLED_BACK = "X-Rolled-Back"


@dataclass(frozen=True, eq=False)
class Question:
    """Somebody comes to an address, with the numbers of somebody's records in it."""

    rule: Rule
    whose: str
    key: str

    @property
    def looks(self) -> bool:
        return "GET" in (self.rule.methods or ())


@dataclass
class Houses:
    """The program with both lives in it, a browser for everybody, and what belongs to whom."""

    app: Citronella
    viewers: dict[str, Viewer]
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: dict[str, str] = field(default_factory=dict)
    belongings: dict[str, dict[str, int | str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key in (NOBODY, *EVERYBODY):
            self._open_browser(key)
        self.belongings = {whose: neighbours.belongings(self.app, whose) for whose in WHO}

    def _open_browser(self, key: str) -> None:
        client, page = self.app.test_client(), "/sign-in"
        if key != NOBODY:
            user_id, token = self.viewers[key].user_id, token_in(client.get(page))
            assert client.post(f"/sign-in/demo/{user_id}", data={"csrf_token": token}).status_code == 303
            page = "/account/sessions"
        self.csrf[key] = token_in(client.get(page))
        self.cookies[key] = "; ".join(f"{one.key}={one.value}" for one in (client._cookies or {}).values())

    def ask(self, one: Question, numbers: Mapping[str, int | str] | None = None) -> TestResponse:
        """Look at the page, or send an empty form; the cookies stay as they are."""
        numbers = numbers or self.belongings[one.whose]
        path = self.path(one.rule, numbers)
        client, headers = self.app.test_client(use_cookies=False), {"Cookie": self.cookies[one.key]}
        if one.looks:
            return client.get(path, headers=headers, buffered=True)
        tokens = {"csrf_token": self.csrf[one.key], FORM_TOKEN_FIELD: new_token()}
        return client.post(path, headers=headers, data=tokens, buffered=True)

    def path(self, rule: Rule, numbers: Mapping[str, int | str]) -> str:
        """The address, with these numbers in it."""
        with self.app.test_request_context():
            return url_for(rule.endpoint, **{name: numbers[name] for name in rule.arguments})  # type: ignore[arg-type]

    def kept(self) -> dict[str, int]:
        """What every table holds, as one number each."""
        with self.app.world.database.engine.connect() as connection:
            return neighbours.digest(connection)


@contextmanager
def open_houses(kind: str, folder: Path) -> Iterator[Houses]:
    """Both lives, in a database of their own. Nothing that a form would do is kept."""
    server = services.need_postgres() if kind == "postgresql" else ""
    name = f"citronella_{uuid.uuid4().hex[:12]}"
    if server:
        pristine.on_server(server, f'CREATE DATABASE "{name}"')
    address = pristine.named(server, name) if server else f"sqlite:///{folder}/access.sqlite3"
    app = create_app(
        Config.from_environment(
            {"APP_ENV": "test", "DATABASE_URL": address, "INSTANCE_FOLDER": str(folder), "DEMO": "on"}
        )
    )
    try:
        schema.upgrade(app.world.database)
        neighbours.settle(app)
        made = Houses(app, neighbours.viewers(app))
        with pytest.MonkeyPatch.context() as patch:
            _keep_nothing(patch)
            yield made
    finally:
        app.world.database.close()
        if server:
            pristine.on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _keep_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every form that would have worked is undone, so that each question finds the same world."""
    answer_as_ever = Citronella._answer

    def answer(self: Citronella, terms: Terms, opened: Session | None = None) -> Response:
        made = answer_as_ever(self, terms, opened)
        if opened is not None and made.status_code < 400:
            made.headers[ROLLED_BACK] = str(made.status_code)
            made.status_code = 499
        return made

    monkeypatch.setattr(Citronella, "_answer", answer)


def status_of(answer: TestResponse) -> int:
    """What an answer was before it was rolled back."""
    return int(answer.headers.get(ROLLED_BACK, answer.status_code))


def changed(before: dict[str, int], after: dict[str, int]) -> set[str]:
    """Which tables hold something else."""
    return {name for name in before if before[name] != after[name]}


def token_in(answer: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
    assert found, "this page shows no form token"
    return found[1]
