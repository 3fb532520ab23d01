"""What is to be moved, from the options of `dms-constructs size`, a catalog and table mappings."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from dms_constructs.catalog import Catalog
from dms_constructs.cli import address, catalogs, documents, task_files
from dms_constructs.cli.measuring import Measuring
from dms_constructs.cli.tasks import Task
from dms_constructs.cli.trouble import Trouble
from dms_constructs.errors import did_you_mean
from dms_constructs.mappings.evaluation import Evaluation
from dms_constructs.migration_type import MigrationType

if TYPE_CHECKING:
    # Loaded by the command alone, because it takes a moment.
    from dms_constructs.sizing.constants import SizingConstants
    from dms_constructs.sizing.lobs import LobAdvice
    from dms_constructs.sizing.workload import Sizing, Workload

__all__ = ["sizing"]


def sizing(
    catalog: str | None,
    mappings: str | None,
    task: str | None,
    given: dict[str, Any],
    *,
    measure: Measuring,
    assumed: dict[str, float],
) -> tuple[Sizing, LobAdvice | None]:
    """Return what the options and the catalog, where there is one, need, and how its large objects should move."""
    from dms_constructs.sizing.workload import Workload  # noqa: PLC0415

    constants = _constants(assumed)
    if catalog is not None:
        if catalog == mappings == documents.STDIN:
            raise Trouble("only one file can be stdin; save the other one first")
        workload, advice = _measured(catalog, _task(mappings, task), measure, given)
        return workload.size(constants), advice
    _need_a_catalog(mappings=mappings, task=task, change_seconds=measure.change_seconds, no_lob_sizes=not measure.lobs)
    if "tables" not in given:
        raise Trouble("how much there is to move is not known; give --tables and --total-gib, or --catalog")
    return Workload(**given).size(constants), None


def _constants(assumed: dict[str, float]) -> SizingConstants:
    from dms_constructs.sizing.constants import SizingConstants  # noqa: PLC0415

    names = [field.name for field in dataclasses.fields(SizingConstants)]
    for name in assumed:
        if name not in names:
            hint = did_you_mean(name, names)
            raise Trouble(f"there is no assumption {name}{hint}; --assume takes one of {', '.join(names)}")
    return SizingConstants(**assumed)


def _need_a_catalog(**given: object) -> None:
    for name, value in given.items():
        if value:
            raise Trouble(f"--{name.replace('_', '-')} needs a catalog; give --catalog too")


def _task(mappings: str | None, name: str | None) -> Task | None:
    if mappings is None:
        if name is not None:
            raise Trouble("--task chooses a task of a template; give the template as --mappings")
        return None
    found = task_files.chosen(mappings)
    chosen = [each for each in found if name is None or (each.name is not None and each.is_called(name))]
    names = [each.name for each in found if each.name is not None]
    if name is not None and not chosen:
        raise Trouble(f"there is no task {name} in {mappings}{did_you_mean(name, names)}")
    if len(chosen) > 1:
        raise Trouble(f"{mappings} has {len(chosen)} tasks; choose one with --task: {', '.join(names)}")
    if not chosen[0].known:
        raise Trouble(f"{chosen[0].title}: the table mappings are known only at deployment")
    return chosen[0]


def _measured(
    where: str, task: Task | None, measure: Measuring, given: dict[str, Any]
) -> tuple[Workload, LobAdvice | None]:
    from dms_constructs.sizing.workload import Workload  # noqa: PLC0415

    if measure.change_seconds and not address.is_url(where):
        raise Trouble("--change-seconds measures a server, and --catalog is a file; give the URL of the server instead")
    if task is not None and where == documents.STDIN:
        raise Trouble("the catalog can't be stdin together with --mappings; save it to a file first")
    catalog = catalogs.load(where, measure=measure)
    # Evaluated once, for the figures and for the advice.
    chosen = task.evaluate(catalog, None) if task is not None else None
    if task is not None:
        told = {
            "migration_type": task.migration_type,
            "source_engine": task.source_engine,
            "target_engine": task.target_engine,
        }
        given = {name: value for name, value in told.items() if value is not None} | given
    catalog.check_source(given.get("source_engine"))
    kind = given.pop("migration_type", MigrationType.FULL_LOAD_AND_CDC)
    workload = Workload.from_catalog(catalog, mappings=chosen, migration_type=kind)
    advice = _advice(workload, catalog, chosen) if given.get("lob_columns") != 0 else None
    return dataclasses.replace(workload, **_consistent(workload, given)), advice


def _consistent(workload: Workload, given: dict[str, Any]) -> dict[str, Any]:
    """Return what was given, and leave out of the catalog's figures what it says otherwise."""
    rest: dict[str, Any] = {}
    if given.get("lob_columns") == 0:
        rest = {"largest_lob_kb": None, "typical_lob_kb": None}
    elif (workload.typical_lob_kb or 0) > given.get("largest_lob_kb", workload.largest_lob_kb or 0):
        rest["typical_lob_kb"] = None
    total = given.get("total_gib")
    if total is not None and (workload.largest_table_gib or 0) > total:
        rest["largest_table_gib"] = None
    return rest | given


def _advice(workload: Workload, catalog: Catalog, mappings: Evaluation | None) -> LobAdvice | None:
    if workload.largest_lob_kb is None:
        return None  # there are none, or they were not measured, which the sizing says
    from dms_constructs.sizing.lobs import advise_lobs  # noqa: PLC0415

    return advise_lobs(catalog, mappings)
