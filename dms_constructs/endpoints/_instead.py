"""What to do instead of saying by an extra connection attribute what an argument says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dms_constructs import facts
from dms_constructs._declared import settings_of
from dms_constructs.endpoints._settings import EndpointSettings

__all__ = ["instead_of"]


def instead_of(
    block: str,
    declared: Iterable[type[EndpointSettings]],
    decided: Mapping[str, str],
    arguments: Mapping[str, str] | None = None,
) -> Mapping[str, str]:
    """
    Return what to do instead of giving a member of the block as an extra connection attribute, by its lower-case name.

    Args:
        block: What the API calls the block.
        declared: The classes whose fields stand for members.
        decided: The members for which no field stands, and the arguments that decide them.
        arguments: The arguments that take the values among these classes. Default: there are none.
    """
    labels = dict(decided)
    for cls in declared:
        labels |= {setting.key.name: setting.label for setting in settings_of(cls)}
    uses = {}
    for name, fact in facts.endpoint_settings(block)["members"].items():
        label = labels.get(name)
        if label is not None:
            owner, _, field = label.rpartition(".")
            use = f"{(arguments or {})[owner]}=dms.{owner}({field}=...)" if owner else f"{label}=..."
            uses[name.lower()] = f"there is an argument for it; write {use}"
        elif fact["in_cfn"] and "sides" in fact:
            (side,) = fact["sides"]
            uses[name.lower()] = f"it is for {side}s only; remove it"
    return uses
