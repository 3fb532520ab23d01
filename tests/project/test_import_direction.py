"""Dependencies point one way: constructs may use values, and values know nothing of the CDK."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CDK = {"aws_cdk", "constructs", "jsii"}
PACKAGE = Path(__file__).parent.parent.parent / "dms_constructs"


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        if not name.startswith("account.handlers") and name != "__init__":
            yield name, path


def imports_of(path: Path) -> set[str]:
    """Every module that a module imports at run time, outside `if TYPE_CHECKING`."""
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            return
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from package import module` needs the module, anything else the place it is taken from.
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            own = {name for name in inner if name.removeprefix("dms_constructs.") in NAMES}
            found.update(own)
            if len(own) < len(inner):
                found.add(node.module)
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(path.read_text(encoding="utf-8")))
    return found


NAMES = {name for name, _ in modules()}
GRAPH = {name: imports_of(path) for name, path in modules()}


def uses_the_cdk(name: str, seen: frozenset[str] = frozenset()) -> bool:
    for imported in GRAPH.get(name, set()):
        if imported.split(".")[0] in CDK:
            return True
        own = imported.removeprefix("dms_constructs.")
        if imported.startswith("dms_constructs.") and own not in seen and uses_the_cdk(own, seen | {name}):
            return True
    return False


VALUES = [
    "advice",
    "catalog",
    "cdc",
    "engines",
    "replication.engine_version",
    "errors",
    "facts",
    "replication.instance_class",
    "mappings",
    "migration_type",
    "replication.network_type",
    "endpoints.password",
    "settings",
    "sizing",
    "endpoints.ssl_mode",
    "table_type",
]


@pytest.mark.parametrize("name", [n for n in GRAPH if n.split(".")[0] in VALUES])
def test_a_value_does_not_know_the_cdk(name: str) -> None:
    assert not uses_the_cdk(name)


@pytest.mark.parametrize("name", [n for n in GRAPH if n.split(".")[0] in VALUES])
def test_a_value_needs_the_standard_library_only(name: str) -> None:
    import sys

    outside = {i.split(".")[0] for i in GRAPH[name]} - set(sys.stdlib_module_names) - {"dms_constructs"}

    assert outside == set()


def test_no_module_imports_itself_by_a_detour() -> None:
    def reaches(start: str, name: str, seen: set[str]) -> bool:
        for imported in GRAPH.get(name, set()):
            own = imported.removeprefix("dms_constructs.")
            if own == start:
                return True
            if own in GRAPH and own not in seen:
                seen.add(own)
                if reaches(start, own, seen):
                    return True
        return False

    assert [name for name in GRAPH if reaches(name, name, set())] == []


@pytest.mark.parametrize("path", sorted((PACKAGE.parent / "stacks").glob("*.py")), ids=lambda path: path.stem)
def test_an_example_stack_uses_the_public_package_only(path: Path) -> None:
    assert not any(name.startswith("dms_constructs.") for name in imports_of(path))
