"""The life cycle of a task, which is loaded with the first one: it takes as long as table mappings, and few have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constructs import IConstruct

if TYPE_CHECKING:
    from dms_constructs.lifecycle.life_cycle import LifeCycle

__all__ = ["check_life_cycle", "life_cycle_of"]


def check_life_cycle(scope: IConstruct) -> None:
    """
    Raise unless the tasks of a construct's stack can have a life cycle.

    Raises:
        ConfigurationError: `DMS-L003` when its stack can't deploy a function's code.
    """
    from dms_constructs.lifecycle import life_cycle  # noqa: PLC0415  # see above

    life_cycle.check_life_cycle(scope)


def life_cycle_of(construct: IConstruct) -> LifeCycle:
    """Return the life cycle of a construct's stack, made on first use."""
    from dms_constructs.lifecycle.life_cycle import LifeCycle  # noqa: PLC0415  # see above

    return LifeCycle.of(construct)
