"""What a web server loads: `gunicorn wsgi:app`, or `flask --app wsgi`."""

import sys

from app import create_app
from config import ConfigError

try:
    app = create_app()
except ConfigError as refusal:
    sys.exit(f"\n{refusal}\n\nREADME.md explains each setting.")
