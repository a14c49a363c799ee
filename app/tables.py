"""Every table, so that foreign keys and migrations see all of them, and the triggers that guard some."""

from app.approvals import models as approvals
from app.audit import models as audit
from app.budgets import models as budgets
from app.cards import models as cards
from app.cards import spend_models as spends
from app.catalogue import models as catalogue
from app.catalogue.search_ddl import search_tables
from app.kernel import once, outbox, seal
from app.kernel.db import Base
from app.ledger import models as ledger
from app.notices import models as notices
from app.outcomes import models as outcomes
from app.people import models as people
from app.plans import models as plans
from app.programmes import models as programmes
from app.purchasing import models as purchasing
from app.purchasing import payment_models as payments

MODULES = (
    approvals, audit, budgets, cards, catalogue, ledger, notices, once, outbox, outcomes, payments, people, plans,
    programmes, purchasing, seal, spends,
)  # fmt: skip
metadata = Base.metadata


def triggers(dialect: str) -> list[str]:
    """SQL of every trigger and of the search tables, for "sqlite" or "postgresql"; run it after the tables are made."""
    return ledger.triggers(dialect) + audit.triggers(dialect) + search_tables(dialect)
