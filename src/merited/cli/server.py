"""The web server: gunicorn with threads, started from here so that there is one command."""

import gc
from typing import Any

from django.db import connections
from gunicorn.app.base import BaseApplication
from gunicorn.util import import_app


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn around our application."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Set what was asked for."""
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        """The application, by name: it is imported when the server starts."""
        return import_app("merited.site.wsgi:application")


def _settled(_worker: object) -> None:
    """What is in memory when a process begins stays there: the garbage collector need not look through all of it again,
    a tenth of a second each time, while somebody waits."""
    gc.freeze()


def serve(bind: str, port: int, workers: int) -> None:
    """Serve until told to stop."""
    connections.close_all()  # a connection must not be shared with the processes to come
    Server(
        {
            "bind": f"{bind}:{port}",
            "workers": workers,
            "threads": 4,
            "worker_class": "gthread",
            "timeout": 120,  # a large upload on a slow phone
            "keepalive": 30,  # seconds: people read before they press; two would close the line under their hand
            "graceful_timeout": 20,
            "accesslog": None,  # addresses of pages and of people stay out of the logs
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": _settled,
        }
    ).run()
