"""Graph mappings: what Neptune's tasks say of how rows become a graph."""

import dataclasses
import json
import pickle
from collections.abc import Sequence

import pytest

import dms_constructs as dms
from dms_constructs.task_checks.graphs import document_of

EMPLOYEE = dms.VertexDefinition(
    definition_id="1",
    id_template="{emp_id}",
    label="employee",
    properties=[dms.GraphProperty("name", "{emp_name}")],
)
REPORTS_TO = dms.EdgeDefinition(
    label="reportsTo",
    id_template="{emp_id}_{mgr_id}",
    from_vertex=dms.VertexReference("1", "{emp_id}"),
    to_vertex=dms.VertexReference("1", "{mgr_id}"),
    properties=[dms.GraphProperty("team", "{team}")],
)
GRAPH = dms.GremlinMapping(
    dms.GremlinRule(table="nodes", name="vertex_mapping_rule_from_nodes", vertices=[EMPLOYEE]),
    dms.GremlinRule(table="nodes", name="edge_mapping_rule_from_emp", edges=[REPORTS_TO]),
)
# The sample of the DMS User Guide, page CHAP_Target.Neptune.
SAMPLE = {
    "rules": [
        {
            "rule_id": "1",
            "rule_name": "vertex_mapping_rule_from_nodes",
            "table_name": "nodes",
            "vertex_definitions": [
                {
                    "vertex_id_template": "{emp_id}",
                    "vertex_label": "employee",
                    "vertex_definition_id": "1",
                    "vertex_properties": [
                        {
                            "property_name": "name",
                            "property_value_template": "{emp_name}",
                            "property_value_type": "String",
                        }
                    ],
                }
            ],
        },
        {
            "rule_id": "2",
            "rule_name": "edge_mapping_rule_from_emp",
            "table_name": "nodes",
            "edge_definitions": [
                {
                    "from_vertex": {"vertex_id_template": "{emp_id}", "vertex_definition_id": "1"},
                    "to_vertex": {"vertex_id_template": "{mgr_id}", "vertex_definition_id": "1"},
                    "edge_id_template": {"label": "reportsTo", "template": "{emp_id}_{mgr_id}"},
                    "edge_properties": [
                        {
                            "property_name": "team",
                            "property_value_template": "{team}",
                            "property_value_type": "String",
                        }
                    ],
                }
            ],
        },
    ]
}
PREFIXES = "@prefix rr: <http://www.w3.org/ns/r2rml#>.\n@prefix ex: <http://example.com/ns#>.\n"
# Of the same page.
TRIPLES = f"""{PREFIXES}
<#TriplesMap1>
    rr:logicalTable [ rr:tableName "nodes" ];
    rr:subjectMap [
        rr:template "http://data.example.com/employee/{{id}}";
        rr:class ex:Employee;
    ];
    rr:predicateObjectMap [
        rr:predicate ex:name;
        rr:objectMap [ rr:column "label" ];
    ]
"""

MAPS = r"""
@prefix rr: <http://www.w3.org/ns/r2rml#>.
@prefix ex: <http://example.com/ns#>.
# rr:column "not_this"
<#A> rr:logicalTable [ rr:tableName "customers" ];
    rr:subjectMap [ rr:template "http://example.com/{id}/{\"Name\"}/\\{not_this\\}"; rr:class ex:Customer ];
    rr:predicateObjectMap [ rr:predicate ex:in; rr:objectMap [ rr:column 'city' ] ].
<#B> rr:logicalTable <#Orders>; rr:subjectMap [ rr:column "whose_is_not_clear" ].
<#Orders> <http://www.w3.org/ns/r2rml#tableName> "orders" .
"""


