"""Judge only what you hold."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.orm import Session

from app.kernel.db import Base

Row = TypeVar("Row", bound=Base)


def hold(session: Session, row: Row) -> Row:
    """Lock a row and read it afresh. Always hold in the same order: parent first."""
    session.flush()
    # Of the row's own table only: PostgreSQL cannot lock what an eager join may not find.
    session.refresh(row, with_for_update={"of": type(row)})
    return row
