"""The words settings may be, and how the text of one becomes its value.

Each reader refuses in words: what the text must be instead.
"""

import logging
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import field
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
SHORTEST_SECRET = 32
PLACEHOLDERS = ("automated-tests", "change-me", "changeme", "replace-me", "your-secret", "example")
Seen = dict[str, Any]
"""The settings that were read so far, by name."""


class ConfigError(Exception):
    """The settings do not allow a start. `problems` holds one plain sentence for each reason."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        listed = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(f"The settings do not allow a start:\n{listed}")


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class Issuer(StrEnum):
    PRETEND = "pretend"
    STRIPE = "stripe"


class Mailer(StrEnum):
    FILE = "file"
    SMTP = "smtp"


class Texter(StrEnum):
    FILE = "file"
    NONE = "none"


class SecondFactor(StrEnum):
    REQUIRED = "required"
    OFF = "off"


def setting(
    meaning: str, read: Callable[[str], object], default: object, live: object = ..., *, private: bool = False
) -> Any:
    """One setting. `default` may be worked out from those above; `live` is production's own default.

    A `private` one is never shown when the settings are printed, in an error page or a log.
    """
    how = {"says": meaning, "read": read, "default": default, "live": live}
    return field(metadata=how, repr=not private)


def inside(name: str) -> Callable[[Seen], Path]:
    """A place in the instance folder."""
    return lambda seen: seen["instance_folder"] / name


def read_setting(written: str, how: Mapping[str, Any], seen: Seen) -> object:
    """The value of one setting: what somebody wrote, or else its default."""
    if written:
        return how["read"](written)
    live = seen.get("app_env") == "production" and how["live"] is not ...
    default = how["live"] if live else how["default"]
    return default(seen) if callable(default) else default


def text(written: str) -> str:
    if any(ord(character) < 32 for character in written):
        raise ValueError("must not contain control characters")
    return written


def address(written: str) -> str:
    return _url(written, {"http", "https"}, "must be a web address, such as https://example.org")


def redis(written: str) -> str:
    return _url(written, {"redis", "rediss"}, "must start with redis:// or rediss://")


def smtp(written: str) -> str:
    return _url(written, {"smtp", "smtps"}, "must start with smtp:// or smtps://")


def _url(written: str, schemes: set[str], refusal: str) -> str:
    if urlsplit(written).scheme not in schemes or not urlsplit(written).hostname:
        raise ValueError(refusal)
    return written.rstrip("/")


def folder(written: str) -> Path:
    return (ROOT / written).resolve()


def switch(written: str) -> bool:
    known = {"on": True, "1": True, "true": True, "off": False, "0": False, "false": False}
    if written.lower() not in known:
        raise ValueError("must be on or off")
    return known[written.lower()]


def number(least: int, most: int) -> Callable[[str], int]:
    def read(written: str) -> int:
        if not (written.isascii() and written.isdigit() and least <= int(written[:12]) <= most):
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(written)

    return read


def one_of(choices: type[StrEnum]) -> Callable[[str], StrEnum]:
    def read(written: str) -> StrEnum:
        if written not in set(choices):
            raise ValueError(f"must be one of: {', '.join(choices)}")
        return choices(written)

    return read


def log_level(written: str) -> str:
    if written.upper() not in logging.getLevelNamesMapping():
        raise ValueError("must be one of: DEBUG, INFO, WARNING, ERROR")
    return written.upper()


def database(written: str) -> str:
    """PostgreSQL always through psycopg 3; a relative SQLite file is one inside the project."""
    scheme, mark, rest = written.partition("://")
    if mark and scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return f"postgresql+psycopg://{rest}"
    if written.startswith("sqlite:///") and rest != "/":
        return f"sqlite:///{ROOT / rest.removeprefix('/')}"
    raise ValueError("must start with postgresql:// or name a file after sqlite:///")


def kept_secret(name: str, in_tests: str) -> Callable[[Seen], str | None]:
    """Made once and kept in the instance folder; fixed in tests; never invented in production."""

    def default(seen: Seen) -> str | None:
        if seen["app_env"] == "production":
            return None
        if seen["app_env"] == "test":
            return in_tests
        kept: Path = seen["instance_folder"] / name
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            _write_once(kept, secrets.token_urlsafe(48))
        except OSError as trouble:
            reason = trouble.strerror or trouble
            raise ValueError(f"cannot be kept in {kept.parent}: {reason}") from trouble
        return kept.read_text().strip()

    return default


def _write_once(kept: Path, secret: str) -> None:
    """Two programs may start in the same second: the first one's whole file stays."""
    if kept.exists():
        return
    descriptor, draft = tempfile.mkstemp(dir=kept.parent, prefix=f".{kept.name}-")
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    try:
        os.link(draft, kept)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()


def weak_secret(name: str, secret: str | None) -> list[str]:
    """Why this secret protects nobody; empty when it may be used."""
    if not secret:
        return [f"{name} is not set."]
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < 10:
        return [f"{name} is too easy to guess; it needs {SHORTEST_SECRET} random characters or more."]
    if any(placeholder in secret.lower() for placeholder in PLACEHOLDERS):
        return [f"{name} is a known example; make your own."]
    return []
