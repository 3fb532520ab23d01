"""
Imports point one way: values, then constructs over them, handlers apart, the command line on top.

Every import statement counts, also inside a function and under `TYPE_CHECKING`: a reader meets them all.
"""

import ast
import importlib.metadata
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGE = "dms_constructs"

# Each module's layer, by the longest name that begins its own.
LAYERS = {
    "values": (
        "_aws_names",
        "_checks",
        "_code",
        "_declared",
        "_markdown",
        "_plan_arguments",
        "advice",
        "app_wide.databases",
        "app_wide.moved",
        "app_wide.one_database",
        "aws_services",
        "catalog",
        "cdc",
        "databases.cdc_parameters",
        "databases.deployment",
        "databases.families",
        "databases.limits",
        "databases.parameter_facts",
        "databases.parameter_names",
        "databases.parameter_values",
        "databases.parameters",
        "databases.phase",
        "databases.phase_parameters",
        "databases.resources",
        "databases.restore",
        "databases.server_facts",
        "databases.spellings",
        "databases.storage",
        "databases.versions",
        "endpoint_facts",
        "endpoints._certificates",
        "endpoints._external_document",
        "endpoints._time_zones",
        "endpoints._x509",
        "endpoints.external_tables",
        "endpoints.password",
        "endpoints.ssl_mode",
        "engine_needs",
        "engines",
        "errors",
        "facts",
        "graph_mappings",
        "instance_limits",
        "lifecycle.fingerprints",
        "lifecycle.policies",
        "lifecycle.state_table",
        "lifecycle.table_list",
        "mappings",
        "migration_type",
        "monitoring.database_size",
        "monitoring.thresholds",
        "premigration_checks",
        "prerequisites",
        "readiness",
        "records",
        "replication.engine_version",
        "replication.instance_class",
        "replication.network_type",
        "review",
        "runbook",
        "serverless_limits",
        "settings",
        "sizing",
        "target_checks",
        "target_columns",
        "target_pairs",
        "task_checks",
        "task_plan",
        "testing",
        "telemetry.event_kinds",
    ),
    "constructs": (
        "_construct",
        "_references",
        "_remembered",
        "account",
        "app_wide",
        "databases",
        "endpoints",
        "lifecycle",
        "migration",
        "monitoring",
        "replication",
        "runbook.synthesized",
        "telemetry",
    ),
    "handlers": ("account.handlers", "lifecycle.handlers"),
    "cli": ("cli",),
}
MAY_IMPORT: dict[str, set[str]] = {
    "values": {"values"},
    "constructs": {"values", "constructs"},
    "handlers": {"handlers"},
    "cli": {"values", "cli"},
}


def _distributed(*requirements: str) -> set[str]:
    """The packages that distributions install, for example `psycopg` of `psycopg[binary]>=3.2`."""
    wanted = {re.split(r"[^\w.-]", requirement)[0].lower() for requirement in requirements}
    return {
        package
        for package, names in importlib.metadata.packages_distributions().items()
        if wanted & {name.lower() for name in names}
    }


_REQUIRED = importlib.metadata.requires("dms-constructs") or []
THIRD_PARTY: dict[str, set[str]] = {
    "values": set(),
    # Type checkers have typing_extensions built in, and jsii needs it.
    "constructs": {"jsii", "typing_extensions", *_distributed(*(each for each in _REQUIRED if "extra ==" not in each))},
    "handlers": {"boto3", "botocore"},
    "cli": _distributed(*(each for each in _REQUIRED if "extra ==" in each)),
}


@dataclass
class Graph:
    """What each module of a package imports: its own modules by their short names, and other packages."""

    own: dict[str, set[str]] = field(default_factory=dict)
    others: dict[str, set[str]] = field(default_factory=dict)

    def closure(self, module: str) -> set[str]:
        """The modules that are loaded with this one, packages around them included."""
        seen: set[str] = set()
        waiting = [module]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += [*self.own.get(name, ()), *(_parents(name) & self.own.keys())]
        return seen


def _parents(name: str) -> set[str]:
    parts = name.split(".")
    return {".".join(parts[:length]) for length in range(1, len(parts))}


