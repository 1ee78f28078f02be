"""Loaded before Django reads its settings (`-p tests.environment`): a data folder of this test process alone."""

import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp(prefix="merited-test-")
os.environ["MERITED_MODE"] = "demo"
os.environ["MERITED_PUBLIC_URL"] = "http://localhost:8000"
os.environ["MERITED_DATA"] = FOLDER
os.mkdir(os.path.join(FOLDER, "static"))  # where a server would have collected them
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's synchronous face runs a loop of its own
for name in ("MERITED_CLOCK", "MERITED_HALT_AT", "MERITED_MASTER_KEY_FILE", "EMAIL_URL"):
    os.environ.pop(name, None)


def pytest_unconfigure() -> None:
    """Leave nothing behind. Each process of pytest has a folder of its own, and hears this at its end."""
    shutil.rmtree(FOLDER, ignore_errors=True)
