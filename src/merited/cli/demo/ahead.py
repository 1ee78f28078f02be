"""Drawing the evidence ahead of the deeds, in a process of its own: the pictures take as long as everything else together."""

import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from merited.cli.demo.drawing import draw

Drawn = tuple[bytes, str]  # the bytes and their media type


@dataclass
class Drawings:
    """What is drawn, or being drawn, by its seed. Whatever nobody began is drawn when it is asked for."""

    begun: "dict[str, Future[Drawn]]" = field(default_factory=dict)

    def of(self, seed: str, one: dict[str, Any], language: str) -> Drawn:
        """One exhibit's file. The same words and the same seed give the same bytes, wherever it is drawn."""
        found = self.begun.pop(seed, None)
        return found.result() if found else _draw(seed, one, language)


def seed_of(story: str, attempt: int, artifact: str, number: int) -> str:
    """The name of an exhibit's drawing."""
    return f"{story}-{attempt}-{artifact}-{number}"


def _draw(seed: str, one: dict[str, Any], language: str) -> Drawn:
    return draw(one["form"], one["what"], seed=seed, language=language, title=one.get("title", ""))


def _exhibits(story: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each exhibit of a story that is drawn: when its attempt is written, its seed, its words."""
    for attempt, source in enumerate(story.get("attempts", ()), start=1):
        for artifact, exhibits in source.get("exhibits", {}).items():
            for number, one in enumerate(exhibits):
                if one["form"] != "link":
                    yield (
                        _moment(source.get("sent", story["started"])),
                        seed_of(story["id"], attempt, artifact, number),
                        one,
                    )


def _moment(value: datetime | str) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


@contextmanager
def drawn_ahead(stories: Iterable[dict[str, Any]]) -> Iterator[Drawings]:
    """Begin to draw everything, in the order in which it will be wanted."""
    wanted = sorted(
        (
            (moment, seed, one, story.get("language", "en"))
            for story in stories
            for moment, seed, one in _exhibits(story)
        ),
        key=lambda found: found[:2],
    )
    # Spawned and not forked: an open database must not be shared with a child.
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield Drawings({seed: pool.submit(_draw, seed, one, language) for _moment, seed, one, language in wanted})
    finally:
        pool.shutdown(cancel_futures=True)
