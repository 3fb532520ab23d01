"""The wheel and the source distribution install into an empty environment and synthesize the README's example."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

VENV = Path(sys.executable).parent


@pytest.fixture(scope="module")
def distributions(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both distributions, by their ending."""
    out = tmp_path_factory.mktemp("dist")
    run([str(VENV / "uv"), "build", "--quiet", "--out-dir", str(out), str(project)], cwd=out)
    return {"whl": next(out.glob("*.whl")), "tar.gz": next(out.glob("*.tar.gz"))}


def run(command: list[str], cwd: Path, **environment: str) -> str:
    outer = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(command, cwd=cwd, env={**outer, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", ["whl", "tar.gz"])
def test_synthesizes_the_readme_example_from_an_empty_environment(
    kind: str, distributions: dict[str, Path], project: Path, tmp_path: Path
) -> None:
    environment = tmp_path / "venv"
    python = environment / "bin" / "python"
    uv = str(VENV / "uv")
    run([uv, "venv", "--quiet", "--python", sys.executable, str(environment)], cwd=tmp_path)
    constraints = str(project / "constraints.txt")
    run(
        [uv, "pip", "install", "--quiet", "--python", str(python), "-c", constraints, str(distributions[kind])],
        cwd=tmp_path,
    )
    example = re.search(r"^```python\n(.*?)^```$", (project / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    assert example is not None
    (tmp_path / "example.py").write_text(example[1])

    run([str(python), "-W", "error", "example.py"], cwd=tmp_path, CDK_OUTDIR=str(tmp_path / "out"))

    assert "AWS::DMS::ReplicationTask" in (tmp_path / "out" / "Shop.template.json").read_text()


def test_the_wheel_holds_the_package_and_nothing_else(distributions: dict[str, Path]) -> None:
    import zipfile

    names = zipfile.ZipFile(distributions["whl"]).namelist()

    assert {name.split("/")[0].split("-")[0] for name in names} == {"dms_constructs"}
    assert "dms_constructs/py.typed" in names
    assert "dms_constructs/account/handlers/service_roles/index.py" in names
    assert "dms_constructs/facts/limits.json" in names
    assert not any("__pycache__" in name for name in names)
