"""What a stack or a requirement list must hold before it is published, and how far someone is on a stack."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from merited.base.errors import Refused
from merited.base.words import _
from merited.catalog.pathway import Choice, Requirement, RequirementList, Stack


def must_be_climbable(stack: Stack, offered: Collection[str]) -> None:
    """Refuse a stack that nobody could ever complete. `offered`: keys of what can be earned. Raises `Refused`."""
    if not stack.parts:
        raise Refused("stack-empty", _("A stack needs at least one micro-credential that it asks for."))
    if len(set(stack.asked)) != len(stack.asked):
        raise Refused("part-twice", _("A micro-credential is asked for twice. Each fills one place."))
    for choice in stack.choices:
        if not 0 < choice.count <= len(set(choice.keys) - set(stack.asked)):
            raise Refused(
                "choice-too-large",
                _("“{label}” asks for more than it offers. Offer more, or ask for fewer."),
                label=choice.label,
            )
    for key in stack.parts:
        if key not in offered:
            raise Refused("part-unknown", _("{part} is not published here. Publish it first."), part=key.upper())
    if sum(one.filled for one in places_of(stack, set(stack.parts))) < stack.places:
        raise Refused("choice-too-large", _("The choices overlap so far that they cannot all be filled."))


def must_be_signable(card: RequirementList) -> None:
    """Refuse a list that cannot be signed requirement by requirement. Raises `Refused`."""
    if not card.requirements:
        raise Refused("no-requirements", _("There is nothing to sign yet: add at least one requirement."))
    keys = [key for one in card.requirements for key in one.keys]
    if len(set(keys)) != len(keys):
        raise Refused("requirement-twice", _("Two requirements have the same number. Each needs its own."))
    for one in card.requirements:
        _must_be_signable(one)


def _must_be_signable(requirement: Requirement) -> None:
    if not all(one.text for one in (requirement, *requirement.children)):
        raise Refused("requirement-empty", _("Requirement {number} does not say what to do."), number=requirement.id)
    if requirement.choose > len(requirement.children):
        raise Refused(
            "choice-too-large",
            _("“{label}” asks for more than it offers. Offer more, or ask for fewer."),
            label=requirement.id,
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Something that a stack asks for: one micro-credential, or some out of several."""

    label: str  # empty where one micro-credential is asked for
    asked: int
    keys: tuple[str, ...]
    filling: tuple[str, ...]  # those of `keys` that are earned and counted here

    @property
    def filled(self) -> int:
        """How many of those asked for are earned."""
        return len(self.filling)


def places_of(stack: Stack, earned: Collection[str]) -> list[Place]:
    """The places of a stack in order, filled with what is earned: one micro-credential fills one place.

    Choices are filled so that as many places as possible are: what only one of them can take is not spent on another.

    >>> stack = Stack({"requirements": {"all_of": ["a"], "choose": [{"count": 1, "from": ["b", "c"], "label": "x"},
    ...     {"count": 1, "from": ["b"], "label": "y"}]}}, "")
    >>> [one.filling for one in places_of(stack, {"a", "b", "c"})]
    [('a',), ('c',), ('b',)]
    """
    fixed = [Place("", 1, (key,), (key,) if key in earned else ()) for key in stack.asked]
    free = [key for key in stack.parts if key in earned and key not in stack.asked]
    given = _shared_out(stack.choices, free)
    chosen = [
        Place(choice.label, choice.count, choice.keys, tuple(key for key in choice.keys if given.get(key) == n))
        for n, choice in enumerate(stack.choices)
    ]
    return fixed + chosen


def _shared_out(choices: Sequence[Choice], free: Sequence[str]) -> dict[str, int]:
    """Which earned key goes to which choice, so that as many places as possible are filled (augmenting paths)."""
    seats = [(n, seat) for n, choice in enumerate(choices) for seat in range(choice.count)]
    held: dict[tuple[int, int], str] = {}

    def seated(key: str, tried: set[tuple[int, int]]) -> bool:
        for seat in seats:
            if key in choices[seat[0]].keys and seat not in tried:
                tried.add(seat)
                if seat not in held or seated(held[seat], tried):
                    held[seat] = key
                    return True
        return False

    for key in free:
        seated(key, set())
    return {key: n for (n, _seat), key in held.items()}


def must_be_sorted(areas: Sequence[Mapping[str, object]]) -> None:
    """Refuse practice areas that would put one skill in two places. Raises `Refused`."""
    if not areas:
        raise Refused("no-areas", _("There is no practice area yet: add at least one."))
    keys = [one["id"] for one in areas]
    if len(set(keys)) != len(keys):
        raise Refused("area-twice", _("Two practice areas have the same key. Each needs its own."))
    seen: set[str] = set()
    for one in areas:
        for skill in one.get("skills", ()):  # type: ignore[attr-defined]
            if skill in seen:
                raise Refused(
                    "skill-twice", _("“{skill}” stands in two practice areas. A skill belongs to one."), skill=skill
                )
            seen.add(skill)
