"""Templates as a reviewer wants to see them: documents expanded, and out what changes with every CDK release."""

import json
import re
from typing import Any

_ASSET_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_NOISE = {"BootstrapVersion", "CheckBootstrapVersion", "CDKMetadata", "CDKMetadataAvailable"}
# Properties that hold a JSON document as text: a changed rule should read as a changed rule, not as a changed string.
_DOCUMENTS = {"ReplicationTaskSettings", "TableMappings"}


def readable(node: Any, name: str = "") -> Any:
    """Return a template with its embedded documents expanded and asset hashes replaced."""
    if isinstance(node, dict):
        return {key: readable(value, key) for key, value in node.items() if key not in _NOISE}
    if isinstance(node, list):
        return [readable(value) for value in node]
    if isinstance(node, str):
        return json.loads(node) if name in _DOCUMENTS else _ASSET_HASH.sub("<asset-hash>", node)
    return node
