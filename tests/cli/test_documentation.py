"""The commands that the documents show work as they stand there."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dms_constructs import Exclude, Include, TableMappings
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.cli import change_rates
from dms_constructs.engines import EngineName
from dms_constructs.settings import FullLoad, TaskSettings
from tests.cli.conftest import Cli
from tests.cli.documents import answer, endpoint, task, template
from tests.databases.server import Server

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = [
    line.removeprefix("dms-constructs ")
    for document in DOCUMENTS
    for block in re.findall(r"^```sh\n(.*?)^```$", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
    if line.startswith("dms-constructs ")
]
SHOP = TableMappings(Include("shop"))
NOTE = SourceColumn("note", "longtext", max_bytes=70_000, average_bytes=900)
SIZES = Catalog(SourceTable("shop", "orders", ["id", NOTE], rows=10**6, size_bytes=2**32), engine=EngineName.MYSQL)
SETTINGS = TaskSettings(full_load=FullLoad(commit_rate=20000))


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files that the documents name, in the folder where the command runs."""
    monkeypatch.chdir(tmp_path)
    catalog = Catalog(
        SourceTable("shop", "orders", [SourceColumn("id", "bigint")], primary_key=["id"]),
        SourceTable("shop", "log"),
        engine=EngineName.MYSQL,
    )
    Path("shop.catalog.json").write_text(catalog.to_json())
    Path("target.catalog.json").write_text(catalog.to_json())
    Path("shop.sizes.json").write_text(SIZES.to_json())
    Path("mappings.json").write_text(SHOP.to_json())
    Path("new.json").write_text(TableMappings(Include("shop"), Exclude("shop", "log")).to_json())
    Path("settings.json").write_text(SETTINGS.to_json())
    Path("tasks.json").write_text(json.dumps(answer(shop=SETTINGS.to_dict())))
    Path("cdk.out").mkdir()
    properties = {"MigrationType": "full-load-and-cdc", "ReplicationTaskSettings": SETTINGS.to_json()}
    Path("cdk.out/Shop.template.json").write_text(json.dumps(template(Task=task(SHOP.to_dict(), **properties))))
    ends = {"SourceEndpointArn": {"Ref": "Source"}, "TargetEndpointArn": {"Ref": "Target"}}
    lake = template(Source=endpoint("mysql"), Target=endpoint("s3"), Task=task(SHOP.to_dict(), **properties, **ends))
    Path("cdk.out/Lake.template.json").write_text(json.dumps(lake))
    shutil.copytree("cdk.out", "cdk.base")
    shutil.copytree("cdk.out", "tests")
    prices = {"format": 1, "currency": "USD", "as_of": "2026-11-28", "per_hour": {"dms.r6i.large": 0.25}}
    Path("prices.json").write_text(json.dumps(prices))
    for command in ("init -q -b main", "add tests", "-c user.name=a -c user.email=a@example.com commit -qm one"):
        subprocess.run(["git", *command.split()], check=True)
    return tmp_path


@pytest.fixture
def connect(mariadb: Server, postgresql: Server) -> Callable[[str], tuple[str, dict[str, str]]]:
    """Put a real server in the place of an example's, with the password of its user."""

    def real(argument: str) -> tuple[str, dict[str, str]]:
        server = mariadb if argument.startswith("mysql://") else postgresql
        return server.url(), {"DMS_CONSTRUCTS_PASSWORD": server.password}

    return real


@pytest.mark.parametrize("command", [line for line in COMMANDS if "://" not in line])
def test_a_command_of_the_documents_works(command: str, files: Path, cli: Cli) -> None:
    ran = cli(*shlex.split(command))

    assert ran.code == (1 if command.startswith("mappings diff") and "--fail-on" not in command else 0), ran.err
    assert ran.out or "--output" in command


@pytest.mark.parametrize("command", [line for line in COMMANDS if "://" in line])
def test_a_command_for_a_server_works_with_a_real_one(
    command: str,
    files: Path,
    cli: Cli,
    connect: Callable[[str], tuple[str, dict[str, str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(change_rates.time, "sleep", lambda _seconds: None)
    environment: dict[str, str] = {}
    arguments = shlex.split(command)
    for position, argument in enumerate(arguments):
        if "://" in argument:
            arguments[position], environment = connect(argument)

    ran = cli(*arguments, **environment)

    assert ran.code == 0, ran.err
    if command.startswith("catalog"):
        assert Catalog.from_json(Path("shop.catalog.json").read_text()).tables
    else:
        assert ran.out


def test_the_documents_show_every_command() -> None:
    shown = {
        " ".join(command.split()[: 2 if command.startswith(("mappings", "settings")) else 1]) for command in COMMANDS
    }

    groups = {"mappings": ("check", "explain", "diff"), "settings": ("python", "check", "diff")}
    assert shown == {"advise", "assess", "catalog", "explain", "review", "runbook", "size"} | {
        f"{group} {name}" for group, names in groups.items() for name in names
    }
