"""
`dms-constructs mappings explain` as whole processes: this tree against a wheel of an earlier commit, in turn.

The catalog has 20,000 tables of 20 columns, and the rules are those of `explain_rules.json`. All that is made is in
`.bench/`, which git ignores: the catalog, and the earlier commit's wheel, built and unpacked once.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".bench"
RULES = Path(__file__).parent / "explain_rules.json"
BEFORE = "07f7f6b"
BOUND = 0.33

TABLES, COLUMNS, SCHEMAS = 20_000, 20, 100
WORDS = ["order", "customer", "audit", "invoice", "stage", "event", "item", "payment"]
NAMES = ["id", "tenant_id", "created_at", "updated_at", "status", "amount", "note", "is_open", "code", "total"]
TYPES = ["bigint(20)", "int(10) unsigned", "datetime(3)", "varchar(45)", "decimal(10,2)", "longtext", "tinyint(1)"]


def column(table: int, position: int) -> dict[str, Any]:
    """Most names are in many tables, as they are in a real database, and every fourth is in one only."""
    name = NAMES[position % len(NAMES)]
    number = f"_of_{table}" if position % 4 == 3 else f"_{position // len(NAMES)}" if position >= len(NAMES) else ""
    return {"name": f"{name}{number}", "data_type": TYPES[(table + position) % len(TYPES) if position else 0]}


def catalog() -> str:
    lines = [
        json.dumps(
            {
                "schema": f"shop_{number % SCHEMAS}",
                "name": f"{WORDS[number % len(WORDS)]}_{number}",
                "primary_key": ["id"],
                "columns": [column(number, position) for position in range(COLUMNS)],
            }
        )
        for number in range(TABLES)
    ]
    joined = ",\n  ".join(lines)
    return f'{{"engine": "mysql",\n "tables": [\n  {joined}\n ]}}\n'


def built(commit: str) -> Path:
    """Return the folder with the package as it was at a commit, from its wheel."""
    folder = CACHE / commit
    if (folder / "package").exists():
        return folder / "package"
    found = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=False)
    if found.returncode:
        raise SystemExit(
            f"commit {commit}, which explain is measured against, is not here: "
            f"{found.stderr.decode(errors='replace').strip()}. In a shallow clone run git fetch --unshallow; without "
            "git, clone the repository"
        )
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "source").mkdir(parents=True)
    subprocess.run(["tar", "-x", "-C", folder / "source"], input=found.stdout, check=True)
    subprocess.run(["uv", "build", "--quiet", "--wheel", "--out-dir", folder, folder / "source"], check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    # Last and at once, so that what was interrupted is built again.
    (folder / "unpacked").rename(folder / "package")
    return folder / "package"


def explaining(package: Path, source: Path) -> Callable[[], str]:
    """Return what runs the command of a package in a process of its own, and returns what it writes."""
    code = "import sys; from dms_constructs.cli import main; main()"
    command = [sys.executable, "-c", code, "mappings", "explain", str(RULES), "--catalog", str(source)]
    environment = {**os.environ, "PYTHONPATH": str(package)}

    def run() -> str:
        done = subprocess.run(command, cwd=CACHE, env=environment, capture_output=True, text=True, check=False)
        if done.returncode not in {0, 1}:  # 1 would be a problem that the rules have
            raise SystemExit(f"explain failed: {done.stderr}")
        return done.stdout

    return run


def seconds(run: Callable[[], str]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def measured(runs: int = 5) -> dict[str, float]:
    """Return both medians in seconds, and the median of the ratios."""
    CACHE.mkdir(exist_ok=True)
    source = CACHE / "explain_catalog.json"
    source.write_text(catalog(), encoding="utf-8")
    now, before = explaining(ROOT, source), explaining(built(BEFORE), source)
    # Also the runs that fill the caches of bytecode. The words may change, and what becomes of a table may not.
    tables = [[line for line in run().splitlines() if "->" in line and "Finding" not in line] for run in (now, before)]
    if len(tables[0]) != len(tables[1]) or not tables[0]:
        raise SystemExit("the two explain different numbers of tables: the comparison means nothing")
    pairs = [(seconds(now), seconds(before)) for _ in range(runs)]
    return {
        "now_s": statistics.median(a for a, _ in pairs),
        "before_s": statistics.median(b for _, b in pairs),
        "ratio": statistics.median(a / b for a, b in pairs),
    }


if __name__ == "__main__":
    print(json.dumps(measured()))
