from pathlib import Path

import aws_cdk as cdk

from app import build
from tests.stacks.conftest import cdk_context, run_app


def files_of(assembly: Path) -> dict[str, bytes]:
    """Every file of a cloud assembly, but for the stack traces of the CDK's own, which name its temporary folder."""
    return {
        str(path.relative_to(assembly)): path.read_bytes()
        for path in sorted(assembly.rglob("*"))
        if path.is_file() and not path.name.endswith((".lock", ".metadata.json"))
    }


def synthesized(project: Path, outdir: Path) -> dict[str, bytes]:
    app = cdk.App(context=cdk_context(project), outdir=str(outdir))
    build(app)
    app.synth()
    return files_of(outdir)


def test_the_same_app_twice_is_the_same_bytes(project: Path, tmp_path: Path) -> None:
    assert synthesized(project, tmp_path / "one") == synthesized(project, tmp_path / "two")


def test_another_process_writes_the_same_bytes(project: Path, tmp_path: Path) -> None:
    first = run_app(project, tmp_path / "one", PYTHONHASHSEED="1")
    second = run_app(project, tmp_path / "two", PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")