class TestGremlin:
    def test_renders_the_sample_of_the_guide(self) -> None:
        assert json.loads(GRAPH.to_json()) == SAMPLE

    def test_reads_the_sample_of_the_guide(self) -> None:
        assert dms.GremlinMapping.from_json(json.dumps(SAMPLE)) == GRAPH

    def test_knows_its_tables_once(self) -> None:
        assert GRAPH.tables == ("nodes",)

    def test_a_rule_without_a_name_is_called_by_what_it_makes(self) -> None:
        (rule,) = json.loads(dms.GremlinMapping(dms.GremlinRule(table="nodes", vertices=[EMPLOYEE])).to_json())["rules"]

        assert rule["rule_name"] == "vertices_of_nodes"

    def test_a_vertex_without_a_label_adds_properties(self) -> None:
        added = dms.VertexDefinition(definition_id="1", id_template="{id}", properties=EMPLOYEE.properties)

        assert "vertex_label" not in added.to_dict()

    def test_is_kept_by_pickle(self) -> None:
        assert pickle.loads(pickle.dumps(GRAPH)) == GRAPH

    def test_equal_mappings_have_one_hash(self) -> None:
        assert hash(dms.GremlinMapping.from_json(GRAPH.to_json())) == hash(GRAPH)

    @pytest.mark.parametrize(
        ("make", "problem"),
        [
            (dms.GremlinMapping, "must have a rule"),
            (lambda: dms.GremlinMapping(EMPLOYEE), "must be of type GremlinRule"),
            (lambda: dms.GremlinRule(table="nodes"), "neither vertices nor edges"),
            (lambda: dms.GremlinRule(table=" ", vertices=[EMPLOYEE]), "table must not be empty"),
            (lambda: dms.GremlinRule(table="nodes", vertices=EMPLOYEE), "vertices must be a list"),
            (lambda: dms.VertexDefinition(definition_id="1", id_template="{id}"), "neither a label"),
            (
                lambda: dms.VertexDefinition(definition_id="1", id_template="id", label="a"),
                "must have a column in braces",
            ),
            (lambda: dms.VertexReference("1", "{id"), "close each brace"),
            (lambda: dms.VertexReference("1", "{}"), "name a column in it"),
            (lambda: dms.GraphProperty("name", ""), "value must not be empty"),
            (lambda: dms.GremlinMapping(dms.GremlinRule(table="nodes", edges=[REPORTS_TO])), "which no rule defines"),
        ],
    )
    def test_refuses_what_dms_can_make_nothing_of(self, make: object, problem: str) -> None:
        with pytest.raises(dms.ConfigurationError, match=problem) as error:
            make()

        assert error.value.code == "DMS-Y028"

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("rules", "must be JSON"),
            ("[]", "must be an object with a list, rules"),
            ('{"rules": [7]}', r"rules\[0\] must be an object"),
            ('{"rules": [{"table_name": 7}]}', r"rules\[0\]\.table_name must be a string"),
            ('{"rules": [{"table_name": "a", "vertex_definitions": {}}]}', "neither vertices nor edges"),
            ('{"rules": [{"table_name": "a", "vertex_definitions": 7}]}', "vertex_definitions must be a list"),
            ('{"rules": [{"table_name": "a", "edge_definitions": [{}]}]}', "edge_id_template must be an object"),
            (
                GRAPH.to_json().replace("vertex_label", "vertex_lable"),
                r"vertex_definitions\[0\] has 'vertex_lable', .* \(did you mean 'vertex_label'\?\)",
            ),
            (GRAPH.to_json().replace('"label"', '"labels"'), r"edge_id_template has 'labels'"),
            ('{"rules": [{"table": "a"}]}', r"rules\[0\] has 'table', .* it can have rule_id, rule_name, table_name"),
        ],
    )
    def test_says_where_a_document_is_wrong(self, text: str, problem: str) -> None:
        with pytest.raises(dms.ConfigurationError, match=problem):
            dms.GremlinMapping.from_json(text)

    def test_a_value_may_have_no_column(self) -> None:
        assert dms.GraphProperty("source", "crm").to_dict()["property_value_template"] == "crm"


class TestR2rml:
    def test_takes_the_sample_of_the_guide_as_it_is(self) -> None:
        assert document_of(dms.R2rmlMapping(TRIPLES)) == TRIPLES

    def test_knows_its_tables(self) -> None:
        assert dms.R2rmlMapping(TRIPLES).tables == ("nodes",)

    @pytest.mark.parametrize(
        "prefix", ["PREFIX map: <http://www.w3.org/ns/r2rml#>", "@prefix : <http://www.w3.org/ns/r2rml#>."]
    )
    def test_knows_the_names_by_any_prefix(self, prefix: str) -> None:
        name = "map:" if "map" in prefix else ":"

        assert dms.R2rmlMapping(f'{prefix}\n<#A> {name}logicalTable [ {name}tableName "a" ].').tables == ("a",)

    @pytest.mark.parametrize("name", ["inverseExpression", "joinCondition", "parentTriplesMap", "sqlQuery"])
    def test_refuses_what_dms_does_not_have(self, name: str) -> None:
        with pytest.raises(dms.ConfigurationError, match=f"uses rr:{name}, which DMS doesn't have") as error:
            dms.R2rmlMapping(f'{TRIPLES}; rr:{name} "x".')

        assert error.value.code == "DMS-Y029"

    @pytest.mark.parametrize(
        "aside", ["# rr:sqlQuery is not there\n", '<#B> rr:objectMap [ rr:constant "rr:sqlQuery" ].']
    )
    def test_takes_texts_and_comments_for_what_they_are(self, aside: str) -> None:
        assert dms.R2rmlMapping(TRIPLES + aside).tables == ("nodes",)

    @pytest.mark.parametrize("text", ["graph.ttl", '{"rules": []}', "<#A> a <#B>."])
    def test_refuses_what_is_something_else(self, text: str) -> None:
        with pytest.raises(dms.ConfigurationError, match="must be R2RML in Turtle"):
            dms.R2rmlMapping(text)

    def test_says_how_a_file_is_read(self) -> None:
        with pytest.raises(dms.ConfigurationError, match=r"write dms\.R2rmlMapping\(open\('graph\.ttl'\)\.read\(\)\)"):
            dms.R2rmlMapping("graph.ttl")


def plan(engine: dms.EngineName, data: object, *tables: str) -> dms.TaskPlan:
    return dms.TaskPlan(
        migration_type=dms.MigrationType.FULL_LOAD,
        source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=dms.EngineName.MYSQL),
        target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=engine),
        table_mappings=dms.TableMappings(dms.Include("shop")),
        task_settings=dms.TaskSettings(),
        source_catalog=dms.Catalog(*(dms.SourceTable("shop", table) for table in tables)) if tables else None,
        task_data=data,
    )


