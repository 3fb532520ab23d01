"""Putting these operations in the places of MiniStack's."""

from __future__ import annotations

from typing import Any

from local_cloud.plugin import clock, inside, switches
from local_cloud.plugin.door import action
from local_cloud.plugin.stacks import deploy, removal, rollback, types
from local_cloud.plugin.store import Data

__all__ = ["install"]

_REPLACING_TASK = "MigrationType"


def install() -> None:
    """Replace MiniStack's functions, wherever they are called from."""
    stacks = vars(inside.stacks)
    replaced = {
        "_deploy_stack_async": deploy.deploying(stacks["_deploy_stack_async"]),
        "_roll_back_operation": rollback.rolling_back(stacks["_roll_back_operation"]),
        "_delete_stack_async": removal.delete_stack,
        "_continue_update_rollback_async": rollback.continuing,
    }
    for module in (inside.stacks, inside.handlers, inside.changesets):
        vars(module)["now_iso"] = clock.iso_now
        vars(module).update({name: function for name, function in replaced.items() if name in vars(module)})
    _let_failed_stacks_be_updated()
    types.install()
    switches.on_change(_switch_migration_type)


@action
def switch(request: Data) -> Data:
    """{"ROLLBACK_ORDER": "dependents-first", ...} sets switches; the answer has all of them as they are then."""
    return dict(switches.turn(request))


def _let_failed_stacks_be_updated() -> None:
    """Let UpdateStack go on from what failed without a rollback."""
    update = inside.STACK_ACTIONS["UpdateStack"]

    def update_failed_too(parameters: Data) -> Any:
        stack = inside.find_stack(parameters.get("StackName", [""])[0]) or {}
        status = stack.get("StackStatus")
        if status not in {"CREATE_FAILED", "UPDATE_FAILED"}:
            return update(parameters)
        stack["StackStatus"] = "UPDATE_COMPLETE"  # all that MiniStack looks at
        answer = update(parameters)
        if stack["StackStatus"] == "UPDATE_COMPLETE":
            stack["StackStatus"] = status  # it was refused
        return answer

    inside.STACK_ACTIONS["UpdateStack"] = update_failed_too


def _switch_migration_type() -> None:
    kind = "AWS::DMS::ReplicationTask"
    rest = tuple(each for each in inside.REPLACING[kind] if each != _REPLACING_TASK)
    replaces = switches.value("MIGRATION_TYPE") == "replace"
    inside.REPLACING[kind] = (*rest, _REPLACING_TASK) if replaces else rest
