"""`dms-constructs size`: how large an instance a migration needs."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dms_constructs.cli import output, workloads
from dms_constructs.cli.measuring import Measuring
from dms_constructs.cli.options import Options, assumptions
from dms_constructs.engines import EngineName
from dms_constructs.migration_type import MigrationType

if TYPE_CHECKING:
    # Loaded by the command alone, because it takes a moment.
    from dms_constructs.sizing.lobs import LobAdvice
    from dms_constructs.sizing.workload import Sizing, Workload

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


# In panels, because the widest option of a panel decides how much of each name a terminal shows.
_MEASURED = "From a catalog or server"
_DATA = "The data"
_OBJECTS = "Large objects"
_CHANGES = "Changes"
_MIGRATION = "The migration"
_ENGINES = ", ".join(engine.value for engine in EngineName)
_TYPES = ", ".join(kind.value for kind in MigrationType)


def _option(name: str, text: str, panel: str, metavar: str = "N") -> Any:
    return typer.Option(name, help=text, rich_help_panel=panel, metavar=metavar, show_default=False)


def size(
    context: typer.Context,
    *,
    catalog: Annotated[
        str | None, _option("--catalog", "A catalog with sizes: a file, or the URL of a server.", _MEASURED, "CATALOG")
    ] = None,
    mappings: Annotated[
        str | None,
        _option(
            "--mappings",
            "Count only what these select: JSON of table mappings, or a synthesized template.",
            _MEASURED,
            "FILE",
        ),
    ] = None,
    task: Annotated[
        str | None, _option("--task", "The task of a template: its logical id or path.", _MEASURED, "TASK")
    ] = None,
    change_seconds: Annotated[
        int,
        typer.Option(
            "--change-seconds",
            metavar="N",
            min=0,
            max=_MOST_SECONDS,
            help="Measure how fast the server changes, from two samples N seconds apart; 0 is not at all.",
            rich_help_panel=_MEASURED,
        ),
    ] = 0,
    no_lob_sizes: Annotated[
        bool,
        typer.Option(
            "--no-lob-sizes",
            help="Don't measure the server's large objects. Read are only small tables that its statistics say nothing "
            "about, to count their rows.",
            rich_help_panel=_MEASURED,
        ),
    ] = False,
    tables: Annotated[int | None, _option("--tables", "How many tables move.", _DATA)] = None,
    total_gib: Annotated[
        float | None, _option("--total-gib", "The data of all of them, without indexes.", _DATA)
    ] = None,
    largest_table_gib: Annotated[
        float | None, _option("--largest-table-gib", "The data of the largest.", _DATA)
    ] = None,
    largest_table_segments: Annotated[
        int | None,
        _option("--largest-table-segments", "In how many parts the largest loads at once; default: 1.", _DATA),
    ] = None,
    rows: Annotated[int | None, _option("--rows", "How many rows all tables have.", _DATA)] = None,
    average_row_bytes: Annotated[
        float | None, _option("--average-row-bytes", "The length of a row without its large objects.", _DATA)
    ] = None,
    lob_columns: Annotated[
        float | None,
        _option(
            "--lob-columns",
            "Columns with large objects, on average of the tables that have any; default: 0.",
            _OBJECTS,
        ),
    ] = None,
    largest_lob_kb: Annotated[int | None, _option("--largest-lob-kb", "The longest large object.", _OBJECTS)] = None,
    typical_lob_kb: Annotated[int | None, _option("--typical-lob-kb", "The average large object.", _OBJECTS)] = None,
    change_mb_per_second: Annotated[
        float | None,
        _option("--change-mb-per-second", "What changes per second at peak, in MB; default: nothing.", _CHANGES),
    ] = None,
    transactions_per_second: Annotated[
        float | None,
        _option("--transactions-per-second", "Transactions that the source commits per second at peak.", _CHANGES),
    ] = None,
    tolerated_outage_hours: Annotated[
        float | None,
        _option("--tolerated-outage-hours", "How long the target may be away; default: 4.", _CHANGES),
    ] = None,
    tasks: Annotated[
        int | None,
        _option("--tasks", "How many tasks share the work; default: as many as it takes.", _MIGRATION),
    ] = None,
    migration_type: Annotated[
        MigrationType | None,
        _option("--migration-type", f"What moves: {_TYPES}; default: full-load-and-cdc.", _MIGRATION, "TYPE"),
    ] = None,
    source_engine: Annotated[
        EngineName | None, _option("--source-engine", f"The source's engine: {_ENGINES}.", _MIGRATION, "ENGINE")
    ] = None,
    target_engine: Annotated[
        EngineName | None, _option("--target-engine", "The target's engine, likewise.", _MIGRATION, "ENGINE")
    ] = None,
    heterogeneous: Annotated[
        bool | None,
        typer.Option(
            "--heterogeneous/--homogeneous",
            help="Whether the engines' families differ; default: as the engines say.",
            rich_help_panel="Without engines",
            show_default=False,
        ),
    ] = None,
    rehearsal: Annotated[
        bool, typer.Option("--rehearsal", help="It is a trial, which can be small.", rich_help_panel=_MIGRATION)
    ] = False,
    assume: Annotated[
        list[str] | None,
        typer.Option(
            "--assume",
            metavar="NAME=NUMBER",
            help="Your own number for an assumed one, such as slow_gib_per_hour=3; may be repeated.",
        ),
    ] = None,
    form: output.FormatOption = output.Format.TEXT,
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
        "tasks": tasks,
        "migration_type": migration_type,
        "source_engine": source_engine,
        "target_engine": target_engine,
        "heterogeneous": heterogeneous,
        "rehearsal": rehearsal or None,
    }
    given = {name: value for name, value in given.items() if value is not None}
    measure = Measuring(lobs=not no_lob_sizes, change_seconds=change_seconds)
    options = Options(context)
    with options.in_errors():
        assumed = assumptions(assume or (), "slow_gib_per_hour=3")
        sizing, advice = workloads.sizing(catalog, mappings, task, given, measure=measure, assumed=assumed)
    _show(sizing, advice, form, options)
    if not sizing.fits:
        raise typer.Exit(_NOTHING_FITS)


def _show(sizing: Sizing, advice: LobAdvice | None, form: output.Format, options: Options) -> None:
    match form:
        case output.Format.JSON:
            output.to_json(
                {
                    "workload": _figures(sizing.workload),
                    "sizing": options.in_json(sizing.to_dict()),
                    "large_objects": options.in_json(advice.to_dict()) if advice is not None else None,
                }
            )
        case output.Format.MARKDOWN:
            text = sizing.to_markdown() + (f"\n{advice.to_markdown()}" if advice is not None else "")
            output.result(options.in_result(text))
        case output.Format.TEXT:
            text = str(sizing) + (f"\n\n{advice}" if advice is not None else "")
            output.lines(
                [(line, _style(line, first=not at)) for at, line in enumerate(options.in_result(text).split("\n"))]
            )


def _style(line: str, *, first: bool) -> str:
    if first:
        return "bold"
    return "" if line.startswith(" ") else "bold cyan"


def _figures(workload: Workload) -> dict[str, Any]:
    figures = {field.name: getattr(workload, field.name) for field in dataclasses.fields(workload)}
    return {name: value.value if isinstance(value, enum.Enum) else value for name, value in figures.items()}
