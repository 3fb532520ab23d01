"""What a rule needs and has under a misspelt key is an error that names the key, in every object of the document."""

from typing import Any

import pytest

from dms_constructs import RawRule, TableMappings
from dms_constructs.errors import ConfigurationError

LOCATOR = {"schema-name": "shop", "table-name": "orders"}
SHOP: dict[str, Any] = {
    "rule-type": "selection",
    "rule-id": "1",
    "rule-name": "1",
    "rule-action": "include",
    "object-locator": LOCATOR,
}
CONDITION = {"filter-operator": "between", "start-value": "1", "end-value": "5"}
FILTER = {"filter-type": "source", "column-name": "id", "filter-conditions": [CONDITION]}


def rule(rule_type: str, **parts: Any) -> dict[str, Any]:
    body = {"rule-type": rule_type, "rule-id": "2", "rule-name": "2", "object-locator": LOCATOR}
    return body | {key.replace("_", "-"): value for key, value in parts.items()}


def transformation(target: str, action: str, **parts: Any) -> dict[str, Any]:
    return rule("transformation", rule_target=target, rule_action=action, **parts)


FILTERED = SHOP | {"rule-id": "2", "rule-name": "2", "filters": [FILTER]}
OF_COLUMN = LOCATOR | {"column-name": "id"}
LOBS = rule("table-settings", lob_settings={"mode": "limited", "bulk-max-size": "64"})
NEW = transformation("column", "add-column", value="a", data_type={"type": "string", "length": 9})
STREAM = rule("object-mapping", rule_action="map-record-to-document")
CONSTANT = STREAM | {"mapping-parameters": {"partition-key-type": "constant", "partition-key": {"value": "one"}}}


def parallel(**parts: Any) -> dict[str, Any]:
    return rule("table-settings", parallel_load=parts)


# The path to a key that its rule can't be without, in a rule that is right otherwise.
NEEDED = [
    (FILTERED, "rule-type"),
    (FILTERED, "rule-action"),
    (FILTERED, "object-locator"),
    (FILTERED, "object-locator.schema-name"),
    (FILTERED, "object-locator.table-name"),
    (FILTERED, "filters[0].column-name"),
    (FILTERED, "filters[0].filter-conditions"),
    (FILTERED, "filters[0].filter-conditions[0].filter-operator"),
    (FILTERED, "filters[0].filter-conditions[0].start-value"),
    (transformation("table", "rename", value="sales"), "rule-target"),
    (transformation("table", "rename", value="sales"), "value"),
    (transformation("table", "rename", expression="lower($AR_M_SOURCE_TABLE_NAME)"), "expression"),
    (transformation("table", "replace-prefix", value="a", old_value="b"), "old-value"),
    (transformation("column", "remove-column", object_locator=OF_COLUMN), "object-locator.column-name"),
    (NEW, "data-type"),
    (NEW, "data-type.type"),
    (
        transformation("table", "define-primary-key", primary_key_def={"name": "k", "columns": ["id"]}),
        "primary-key-def.name",
    ),
    (
        transformation("table", "define-primary-key", primary_key_def={"name": "k", "columns": ["id"]}),
        "primary-key-def.columns",
    ),
    (transformation("column", "add-before-image-columns", before_image_def={}), "before-image-def"),
    (LOBS, "lob-settings"),
    (LOBS, "lob-settings.bulk-max-size"),
    (parallel(type="partitions-auto"), "parallel-load"),
    (parallel(type="partitions-auto"), "parallel-load.type"),
    (parallel(type="partitions-list", partitions=["p1"]), "parallel-load.partitions"),
    (parallel(type="ranges", columns=["id"], boundaries=[["5"]]), "parallel-load.columns"),
    (parallel(type="ranges", columns=["id"], boundaries=[["5"]]), "parallel-load.boundaries"),
    (CONSTANT, "mapping-parameters.partition-key"),
    (CONSTANT, "mapping-parameters.partition-key.value"),
    (
        STREAM | {"mapping-parameters": {"attribute-mappings": [{"target-attribute-name": "a", "value": "${b}"}]}},
        "mapping-parameters.attribute-mappings[0].target-attribute-name",
    ),
    (rule("post-processing", rule_action="add-tag", tag_set=[{"key": "a", "value": "b"}]), "tag-set"),
    (rule("post-processing", rule_action="add-tag", tag_set=[{"key": "a", "value": "b"}]), "tag-set[0].key"),
    (
        rule(
            "validation",
            rule_target="column",
            rule_action="override-validation-function",
            object_locator=OF_COLUMN,
            source_function="trim(id)",
        ),
        "source-function",
    ),
]