def graph_of(sources: dict[str, str]) -> Graph:
    """Read the imports of modules, given by their short names; the package's root is the empty name."""
    graph = Graph()
    for name, source in sources.items():
        graph.own[name], graph.others[name] = set(), set()
        for imported in _imports(source, sources.keys()):
            package, _, module = imported.partition(".")
            beside = f"{name.rpartition('.')[0]}.{imported}"
            if ".handlers." in name and beside in sources:
                # Lambda puts the folder itself on the path.
                graph.own[name].add(beside)
            elif package == PACKAGE:
                graph.own[name].add(module)
            else:
                graph.others[name].add(package)
    return graph


def _imports(source: str, modules: Iterable[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=0):
                # `from package import module` needs the module, anything else the place it is taken from.
                for alias in names:
                    inner = f"{module}.{alias.name}"
                    yield inner if inner.removeprefix(f"{PACKAGE}.") in modules else str(module)
            case ast.ImportFrom():
                raise AssertionError(f"a relative import: {ast.unparse(node)}")
            case ast.Call(func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module")):
                # With a name that is computed it could be anything: only the root does that, from its table.
                yield node.args[0].value if isinstance(node.args[0], ast.Constant) else PACKAGE


def sources() -> dict[str, str]:
    """The package's modules by their short names, without its root, which loads everything by design."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT / PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip(".")
        if name:
            found[name] = path.read_text(encoding="utf-8")
    return found


def layer_of(module: str) -> str:
    found = [
        (len(name), layer)
        for layer, names in LAYERS.items()
        for name in names
        if module == name or module.startswith(f"{name}.")
    ]
    return max(found, default=(0, "none"))[1]


def upward(graph: Graph) -> set[tuple[str, str]]:
    """Imports that the importing module's layer may not have."""
    return {
        (name, imported)
        for name, all_imported in graph.own.items()
        for imported in all_imported
        if layer_of(imported) not in MAY_IMPORT.get(layer_of(name), set())
    }


def foreign(graph: Graph, module: str) -> set[str]:
    """Packages that are loaded with a module, though its layer may not need them."""
    loaded = {package for name in graph.closure(module) for package in graph.others.get(name, ())}
    return loaded - sys.stdlib_module_names - THIRD_PARTY.get(layer_of(module), set())


def circles(arrows: Iterable[tuple[str, str]]) -> set[frozenset[str]]:
    """Groups of names that reach each other."""
    targets: dict[str, set[str]] = {}
    for start, end in arrows:
        targets.setdefault(start, set()).add(end)

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            for name in targets.get(waiting.pop(), set()) - seen:
                seen.add(name)
                waiting.append(name)
        return seen

    all_reached = {name: reached(name) for name in targets}
    return {
        frozenset({name, *(other for other in seen if name in all_reached.get(other, ()))})
        for name, seen in all_reached.items()
        if name in seen
    }


def arrows(graph: Graph) -> set[tuple[str, str]]:
    return {(name, imported) for name, all_imported in graph.own.items() for imported in all_imported}


def between_folders(all_arrows: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The arrows between folders; the values in a folder of constructs count apart from these."""
    found = {(_folder(name), _folder(imported)) for name, imported in all_arrows}
    return {(here, there) for here, there in found if here != there}


def _folder(name: str) -> str:
    return f"{name.partition('.')[0]} ({layer_of(name)})"


SOURCES = sources()
GRAPH = graph_of(SOURCES)


@pytest.mark.parametrize("module", GRAPH.own)
def test_a_module_is_in_a_layer(module: str) -> None:
    assert layer_of(module) in LAYERS, "add it to LAYERS above"


def test_a_layer_has_no_name_that_is_gone() -> None:
    names = {name for layer in LAYERS.values() for name in layer}

    assert {name for name in names if not any(f"{module}.".startswith(f"{name}.") for module in GRAPH.own)} == set()


def test_a_module_imports_from_its_own_layer_and_those_below() -> None:
    assert upward(GRAPH) == set()


@pytest.mark.parametrize("module", GRAPH.own)
def test_no_other_package_is_loaded_with_a_module_than_its_layer_needs(module: str) -> None:
    assert foreign(GRAPH, module) == set()


def test_modules_are_in_no_circle() -> None:
    assert circles(arrows(GRAPH)) == set()


def test_folders_are_in_no_circle() -> None:
    assert circles(between_folders(arrows(GRAPH))) == set()


@pytest.mark.parametrize("path", sorted((ROOT / "stacks").glob("*.py")), ids=lambda path: path.stem)
def test_an_example_stack_uses_the_public_package_only(path: Path) -> None:
    imported = set(_imports(path.read_text(encoding="utf-8"), SOURCES))

    assert not any(name.startswith(f"{PACKAGE}.") for name in imported)


WAYS = {
    "at the top": "from dms_constructs.{package} import {name}",
    "as a module": "import dms_constructs.{module}",
    "in a function": "def late() -> None:\n    from dms_constructs.{package} import {name}",
    "for type checkers": "if TYPE_CHECKING:\n    from dms_constructs.{package} import {name}",
    "by its name": "importlib.import_module('dms_constructs.{module}')",
}


class TestWhatTheCheckSees:
    """An import that is added to a module."""

    @staticmethod
    def graph_with(module: str, line: str) -> Graph:
        return graph_of({**SOURCES, module: f"{SOURCES[module]}\n{line}\n"})

    @pytest.mark.parametrize("way", WAYS)
    @pytest.mark.parametrize(
        ("module", "imported"),
        [
            ("errors", "replication.task"),
            ("sizing.memory", "cli.rendering"),
            ("replication.task", "cli.output"),
            ("cli.output", "replication.task"),
            ("account.handlers.service_roles.index", "errors"),
        ],
    )
    def test_an_import_of_a_layer_above(self, module: str, imported: str, way: str) -> None:
        package, _, name = imported.rpartition(".")
        line = WAYS[way].format(package=package, name=name, module=imported).replace("constructs. ", "constructs ")

        assert upward(self.graph_with(module, line)) - upward(GRAPH) == {(module, imported)}

    @pytest.mark.parametrize(
        ("module", "line", "package"),
        [
            ("errors", "def late() -> None:\n    import aws_cdk.aws_dms", "aws_cdk"),
            ("cdc", "if TYPE_CHECKING:\n    from constructs import Construct", "constructs"),
            ("advice", "import rich", "rich"),
            ("endpoints.endpoint", "import boto3", "boto3"),
            ("account.handlers.service_roles.index", "import requests", "requests"),
            ("cli.output", "from aws_cdk import aws_dms", "aws_cdk"),
        ],
    )
    def test_a_package_that_the_layer_has_no_need_of(self, module: str, line: str, package: str) -> None:
        assert foreign(self.graph_with(module, line), module) - foreign(GRAPH, module) == {package}

    def test_a_package_that_another_module_loads(self) -> None:
        assert foreign(self.graph_with("facts", "import rich"), "mappings.rules.rule") == {"rich"}

    def test_a_package_that_the_folder_around_a_module_loads(self) -> None:
        assert foreign(self.graph_with("endpoints", "import aws_cdk"), "endpoints.ssl_mode") == {"aws_cdk"}

    def test_the_root_which_loads_everything(self) -> None:
        graph = self.graph_with("cdc", "import dms_constructs as dms")

        assert upward(graph) - upward(GRAPH) == {("cdc", "")}

    def test_a_public_name_taken_from_the_root(self) -> None:
        graph = self.graph_with("cdc", "from dms_constructs import Include")

        assert upward(graph) - upward(GRAPH) == {("cdc", "")}

    def test_a_circle_of_modules(self) -> None:
        graph = self.graph_with("catalog.table_type", "def late() -> None:\n    import dms_constructs.catalog.catalog")

        assert {"catalog.table_type", "catalog.catalog"} <= set().union(*circles(arrows(graph)))

    def test_a_circle_of_folders(self) -> None:
        graph = self.graph_with("catalog.change_rate", "from dms_constructs.settings.reason import Reason")

        assert {"catalog (values)", "settings (values)"} <= set().union(*circles(between_folders(arrows(graph))))
