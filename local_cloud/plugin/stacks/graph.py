"""Walking through resources: independent ones at the same time, others after what they wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping

from local_cloud.plugin import switches

__all__ = ["Needs", "dependents", "walk"]

Needs = Mapping[str, set[str]]
"""Each name with the names that come before it."""


def dependents(needs: Needs) -> dict[str, set[str]]:
    """Turn it round: each name with the names that need it."""
    return {name: {other for other, wanted in needs.items() if name in wanted} for name in needs}


async def walk(names: Iterable[str], needs: Needs, visit: Callable[[str], Awaitable[None]]) -> None:
    """
    Visit every name, each after those it needs, also if it needs them by way of names that aren't visited.

    Which of several independent ones begins can be switched.
    """
    tasks: dict[str, asyncio.Task[None]] = {}
    ordered = list(names)

    async def visit_in_turn(name: str) -> None:
        for other in _needed(name, needs, set(ordered)):
            await tasks[other]
        await visit(name)

    for name in reversed(ordered) if switches.value("START_ORDER") == "reversed" else ordered:
        tasks[name] = asyncio.create_task(visit_in_turn(name))
    await asyncio.gather(*tasks.values())


def _needed(name: str, needs: Needs, names: set[str]) -> set[str]:
    """Find which of the names one needs, directly or through others that aren't among them."""
    found: set[str] = set()
    seen = {name}
    pending = [name]
    while pending:
        for other in needs.get(pending.pop(), set()) - seen:
            seen.add(other)
            if other in names:
                found.add(other)
            else:
                pending.append(other)
    return found
