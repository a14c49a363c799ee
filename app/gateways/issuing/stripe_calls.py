"""Calling Stripe so that a retry never does a thing twice, and every failure is one of four.

Stripe keeps the first answer to a key, faults included. So a key has generations, "<our key>:g0", "g1" and so on:
after a fault the thing is read back first, and only when Stripe repeats a fault it had kept is the next tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import stripe

from app.gateways.issuing.port import Ambiguous, IssuerTrouble, Misconfigured, Rejected, Retryable

GENERATIONS = 5


class Answered(Protocol):
    """An object of Stripe's."""

    def to_dict(self) -> dict[str, Any]: ...


class Listed(Protocol):
    """A list of Stripe's, newest first, that fetches its own next page."""

    def auto_paging_iter(self) -> Iterator[Any]: ...


class Calls:
    """The ways of calling."""

    def read(self, call: Callable[[], Answered]) -> dict[str, Any]:
        """Look something up: a fault there is never ambiguous."""
        with plain_errors(changes=False):
            return call().to_dict()

    def all(self, call: Callable[[], Listed]) -> list[dict[str, Any]]:
        """Every one, newest first."""
        with plain_errors(changes=False):
            return [one.to_dict() for one in call().auto_paging_iter()]

    def once(
        self, once: str, call: Callable[[Any], Answered], known: Callable[[], dict[str, Any] | None]
    ) -> dict[str, Any]:
        """Change something, once. `known` reads back whether it is done already."""
        for generation in range(GENERATIONS):
            try:
                with plain_errors(changes=True):
                    return call({"idempotency_key": f"{once}:g{generation}"}).to_dict()
            except Ambiguous as unclear:
                with plain_errors(changes=False):
                    found = known()
                if found is not None:
                    return found
                if not _is_kept(unclear):
                    raise
        raise Retryable("every generation of the key has a kept fault")


@contextmanager
def plain_errors(*, changes: bool) -> Iterator[None]:
    """Stripe's errors as one of our four."""
    try:
        yield
    except (stripe.RateLimitError, stripe.APIConnectionError, stripe.APIError) as trouble:
        raise _passing(trouble, changes=changes) from trouble
    except (stripe.AuthenticationError, stripe.PermissionError) as trouble:
        raise Misconfigured(_said(trouble)) from trouble
    except stripe.IdempotencyError as trouble:
        raise Rejected("idempotency_error", _said(trouble)) from trouble
    except stripe.StripeError as trouble:
        raise Rejected(trouble.code or "invalid_request", _said(trouble)) from trouble


def _passing(trouble: stripe.StripeError, *, changes: bool) -> IssuerTrouble:
    if isinstance(trouble, stripe.RateLimitError) or trouble.http_status == 409 or not changes:
        return Retryable(_said(trouble))
    return Ambiguous(_said(trouble))


def _is_kept(unclear: Ambiguous) -> bool:
    """Whether Stripe repeated an answer it had kept for the key."""
    headers = getattr(unclear.__cause__, "headers", None) or {}
    return str({name.lower(): value for name, value in headers.items()}.get("idempotent-replayed", "")) == "true"


def _said(trouble: stripe.StripeError) -> str:
    where = getattr(trouble, "param", None)
    parts = (type(trouble).__name__, trouble.code, where, trouble.request_id, trouble.user_message)
    return " ".join(str(part) for part in parts if part)
