"""Where a transaction begins and ends. Nobody else commits.

Returning keeps everything, raising undoes everything, and a clash with somebody else is tried again. The work
is a function because it may run more than once: it must not speak to the outside world (see `outbox`).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.kernel.db import Database
from app.kernel.errors import Busy

T = TypeVar("T")
BUSY = "Lots of people are using this right now. Please try again."
TRIES = 8
TRIES_FOR_A_KEY = 3  # a lost race for a unique key shows itself at the second try; later it is a fault
_TRY_AGAIN = {"40001", "40P01", "55P03"}  # serialisation failure, deadlock, lock timeout
_KEY_TAKEN = "23505"
_current: ContextVar[Session] = ContextVar("current_session")


def session() -> Session:
    """The session of the unit of work we are in. Only entry points need it; others are handed theirs."""
    return _current.get()


@contextmanager
def reading(database: Database) -> Iterator[Session]:
    """Look, and change nothing: the database refuses any write."""
    opened = database.read_session()
    token = _current.set(opened)
    try:
        yield opened
    except PoolTimeout as error:
        raise Busy(BUSY) from error
    finally:
        _current.reset(token)
        opened.close()  # undoes, and leaves what was read readable


class Undone(Exception):
    """Raised by work that has an answer but wants nothing kept, such as a form with mistakes in it."""

    def __init__(self, answer: object) -> None:
        super().__init__("undone on purpose")
        self.answer = answer


def writing(database: Database, work: Callable[[Session], T]) -> T:
    """Do `work` whole or not at all, and again when somebody else got in first. Raises Busy after many tries."""
    for attempt in range(1, TRIES + 1):
        opened = database.write_session()
        token = _current.set(opened)
        try:
            answer = work(opened)
            opened.commit()
        except PoolTimeout as error:
            raise Busy(BUSY) from error
        except (DBAPIError, StaleDataError) as error:
            opened.rollback()
            if attempt >= _tries_for(error):
                if not _is_clash(error):
                    raise
                raise Busy(BUSY) from error
            time.sleep(random.uniform(0.005, 0.03) * attempt)
            continue
        except BaseException:
            opened.rollback()
            raise
        finally:
            _current.reset(token)
            opened.close()
        if opened.info.get("announced"):
            database.when_announced()
        return answer
    raise AssertionError("unreachable")


def _tries_for(error: Exception) -> int:
    original = getattr(error, "orig", None)
    if isinstance(error, IntegrityError):
        key_taken = getattr(original, "sqlstate", "") == _KEY_TAKEN or "UNIQUE constraint failed" in str(original)
        return TRIES_FOR_A_KEY if key_taken else 1
    return TRIES if _is_clash(error) else 1


def _is_clash(error: Exception) -> bool:
    """Whether somebody else got in first, so that trying again may help."""
    if isinstance(error, StaleDataError):
        return True
    original = getattr(error, "orig", None)
    if getattr(original, "sqlstate", None) in _TRY_AGAIN:
        return True
    return isinstance(error, OperationalError) and "database is locked" in str(original)
