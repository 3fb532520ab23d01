"""Documents of a task that were written over on the L1 construct: the plan doesn't know them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dms_constructs.lifecycle.fingerprints import canonical, digest
from dms_constructs.lifecycle.table_list import rule_list

__all__ = ["DOCUMENTS", "MAPPINGS", "SETTINGS", "flat_settings", "listed_rules"]

MAPPINGS = "TableMappings"
SETTINGS = frozenset({"ReplicationTaskSettings", "ReplicationSettings"})
DOCUMENTS = frozenset({MAPPINGS, *SETTINGS})
# As of a list in the template: this one can't be a file any more when it is known.
_LONGEST = 4_000


def flat_settings(document: object) -> dict[str, Any]:
    """Return settings by dotted names."""
    groups = _parsed(document)
    return {
        f"{group}.{name}": value
        for group, settings in groups.items()
        if isinstance(settings, Mapping)
        for name, value in settings.items()
    }


def listed_rules(document: object) -> dict[str, str]:
    """Return the list of a document of table mappings: its rules, or its digest where it can't be read or is long."""
    rules = _parsed(document).get("rules")
    read = [each for each in rules if isinstance(each, Mapping)] if isinstance(rules, list) else []
    text = json.dumps(rule_list(read), separators=(",", ":"))
    if not read or len(text) > _LONGEST:
        text = json.dumps(rule_list([{"rule-type": f"table mappings {digest(canonical(document))}"}]))
    return {"List": text}


def _parsed(document: object) -> Mapping[str, Any]:
    """Return what a document holds; nothing where that is known at deployment only."""
    try:
        found = json.loads(document) if isinstance(document, str) else document
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}
