"""What the catalogue holds for each code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True, slots=True)
class Entry:
    """A diagnostic code: templates (`str.format`) for headline, caret label and help, and its page.

    `title` is the headline in lists, where the message is little more than a gap. `explanation` is what
    `tenspiler explain CODE` prints below the headline, in Markdown; a test runs the examples in it.
    """

    code: str
    message: str
    label: str
    help: str
    explanation: str
    severity: str = "error"
    title: str = ""