def misspelt(name: str) -> str:
    """Return a key without its last letter but one, as hasty fingers write it."""
    return name[:-2] + name[-1]


def renamed(body: Any, path: str) -> Any:
    first, _, rest = path.partition(".")
    name, _, index = first.partition("[")
    if not rest:
        return {(misspelt(key) if key == name else key): value for key, value in body.items()}
    if not index:
        return body | {name: renamed(body[name], rest)}
    items = list(body[name])
    items[int(index[:-1])] = renamed(items[int(index[:-1])], rest)
    return body | {name: items}


def read(body: dict[str, Any]) -> TableMappings:
    return TableMappings.from_dict({"rules": [SHOP, body]})


@pytest.mark.parametrize(
    ("body", "path"), NEEDED, ids=lambda part: part if isinstance(part, str) else part["rule-type"]
)
def test_a_misspelt_key_that_is_needed_is_named(body: dict[str, Any], path: str) -> None:
    read(body)
    parent, _, name = path.rpartition(".")

    with pytest.raises(ConfigurationError) as raised:
        read(renamed(body, path))

    assert raised.value.message.startswith("rule 2 (rule-id 2): ")
    assert f'"{misspelt(name)}" is not a key of {parent or "the rule"}; did you mean "{name}"?' in raised.value.message


@pytest.mark.parametrize("name", ["column_name", "Column-Name", "column-nam", "colum-name", "columnname", "column"])
def test_a_key_is_known_in_any_spelling(name: str) -> None:
    body = SHOP | {"filters": [{name: "id", "filter-type": "source", "filter-conditions": [CONDITION]}]}

    with pytest.raises(
        ConfigurationError, match=f'"{name}" is not a key of filters\\[0\\]; did you mean "column-name"'
    ):
        read(body)


@pytest.mark.parametrize("path", ["rule-action", "object-locator", "object-locator.table-name"])
def test_a_rule_that_is_passed_on_is_read_alike(path: str) -> None:
    name = path.rpartition(".")[2]

    with pytest.raises(ConfigurationError, match=f'"{misspelt(name)}" is not a key .* did you mean "{name}"'):
        RawRule(renamed(SHOP, path))


def test_what_is_wrong_elsewhere_is_said_as_ever() -> None:
    body = SHOP | {"rule-action": "inclde", "load-orde": "5", "filter": [FILTER]}

    with pytest.raises(ConfigurationError, match="rule-action must be one of") as raised:
        read(body)

    assert "load-orde" not in raised.value.message


def test_words_of_a_document_for_the_target_are_no_keys() -> None:
    attribute = {"target-attribute-name": "", "value": {"target-attribute-nam": "x"}}
    body = STREAM | {"mapping-parameters": {"attribute-mappings": [attribute]}}

    with pytest.raises(ConfigurationError, match="the name of an attribute must be a string that is not empty"):
        read(body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (FILTERED | {"load-orde": "5"}, '"load-order"'),
        (FILTERED | {"filters": [FILTER | {"filter-typ": "source"}]}, '"filter-type"'),
        (LOBS | {"lob-settings": {"mode": "unlimited", "bulk-max-siz": "0"}}, '"bulk-max-size"'),
        (LOBS | {"lob-settings": {"moed": "limited", "bulk-max-size": "64"}}, '"mode"'),
        (parallel(type="partitions-auto", batchsize=5), '"batch-size"'),
        (STREAM | {"mapping-parameters": {"exclude-column": ["a"]}}, '"exclude-columns"'),
        (STREAM | {"kafka-topic": "t"}, '"kafka-target-topic"'),
        (NEW | {"data-type": {"type": "string", "lenght": 9}}, '"length"'),
        (NEW | {"expresion": "1"}, '"expression"'),
    ],
)
def test_a_misspelt_key_that_could_be_left_out_is_a_finding(body: dict[str, Any], words: str) -> None:
    found = [str(finding) for finding in read(body).findings if finding.id == "mappings.unknownKey"]

    assert [words in text for text in found] == [True]


def test_a_rule_that_is_passed_on_and_can_not_be_read_has_its_unknown_keys_found() -> None:
    body = SHOP | {"filters": [{"filter-type": "source", "column-nam": "id", "filter-conditions": [CONDITION]}]}

    found = [str(finding) for finding in TableMappings(RawRule(body)).findings]

    assert ['did you mean "column-name"' in text for text in found] == [True]
