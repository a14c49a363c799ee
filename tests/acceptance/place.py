"""Where an acceptance scenario happens: an empty database of its own, its staff, one programme and a pretend issuer.

`DATABASE_URL` names a PostgreSQL server to make scratch databases on; without it they are SQLite files.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app, schema
from app.budgets.models import Budget
from app.cli.demo import staff
from app.cli.demo.teller import Teller
from app.kernel import clock, sealed
from app.kernel.db import Database
from app.kernel.unit_of_work import writing
from app.ledger.models import Journal, LedgerAccount, Line
from app.ledger.queries import balance, budget_position
from app.ledger.vocabulary import Account
from app.people.vocabulary import Viewer
from app.programmes import actions as programmes
from app.programmes.models import Fund, Programme
from app.programmes.preset_files import preset_rules
from config import Config
from tests.support.pristine import named, on_server

T = TypeVar("T")


class Place:
    """The program on an empty database, and the names a scenario gives to what is in it."""

    def __init__(self, vat_recovery: str) -> None:
        folder = Path(tempfile.mkdtemp(prefix="acceptance-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        settings = {"APP_ENV": "test", "DATABASE_URL": _copy(folder), "INSTANCE_FOLDER": str(folder)}
        self.app = create_app(Config.from_environment(settings))
        self.world = self.app.extensions["citronella"]
        self.teller = Teller(self.app, self.world)
        self.funds: dict[str, int] = {}
        self.budgets: dict[str, int] = {}
        self.names: dict[str, str] = {"": ""}
        """What the scenario calls each holder of the books."""
        self.programme_id: int = self.do("cora", lambda session, cora: _programme(session, cora, vat_recovery).id)
        atexit.register(self.world.database.close)

    def do(self, key: str, act: Callable[[Session, Viewer], T]) -> T:
        """Somebody does something, in one unit of work."""
        return self.teller.do(key, act)

    def drain(self) -> None:
        """What was announced is done."""
        self.teller.drain()

    def fund(self, session: Session, name: str) -> Fund:
        """The fund a scenario names."""
        return session.get_one(Fund, self.funds[name])

    def open_fund(self, name: str) -> None:
        """A fund by a scenario's name, unless it is open."""
        if name not in self.funds:
            ends_on = clock.today() + timedelta(days=400)
            self.funds[name] = self.do(
                "cora",
                lambda session, cora: (
                    programmes.open_fund(
                        session, cora, self.programme(session), name=name, funder=name, ends_on=ends_on
                    ).id
                ),
            )
            self.names[f"fund:{self.funds[name]}"] = name

    def programme(self, session: Session) -> Programme:
        return session.get_one(Programme, self.programme_id)

    def budget(self, session: Session, name: str) -> Budget:
        """The budget a scenario names."""
        return session.get_one(Budget, self.budgets[name])

    def position(self, name: str) -> dict[str, int]:
        """Where a budget stands, in pence."""
        at = self.teller.see(lambda session: budget_position(session, self.budgets[name]))
        words = ("available", "reserved", "committed", "actual")
        return {word: getattr(at, word).pence for word in words}

    def balance(self, account: str, dimension: str | None) -> int:
        """The balance of an account, of one of the scenario's names or of all, in the account's normal direction."""
        holder = dimension and next((known for known, name in self.names.items() if name == dimension), dimension)
        return self.teller.see(lambda session: balance(session, Account(account), holder)).pence

    def journals(self) -> list[dict[str, list[list[str | int]]]]:
        """Every journal, oldest first, in the scenario's names."""
        wanted = (
            select(Journal.id, LedgerAccount.account, LedgerAccount.holder, Line.pence)
            .join(Line, Line.journal_id == Journal.id)
            .join(LedgerAccount, LedgerAccount.id == Line.account_id)
            .order_by(Journal.id, Line.number)
        )
        found: dict[int, list[list[str | int]]] = {}
        for number, account, holder, pence in self.teller.see(lambda session: session.execute(wanted).all()):
            row: list[str | int] = [account.value, self.names.get(holder, holder), max(pence, 0), max(-pence, 0)]
            found.setdefault(number, []).append(row)
        return [{"rows": rows} for rows in found.values()]


def _programme(session: Session, cora: Viewer, vat_recovery: str) -> Programme:
    """Any amount for anybody, and everything is agreed at once: a scenario begins after the decision."""
    programme = programmes.start_programme(session, cora, name="Scenario", preset="you-first")
    rules = preset_rules("you-first")
    rules["allocation"] |= {"annual_amount": "10000000"}
    rules["approval"] |= {"rules": [{"up_to": None, "route": "automatic"}]}
    rules["spending"] |= {"vat_recovery": vat_recovery}
    programmes.change_policy(session, cora, programme, rules=rules, effective_from=clock.today())
    return programme


def _copy(folder: Path) -> str:
    """The address of a new database with tables and staff in it."""
    template = _template(os.environ.get("DATABASE_URL", ""))
    if template.startswith("sqlite"):
        shutil.copy(template.removeprefix("sqlite:///"), folder / "scenario.sqlite3")
        return f"sqlite:///{folder}/scenario.sqlite3"
    name = f"scenario_{uuid.uuid4().hex[:12]}"
    server, original = named(template, "postgres"), template.rsplit("/", 1)[-1]
    on_server(server, f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
    atexit.register(on_server, server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    return named(template, name)


@cache
def _template(asked: str) -> str:
    """A database with every table and the staff, made once in a process."""
    if asked.startswith("postgresql"):
        server = "postgresql+psycopg://" + asked.split("://", 1)[1]  # whichever driver was named
        name = f"scenarios_{uuid.uuid4().hex[:12]}"
        on_server(named(server, "postgres"), f'CREATE DATABASE "{name}"')
        atexit.register(on_server, named(server, "postgres"), f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        return _filled(named(server, name))
    folder = Path(tempfile.mkdtemp(prefix="acceptance-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _filled(f"sqlite:///{folder}/template.sqlite3")


def _filled(address: str) -> str:
    sealed.use_keys(Config.from_environment({"APP_ENV": "test"}).field_keys)
    database = Database(address)
    schema.upgrade(database)
    writing(database, staff.hire)
    database.close()
    return address
