"""Passwords, codes and tokens: how they are made, kept and compared. What is kept never gives the secret away."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.kernel.sealed import vault
from app.people.rules import CODE_ALPHABET, tidy_code

SIGN_IN_CODE_LENGTH = 8
RECOVERY_CODE_LENGTH = 12
RECOVERY_CODES = 10
# OWASP's second choice for argon2id: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(password)


def password_fits(kept: str | None, password: str) -> bool:
    """Whether this is the password. For an unknown user it does the same work and says no."""
    try:
        fits = _HASHER.verify(kept or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(fits) and kept is not None


def token_digest(token: str) -> str:
    """What is kept of a token of 256 bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_code(length: int) -> str:
    """A code people can read out and type."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def in_fours(code: str) -> str:
    """A code as it is shown: 7K3F-9QM2."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def code_digest(kind: str, typed: str) -> str:
    """What is kept of a short code: made with our key, so that nobody finds it by trying all codes."""
    return vault().fingerprint(f"{kind}:{tidy_code(typed)}")


def attempt_key(kind: str, whom: str) -> str:
    """Whom a failed try is counted for, without saying who it is."""
    return vault().fingerprint(f"attempt:{kind}:{whom}")


def link_secret(link_id: int, salt: str) -> str:
    """The secret part of a password link, worked out again whenever it is needed."""
    return vault().fingerprint(f"password link:{link_id}:{salt}")


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))
