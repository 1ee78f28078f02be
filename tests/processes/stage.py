"""Run once, in a process of its own, on the loaded demonstration: work in every state that a kill can meet.

Everything is grown through actions; no worker runs, so that nothing is signed but what is said here. Prints where
each thing is, as JSON.
"""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "merited.site.settings")
django.setup()

from merited.review.actions import jot  # noqa: E402
from merited.submissions.rules.completeness import scope_of  # noqa: E402
from tests.world import World  # noqa: E402


def main() -> None:
    """Grow, and tell."""
    world = World.found()
    pl, et = world.pl101, world.et103
    award = world.earned(world.dov, world.vesna)
    written = world.written(world.lupe)
    sent = world.sent(world.gideon, et)
    reading = world.claimed(world.cyrus, world.halvard, et)
    jot(reading, world.sheet(reading), keep="The plan is clear.", by=world.halvard)
    not_yet = world.not_yet(world.dov, world.halvard, et)
    granted = world.granted(world.lupe, world.halvard, et)
    artifact = next(one for one in pl.document.artifacts if one.most_files > 1)
    print(
        json.dumps(
            {
                "award": str(award.pk),
                "granted": str(granted.pk),
                "written": str(written.pk),
                "sent": str(sent.pk),
                "sent_attempt": str(sent.attempts.get().pk),
                "claimed": str(reading.attempt.submission_id),
                "reading": str(reading.pk),
                "levels": {f"level-{key}": one.level for key, one in world.sheet(reading).items()},
                "not_yet": str(not_yet.pk),
                "part": pl.document.parts[0].id,
                "prompt": pl.document.parts[0].prompts[0].id,
                "artifact": artifact.id,
                "criteria": len(scope_of(et.document, ())),
            }
        )
    )


main()
