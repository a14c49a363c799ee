"""The database: how it is opened, and what a transaction is on each kind.

SQLite's default mode loses updates silently, so its transactions are begun by us: a write takes the write
lock at once (BEGIN IMMEDIATE), a read is refused any change (query_only). On PostgreSQL a read is READ ONLY
and a write locks the rows it judges (`hold`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Date, Engine, Integer, MetaData, Text, create_engine, event, make_url
from sqlalchemy.orm import DeclarativeBase, Session

from app.kernel.columns import Document, Moment, Pence
from app.kernel.money import Money


class Base(DeclarativeBase):
    """Every table. Names of constraints are fixed, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy from the class
        Money: Pence(),
        int: BigInteger().with_variant(Integer(), "sqlite"),
        datetime: Moment(),
        date: Date(),
        str: Text(),
        dict[str, Any]: Document,
        list[Any]: Document,
    }


class Database:
    """One database and the two ways to open a transaction on it."""

    def __init__(self, url: str, *, pool_size: int = 12, when_announced: Callable[[], None] | None = None) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 12, "pool_timeout": 10}
        if self.is_sqlite:
            options["connect_args"] = {"timeout": 15.0, "check_same_thread": False}
        else:
            options["pool_pre_ping"] = True
            options["connect_args"] = {"options": "-c synchronous_commit=on -c lock_timeout=15s -c timezone=UTC"}
        self.engine: Engine = create_engine(self.url, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _open_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            event.listen(self.engine, "begin", _begin_postgresql)
        self._reading = self.engine.execution_options(citronella_reading=True)
        self.when_announced: Callable[[], None] = when_announced or (lambda: None)

    def write_session(self) -> Session:
        """A session whose transaction may change things."""
        return Session(self.engine, expire_on_commit=False)

    def read_session(self) -> Session:
        """A session whose transaction the database itself refuses to let write."""
        return Session(self._reading, expire_on_commit=False, autoflush=False)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def _open_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: we do, below
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # T2: accepted means on disk
    cursor.execute("PRAGMA busy_timeout=15000")
    cursor.execute("PRAGMA recursive_triggers=ON")  # so that REPLACE cannot slip past a no-delete trigger
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("citronella_reading"):
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("citronella_reading"):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
