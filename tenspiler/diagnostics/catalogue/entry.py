"""What the catalogue holds for each code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True, slots=True)
class Entry:
    """A diagnostic code: templates (`str.format`) for headline, caret label and help, and its page.

    `explanation` is what `tenspiler explain CODE` prints below the headline, in Markdown.
    """

    code: str
    message: str
    label: str
    help: str
    explanation: str
    severity: str = "error"
