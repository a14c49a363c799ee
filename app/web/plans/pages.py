"""The address of everything about plans, and who may come."""

from app.people.vocabulary import Role
from app.web.shell.pages import Pages, roles

pages = Pages(__name__, prefix="/plans")
THOSE_WHO_PLAN = roles(Role.SERVICE_USER, Role.KEYWORKER)
THOSE_WHO_LOOK = roles(Role.SERVICE_USER, Role.KEYWORKER, Role.LINE_MANAGER, Role.BROKER)
