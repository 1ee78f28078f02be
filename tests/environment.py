"""Loaded before Django reads its settings (`-p tests.environment`): a data folder of this test process alone."""

import os
import tempfile

os.environ["MERITED_MODE"] = "demo"
os.environ["MERITED_PUBLIC_URL"] = "http://localhost:8000"
os.environ["MERITED_DATA"] = tempfile.mkdtemp(prefix="merited-test-")
os.mkdir(os.path.join(os.environ["MERITED_DATA"], "static"))  # where a server would have collected them
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's synchronous face runs a loop of its own
for name in ("MERITED_CLOCK", "MERITED_HALT_AT", "MERITED_MASTER_KEY_FILE", "EMAIL_URL"):
    os.environ.pop(name, None)
