"""How a parameter of a database is written, in code that keeps everything else as it is."""

from __future__ import annotations

from collections.abc import Mapping

from dms_constructs._code import as_code, call
from dms_constructs.databases.deployment import Deployment
from dms_constructs.databases.server_facts import ParameterGroupFacts, ServerFacts
from dms_constructs.engines import EngineName

__all__ = ["with_parameters"]


def with_parameters(server: ServerFacts, wanted: Mapping[str, str], *, for_changes: bool = False) -> str:
    """
    Say how a server gets parameters.

    Args:
        server: The server.
        wanted: Their values by their names.
        for_changes: Whether they are among those that DMS needs to read changes, which are then written together.
    """
    group = _group_for(server, wanted)
    if group is None:
        return f"write {as_code(dict(wanted))} into the parameter group of {server.name}"
    target = _target_of(group)
    if target is not None:
        return f"add {as_code(dict(wanted))} to {target}"
    is_readable = all(value is not None for value in group.parameters.values())
    if group.path is not None and (group.is_shared or not is_readable):
        added = "; ".join(call("group.add_parameter", name, value) for name, value in wanted.items())
        return f"write {added} where {group.path} is the group"
    if for_changes and server.engine_name is not None:
        kept = {name: value for name, value in group.parameters.items() if name not in wanted}
        written = _for_changes(server.engine_name, server.cdc_tasks, kept)
    else:
        written = as_code({**group.parameters, **wanted})
    return f"give {_holder(server, group)} parameters={written}"


def _target_of(group: ParameterGroupFacts) -> str | None:
    """Return the argument of a target of this library that makes a group; None of a group of others."""
    parent, _, name = (group.path or "").rpartition("/")
    return f"{_ARGUMENTS[name]} of {parent}" if parent and name in _ARGUMENTS else None


_ARGUMENTS = {"ClusterParameters": "parameters", "InstanceParameters": "instance_parameters"}


def _for_changes(engine: EngineName, tasks: int | None, kept: Mapping[str, str | None]) -> str:
    """Return the code of all parameters for changes, and of others that stay as they are."""
    needed = call("dms.parameters_for_cdc", engine, tasks=tasks if tasks and tasks > 1 else None)
    if not kept:
        return needed
    return f"{{**{needed}, {as_code(dict(kept)).removeprefix('{')}"


def _group_for(server: ServerFacts, wanted: Mapping[str, str]) -> ParameterGroupFacts | None:
    """Return the group to write into: the one that says one of them already, else that of the cluster."""
    groups = [group for group in server.groups if group is not None]
    said = (group for group in groups if not group.parameters.keys().isdisjoint(wanted))
    return next(said, groups[-1] if groups and server.groups[-1] is groups[-1] else None)


def _holder(server: ServerFacts, group: ParameterGroupFacts) -> str:
    """Return what takes the parameters as an argument."""
    of_instances = server.deployment is Deployment.AURORA and group is server.instance_parameters
    return f"the instances of {server.name}" if of_instances else server.name
