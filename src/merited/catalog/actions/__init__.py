"""Deeds concerning what can be earned: publishing, which is for ever, translating, and sorting it by practice area."""

from merited.catalog.actions.pathways import publish_requirements, publish_stack
from merited.catalog.actions.publishing import publish
from merited.catalog.actions.sorting import sort_by_practice
from merited.catalog.actions.translating import translate

__all__ = ["publish", "publish_requirements", "publish_stack", "sort_by_practice", "translate"]
