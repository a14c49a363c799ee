"""How migrations run: on the connection they are handed, whole or not at all."""

from typing import Any, Literal

from alembic import context

from app import schema, tables
from app.kernel.columns import Moment, Pence, Word

PLAIN = {
    Moment: "sa.DateTime(timezone=True)",
    Pence: "sa.BigInteger()",
    Word: "sa.String(length=40)",
}


def plainly(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Our own column types as what they are in the database, so that old migrations need no code of ours."""
    return PLAIN.get(type(thing), False) if kind == "type" else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables.metadata,
    include_object=schema.is_ours,
    render_item=plainly,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
