"""Text that Markdown shows as it is."""

from __future__ import annotations

import re

__all__ = ["code", "escaped"]

_LINE_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
# GitHub looks for people and addresses in what is shown, where a backslash is gone already.
_LINKED = re.compile(r"(?<!\w)@(?=\w)|(?<=\w):(?=//)|(?<=www)\.")


def escaped(text: str) -> str:
    """Return a text so that Markdown shows it as it is."""
    for character in "\\`*_{}[]<>|#~&":
        text = text.replace(character, f"\\{character}")
    return _LINKED.sub(r"\g<0><!-- -->", _LINE_BREAKS.sub(" ", text))


def code(text: str) -> str:
    """Return code as Markdown shows it, or as text where a code span could not hold it in a table."""
    return f"`{text}`" if not re.search(r"[`|]", text) and not _LINE_BREAKS.search(text) else escaped(text)
