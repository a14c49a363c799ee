"""The address of everything about people."""

from app.people.vocabulary import Role
from app.web.shell.pages import Pages, roles

pages = Pages(__name__, prefix="/people")
WHO_WORK = roles(Role.KEYWORKER, Role.LINE_MANAGER)
WHO_LOOK = roles(Role.SERVICE_USER, Role.KEYWORKER, Role.LINE_MANAGER, Role.BROKER)
