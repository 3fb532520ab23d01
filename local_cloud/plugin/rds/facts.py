"""What is known of RDS, as data with sources, and the names of its parameter group families."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["default_version", "facts", "family"]


@cache
def facts() -> dict[str, Any]:
    """Read `facts.json`."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("facts.json").read_text(encoding="utf-8"))
    return found


def default_version(engine: str) -> str | None:
    """Return the version that RDS gives an engine whose version isn't declared, where it was seen."""
    found: str | None = facts()["filled_in"]["engine versions"].get(engine)
    return found


def family(engine: str, version: str) -> str:
    """Return the parameter group family of an engine's version: `aurora-postgresql17`, `mysql8.4`."""
    one_number = "postgres" in engine
    found = re.match(r"\d+" if one_number else r"\d+(\.\d+)?", version)
    return f"{engine}{found.group() if found else version}"
