"""What every measurement uses: a scratch database of each kind, and pairs measured in turn in one run.

The machine may be shared, so only ratios of things measured side by side mean anything.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app import schema  # noqa: E402 - the project is on the path only now
from app.kernel.db import Database  # noqa: E402

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgresql+psycopg:" + "//postgres@127.0.0.1:5432/test")


@contextmanager
def scratch(kind: str) -> Iterator[Database]:
    """A database of one kind with every table, gone afterwards."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite:///{folder}/bench.sqlite3", pool_size=40)
            schema.upgrade(database)
            yield database
            database.close()
        return
    name = f"citronella_bench_{uuid.uuid4().hex[:8]}"
    _on_server(f'CREATE DATABASE "{name}"')
    database = Database(make_url(POSTGRES).set(database=name).render_as_string(hide_password=False), pool_size=40)
    schema.upgrade(database)
    yield database
    database.close()
    _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def kinds() -> list[str]:
    """The kinds of database that can be reached now."""
    try:
        _on_server("SELECT 1")
    except Exception as trouble:  # noqa: BLE001 - whatever it is, it is told and left out
        print(f"PostgreSQL is left out: {trouble.__class__.__name__}")
        return ["sqlite"]
    return ["sqlite", "postgresql"]


def in_turn(pairs: dict[str, Callable[[], int]], rounds: int = 5) -> dict[str, float]:
    """Operations a second of each, measured in turn; the median of the rounds."""
    seen: dict[str, list[float]] = {name: [] for name in pairs}
    for _ in range(rounds):
        for name, act in pairs.items():
            started = time.perf_counter()
            done = act()
            seen[name].append(done / (time.perf_counter() - started))
    return {name: statistics.median(rates) for name, rates in seen.items()}


def _on_server(statement: str) -> None:
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
