"""Marks sentences for translation where Django may not be imported."""


def _(sentence: str) -> str:
    """Return the sentence unchanged; `makemessages` finds it by this name, and the face translates it."""
    return sentence
