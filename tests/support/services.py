"""Which servers and browsers this machine has for the tests, and why it lacks the others.

Each question is asked once a run. `need_…()` gives the address or skips the test with the reason;
with REQUIRE_ALL=1 the skip is a failure (tests/support/skips.py).
"""

import getpass
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

import pytest

POSTGRES_NAME = "//127.0.0.1:5432/test"
REDIS_USUAL = "redis://127.0.0.1:6379/15"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Found:
    """A service's address, or None and the reason why there is none."""

    address: str | None
    reason: str = ""


def postgres_url() -> str | None:
    """SQLAlchemy's address of a PostgreSQL database that tests may fill and empty, if there is one."""
    return postgres().address


def redis_url() -> str | None:
    """The address of a Redis database that tests may fill and empty, if there is one."""
    return redis().address


def chromium_path() -> str | None:
    """The Chromium that browser tests start, if there is one."""
    return chromium().address


def need_postgres() -> str:
    return _needed(postgres())


def need_redis() -> str:
    return _needed(redis())


def need_chromium() -> str:
    return _needed(chromium())


@cache
def postgres() -> Found:
    import psycopg

    reasons = []
    for url in _postgres_addresses():
        try:
            with psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=3, autocommit=True):
                return Found(url)
        except psycopg.Error as trouble:
            reasons.append(str(trouble).strip().splitlines()[-1])
    return Found(None, f"PostgreSQL is not reachable: {'; '.join(dict.fromkeys(reasons))}")


def _postgres_addresses() -> Iterator[str]:
    """The one that was named; otherwise the usual one as its superuser, then as whoever runs the tests."""
    named = os.environ.get("TEST_DATABASE_URL", "")
    if named:
        yield "postgresql+psycopg://" + named.split("://", 1)[-1]
        return
    yield f"postgresql+psycopg:{POSTGRES_NAME.replace('//', '//postgres@')}"
    yield f"postgresql+psycopg:{POSTGRES_NAME.replace('//', f'//{getpass.getuser()}@')}"


@cache
def redis() -> Found:
    from redis import Redis
    from redis.exceptions import RedisError

    url = os.environ.get("TEST_REDIS_URL") or REDIS_USUAL
    try:
        with Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3) as server:
            server.ping()
    except (RedisError, OSError, ValueError) as trouble:
        return Found(None, f"Redis is not reachable: {trouble}")
    return Found(url)


@cache
def chromium() -> Found:
    named = os.environ.get("CHROMIUM")
    path = named or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if not path or not os.access(path, os.X_OK):
        return Found(None, f"no Chromium found{f' at {named}' if named else ''}; install one, or name it in CHROMIUM")
    missing = [name for name in ("playwright", "axe_playwright_python") if find_spec(name) is None]
    if missing:
        return Found(None, f"not installed: {', '.join(missing)} (requirements-e2e.txt)")
    return Found(path)


def _needed(found: Found) -> str:
    if found.address is None:
        pytest.skip(found.reason)
    return found.address
