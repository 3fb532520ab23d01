"""The wheel and the source distribution install into an empty environment and synthesize the README's example."""

import email
import os
import re
import subprocess
import sys
import zipfile
from email.message import Message
from pathlib import Path

import pytest

import dms_constructs as dms

ROOT = Path(__file__).parent.parent.parent
VENV = Path(sys.executable).parent


@pytest.fixture(scope="module")
def distributions(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both distributions, by their ending."""
    out = tmp_path_factory.mktemp("dist")
    run([str(VENV / "uv"), "build", "--quiet", "--out-dir", str(out), str(project)], cwd=out)
    return {"whl": next(out.glob("*.whl")), "tar.gz": next(out.glob("*.tar.gz"))}


@pytest.fixture(scope="module")
def metadata(distributions: dict[str, Path]) -> Message:
    """What the wheel says of itself, with the README as its body."""
    with zipfile.ZipFile(distributions["whl"]) as wheel:
        (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(wheel.read(name))


@pytest.fixture(scope="module")
def unpacked(distributions: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of the unpacked source distribution."""
    out = tmp_path_factory.mktemp("unpacked")
    run(["tar", "xzf", str(distributions["tar.gz"])], cwd=out)
    (root,) = out.iterdir()
    return root


def run(command: list[str], cwd: Path, **environment: str) -> str:
    # A make within a make tells where it is.
    own = {"PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    outer = {name: value for name, value in os.environ.items() if name not in own}
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
    assert "dms_constructs/lifecycle/handlers/state_table.json" in names
    assert "dms_constructs/facts/limits.json" in names
    assert "dms_constructs/facts/codes/DMS-M.json" in names
    assert not any("__pycache__" in name for name in names)


def test_the_version_is_written_once(metadata: Message) -> None:
    assert metadata["Version"] == dms.__version__


def links_in(text: str) -> list[str]:
    """Where a page's links and images lead; code has none."""
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return [one or other for one, other in re.findall(r'\]\(([^)\s]+)|\b(?:src|href)="([^"]+)', prose)]


def test_no_link_of_the_metadata_is_relative(metadata: Message) -> None:
    urls = [url.partition(", ")[2] for url in metadata.get_all("Project-URL", [])]
    links = [*urls, *links_in(str(metadata.get_payload()))]

    assert [link for link in links if not link.startswith(("https://", "#"))] == []


def test_links_to_files_of_the_project_start_with_its_one_address(metadata: Message, project: Path) -> None:
    (repository,) = (url.partition(", ")[2] for url in metadata.get_all("Project-URL", []))
    relative = [link for link in links_in((project / "README.md").read_text()) if not link.startswith(("http", "#"))]
    absolute = [link for link in links_in(str(metadata.get_payload())) if link.startswith(repository)]

    assert [re.sub(r"/(blob|raw)/main/", "/", link) for link in absolute] == [f"{repository}/{x}" for x in relative]


def test_a_link_in_the_readme_leads_to_a_file(project: Path) -> None:
    links = [link.partition("#")[0] for link in links_in((project / "README.md").read_text())]

    assert [link for link in links if link and "://" not in link and not (project / link).exists()] == []


def test_the_source_has_what_the_commands_of_the_readme_need(unpacked: Path, project: Path) -> None:
    listed = run(["make", "help"], cwd=unpacked)

    assert listed == run(["make", "help"], cwd=project)


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only a checkout knows which files are kept")
def test_the_source_has_every_file_of_the_project(unpacked: Path, project: Path) -> None:
    kept = set(run(["git", "ls-files"], cwd=project).splitlines())
    shipped = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}

    assert {name for name in kept - shipped if not name.startswith(".")} == set()


def test_the_lock_of_npm_names_no_registry(project: Path) -> None:
    assert "http" not in (project / "package-lock.json").read_text(encoding="utf-8")
