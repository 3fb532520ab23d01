"""One resource: making, changing and deleting it, by its type's handler or its custom provider."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local_cloud.plugin import custom_resources, inside, permissions
from local_cloud.plugin.store import Data

__all__ = ["Made", "Place", "create", "delete", "update"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a resource is: its stack, its name there and its type."""

    stack_name: str
    stack_id: str
    logical_id: str
    resource_type: str

    @property
    def custom(self) -> bool:
        """Whether a function of the user's provides it."""
        return custom_resources.provides(self.resource_type)


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it; `seed` is what MiniStack makes its name from, `put_off` what it leaves for the clean-up."""

    physical_id: str
    attributes: Data
    seed: str = ""
    put_off: list[Any] = field(default_factory=list)


async def create(place: Place, properties: Data, halted: asyncio.Event) -> Made:
    """Make a resource."""
    if place.custom:
        call = custom_resources.Call("Create", place.logical_id, place.resource_type, place.stack_id, properties)
        return Made(*await custom_resources.ask(call, halted))
    (physical_id, attributes), seed = await _run(
        place.resource_type,
        inside.provision,
        place.resource_type,
        place.logical_id,
        properties,
        place.stack_name,
    )
    return Made(physical_id, attributes, seed)


async def update(place: Place, record: Data, old: Data, new: Data, halted: asyncio.Event, *, retain: bool) -> Made:
    """Change a resource from its old properties to new ones; `retain` keeps a predecessor, if it is replaced."""
    if place.custom:
        if old.get("ServiceToken") != new.get("ServiceToken"):
            raise ValueError("Modifying service token is not allowed.")
        call = custom_resources.Call(
            "Update", place.logical_id, place.resource_type, place.stack_id, new, record["PhysicalResourceId"], old
        )
        return Made(*await custom_resources.ask(call, halted))
    put_off: list[Any] = []
    # Every resource is dealt with in a task of its own, so what is set here ends with it.
    inside.KEEP_PREDECESSOR.set(retain)
    inside.PUT_OFF.set(put_off)
    inside.NAME_SEED.set(record.get("_name_seed", ""))
    (physical_id, attributes), seed = await _run(
        place.resource_type,
        inside.change,
        place.resource_type,
        record["PhysicalResourceId"],
        old,
        new,
        place.stack_name,
        place.logical_id,
        record.get("Attributes", {}),
    )
    return Made(physical_id, attributes, seed, put_off)


async def delete(place: Place, physical_id: str, properties: Data) -> None:
    """Delete a resource."""
    if place.custom:
        call = custom_resources.Call(
            "Delete", place.logical_id, place.resource_type, place.stack_id, properties, physical_id
        )
        await custom_resources.ask(call, asyncio.Event())
        return
    await _run(
        place.resource_type,
        inside.remove,
        place.resource_type,
        physical_id,
        properties,
        place.stack_name,
        place.logical_id,
    )


async def _run(resource_type: str, act: Callable[..., Any], *arguments: Any) -> Any:
    # Those of DMS wait until DMS is done, so they must not hold up the server.
    if resource_type.startswith("AWS::DMS::") or inside.runs_on_thread(resource_type):
        return await inside.run_reentrant(act, *arguments)
    made = act(*arguments)
    if resource_type.startswith("AWS::IAM::"):
        permissions.note_policies()
    return made
