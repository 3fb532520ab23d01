"""How a parameter of a database is written, in code that keeps everything else as it is."""

from __future__ import annotations

from collections.abc import Mapping

from dms_constructs._code import as_code, call
from dms_constructs.databases.deployment import Deployment
from dms_constructs.databases.server_facts import ParameterGroupFacts, ServerFacts

__all__ = ["with_parameters"]


def with_parameters(server: ServerFacts, wanted: Mapping[str, str]) -> str:
    """
    Say how a server gets parameters.

    Args:
        server: The server.
        wanted: Their values by their names.
    """
    group = _group_for(server, wanted)
    if group is None:
        return f"write {as_code(dict(wanted))} into the parameter group of {server.name}"
    is_readable = all(value is not None for value in group.parameters.values())
    if group.path is not None and (group.is_shared or not is_readable):
        added = "; ".join(call("group.add_parameter", name, value) for name, value in wanted.items())
        return f"write {added} where {group.path} is the group"
    merged = {**group.parameters, **wanted}
    return f"give {_holder(server, group)} parameters={as_code(merged)}"


def _group_for(server: ServerFacts, wanted: Mapping[str, str]) -> ParameterGroupFacts | None:
    """Return the group to write into: the one that says one of them already, else that of the cluster."""
    groups = [group for group in server.groups if group is not None]
    said = (group for group in groups if not group.parameters.keys().isdisjoint(wanted))
    return next(said, groups[-1] if groups and server.groups[-1] is groups[-1] else None)


def _holder(server: ServerFacts, group: ParameterGroupFacts) -> str:
    """Return what takes the parameters as an argument."""
    of_instances = server.deployment is Deployment.AURORA and group is server.instance_parameters
    return f"the instances of {server.name}" if of_instances else server.name
