"""Whoever issues the cards: one door, a pretend issuer behind it (and later a real one)."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import Protocol

from app.gateways.issuing.port import CardIssuer, Misconfigured
from app.gateways.issuing.pretend import PretendIssuer

__all__ = ["CardIssuer", "PretendIssuer", "open_issuer"]


class Settings(Protocol):
    """The settings this gateway reads."""

    @property
    def issuer(self) -> str: ...
    @property
    def pretend_issuer_path(self) -> Path: ...
    @property
    def secret_key(self) -> str: ...


def open_issuer(config: Settings) -> CardIssuer:
    """The issuer that was chosen by configuration. Raises Misconfigured for one we cannot speak to yet."""
    if config.issuer != "pretend":
        raise Misconfigured(f"there is no issuer called {config.issuer} yet")
    secret = hmac.new(config.secret_key.encode(), b"pretend issuer", hashlib.sha256).hexdigest()
    return PretendIssuer(config.pretend_issuer_path, secret)
