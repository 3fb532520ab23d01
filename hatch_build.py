"""The README of the distributions: the same text with links that work outside the repository."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

README = Path(__file__).parent / "README.md"
_IMAGE = re.compile(r"!\[([^\]]*)\]\((?!https:)([^)]+)\)\n*")
_LINK = re.compile(r"\[([^\]]*)\]\((?![a-z]+:)([^)]+)\)")


class Readme(MetadataHookInterface):
    """Takes the address of the repository from `project.urls`, which is set on publication."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the README to the project's metadata."""
        text = README.read_text(encoding="utf-8")
        address = metadata.get("urls", {}).get("Source", "")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text, address, metadata["version"])}


def absolute(text: str, address: str, version: str) -> str:
    """Return Markdown with absolute links; without an address, relative links become their text."""
    if not address:
        return _LINK.sub(r"\1", _IMAGE.sub("", text))
    text = _IMAGE.sub(rf"![\1]({address}/raw/v{version}/\2)\n\n", text)
    return _LINK.sub(rf"[\1]({address}/blob/v{version}/\2)", text)
