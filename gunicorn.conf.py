"""How gunicorn serves the program; each value comes from config.py."""

import os
import signal
import sys

from config import Config, ConfigError

try:
    settings = Config.from_environment()
except ConfigError as refusal:
    sys.exit(f"\n{refusal}\n\nREADME.md explains each setting.")

usual = f"[{settings.host}]:{settings.port}" if ":" in settings.host else f"{settings.host}:{settings.port}"
bind = os.environ.get("CITRONELLA_DOOR", usual)  # bin/run opens the door itself, before anything else
preload_app = True  # loaded once, then shared; connections and threads are opened after (post_worker_init)
worker_class = "gthread"
workers = settings.web_concurrency
threads = settings.web_threads
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 0 if settings.uses_sqlite else 20_000  # a fresh process now and then, in production only
max_requests_jitter = 2_000
limit_request_line = 4094
loglevel = "info" if settings.is_production else "warning"
proc_name = "citronella"
control_socket_disable = True  # nobody steers the server from outside


def when_ready(_server: object) -> None:
    """Say that the door is open, and how to close it."""
    shown = f"127.0.0.1:{settings.port}" if settings.host in {"0.0.0.0", "::"} else usual
    print(f"Citronella is ready at http://{shown} - press Ctrl-C to stop.", flush=True)


def post_worker_init(_worker: object) -> None:
    """Each server process sees to what it announces: by ringing the workers, or with a thread of its own."""
    from app.jobs.start import start
    from wsgi import app

    # Ctrl-C reaches every process. The first one tells the others to stop, and a worker that is told twice waits for
    # itself (gunicorn's handler is not re-entrant) until it is killed ten seconds later.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start(app.world)
