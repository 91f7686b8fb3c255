"""What is wrong with a row of a file, or worth a look: an error is a value here, so good rows are kept."""

from typing import Literal

import attrs

from b2bdeal.labels import Lang, Message, plain, say

__all__ = ["Problem", "shortened"]

_MOST = 60


def shortened(value: str, most: int = _MOST) -> str:
    """The value on one line, without unseen characters, cut after `most` characters."""
    # Cut first: a stranger's field may be 10 MB, and the words below are only for a report.
    text = " ".join(plain(value[: most * 4]).split())
    return text if len(text) <= most and len(value) <= most * 4 else text[: most - 1].rstrip() + "…"


@attrs.frozen(repr=False)
class Problem:
    """Something about one row: an error means that it was not imported, a note that it was, but wants a look."""

    line: int
    """Where the row begins in the file; line 1 is the header, and stands for the whole file."""
    field: str
    """The column; empty where it is about the whole row or file."""
    value: str = attrs.field(converter=shortened)
    """What stands there, shortened."""
    reason: Message
    """A template with its figures: `reason.template` is the same for all problems of one sort."""
    severity: Literal["error", "note"] = "error"

    def text(self, lang: Lang = "en") -> str:
        """The problem in words."""
        figures = {"line": self.line, "field": self.field, "value": self.value, "reason": self.reason}
        if not self.field:
            return say("line {line}: {reason}", figures, lang)
        if not self.value:
            return say("line {line}, {field}: {reason}", figures, lang)
        return say("line {line}, {field} ‘{value}’: {reason}", figures, lang)

    def __repr__(self) -> str:
        return f"<{self.severity}: {self.text()}>"
