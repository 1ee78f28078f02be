"""Pages, by audience: they fetch by query, parse by form, decide by action."""
