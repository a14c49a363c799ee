"""Signed messages: "t=<seconds>,v1=<hmac>", over "<seconds>.<body>". The scheme card issuers use."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from app.gateways.issuing.port import BadSignature

OLDEST_SECONDS = 300
LARGEST = 200_000


def sign(secret: str, body: bytes, at: datetime) -> str:
    """The header that proves a message is ours, sent at a moment."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_digest(secret, seconds, body)}"


def check(secrets: Sequence[str], header: str, body: bytes, now: datetime) -> None:
    """Raises BadSignature unless one of the secrets signed exactly this body less than five minutes ago."""
    if not secrets or not all(secrets):
        raise BadSignature("no secret is set: nothing can be believed")
    if len(body) > LARGEST:
        raise BadSignature("the message is too large")
    seconds, given = _read(header)
    if abs(int(now.timestamp()) - seconds) > OLDEST_SECONDS:
        raise BadSignature("the message is too old")
    expected = [_digest(secret, seconds, body) for secret in secrets]
    if not any(hmac.compare_digest(one, other) for one in expected for other in given):
        raise BadSignature("the signature is wrong")


def _read(header: str) -> tuple[int, list[str]]:
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    given = [value for name, _, value in parts if name == "v1" and value.isascii()]
    if len(times) != 1 or not given or not times[0].isascii() or not times[0].isdigit() or len(times[0]) > 12:
        raise BadSignature("there is no signature to check")
    return int(times[0]), given


def _digest(secret: str, seconds: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
