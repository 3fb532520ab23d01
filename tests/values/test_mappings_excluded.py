"""What an exclude covers is found alike by comparing few rules and by trees of many."""

from hypothesis import given, strategies as st

from dms_constructs import Exclude, Include, TableType
from dms_constructs.mappings.checks.coverage import _by_trees, _one_by_one

NAMES = st.text(alphabet="ab%_", min_size=1, max_size=4)
KINDS = st.sampled_from(TableType)


@given(
    st.lists(st.builds(Include, NAMES, NAMES, table_type=KINDS), min_size=1, max_size=4),
    st.lists(st.builds(Exclude, NAMES, NAMES, table_type=KINDS), max_size=4),
)
def test_comparing_finds_what_trees_find(includes: list[Include], excludes: list[Exclude]) -> None:
    one_by_one, by_trees = _one_by_one(excludes), _by_trees(includes, excludes)

    assert [one_by_one(rule) for rule in includes] == [by_trees(rule) for rule in includes]
