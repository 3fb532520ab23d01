import re
import subprocess
from pathlib import Path

import pytest

README = Path(__file__).parent.parent.parent / "README.md"
DOCUMENTS = [README, README.parent / "CONTRIBUTING.md", *sorted((README.parent / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[object]:
    return [
        pytest.param(text, id=f"{document.name}-{number}")
        for document in DOCUMENTS
        for number, (kind, text) in enumerate(BLOCK.findall(document.read_text(encoding="utf-8")))
        if kind == language
    ]


@pytest.mark.parametrize("code", blocks("python"))
def test_a_python_block_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDK_OUTDIR", str(tmp_path))

    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})


@pytest.mark.parametrize("script", blocks("sh"))
def test_a_shell_block_names_targets_that_exist(script: str, project: Path) -> None:
    listed = subprocess.run(["make", "help"], cwd=project, capture_output=True, text=True, check=True).stdout

    for target in re.findall(r"make (\w+)", script):
        assert f"make {target} " in listed


def test_every_block_is_of_a_kind_that_is_tested() -> None:
    kinds = {kind for document in DOCUMENTS for kind, _ in BLOCK.findall(document.read_text(encoding="utf-8"))}

    assert kinds <= {"python", "sh", "text"}
