"""What the documents show works as it stands there, and their links lead somewhere."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore import xform_name

ROOT = Path(__file__).parent.parent.parent
README = ROOT / "README.md"
DOCUMENTS = [
    README,
    *(ROOT / name for name in ("CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
# The snippets of docs/errors are run from their data.
WRITTEN_BY_HAND = [document for document in DOCUMENTS if document.parent.name != "errors"]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def blocks(language: str) -> list[Any]:
    return [
        pytest.param(text, id=f"{document.name}-{number}")
        for document in WRITTEN_BY_HAND
        for number, (kind, text) in enumerate(BLOCK.findall(document.read_text(encoding="utf-8")))
        if kind == language
    ]


def shell_lines(start: str) -> list[str]:
    """Every command of the shell blocks that starts so, alone or in `$(...)`."""
    scripts = "\n".join(text for param in blocks("sh") for text in param.values).replace("\\\n", " ")
    return re.findall(rf"(?:^|\$\()({start} [^\n)]*(?:\([^\n)]*\)[^\n)]*)*)", scripts, re.MULTILINE)


@pytest.mark.parametrize("code", blocks("python"))
def test_a_python_block_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDK_OUTDIR", str(tmp_path))

    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})


@pytest.mark.parametrize("script", blocks("sh"))
def test_a_shell_block_names_targets_that_exist(script: str, project: Path) -> None:
    listed = subprocess.run(["make", "help"], cwd=project, capture_output=True, text=True, check=True).stdout

    for target in re.findall(r"make (\w+)", script):
        assert f"make {target} " in listed


@pytest.mark.parametrize("script", blocks("sh"))
def test_a_shell_block_is_valid_shell(script: str) -> None:
    assert subprocess.run(["bash", "-n", "-c", script], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("command", shell_lines("aws"))
def test_an_aws_command_names_an_operation_and_its_parameters(command: str) -> None:
    _, service, operation, *arguments = shlex.split(command)
    session = botocore.session.Session()
    if operation == "wait":
        waiter, *arguments = arguments
        waiters = session.get_waiter_model(service)
        names = {xform_name(name, "-"): waiters.get_waiter(name).operation for name in waiters.waiter_names}
        operation = xform_name(names[waiter], "-")
    model = session.get_service_model(service)
    shape = next(model.operation_model(name) for name in model.operation_names if xform_name(name, "-") == operation)
    known = {xform_name(name, "-"): member.type_name for name, member in shape.input_shape.members.items()}

    for option in (argument[2:] for argument in arguments if argument.startswith("--")):
        negated = option.removeprefix("no-")
        assert option in {*known, "query", "output"} or known[negated] == "boolean"


def test_every_block_is_of_a_kind_that_is_tested() -> None:
    kinds = {kind for document in WRITTEN_BY_HAND for kind, _ in BLOCK.findall(document.read_text(encoding="utf-8"))}

    # The scripts of checklists are run from the values that write them.
    assert kinds <= {"python", "sh", "sql", "text"}


def anchors(page: Path) -> set[str]:
    """What a link into a page may name: its headings, as they are written in links, and anchors of its own."""
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).lower().replace(" ", "-") for title in headings} | set(
        re.findall(r'<a id="([^"]+)">', text)
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_leads_to_a_page_and_a_place_on_it(document: Path) -> None:
    for link in LINK.findall(BLOCK.sub("", document.read_text(encoding="utf-8"))):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        page = (document.parent / path).resolve() if path else document
        assert page.exists(), link
        assert not anchor or anchor in anchors(page), link


def test_the_readme_is_short_and_says_what_is_needed_first_first() -> None:
    text = README.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 170
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Install",
        "A migration",
        "Two commands, without an AWS account",
        "Deploy and clean up",
        "Where to go next",
    ]
    assert text.index("docs/migration.svg") < text.index("## Install")


def test_every_page_of_the_guide_is_linked_from_the_readme() -> None:
    linked = {(ROOT / link.partition("#")[0]).resolve() for link in LINK.findall(README.read_text(encoding="utf-8"))}

    assert set((ROOT / "docs" / "guide").glob("*.md")) <= linked


class TestReadme:
    TEXT = README.read_text(encoding="utf-8")

    def test_is_short_enough_to_be_read(self) -> None:
        assert len(self.TEXT.splitlines()) <= 170

    def test_says_first_things_first(self) -> None:
        assert re.findall(r"^## (.*)$", self.TEXT, re.MULTILINE) == [
            "Install",
            "A migration",
            "Two commands, without an AWS account",
            "Deploy and clean up",
            "Where to go next",
        ]
        assert self.TEXT.index("docs/migration.svg") < self.TEXT.index("## Install")

    @pytest.mark.parametrize(
        ("file", "pattern", "shown"),
        [
            ("pyproject.toml", r'requires-python = ">=([\d.]+)"', "Python {}"),
            ("package.json", r'"aws-cdk": "([\d.]+)"', "CDK CLI {}"),
            ("tools/setup.sh", r"-ge (\d+)", "Node.js {}"),
        ],
    )
    def test_names_the_versions_that_the_project_needs(self, file: str, pattern: str, shown: str) -> None:
        found = re.search(pattern, (ROOT / file).read_text(encoding="utf-8"))

        assert found is not None
        assert shown.format(found[1]) in self.TEXT

    def test_announces_the_warnings_that_its_example_gives(self) -> None:
        code = next(text for kind, text in BLOCK.findall(self.TEXT) if kind == "python")
        names: dict[str, Any] = {"__name__": "readme"}

        exec(compile(code, "README.md", "exec"), names)

        texts = "".join(str(each.entry.data) for each in names["app"].synth().get_stack_by_name("Shop").messages)
        given = set(re.findall(r"\[ack: dms-constructs:([\w.]+)\]", texts))
        assert given
        assert given == set(re.findall(r"\[(\w+\.\w+)\]\(docs/errors/", self.TEXT))

    def test_says_how_to_let_go_of_what_is_protected(self) -> None:
        clean_up = self.TEXT[self.TEXT.index("stop-replication-task") :]

        assert clean_up.index("--no-deletion-protection") < clean_up.index(
            "npx cdk destroy MySqlToAuroraPostgreSql Network"
        )


def test_a_page_tests_the_connections_and_starts_the_task() -> None:
    page = (ROOT / "docs" / "guide" / "start-the-task.md").read_text(encoding="utf-8")
    commands = [
        "aws cloudformation describe-stacks",
        "aws dms test-connection",
        "aws dms describe-connections",
        "aws dms start-replication-task --replication-task-arn",
    ]

    assert [page.index(each) for each in commands] == sorted(page.index(each) for each in commands)
    assert "](docs/guide/start-the-task.md)" in TestReadme.TEXT


VARIABLES = {"snapshot", "group"}  # chosen by the reader from what the command above them lists


@pytest.mark.parametrize("document", WRITTEN_BY_HAND, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_variable_of_a_command_is_set_before_it_is_used(document: Path) -> None:
    shell = "\n".join(text for kind, text in BLOCK.findall(document.read_text(encoding="utf-8")) if kind == "sh")

    for used in re.finditer(r"\$(\w+)", shell):
        assert used[1] in VARIABLES or re.search(rf"^{used[1]}=", shell[: used.start()], re.MULTILINE), used[1]


def test_no_document_installs_the_package_by_its_name() -> None:
    for document in DOCUMENTS:
        assert not re.search(r"pip install ['\"]?dms-constructs", document.read_text(encoding="utf-8")), document.name
