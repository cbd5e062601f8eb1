"""Every call's answer becomes the rows it holds, whatever the namespaces, the prefixes and the number of elements."""

import pytest
from answers_of_calls import ANSWERS, BY_METHOD, PROPERTY, UNIT_INFO
from fixtures_calls import INNER, YARDI, envelope, listed, prefixed, tag

from parsers.calls.parse import CALLS, parse_call
from warehouse.documents import to_arrow
from warehouse.schema.declare import METADATA

EACH = pytest.mark.parametrize("sent", ANSWERS, ids=lambda one: one.method)


def rows_of(document):
    """Tables as dicts without the position of the row."""
    return {
        name: [{key: value for key, value in row._asdict().items() if key != "row_number"} for row in rows]
        for name, rows in document.tables.items()
    }


def answer(sent, count=1, inner=""):
    return envelope(sent.method, listed(sent.path, [sent.row] * count, inner))


def test_every_method_that_is_declared_is_tried():
    assert {(one.dataset, one.method) for one in ANSWERS} == {
        (call.dataset, method) for call in CALLS.values() for method in call.answers
    }


@EACH
@pytest.mark.parametrize("inner", INNER.values(), ids=INNER.keys())
def test_an_element_becomes_its_rows_in_any_namespace(sent, inner):
    document = parse_call(sent.dataset, answer(sent, inner=inner))
    assert rows_of(document) == sent.tables
    assert (document.report, document.format, document.reconciled) == (sent.dataset, "xml", True)
    assert not document.findings
    assert not document.rejected


@EACH
def test_prefixes_comments_line_breaks_and_a_missing_envelope_change_nothing(sent):
    inner = listed(sent.path, [sent.row])
    for content in (prefixed(sent.method, inner), inner.encode(), envelope(sent.method, inner, version="1.2")):
        assert rows_of(parse_call(sent.dataset, content)) == sent.tables


@EACH
def test_several_elements_are_numbered_in_their_order(sent):
    several = parse_call(sent.dataset, answer(sent, count=3))
    for name, rows in sent.tables.items():
        assert [row.row_number for row in several.tables[name]] == list(range(1, 3 * len(rows) + 1))


@EACH
def test_the_rows_fit_the_table_that_is_declared_for_them(sent):
    document = parse_call(sent.dataset, answer(sent))
    for name, rows in document.tables.items():
        loaded = to_arrow(METADATA.tables[f"raw.{name}"], rows)
        assert [{key: one[key] for key in one if key != "row_number"} for one in loaded.to_pylist()] == sent.tables[
            name
        ]


@EACH
def test_a_file_is_read_as_its_bytes_are(sent, tmp_path):
    path = tmp_path / "answer.xml"
    path.write_bytes(answer(sent))
    assert parse_call(sent.dataset, path) == parse_call(sent.dataset, answer(sent))


def test_a_unit_is_a_row_per_person_and_pseudo_units_are_marked():
    empty, second = {**UNIT_INFO, "PersonID": ""}, {**UNIT_INFO, "PersonID": "t0009999"}
    both = {**UNIT_INFO, "PersonID": ["t1", "t2"]}
    pseudo = [{"UnitID": name, "PersonID": None, "Unit": {"UnitType": "x"}} for name in ("NONRESID", "wait", "RETAIL")]
    content = listed("UnitInformation/Property/Units/UnitInfo", [UNIT_INFO, second, empty, both, *pseudo])
    rows = parse_call("yardi_units", envelope("GetUnitInformation", content)).tables["yardi_units"]
    assert [(row.unit_code, row.person_id, row.is_pseudo_unit) for row in rows] == [
        ("0101", "t0001234", False),
        ("0101", "t0009999", False),
        ("0101", None, False),
        ("0101", "t1", False),
        ("0101", "t2", False),
        ("NONRESID", None, True),
        ("wait", None, True),
        ("RETAIL", None, True),
    ]


def test_floor_plans_stand_beside_the_units_on_offer():
    plan = {
        "@IDValue": "a1",
        "Name": "A1",
        "Room": [{"@RoomType": "bedroom", "Count": "2"}, {"@RoomType": "bathroom", "Count": "1.50"}],
        "SquareFeet": {"@Max": "700"},
        "MarketRent": {"@Max": "1,705.00"},
    }
    content = tag("PhysicalProperty", {"Property": {"Floorplan": [plan, plan], "ILS_Unit": []}})
    document = parse_call("yardi_available_units", envelope("AvailableUnits_Login", content))
    assert document.tables["yardi_available_units"] == []
    first, second = document.tables["yardi_floor_plans"]
    assert [str(one) for one in first[1:]] == ["a1", "A1", "2", "1.50", "700.00", "1705.00"]
    assert second.row_number == 2


def test_one_customer_who_is_a_roommate_alone_is_the_prospect():
    sent = BY_METHOD["GetYardiGuestActivity_Login"]
    alone = {**sent.row, "Customers": {"Customer": sent.row["Customers"]["Customer"][0]}}
    document = parse_call(sent.dataset, envelope(sent.method, listed(sent.path, [alone, sent.row])))
    assert [one.prospect_code for one in document.tables["yardi_guest_prospects"]] == ["r0007726", "p0007725"]
    assert [one.prospect_number for one in document.tables["yardi_guest_activity"]] == [1, 1, 2, 2]


def test_the_propertys_code_is_told_where_all_rows_name_the_same():
    sent = BY_METHOD["GetUnitInformation_Login"]
    assert parse_call(sent.dataset, answer(sent, count=2)).property_code == "p-one"
    two = listed("Properties/Property", [PROPERTY, {**PROPERTY, "Code": "p-two"}])
    assert parse_call("yardi_properties", envelope("GetPropertyConfigurations", two)).property_code is None


def test_what_an_answer_says_of_its_size_is_a_total():
    sent = BY_METHOD["GetResidentData"]
    for said, agrees in (("2", True), ("3", False)):
        content = {"Summary": {"TotalLeaseFiles": said}, "LeaseFiles": {"LeaseFile": [sent.row, sent.row]}}
        document = parse_call(sent.dataset, envelope(sent.method, tag("MITS-ResidentData", content)))
        assert [(str(one.printed), str(one.computed)) for one in document.totals] == [(said, "2")]
        assert document.reconciled is agrees


def test_other_encodings_and_a_byte_order_mark_are_read():
    sent = BY_METHOD["getsitelist"]
    site = {**sent.row, "SiteName": "Cañón Résidence"}
    text = envelope(sent.method, listed(sent.path, [site])).decode()
    for encoding, said in (("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("latin-1", "iso-8859-1")):
        content = text.replace("utf-8", said).encode(encoding)
        assert parse_call(sent.dataset, content).tables["realpage_sites"][0].site_name == "Cañón Résidence"


def test_names_are_compared_without_case():
    content = envelope("GETSITELIST", listed("sitelist/SITE", [{"siteid": "1"}]), namespace=YARDI.upper())
    assert parse_call("realpage_sites", content).tables["realpage_sites"][0].site_id == "1"
