"""Named points between two writes, at which a test can stop a process and kill it."""

import os
import time
from pathlib import Path


def halt(point: str) -> None:
    """Do nothing, unless MERITED_HALT_AT names this point: then say so in MERITED_HALT_FILE and wait to be killed.

    Nothing lost, nothing twice must be shown with real processes and SIGKILL; this is how the test knows that
    the process stands exactly there. Production refuses to start with the variable set.
    """
    if os.environ.get("MERITED_HALT_AT") != point:
        return
    Path(os.environ["MERITED_HALT_FILE"]).write_text(point)
    while True:
        time.sleep(60)
