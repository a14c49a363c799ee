"""Numbers and names for new rows."""

import secrets
import threading
from datetime import UTC, datetime

from app.kernel import clock

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_lock = threading.Lock()
_latest = 0
# No vowels, so no words; no 0, 1, 5 or letters read as them aloud.
_ALPHABET = "2346789BCDFGHJKMNPQRTVWXZ"


def new_id() -> int:
    """A 62-bit number that grows with time: milliseconds since 2020, then 24 bits that start at random.

    Within one process, later is larger even in the same millisecond, so rows written together keep their order.
    """
    global _latest
    milliseconds = int((clock.now() - _EPOCH).total_seconds() * 1000)
    with _lock:
        if milliseconds == _latest >> 24 and (_latest & 0xFFFFFF) < 0xFF0000:
            _latest += 1 + secrets.randbelow(256)
        else:
            _latest = (milliseconds << 24) | secrets.randbits(23)
        return _latest


def new_reference(prefix: str) -> str:
    """A short reference people can read out, like R-7K3F-9QM2. It says nothing about anybody."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def new_token() -> str:
    """A secret of 256 bits for links, sessions and forms."""
    return secrets.token_urlsafe(32)
