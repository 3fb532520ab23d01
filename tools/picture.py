"""The picture of a migration, docs/migration.svg: what runs where, and what is checked before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from dms_constructs import facts

PICTURE = Path(__file__).parent.parent / "docs" / "migration.svg"
WIDTH, HEIGHT = 960, 452

# The picture brings its own background, so it can be read on a page of any colour, whatever the browser prefers.
COLOURS = {
    "light": {
        "page": "#ffffff",
        "box": "#eef2f7",
        "line": "#57606a",
        "text": "#1f2328",
        "quiet": "#4b545e",
        "mark": "#0b6e4f",
    },
    "dark": {
        "page": "#0d1117",
        "box": "#1c2430",
        "line": "#9aa5b1",
        "text": "#e6edf3",
        "quiet": "#b1bac4",
        "mark": "#5ad1a4",
    },
}

SIDES = (
    ("Source", "MySQL outside AWS"),
    ("Compute", "a replication instance in your VPC"),
    ("Target", "Aurora PostgreSQL"),
)
TASK = ("Replication task", "full load, then CDC", "table mappings, task settings")
CHECKS = (
    (
        "secret: host, port, user, password",
        "TLS mode and certificate",
        "tables, keys and LOBs, by catalog",
        "where CDC can start",
    ),
    (
        "what each rule does to each table",
        f"all {len(facts.task_settings()['keys'])} settings, alone and together",
        "class, memory of all tasks, storage",
        "subnets, service roles, log group",
    ),
    (
        "engine and its limits",
        "two tables that collide on one name",
        "what the endpoints must agree on",
        "the security group lets DMS in",
    ),
)
STAGES = (
    ("a value is made", "one value is wrong"),
    ("a construct is made", "two don't fit each other"),
    ("cdk synth", "warnings, each with a fix"),
    ("cdk deploy", "what only AWS can know"),
)
LEFT = (24, 336, 648)
CARD = 288


def pages() -> dict[Path, str]:
    """Return the picture."""
    return {PICTURE: "\n".join(_picture()) + "\n"}


def _picture() -> Iterator[str]:
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    yield "<title>A migration with dms-constructs: source, compute and target, and what is checked where</title>"
    yield f"<style>{_style('light')} @media (prefers-color-scheme: dark) {{ {_style('dark')} }}</style>"
    yield f'<rect class="page" width="{WIDTH}" height="{HEIGHT}" rx="10"/>'
    for x, (title, what) in zip(LEFT, SIDES, strict=True):
        yield _text(x + CARD / 2, 40, title, "title", "middle")
        yield _text(x + CARD / 2, 60, what, "quiet", "middle")
    yield from _database(LEFT[0] + CARD / 2)
    yield from _instance(LEFT[1])
    yield from _database(LEFT[2] + CARD / 2)
    yield from _arrow(LEFT[0] + CARD / 2 + 56, LEFT[1] + 22, "reads")
    yield from _arrow(LEFT[1] + CARD - 22, LEFT[2] + CARD / 2 - 56, "writes")
    yield _text(WIDTH / 2, 208, "Checked before deployment", "title", "middle")
    for x, checks in zip(LEFT, CHECKS, strict=True):
        yield from _card(x, checks)
    yield from _stages()
    yield "</svg>"


def _style(scheme: str) -> str:
    colours = COLOURS[scheme]
    return (
        "text { font: 14px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; } .title { font-weight: 600; } "
        f".page {{ fill: {colours['page']}; }} .box {{ fill: {colours['box']}; stroke: {colours['line']}; }} "
        f".line {{ fill: none; stroke: {colours['line']}; stroke-width: 2; }} .head {{ fill: {colours['line']}; }} "
        f".text, .title {{ fill: {colours['text']}; }} .quiet {{ fill: {colours['quiet']}; font-size: 13px; }} "
        f".mark {{ fill: none; stroke: {colours['mark']}; stroke-width: 2; }}"
    )


def _text(x: float, y: float, text: str, kind: str = "text", anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(text)}</text>'


def _database(middle: float) -> Iterator[str]:
    left = middle - 50
    yield f'<path class="box" d="M{left:g} 92 v72 a50 14 0 0 0 100 0 v-72"/>'
    yield f'<ellipse class="box" cx="{middle:g}" cy="92" rx="50" ry="14"/>'
    yield _text(middle, 142, "tables", "text", "middle")


def _instance(x: float) -> Iterator[str]:
    yield f'<rect class="box" x="{x + 28}" y="76" width="{CARD - 56}" height="104" rx="8"/>'
    for number, line in enumerate(TASK):
        yield _text(x + CARD / 2, 104 + 28 * number, line, "text" if number else "title", "middle")


def _arrow(start: float, end: float, label: str) -> Iterator[str]:
    yield f'<path class="line" d="M{start:g} 128 H{end - 8:g}"/>'
    yield f'<path class="head" d="M{end:g} 128 l-11 -6 v12 z"/>'
    yield _text((start + end) / 2 - 4, 116, label, "quiet", "middle")


def _card(x: float, checks: Sequence[str]) -> Iterator[str]:
    yield f'<rect class="box" x="{x}" y="222" width="{CARD}" height="120" rx="8"/>'
    for number, check in enumerate(checks):
        y = 248 + 26 * number
        yield f'<path class="mark" d="M{x + 12} {y - 5} l4 5 l7 -10"/>'
        yield _text(x + 30, y, check, "quiet")


def _stages() -> Iterator[str]:
    width = (WIDTH - 48) / len(STAGES)
    yield f'<path class="line" d="M24 372 H{WIDTH - 34}"/><path class="head" d="M{WIDTH - 24} 372 l-11 -6 v12 z"/>'
    for number, (stage, what) in enumerate(STAGES):
        x = 24 + width * number
        yield f'<circle class="head" cx="{x + 6:g}" cy="372" r="5"/>'
        yield _text(x, 402, stage, "title")
        yield _text(x, 424, what, "quiet")
