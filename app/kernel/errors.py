"""The ways an act can end without happening. Each carries words for the person who tried."""


class Unhappy(Exception):
    """An act did not happen; `reason` is a plain sentence for a person, `code` a fixed word for programs."""

    code = "NOT_DONE"

    def __init__(self, reason: str, code: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        if code is not None:
            self.code = code


class Refused(Unhappy):
    """You may not do this, and here is why (HTTP 403)."""

    code = "REFUSED"


class NotFound(Unhappy):
    """There is no such thing for you: it does not exist, or is not yours to see (HTTP 404)."""

    code = "NOT_FOUND"

    def __init__(self, reason: str = "We cannot find that page.", code: str | None = None) -> None:
        super().__init__(reason, code)


class BadInput(Unhappy):
    """What was typed cannot be used (HTTP 422); `field` names the question it belongs to, if one does."""

    code = "BAD_INPUT"

    def __init__(self, reason: str, field: str | None = None, code: str | None = None) -> None:
        super().__init__(reason, code)
        self.field = field


class Conflict(Unhappy):
    """Something changed, or was already done, since the page was opened (HTTP 409)."""

    code = "CONFLICT"


class Busy(Unhappy):
    """Others kept getting in first; trying again will help (HTTP 503)."""

    code = "BUSY"
