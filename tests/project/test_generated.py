"""What is generated is what its data says, and what is written by hand stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dms_constructs import facts
from tools import errors, every_page, guide, picture, prerequisites

ROOT = Path(__file__).parent.parent.parent
PAGES = every_page.pages()
CODES = [*facts.codes()["errors"], *facts.codes()["findings"]]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_is_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path], "run: make docs (python -m tools)"


def test_no_page_of_errors_is_left_behind() -> None:
    assert set(errors.FOLDER.iterdir()) == set(errors.pages())


def test_no_page_of_checklists_is_left_behind() -> None:
    assert set(prerequisites.FOLDER.iterdir()) <= set(prerequisites.pages())


@pytest.mark.parametrize("code", CODES)
def test_a_code_has_an_anchor_of_its_own_name(code: str) -> None:
    page = PAGES[errors.FOLDER / f"{facts.family_of(code)}.md"]

    assert page.count(f'<a id="{code}"></a>') == 1


def test_the_index_links_every_code() -> None:
    linked = re.findall(r"\]\([\w-]+\.md#([\w.-]+)\)", PAGES[errors.FOLDER / "README.md"])

    assert sorted(linked) == sorted(CODES)


def test_every_family_has_a_title_and_something_in_it() -> None:
    assert list(facts.codes()["families"]) == sorted({facts.family_of(code) for code in CODES})


def test_the_entry_of_a_warning_has_its_example_and_what_the_fix_changes() -> None:
    entry = facts.codes()["findings"]["instance.singleAz"]
    page = PAGES[errors.FOLDER / "instance.md"]

    assert f"```python\n{entry['example'].strip()}\n```" in page
    assert '+instance = dms.ReplicationInstance(stack, "Instance", vpc=vpc, multi_az=True)\n' in page
    assert "- **Severity**: medium\n" in page


def test_another_text_between_the_marks_of_the_guide_is_replaced() -> None:
    page = guide.PAGE.read_text(encoding="utf-8")

    stale = page.replace("| another engine | yes |", "| another engine | no |", 1)

    assert stale != page
    assert guide.renewed(stale) == page


def test_what_is_written_by_hand_in_the_guide_stays() -> None:
    page = f"before\n{guide.BEGIN}\nold\n{guide.END}\nafter\n"

    assert guide.renewed(page).startswith(f"before\n{guide.BEGIN}\n")
    assert guide.renewed(page).endswith(f"{guide.END}\nafter\n")


def test_the_numbers_of_the_guide_are_those_of_the_data() -> None:
    page = guide.PAGE.read_text(encoding="utf-8")

    for name in ("dump_size_gb", "dump_gib_per_hour", "fastest_copy_gib_per_hour", "stream_mb_per_second"):
        threshold = facts.tools()["thresholds"][name]
        assert f"{threshold['value']:g} {threshold['unit']}" in page


@pytest.mark.parametrize("scheme", picture.COLOURS)
@pytest.mark.parametrize("text", ["text", "quiet", "mark"])
@pytest.mark.parametrize("behind", ["page", "box"])
def test_the_picture_has_the_contrast_that_accessibility_asks_for(scheme: str, text: str, behind: str) -> None:
    light, dark = sorted((luminance(picture.COLOURS[scheme][name]) for name in (text, behind)), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.1, success criterion 1.4.3


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
