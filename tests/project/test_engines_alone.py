"""Who uses one engine does not load the others: an app has two, and there are nearly thirty."""

import subprocess
import sys

import pytest

import dms_constructs as dms
from tests.project.test_import_direction import Graph, graph_of, sources

CLASSES = sorted(
    {one for name in dms.EngineName for one in (name.record.source_class, name.record.target_class) if one}
    & set(dms.__all__)
)
MODULES = {name: dms._MODULES[name] for name in CLASSES}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of(sources())


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_loads_no_module_of_another_engine(graph: Graph, name: str) -> None:
    others = set(MODULES.values()) - {MODULES[name]}

    assert graph.closure(MODULES[name]) & others == set()


def test_what_is_loaded_is_what_the_imports_say() -> None:
    script = (
        "import sys, dms_constructs as dms; before = 'aws_cdk' in sys.modules; dms.SqlServerSource; "
        "print(before, *(name for name in sys.modules if name.startswith('dms_constructs.endpoints.')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    before, *loaded = done.stdout.split()
    assert before == "False"
    others = set(MODULES.values()) - {"endpoints.sql_server"}
    assert {name.removeprefix("dms_constructs.") for name in loaded} & others == set()


def test_the_facts_of_other_engines_are_not_read() -> None:
    script = (
        "import aws_cdk as cdk; from aws_cdk import aws_secretsmanager as sm; import dms_constructs as dms; "
        "from dms_constructs import facts; read = []; plain = facts._read.__wrapped__; "
        "facts._read = lambda name: (read.append(name), plain(name))[1]; stack = cdk.Stack(cdk.App(), 'Shop'); "
        "secret = sm.Secret.from_secret_name_v2(stack, 'Secret', 'shop'); "
        "dms.SqlServerSource(stack, 'S', connection=dms.Connection.from_secret(secret), database='shop'); "
        "print(*sorted({name for name in read if '/' in name and not name.startswith('codes')}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["endpoint_settings/MicrosoftSQLServerSettings", "engines/sqlserver"]
