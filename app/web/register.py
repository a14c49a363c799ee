"""Every module's pages."""

from __future__ import annotations

from flask import Flask

from app.web.about import views as about
from app.web.account.views import pages as account
from app.web.approvals.views import pages as approvals
from app.web.assessments.views import pages as assessments
from app.web.budgets.views import pages as budgets
from app.web.cards.views import pages as cards
from app.web.caseload.views import pages as caseload
from app.web.catalogue.providers import pages as providers
from app.web.catalogue.views import pages as catalogue
from app.web.deliveries.views import pages as deliveries
from app.web.home.views import pages as home
from app.web.hooks.views import pages as hooks
from app.web.invoices.views import pages as invoices
from app.web.orders.views import pages as orders
from app.web.payments.views import pages as payments
from app.web.people.views import pages as people
from app.web.plans.views import pages as plans
from app.web.programmes.views import pages as programmes
from app.web.provider.views import pages as provider
from app.web.receipts.views import pages as receipts
from app.web.requests.views import pages as requests
from app.web.shell.pages import Pages
from app.web.shop import views as shop
from app.web.sourcing.views import pages as sourcing
from app.web.statements.views import pages as statements
from app.web.users.role_views import pages as role_changes
from app.web.users.views import pages as users

BLUEPRINTS: tuple[Pages, ...] = (
    account,
    approvals,
    assessments,
    budgets,
    cards,
    caseload,
    catalogue,
    deliveries,
    home,
    hooks,
    invoices,
    orders,
    payments,
    people,
    plans,
    programmes,
    provider,
    providers,
    receipts,
    requests,
    role_changes,
    sourcing,
    statements,
    users,
)


def add_pages(app: Flask) -> None:
    """Give the application its pages."""
    about.register(app)
    shop.register(app)
    for pages in BLUEPRINTS:
        app.register_blueprint(pages)
