"""The long description of a distribution: the README, whose links to files of the project are made absolute."""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_CODE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_IMAGE = re.compile(r'(!\[[^]]*\]\(|\bsrc=")(?![a-z]+:|#)')
_LINK = re.compile(r'(\]\(|\bhref=")(?![a-z]+:|#)')


class ReadmeWithAbsoluteLinks(MetadataHookInterface):
    """Build hook, named in pyproject.toml."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the long description."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        repository = metadata["urls"]["Repository"]
        metadata["readme"] = {"content-type": "text/markdown", "text": with_absolute_links(text, repository)}


def with_absolute_links(text: str, repository: str) -> str:
    """Let relative links lead to the repository: pages to where they are shown, images to the files themselves."""
    parts = _CODE.split(text)
    parts[::2] = [
        _LINK.sub(rf"\1{repository}/blob/main/", _IMAGE.sub(rf"\1{repository}/raw/main/", prose))
        for prose in parts[::2]
    ]
    return "".join(parts)
