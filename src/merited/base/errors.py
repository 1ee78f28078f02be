"""The one way in which a rule says no."""


class Refused(Exception):  # noqa: N818 (a refusal is no error: it is an answer)
    """A rule said no.

    `code` is for programs and tests; `sentence` is for a teacher: what happened, and what to do next.
    The sentence may hold `{named}` parts, filled from `facts` after translation, so that it can be translated.
    """

    def __init__(self, code: str, sentence: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.template = sentence
        self.facts = facts

    @property
    def sentence(self) -> str:
        """The English sentence with its facts; a face translates `template` first and fills it then."""
        return self.template.format(**self.facts)