def found(made: dms.TaskPlan) -> set[str]:
    return {finding.id for finding in made.findings if "raph" in finding.id}


class TestPlans:
    def test_a_graph_of_the_moved_tables_is_what_is_meant(self) -> None:
        assert found(plan(dms.EngineName.NEPTUNE, GRAPH, "nodes")) == set()

    def test_nothing_is_said_of_tables_that_are_not_known(self) -> None:
        assert found(plan(dms.EngineName.NEPTUNE, GRAPH)) == set()

    def test_another_target_does_not_read_it(self) -> None:
        assert found(plan(dms.EngineName.MYSQL, GRAPH, "nodes")) == {"task.graphMappingIgnored"}

    def test_tables_that_do_not_move_are_told(self) -> None:
        assert "task.graphOfOtherTables" in found(plan(dms.EngineName.NEPTUNE, GRAPH, "orders"))

    def test_tables_without_a_rule_are_told(self) -> None:
        assert found(plan(dms.EngineName.NEPTUNE, dms.R2rmlMapping(TRIPLES), "nodes", "orders")) == {
            "task.tablesNotInGraph"
        }

    @pytest.mark.parametrize("table", ["NODES", "shop.nodes", '\\"nodes\\"'])
    def test_names_are_compared_without_schema_quotes_and_case(self, table: str) -> None:
        triples = dms.R2rmlMapping(TRIPLES.replace('"nodes"', f'"{table}"'))

        assert found(plan(dms.EngineName.NEPTUNE, triples, "nodes")) == set()

    @pytest.mark.parametrize(
        ("columns", "missing"),
        [
            (("emp_id", "mgr_id"), set()),
            (("EMP_ID", "Mgr_Id"), set()),
            ((), set()),
            (("emp_id", "manager_id"), {"task.graphOfOtherColumns"}),
        ],
        ids=["all there", "in other letter case", "not known", "one of another name"],
    )
    def test_columns_of_templates_are_looked_up(self, columns: Sequence[str], missing: set[str]) -> None:
        nodes = dms.SourceTable("shop", "nodes", columns)
        graph = dms.GremlinMapping(
            dms.GremlinRule(
                table="nodes",
                vertices=[dms.VertexDefinition(definition_id="1", id_template="{emp_id}", label="employee")],
                edges=[
                    dms.EdgeDefinition(
                        label="reportsTo",
                        id_template="{emp_id}_{mgr_id}",
                        from_vertex=dms.VertexReference("1", "{emp_id}"),
                        to_vertex=dms.VertexReference("1", "{mgr_id}"),
                    )
                ],
            )
        )

        made = dataclasses.replace(plan(dms.EngineName.NEPTUNE, graph), source_catalog=dms.Catalog(nodes))

        assert found(made) == missing

    @pytest.mark.parametrize(
        ("columns", "missing"),
        [
            (("ID", "name", "city"), set()),
            ((), set()),
            (("id", "name"), {"task.graphOfOtherColumns"}),
        ],
        ids=["all there", "not known", "one missing"],
    )
    def test_columns_of_maps_are_looked_up(self, columns: Sequence[str], missing: set[str]) -> None:
        catalog = dms.Catalog(
            dms.SourceTable("shop", "customers", columns), dms.SourceTable("shop", "orders", ["number"])
        )

        made = dataclasses.replace(plan(dms.EngineName.NEPTUNE, dms.R2rmlMapping(MAPS)), source_catalog=catalog)

        assert found(made) == missing

    def test_a_column_of_another_name_on_the_target_is_there(self) -> None:
        nodes = dms.SourceTable("shop", "nodes", ["id"])
        vertex = dms.VertexDefinition(definition_id="1", id_template="{emp_id}", label="employee")
        made = dataclasses.replace(
            plan(dms.EngineName.NEPTUNE, dms.GremlinMapping(dms.GremlinRule(table="nodes", vertices=[vertex]))),
            source_catalog=dms.Catalog(nodes),
            table_mappings=dms.TableMappings(dms.Include("shop"), dms.RenameColumn("shop", "nodes", "id", to="emp_id")),
        )

        assert found(made) == set()

    @pytest.mark.parametrize(
        ("data", "write"),
        [
            (GRAPH.to_json(), r"dms\.GremlinMapping\.from_json\(text\)"),
            (TRIPLES, r"dms\.R2rmlMapping\(text\)"),
            (7, r"dms\.GremlinMapping\("),
        ],
    )
    def test_another_kind_is_refused_with_what_was_meant(self, data: object, write: str) -> None:
        with pytest.raises(dms.ConfigurationError, match=write) as error:
            plan(dms.EngineName.NEPTUNE, data)

        assert error.value.code == "DMS-T008"

    def test_the_document_is_what_the_task_gets(self) -> None:
        assert json.loads(plan(dms.EngineName.NEPTUNE, GRAPH).task_data_document or "") == SAMPLE
