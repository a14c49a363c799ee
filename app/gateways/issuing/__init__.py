"""Whoever issues the cards: one door, and behind it a pretend issuer or Stripe."""

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
    @property
    def stripe_secret_key(self) -> str | None: ...
    @property
    def stripe_api_version(self) -> str: ...
    @property
    def stripe_api_base(self) -> str | None: ...
    @property
    def stripe_webhook_secret(self) -> str | None: ...
    @property
    def stripe_auth_webhook_secret(self) -> str | None: ...
    @property
    def card_address(self) -> str: ...
    @property
    def card_phone(self) -> str: ...


def open_issuer(config: Settings) -> CardIssuer:
    """The issuer that was chosen by configuration. Raises Misconfigured when its settings are not whole."""
    if config.issuer == "stripe":
        return _open_stripe(config)
    secret = hmac.new(config.secret_key.encode(), b"pretend issuer", hashlib.sha256).hexdigest()
    return PretendIssuer(config.pretend_issuer_path, secret)


def _open_stripe(config: Settings) -> CardIssuer:
    from app.gateways.issuing.stripe_issuer import StripeIssuer, StripeSettings  # loaded only where it is used

    address = [part.strip() for part in config.card_address.rsplit(",", 2)]
    if len(address) != 3:
        raise Misconfigured("CARD_ADDRESS needs a first line, a town and a postcode, with commas between")
    return StripeIssuer(
        StripeSettings(
            secret_key=config.stripe_secret_key or "",
            api_version=config.stripe_api_version,
            api_base=config.stripe_api_base,
            event_secrets=_several(config.stripe_webhook_secret),
            question_secrets=_several(config.stripe_auth_webhook_secret),
            address=(address[0], address[1], address[2]),
            phone=config.card_phone,
        )
    )


def _several(secrets: str | None) -> tuple[str, ...]:
    return tuple(secret.strip() for secret in (secrets or "").split(",") if secret.strip())
