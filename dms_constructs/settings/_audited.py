"""The log components that auditors ask for, and what settings say of them unless told otherwise."""

from __future__ import annotations

import functools

from dms_constructs.settings._keys import key

__all__ = ["AUDITED_COMPONENTS", "audited_components"]

AUDITED_COMPONENTS = ("SOURCE_UNLOAD", "SOURCE_CAPTURE", "TARGET_LOAD", "TARGET_APPLY")
"""The components whose logs AWS Config and AWS Security Hub ask for."""


@functools.cache
def audited_components() -> list[dict[str, str]]:
    """Return what `Logging()` says, as nearly all settings do: these need no further look."""
    severity: str = key("Logging.LogComponents[].Severity").default
    names = [name for name in key("Logging.LogComponents[].Id").legal if name in AUDITED_COMPONENTS]
    return [{"Id": name, "Severity": severity} for name in names]
