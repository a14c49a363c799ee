"""Permits and verdicts: yes, or no with its reason. A no reaches the page with its words."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may do something; `reason` says why not, in plain words; `code` is for programs."""

    allowed: bool
    reason: str = ""
    code: str = "REFUSED"

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


def no(reason: str, code: str = "REFUSED") -> Verdict:
    """A refusal with its reason."""
    return Verdict(False, reason, code)


def allow(verdict: Verdict) -> None:
    """Go on, or raise Refused with the verdict's reason."""
    if not verdict:
        raise Refused(verdict.reason, verdict.code)


def first_no(*verdicts: Verdict) -> Verdict:
    """The first refusal among several conditions, or yes."""
    return next((verdict for verdict in verdicts if not verdict), YES)
