"""What stands in Alder Bay's catalog beside its micro-credentials: practice areas, student credentials, stacks."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

import yaml

from merited.catalog.actions import publish, publish_requirements, publish_stack, sort_by_practice
from merited.cli.demo.content_files import FOLDER, load

if TYPE_CHECKING:
    from merited.cli.demo.cast import Cast


def load_shelves(cast: "Cast", offered: Collection[str] | None = None) -> None:
    """Sort by practice area, and publish the student credentials and the stacks. The micro-credentials are published.

    `offered`: keys of what a small cast offers; stacks come where all their parts are.
    """
    district, scales = cast.places.get("alder-bay"), load("scales.yaml")["scales"]
    if district is None:
        return
    sort_by_practice(load("skills.yaml"), organization=district, by=None)
    for one in _in("student"):
        if offered is not None and one["id"] not in offered:
            continue
        maker = cast.places.get(one.get("department", ""), district)
        if one["schema"].startswith("requirement_list/"):
            publish_requirements(one, scales, organization=maker, by=None)
        else:
            cast.versions[one["id"]] = publish(one, scales, organization=maker, by=None)
    for one in _in("stacks"):
        if _parts(one) <= cast.versions.keys():
            publish_stack(one, scales, organization=cast.places[one["department"]], by=None)


def _in(folder: str) -> Iterator[dict[str, Any]]:
    for path in sorted((FOLDER / folder).glob("*.yaml")):
        yield yaml.safe_load(path.read_text(encoding="utf-8"))


def _parts(stack: dict[str, Any]) -> set[str]:
    asked = stack["requirements"]
    return {*asked.get("all_of", ()), *(key for one in asked.get("choose", ()) for key in one["from"])}
