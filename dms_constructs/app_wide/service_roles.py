"""The account's service roles: made and not passed on, made twice, and without the one that logs need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from dms_constructs._construct import path_of, stack_of
from dms_constructs.app_wide.seen import Seen, SeenPlaced, SeenRoles, SeenTask, Told, account_of
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved

__all__ = ["look"]

_CREATE, _ENSURE, _EXISTING = "create", "ensure", "existing"
_LOGS = "dms-cloudwatch-logs-role"


def look(seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield what is wrong with the service roles."""
    roles = [each for each in seen if isinstance(each, SeenRoles)]
    for one, other in combinations([each for each in roles if each.mode == _CREATE], 2):
        twice = [name for name in one.roles if name in other.roles]
        if twice and _is_one_account(one, other):
            yield (
                other.construct,
                ConfigurationError(
                    "DMS-X007",
                    f"{' and '.join(twice)} {'are' if len(twice) > 1 else 'is'} made by {path_of(one.construct)} too, "
                    "and an account has each role once; pass that one on as service_roles, or write "
                    "mode=dms.ServiceRolesMode.EXISTING here",
                ),
            )
    for each in roles:
        if not each.users and not each.is_shared:
            yield from _not_passed(each, roles)
        elif each.mode != _EXISTING and _LOGS not in each.roles:
            yield from _without_logs(each, roles, seen)


def _is_one_account(one: SeenRoles, other: SeenRoles) -> bool:
    """Whether both are surely of one account; roles have no region."""
    stacks = stack_of(one.construct), stack_of(other.construct)
    accounts = [account_of(stack) for stack in stacks]
    return stacks[0] is stacks[1] or (accounts[0] == accounts[1] and not is_unresolved(accounts[0]))


def _not_passed(made: SeenRoles, roles: Sequence[SeenRoles]) -> Iterator[Told]:
    """Yield roles that a stack makes for itself beside those that the app made: neither waits for the other."""
    for other in roles:
        beside = stack_of(other.construct) is stack_of(made.construct)
        if not other.is_shared or not other.users or not set(made.roles) & set(other.roles):
            continue
        if (made.mode == _CREATE and _is_one_account(made, other)) or (made.mode == _EXISTING and beside):
            yield (
                made.construct,
                Finding(
                    "app.serviceRolesNotPassed",
                    f"nothing waits for these service roles: {path_of(other.users[0])} has others, which its stack "
                    "made for itself",
                    fix="pass them on: service_roles=roles",
                ),
            )
            return


def _without_logs(made: SeenRoles, roles: Sequence[SeenRoles], seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield roles that tasks with logs wait for, where none of the app is the one that logs need."""
    if any(_LOGS in other.roles and _is_one_account(made, other) for other in roles):
        return
    users = set(made.users)
    places = {
        each.construct
        for each in seen
        if isinstance(each, SeenPlaced) and (each.construct in users or each.network.group in users)
    }
    for task in seen:
        if isinstance(task, SeenTask) and _logs(task) and (task.compute or task.construct) in places:
            yield (
                made.construct,
                Finding(
                    "app.noLogsRole",
                    f"{path_of(task.construct)} has logs, and without {_LOGS} DMS writes none and says nothing",
                    fix="add dms.ServiceRole.CLOUDWATCH_LOGS to roles",
                ),
            )
            return


def _logs(task: SeenTask) -> bool:
    settings = task.plan.task_settings
    return settings is not None and settings.values.get("Logging.EnableLogging") is True
