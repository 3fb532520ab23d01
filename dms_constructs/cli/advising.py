"""`dms-constructs advise`: which tool moves a database best, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from dms_constructs.advice import Advice, DatabasePlace, MigrationPurpose, advise as advise_on
from dms_constructs.cli import output
from dms_constructs.cli.options import Options, assumptions

__all__ = ["EPILOG", "HELP", "advise"]

HELP = (
    "Say which tool fits a migration: a DMS task, DMS serverless, a homogeneous data migration, an Aurora replica, "
    "Debezium, zero-ETL, binary-log or logical replication, pglogical, blue/green, a clone or snapshot, XtraBackup, or "
    "dump and restore.\n\n"
    "Every tool is ranked or ruled out, with reasons. An unknown fact rules nothing out, and the answer says what it "
    "would decide. The command contacts neither a server nor AWS."
)
EPILOG = "Exit codes: 0 done, 1 every tool is ruled out, 2 could not run."
_PROBLEM = 1
_KNOWN = "What is known (leave out what is not)"
_YES_OR_NO = "Yes or no, where it is known"  # a panel of its own: wide names would cut those of others short
_ASKED = "What is asked of the tool"

_STYLES = {
    "": "",
    "title": "bold green",
    "failure": "bold red",
    "heading": "bold",
    "reason": "green",
    "caution": "yellow",
    "disqualifier": "red",
    "needs": "dim",
}

_ENGINE = "as DMS names it, such as mysql, aurora (Aurora MySQL), postgres, aurora-postgresql, oracle, redshift, kafka"
_PLACE = (
    "rds is Amazon RDS or Aurora, aws elsewhere on AWS, outside anywhere else; for many engines it is known already"
)


def advise(
    context: typer.Context,
    *,
    source_engine: Annotated[str, typer.Option("--from", metavar="ENGINE", help=f"The source's engine, {_ENGINE}.")],
    target_engine: Annotated[
        str, typer.Option("--to", metavar="ENGINE", help="The target's engine, in the same form.")
    ],
    purpose: Annotated[
        MigrationPurpose, typer.Option("--purpose", help="A move ends with applications on the target.")
    ] = MigrationPurpose.MOVE,
    size_gib: Annotated[
        float | None,
        typer.Option("--size-gib", metavar="N", help="The size of the data, in GiB.", rich_help_panel=_KNOWN),
    ] = None,
    outage_minutes: Annotated[
        int | None,
        typer.Option(
            "--outage-minutes",
            metavar="N",
            help="For how many minutes writing may stop in a move; 0 for not at all.",
            rich_help_panel=_KNOWN,
        ),
    ] = None,
    peak_mb_per_second: Annotated[
        float | None,
        typer.Option(
            "--peak-mb-per-second",
            metavar="N",
            help="What changes at peak, over all tables, in MB/s.",
            rich_help_panel=_KNOWN,
        ),
    ] = None,
    busiest_table_mb_per_second: Annotated[
        float | None,
        typer.Option(
            "--busiest-table-mb-per-second",
            metavar="N",
            help="How much of that is on the busiest table.",
            rich_help_panel=_KNOWN,
        ),
    ] = None,
    same_account: Annotated[
        bool | None,
        typer.Option(
            "--same-account/--other-account",
            metavar=" ",
            help="Are both in one AWS account?",
            rich_help_panel=_YES_OR_NO,
        ),
    ] = None,
    same_region: Annotated[
        bool | None,
        typer.Option(
            "--same-region/--other-region", metavar=" ", help="Are both in one region?", rich_help_panel=_YES_OR_NO
        ),
    ] = None,
    source_place: Annotated[
        DatabasePlace | None,
        typer.Option("--source-on", metavar="PLACE", help=f"Where the source runs: {_PLACE}.", rich_help_panel=_KNOWN),
    ] = None,
    target_place: Annotated[
        DatabasePlace | None,
        typer.Option(
            "--target-on", metavar="PLACE", help="Where the target runs, in the same form.", rich_help_panel=_KNOWN
        ),
    ] = None,
    kafka_in_use: Annotated[
        bool | None,
        typer.Option("--kafka/--no-kafka", metavar=" ", help="Does Kafka run already?", rich_help_panel=_YES_OR_NO),
    ] = None,
    tables_without_keys: Annotated[
        bool | None,
        typer.Option(
            "--tables-without-keys/--all-tables-have-keys",
            help="Are there tables without a primary key?",
            metavar=" ",
            rich_help_panel=_YES_OR_NO,
        ),
    ] = None,
    uneven_load: Annotated[
        bool | None,
        typer.Option(
            "--uneven-load/--even-load", metavar=" ", help="Does the load come and go?", rich_help_panel=_YES_OR_NO
        ),
    ] = None,
    subset: Annotated[bool, typer.Option("--subset", help="Only some tables or rows.", rich_help_panel=_ASKED)] = False,
    transform: Annotated[
        bool,
        typer.Option(
            "--transform",
            help="Names, columns or values change on the way: renames, masks, types.",
            rich_help_panel=_ASKED,
        ),
    ] = False,
    validate: Annotated[
        bool, typer.Option("--validate", help="Source and target should be compared.", rich_help_panel=_ASKED)
    ] = False,
    keep_in_step: Annotated[
        bool,
        typer.Option(
            "--keep-in-step",
            help="The target follows the source for good, not only until a cutover.",
            rich_help_panel=_ASKED,
        ),
    ] = False,
    two_way: Annotated[bool, typer.Option("--two-way", help="Changes go both ways.", rich_help_panel=_ASKED)] = False,
    event_stream: Annotated[
        bool,
        typer.Option(
            "--event-stream",
            help="Many consumers want the changes as events, or their history.",
            rich_help_panel=_ASKED,
        ),
    ] = False,
    custom_start_point: Annotated[
        bool,
        typer.Option(
            "--custom-start-point", help="It must start at a given point of the source's log.", rich_help_panel=_ASKED
        ),
    ] = False,
    views: Annotated[
        bool, typer.Option("--views", help="Views are loaded like tables.", rich_help_panel=_ASKED)
    ] = False,
    assume: Annotated[
        list[str] | None,
        typer.Option(
            "--assume",
            metavar="NAME=NUMBER",
            help="Your own number for an assumed one, such as dump_gib_per_hour=250; may be repeated.",
        ),
    ] = None,
    form: output.FormatOption = output.Format.TEXT,
) -> None:
    """Say which tool fits, and exit with 1 when none does."""
    options = Options(context)
    with options.in_errors():
        advice = advise_on(
            source_engine=source_engine,
            target_engine=target_engine,
            purpose=purpose,
            size_gib=size_gib,
            peak_mb_per_second=peak_mb_per_second,
            busiest_table_mb_per_second=busiest_table_mb_per_second,
            outage_minutes=outage_minutes,
            same_account=same_account,
            same_region=same_region,
            source_place=source_place,
            target_place=target_place,
            subset=subset,
            transform=transform,
            validate=validate,
            keep_in_step=keep_in_step,
            two_way=two_way,
            event_stream=event_stream,
            kafka_in_use=kafka_in_use,
            tables_without_keys=tables_without_keys,
            uneven_load=uneven_load,
            custom_start_point=custom_start_point,
            views=views,
            assumptions=assumptions(assume or (), "dump_gib_per_hour=250"),
        )
    _show(advice, form, options)
    if advice.best is None:
        raise typer.Exit(_PROBLEM)


def _show(advice: Advice, form: output.Format, options: Options) -> None:
    match form:
        case output.Format.JSON:
            output.to_json(advice.to_dict())
        case output.Format.MARKDOWN:
            output.result(options.in_message(advice.to_markdown()))
        case output.Format.TEXT:
            output.lines((options.in_message(line), _STYLES[what]) for line, what in advice.lines())
