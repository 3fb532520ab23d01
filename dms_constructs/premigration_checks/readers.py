"""How DMS reads the changes of an Oracle source."""

from __future__ import annotations

from dms_constructs.endpoint_facts import EndpointFacts

__all__ = ["is_said", "reads_with_log_miner"]


def reads_with_log_miner(source: EndpointFacts) -> bool | None:
    """Whether LogMiner reads them, as it does unless the endpoint says otherwise; None where that is not known."""
    said = source.setting("UseLogminerReader")
    if said is None:
        return None if source.settings is None else True
    return str(said).lower() != "false"


def is_said(source: EndpointFacts, name: str) -> bool | None:
    """Whether a switch of an endpoint is on; None where nothing says so."""
    said = source.setting(name)
    return None if said is None else str(said).lower() == "true"
