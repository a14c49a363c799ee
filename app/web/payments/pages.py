"""The address of everything about paying, and who may come."""

from app.people.vocabulary import Role
from app.web.shell.pages import Pages, roles

pages = Pages(__name__, prefix="/payments")
FINANCE = roles(Role.FINANCE_CLERK, Role.FINANCE_MANAGER, Role.SIGNATORY)
CLERKS = roles(Role.FINANCE_CLERK)
SIGNATORIES = roles(Role.SIGNATORY)
THOSE_WHO_CONFIRM = roles(Role.FINANCE_CLERK, Role.FINANCE_MANAGER)
MANAGERS = roles(Role.FINANCE_MANAGER)
THOSE_WHO_ENTER = roles(Role.BROKER, Role.FINANCE_CLERK)
THOSE_PAID = roles(Role.FINANCE_CLERK, Role.FINANCE_MANAGER, Role.SIGNATORY, Role.PROVIDER)
