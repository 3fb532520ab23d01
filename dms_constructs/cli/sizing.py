"""`dms-constructs size`: how large an instance a migration needs."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dms_constructs.catalog import Catalog
from dms_constructs.cli import address, catalogs, documents, output, tasks
from dms_constructs.cli.measuring import Measuring
from dms_constructs.cli.tasks import Task
from dms_constructs.cli.trouble import Trouble
from dms_constructs.engine_name import EngineName
from dms_constructs.errors import did_you_mean
from dms_constructs.mappings import TableMappings
from dms_constructs.migration_type import MigrationType

if TYPE_CHECKING:
    # Loaded by the command alone, because it takes a moment.
    from dms_constructs.sizing import LobAdvice, Sizing, Workload

__all__ = ["HELP", "size"]

_NOTHING_FITS = 1
_MOST_SECONDS = 3600

HELP = (
    "Say which instance a migration needs, how many tasks, which settings, and how long the full load may take.\n\n"
    "The figures come from the options, or from a catalog with sizes: a file that `catalog URL --sizes` wrote, or the "
    "URL of a server, which is measured then. Options win over the catalog.\n\n"
    "The password of the URL's user comes from DMS_CONSTRUCTS_PASSWORD, PGPASSWORD or MYSQL_PWD in the environment, or "
    "is asked for on a terminal."
)


def _option(name: str, text: str, metavar: str | None = "N") -> Any:
    return typer.Option(name, help=text, metavar=metavar, show_default=False)


def size(
    *,
    catalog: Annotated[
        str | None, _option("--catalog", "A catalog with sizes: a file, or the URL of a server.", "CATALOG")
    ] = None,
    mappings: Annotated[
        str | None,
        _option(
            "--mappings", "Count only what these select: JSON of table mappings, or a synthesized template.", "FILE"
        ),
    ] = None,
    task: Annotated[str | None, _option("--task", "The task of a template: its logical id or path.", "TASK")] = None,
    change_seconds: Annotated[
        int,
        typer.Option(
            "--change-seconds",
            metavar="N",
            min=0,
            max=_MOST_SECONDS,
            help="Measure how fast the server changes, from two samples N seconds apart; 0 is not at all.",
        ),
    ] = 0,
    no_lob_sizes: Annotated[
        bool, typer.Option("--no-lob-sizes", help="Don't measure the server's large objects: no table is read.")
    ] = False,
    tables: Annotated[int | None, _option("--tables", "How many tables move.")] = None,
    total_gib: Annotated[float | None, _option("--total-gib", "The data of all of them, without indexes.")] = None,
    largest_table_gib: Annotated[float | None, _option("--largest-table-gib", "The data of the largest.")] = None,
    largest_table_segments: Annotated[
        int | None, _option("--largest-table-segments", "In how many parts the largest loads at once; default: 1.")
    ] = None,
    rows: Annotated[int | None, _option("--rows", "How many rows all tables have.")] = None,
    average_row_bytes: Annotated[
        float | None, _option("--average-row-bytes", "The length of a row without its large objects.")
    ] = None,
    lob_columns: Annotated[
        float | None,
        _option("--lob-columns", "Columns with large objects, on average of the tables that have any; default: 0."),
    ] = None,
    largest_lob_kb: Annotated[int | None, _option("--largest-lob-kb", "The longest large object.")] = None,
    typical_lob_kb: Annotated[int | None, _option("--typical-lob-kb", "The average large object.")] = None,
    change_mb_per_second: Annotated[
        float | None, _option("--change-mb-per-second", "What changes per second at peak, in MB; default: nothing.")
    ] = None,
    transactions_per_second: Annotated[
        float | None, _option("--transactions-per-second", "Transactions that the source commits per second at peak.")
    ] = None,
    tolerated_outage_hours: Annotated[
        float | None, _option("--tolerated-outage-hours", "How long the target may be away; default: 4.")
    ] = None,
    number_of_tasks: Annotated[
        int | None, _option("--tasks", "How many tasks share the work; default: as many as it takes.")
    ] = None,
    migration_type: Annotated[
        MigrationType | None, _option("--migration-type", "What moves; default: full-load-and-cdc.", None)
    ] = None,
    source_engine: Annotated[EngineName | None, _option("--source-engine", "The source's engine.", None)] = None,
    target_engine: Annotated[EngineName | None, _option("--target-engine", "The target's engine.", None)] = None,
    heterogeneous: Annotated[
        bool | None,
        typer.Option(
            "--heterogeneous/--homogeneous",
            help="Whether the engines' families differ; default: as the engines say.",
            show_default=False,
        ),
    ] = None,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="It is a trial, which can be small.")] = False,
    form: Annotated[output.Format, typer.Option("--format", help="How the result is written.")] = output.Format.TEXT,
) -> None:
    """Say how large an instance a migration needs."""
    given: dict[str, Any] = {
        "tables": tables,
        "total_gib": total_gib,
        "largest_table_gib": largest_table_gib,
        "largest_table_segments": largest_table_segments,
        "rows": rows,
        "average_row_bytes": average_row_bytes,
        "lob_columns": lob_columns,
        "largest_lob_kb": largest_lob_kb,
        "typical_lob_kb": typical_lob_kb,
        "change_mb_per_second": change_mb_per_second,
        "transactions_per_second": transactions_per_second,
        "tolerated_outage_hours": tolerated_outage_hours,
        "tasks": number_of_tasks,
        "migration_type": migration_type,
        "source_engine": source_engine,
        "target_engine": target_engine,
        "heterogeneous": heterogeneous,
        "rehearsal": rehearsal or None,
    }
    given = {name: value for name, value in given.items() if value is not None}
    workload: Workload
    advice: LobAdvice | None = None
    if catalog is None:
        from dms_constructs.sizing import Workload  # noqa: PLC0415

        _need_a_catalog(mappings=mappings, task=task, change_seconds=change_seconds, no_lob_sizes=no_lob_sizes)
        if tables is None:
            raise Trouble("how much there is to move is not known; give --tables and --total-gib, or --catalog")
        workload = Workload(**given)
    else:
        if catalog == mappings == documents.STDIN:
            raise Trouble("only one file can be stdin")
        measure = Measuring(lobs=not no_lob_sizes, change_seconds=change_seconds)
        workload, advice = _measured(catalog, _task(mappings, task), measure, given)
    sizing = workload.size()
    _show(sizing, advice, form)
    if not sizing.fits:
        raise typer.Exit(_NOTHING_FITS)


def _need_a_catalog(**given: object) -> None:
    for name, value in given.items():
        if value:
            raise Trouble(f"--{name.replace('_', '-')} is about a catalog; give --catalog too")


def _task(mappings: str | None, name: str | None) -> Task | None:
    if mappings is None:
        if name is not None:
            raise Trouble("--task is a task of a template; give the template as --mappings")
        return None
    found = tasks.read(mappings)
    chosen = [each for each in found if name is None or (each.name is not None and each.is_called(name))]
    names = [each.name for each in found if each.name is not None]
    if name is not None and not chosen:
        raise Trouble(f"there is no task {name} in {mappings}{did_you_mean(name, names)}")
    if not chosen:
        raise Trouble(f"{mappings} has no DMS task, neither {' nor '.join(tasks.KINDS)}")
    if len(chosen) > 1:
        raise Trouble(f"{mappings} has {len(chosen)} tasks; choose one with --task: {', '.join(names)}")
    if not chosen[0].known:
        raise Trouble(f"{chosen[0].title}: the table mappings are known only at deployment")
    return chosen[0]


def _measured(
    where: str, task: Task | None, measure: Measuring, given: dict[str, Any]
) -> tuple[Workload, LobAdvice | None]:
    from dms_constructs.sizing import Workload  # noqa: PLC0415

    if measure.change_seconds and not address.is_url(where):
        raise Trouble("--change-seconds measures a server, and a file has what it has; give a URL, or leave it out")
    if task is not None and where == documents.STDIN:
        raise Trouble("the catalog can't be stdin together with --mappings")
    catalog = catalogs.load(where, measure=measure)
    chosen = task.mappings() if task is not None else None
    if task is not None:
        told = {
            "migration_type": task.migration_type,
            "source_engine": task.source_engine,
            "target_engine": task.target_engine,
        }
        given = {name: value for name, value in told.items() if value is not None} | given
    kind = given.pop("migration_type", MigrationType.FULL_LOAD_AND_CDC)
    workload = Workload.from_catalog(catalog, mappings=chosen, migration_type=kind)
    return dataclasses.replace(workload, **_consistent(workload, given)), _advice(workload, catalog, chosen)


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


def _advice(workload: Workload, catalog: Catalog, mappings: TableMappings | None) -> LobAdvice | None:
    if workload.largest_lob_kb is None:
        return None  # there are none, or they were not measured, which the sizing says
    from dms_constructs.sizing import advise_lobs  # noqa: PLC0415

    return advise_lobs(catalog, mappings)


def _show(sizing: Sizing, advice: LobAdvice | None, form: output.Format) -> None:
    match form:
        case output.Format.JSON:
            output.to_json(
                {
                    "workload": _figures(sizing.workload),
                    "sizing": sizing.to_dict(),
                    "large_objects": advice.to_dict() if advice is not None else None,
                }
            )
        case output.Format.MARKDOWN:
            output.result(sizing.to_markdown() + (f"\n{advice.to_markdown()}" if advice is not None else ""))
        case output.Format.TEXT:
            text = str(sizing) + (f"\n\n{advice}" if advice is not None else "")
            output.lines([(line, _style(line, first=not at)) for at, line in enumerate(text.split("\n"))])


def _style(line: str, *, first: bool) -> str:
    if first:
        return "bold"
    return "" if line.startswith(" ") else "bold cyan"


def _figures(workload: Workload) -> dict[str, Any]:
    figures = {field.name: getattr(workload, field.name) for field in dataclasses.fields(workload)}
    return {name: value.value if isinstance(value, enum.Enum) else value for name, value in figures.items()}
