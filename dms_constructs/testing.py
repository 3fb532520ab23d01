"""
For tests of apps: templates in a form that a person can review, to compare with one that was reviewed.

A changed rule reads as a changed rule, not as a changed line of a thousand characters, and nothing changes with a
release of the CDK alone. `dms-constructs review` reads this form too, so it compares two of them.

With syrupy, which the extra `testing` installs:

    from aws_cdk.assertions import Template
    from syrupy.extensions.json import JSONSnapshotExtension

    from dms_constructs.testing import readable

    def test_the_template_is_as_reviewed(stack, snapshot):
        assert readable(Template.from_stack(stack)) == snapshot(extension_class=JSONSnapshotExtension)

With pytest alone, where the file is written anew by `Path(...).write_text(as_text(template))`:

    def test_the_template_is_as_reviewed(stack):
        assert as_text(Template.from_stack(stack)) == Path("tests/Shop.template.json").read_text()
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Protocol

from dms_constructs.errors import ConfigurationError
from dms_constructs.review import tokens
from dms_constructs.review.task_properties import NAMES

__all__ = ["HasTemplate", "as_text", "readable"]

_ASSET_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_MASK = "<asset-hash>"
_NOISE = frozenset({"BootstrapVersion", "CheckBootstrapVersion", "CDKMetadata", "CDKMetadataAvailable"})
_DOCUMENTS = frozenset(
    {"TableMappings", "SupplementalSettings", "TaskData", "Entry", *(each.settings for each in NAMES.values())}
)
_TOKEN = re.compile(r"\$\{Token\[([A-Za-z0-9_.]+)\.1\]\}")


class HasTemplate(Protocol):
    """What tells its template, such as `aws_cdk.assertions.Template`."""

    def to_json(self) -> Mapping[str, Any]:
        """Return the template."""
        ...


def readable(template: Mapping[str, Any] | HasTemplate) -> dict[str, Any]:
    """
    Return a template as a person wants to review it.

    Table mappings and task settings, which CloudFormation takes as text, are objects. What CloudFormation fills into
    them stands there as `${Name}`. Hashes of assets are masked, and what each release of the CDK changes is left out:
    its metadata, and the parameter and the rule of the bootstrap version.

    Args:
        template: The template, as `app.synth()` or `aws_cdk.assertions.Template` gives it.

    Raises:
        ConfigurationError: `DMS-A001` for something else.
    """
    if not isinstance(template, Mapping) and not callable(getattr(template, "to_json", None)):
        write = "json.loads(text)" if isinstance(template, str) else "Template.from_stack(stack)"
        raise ConfigurationError(
            "DMS-A001",
            f"template must be a template, or what tells its template, got {type(template).__name__}; write {write}",
        )
    whole = template if isinstance(template, Mapping) else template.to_json()
    shown: dict[str, Any] = _shown(whole, "")
    return shown


def as_text(template: Mapping[str, Any] | HasTemplate) -> str:
    """
    Return the same as text for a file: indented, with sorted keys, and the same for the same template.

    Args:
        template: The template.
    """
    return json.dumps(readable(template), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _shown(node: Any, name: str) -> Any:
    if name in _DOCUMENTS:
        document = _document(node)
        if document is not None:
            return document
    if isinstance(node, Mapping):
        return {key: _shown(value, key) for key, value in node.items() if key not in _NOISE}
    if isinstance(node, list):
        return [_shown(value, "") for value in node]
    return _ASSET_HASH.sub(_MASK, node) if isinstance(node, str) else node


def _document(node: Any) -> Any:
    """Return what the text of a document says; None where it is not text, or not JSON."""
    if not isinstance(node, str) and not tokens.is_function(node):
        return None
    text = tokens.text_of(node)
    if text is None:
        return None
    try:
        return json.loads(_TOKEN.sub(r"${\1}", text), object_pairs_hook=_once, parse_constant=_refused)
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; one that has a key twice would not show the first, so it stays as text."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")
