"""Inside `mappings/`, imports point one way: rules, then the evaluator, then the checks, then what is on top."""

import ast
from pathlib import Path

import pytest

import dms_constructs.mappings

PACKAGE = Path(dms_constructs.mappings.__file__).parent
ROOT = "dms_constructs.mappings"
LAYERS = ["rules", "evaluator", "checks", "top"]


def name_of(path: Path) -> str:
    return ".".join((ROOT, *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports_of(path: Path) -> set[str]:
    """Every module of `mappings/` that a module imports, anywhere: at the top, in functions, for type checkers."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inner & MODULES.keys() or {node.module}
    return found & MODULES.keys()


GRAPH = {name: imports_of(path) for name, path in MODULES.items()}


def layer(name: str) -> int:
    folder = name.removeprefix(f"{ROOT}.").split(".")[0]
    return LAYERS.index(folder) if folder in LAYERS else LAYERS.index("top")


@pytest.mark.parametrize("name", GRAPH)
def test_a_module_imports_none_of_a_layer_above(name: str) -> None:
    assert [other for other in GRAPH[name] if layer(other) > layer(name)] == []


@pytest.mark.parametrize("name", GRAPH)
def test_a_module_does_not_reach_itself(name: str) -> None:
    reached: set[str] = set()
    ahead = [*GRAPH[name]]
    while ahead:
        if (one := ahead.pop()) not in reached:
            reached.add(one)
            ahead += GRAPH[one]

    assert name not in reached
