"""`dms-constructs review`: what a change of templates does to migrations, in words."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from dms_constructs.cli import catalogs, choosing, documents, review_files, review_reports
from dms_constructs.cli.output import Format, FormatOption
from dms_constructs.cli.trouble import Trouble
from dms_constructs.review.context import Known
from dms_constructs.review.entry import Severity
from dms_constructs.review.prices import Prices, PricesRefused

__all__ = ["EPILOG", "HELP", "command"]

_PROBLEM = 1
HELP = (
    "Say what a change of templates does to migrations: what stops, what is loaded again, what is lost, who may do "
    "more, and what costs more.\n\n"
    "Nothing is asked of AWS: the review says what happens to tasks that run. Entries are, the worst first: "
    "loses (gone for good), breaks (the deployment fails), reloads, stops, weakens (less is protected or watched), "
    "costs and note."
)
EPILOG = "Exit codes: 0 nothing as bad as --fail-on, 1 something is, 2 could not run."
_SIDE = (
    "A template, a folder that cdk synth wrote (all its stacks, nested ones too), or either as git has it, as in "
    "main:cdk.out or HEAD~1:tests/Shop.template.json."
)
_PRICES = (
    'Prices: JSON such as {"format": 1, "currency": "USD", "as_of": "2026-11-28", "per_hour": {"dms.r6i.large": 0.25, '
    '"db.r6g.large": 0.3, "dcu": 0.09, "acu": 0.12}}, each for one Availability Zone. Without it, no amount is shown.'
)


class FailOn(str, enum.Enum):
    """What makes the command exit with 1: an entry as bad as this, or worse."""

    LOSES = "loses"
    BREAKS = "breaks"
    RELOADS = "reloads"
    STOPS = "stops"
    WEAKENS = "weakens"
    COSTS = "costs"
    NOTE = "note"
    NEVER = "never"


def command(
    *,
    old: Annotated[str, typer.Argument(metavar="OLD", help=_SIDE, show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, after the change.", show_default=False)],
    source_catalog: Annotated[
        str | None,
        typer.Option(
            "--source-catalog",
            metavar="FILE",
            help="The source's tables, as `dms-constructs catalog` wrote them: tables and columns are then named. "
            "Without it, the life cycle's lists are used where both sides have them; elsewhere rules are compared.",
            show_default=False,
        ),
    ] = None,
    target_schema: choosing.TargetSchemaOption = None,
    prices: Annotated[str | None, typer.Option("--prices", metavar="FILE", help=_PRICES, show_default=False)] = None,
    states: Annotated[
        bool, typer.Option("--states", help="Say what happens in every state of a task, not only to one that runs.")
    ] = False,
    fail_on: Annotated[
        FailOn,
        typer.Option("--fail-on", help="Exit with 1 on an entry as bad as this or worse to which no consent is given."),
    ] = FailOn.BREAKS,
    form: FormatOption = Format.TEXT,
) -> None:
    """Compare two sides."""
    choosing.one_stdin(old, new, source_catalog or "", prices or "")
    known = Known(
        catalog=None if source_catalog is None else catalogs.load(source_catalog),
        target_schema=target_schema,
        prices=None if prices is None else _prices(prices),
    )
    # It loads what knows task settings, and the other commands need not wait for that.
    from dms_constructs.review.reviewing import review  # noqa: PLC0415

    found = review(review_files.read(old), review_files.read(new), known)
    review_reports.show(found, form, states=states)
    if fail_on is not FailOn.NEVER and found.fails(Severity(fail_on.value)):
        raise typer.Exit(_PROBLEM)


def _prices(name: str) -> Prices:
    try:
        return Prices.from_json(documents.read_text(name))
    except PricesRefused as error:
        raise Trouble(f"{name} {error}") from None
