"""The wheel and the source distribution install into an empty environment and synthesize the README's example."""

import os
import re
import subprocess
import sys
import tarfile
import zipfile
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
    names = zipfile.ZipFile(distributions["whl"]).namelist()

    assert {name.split("/")[0].split("-")[0] for name in names} == {"dms_constructs"}
    assert "dms_constructs/py.typed" in names
    assert "dms_constructs/account/handlers/service_roles/index.py" in names
    assert "dms_constructs/facts/limits.json" in names
    assert not any("__pycache__" in name for name in names)


LINK = re.compile(r"\]\(([^)]+)\)")


def metadata_of(wheel: Path) -> str:
    with zipfile.ZipFile(wheel) as opened:
        return opened.read(next(name for name in opened.namelist() if name.endswith("/METADATA"))).decode()


def test_no_link_of_the_metadata_is_relative(distributions: dict[str, Path]) -> None:
    metadata = metadata_of(distributions["whl"])

    assert "## Where to go next" in metadata
    assert [link for link in LINK.findall(metadata) if not link.startswith("https://")] == []


def test_links_lead_to_the_repository_once_its_address_is_known(distributions: dict[str, Path], tmp_path: Path) -> None:
    with tarfile.open(distributions["tar.gz"]) as source:
        source.extractall(tmp_path, filter="data")
    published = next(tmp_path.iterdir())
    (published / "PKG-INFO").unlink()  # a checkout has none, and the backend would take the description from it
    with (published / "pyproject.toml").open("a", encoding="utf-8") as project:
        project.write('[project.urls]\nSource = "https://example.com/dms"\n')
    run([str(VENV / "uv"), "build", "--quiet", "--wheel", "--out-dir", str(tmp_path), str(published)], cwd=tmp_path)

    links = LINK.findall(metadata_of(next(tmp_path.glob("*.whl"))))

    assert "https://example.com/dms/raw/v0.1.0/docs/migration.svg" in links
    assert "https://example.com/dms/blob/v0.1.0/docs/guide/sizing.md" in links
    assert [link for link in links if not link.startswith("https://")] == []


def test_the_source_distribution_carries_what_its_documents_name(distributions: dict[str, Path]) -> None:
    with tarfile.open(distributions["tar.gz"]) as source:
        names = {name.partition("/")[2] for name in source.getnames()}

    assert {"Makefile", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/migration.svg"} <= names
    assert {"docs/guide/sizing.md", "docs/errors/DMS-A.md", "stacks/network.py"} <= names
    assert {"tools/setup.sh", "app.py", "constraints.txt", "package-lock.json"} <= names
    assert not any(name.startswith((".venv", "node_modules")) for name in names)
