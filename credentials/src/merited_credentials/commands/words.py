"""What the commands say: plain lines on standard output, troubles on standard error, and never a control character."""

from __future__ import annotations

import errno
import os
import re
import sys

WRONG_USE = 2
# A badge is a stranger's text. Shown as it is, it could move the cursor, wipe the screen, or turn a line around.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def shown(text: str) -> str:
    """The text with control characters and marks of direction written as JSON writes them, such as \\u001b."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def say(text: str) -> None:
    """A line on standard output. Whoever stops reading (`| head`) ends the showing and not the command.

    Raises OSError when there is none.
    """
    check_output()
    try:
        print(shown(text))
    except BrokenPipeError:
        hush()


def complain(text: str) -> None:
    """A line on standard error, where there is one."""
    if _is_there(sys.stderr):
        print(f"error: {shown(text)}", file=sys.stderr)


def check_output() -> None:
    """Raise OSError when standard output was closed (`>&-`): what nobody can see was not shown."""
    if not _is_there(sys.stdout):
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard output")


def check_input() -> None:
    """Raise OSError when standard input was closed (`<&-`)."""
    if not _is_there(sys.stdin):
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard input")


def _is_there(stream: object) -> bool:
    """Python has None for a stream that was closed before it began."""
    return stream is not None


def warn(text: str) -> None:
    """A line on standard error about what stops nothing."""
    print(f"warning: {shown(text)}", file=sys.stderr)


def hush() -> None:
    """Nobody reads any more: what is still said goes nowhere, so that no later line stumbles over it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
