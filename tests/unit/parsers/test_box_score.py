from datetime import date
from decimal import Decimal

import pytest
from fixtures_box_score import (
    LEASING,
    LIST_TITLE,
    UNITS,
    Plan,
    fraction,
    merged_xlsx,
    percent,
    report,
    sample,
    text_percent,
)
from fixtures_sheets import WRITERS, at, insert_rows, shift_columns, xls, xlsx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import column_index_from_string

from parsers.errors import LayoutError
from parsers.parse import parse_document

PLANS, LINES = "realpage_box_score", "realpage_box_score_availability"


def parse(rows, write=xls):
    return parse_document(write(rows), name="box.xls")


def disagreeing(document):
    return [total.name for total in document.totals if not total.agrees]


def row_with(rows, *said):
    return next(row for row in rows if set(said) <= set(row.values()))


@pytest.mark.parametrize("write", [*WRITERS.values(), merged_xlsx], ids=[*WRITERS, "merged"])
@pytest.mark.parametrize("every_row", [True, False])
def test_a_report_reads_the_same_in_every_format(write, every_row):
    document = parse(report(every_row=every_row), write)
    rows = document.tables[PLANS]
    assert [(row.floor_plan_group, row.floor_plan) for row in rows] == [
        ("1x1", "A1"), ("1x1", "A2"), ("2x2", "B1"), ("3x2", "100")]  # fmt: skip
    assert [tuple(row[3:13]) for row in rows] == [plan.counts for plan in sample()]
    assert [row.avg_market_rent for row in rows] == [Decimal("1500.5"), Decimal("1500.5"), 2100, 2500]
    assert (rows[2].avg_leased_rent, rows[2].avg_effective_rent) == (Decimal("2050.75"), 1390)
    assert (rows[0].occupancy_rate, rows[1].net_leased_rate) == (Decimal("0.7917"), 1)
    assert [tuple(row[18:]) for row in rows] == [plan.activity for plan in sample()]
    assert (document.company, document.property_name) == ("Elm Management, LLC", "Birch Court")
    assert (document.as_of, document.period_start) == (date(2026, 2, 7), date(2026, 2, 1))
    assert document.reconciled
    assert not document.findings
    assert {"unit_status.vacant", "unit_status.units", "leasing.net_leases", "unit_status.groups_agreeing",
            "leasing.groups_agreeing"} <= {total.name for total in document.totals}  # fmt: skip


@pytest.mark.parametrize("side_by_side", [True, False])
def test_availability_and_make_ready_are_one_row_per_line(side_by_side):
    document = parse(report(side_by_side=side_by_side))
    lines = {line.measure: line for line in document.tables[LINES]}
    assert {name: line.units for name, line in lines.items()} == {
        "total_vacant_units": 14, "vacant_units_leased": 3, "occupied_on_notice": 10,
        "occupied_on_notice_preleased": 3, "net_exposure": 18, "modeladmin": 2, "down": 1,
        "controllable_availability": 15, "made_ready": 11, "not_made_ready": 3}  # fmt: skip
    assert {line.section for line in lines.values() if "ready" in line.measure} == {"make_ready"}
    assert [line.section for line in lines.values()].count("availability") == 8
    assert (lines["made_ready"].available_units, lines["net_exposure"].available_units) == (2, None)
    assert [line.line_number for line in document.tables[LINES]] == list(range(1, 11))


@pytest.mark.parametrize("share", [percent, fraction, text_percent])
def test_a_share_is_a_fraction_however_it_is_printed(share):
    rates = [row.occupancy_rate for row in parse(report(share=share)).tables[PLANS]]
    assert rates == [Decimal("0.7917"), 1, Decimal("0.7647"), 0]


def test_detail_lists_are_never_read_as_plans():
    assert LIST_TITLE in [said for row in report() for said in row.values()]
    assert len(parse(report()).tables[PLANS]) == 4


count = st.integers(0, 40)
plan = st.builds(
    Plan,
    group=st.sampled_from(["1x1", "2x2"]),
    plan=st.sampled_from(["C1", "C2", "Total Eclipse", "7"]).filter(lambda name: "Total" not in name),
    vacant=st.tuples(count, count, count, count),
    occupied=st.tuples(count, count, count),
    leasing=st.tuples(*[count] * 10),
)


def permuted(rows, columns, order):
    """Columns exchanged as a whole, header and data alike, within one table."""
    places = {column_index_from_string(old) - 1: column_index_from_string(new) - 1
              for old, new in zip(columns, order, strict=True)}  # fmt: skip
    return [{places.get(column, column): value for column, value in row.items()} for row in rows]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), plans=st.lists(plan, max_size=6))
def test_layout_changes_do_not_change_the_rows(data, plans):
    plans = [*sample(), *plans]
    plans.sort(key=lambda one: one.group)
    expected = parse(report(plans))
    rows = report(plans, page_size=data.draw(st.integers(1, 9)), every_row=data.draw(st.booleans()),
                  side_by_side=data.draw(st.booleans()))  # fmt: skip
    rows = shift_columns(rows, data.draw(st.integers(0, 9)))
    for _ in range(data.draw(st.integers(0, 4))):
        rows = insert_rows(rows, data.draw(st.integers(0, len(rows))), [{}])
    rows = insert_rows(rows, data.draw(st.integers(0, 7)), [{1: "Prepared for the owner"}])
    document = parse(rows, data.draw(st.sampled_from([xls, xlsx])))
    assert document.tables == expected.tables
    assert [tuple(row[3:13]) for row in document.tables[PLANS]] == [one.counts for one in plans]
    assert document.reconciled
    assert not [one for one in document.findings if one.severity == "error"]


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_columns_in_another_order_read_the_same(data):
    expected = parse(report())
    rows = report(shifted=False)
    start = next(number for number, row in enumerate(rows) if "Availability/Exposure - 02/07/2026" in row.values())
    names, blocks = list(UNITS[:3]), [list(UNITS[3:8]), list(UNITS[8:12]), *([one] for one in UNITS[12:])]
    order = [letters for block in data.draw(st.permutations(blocks)) for letters in block]
    leasing = list(UNITS[3:]) and data.draw(st.permutations(LEASING[3:12]))
    new = {old: UNITS[3 + place] for place, old in enumerate(order)}
    head = permuted(rows[11:start], UNITS, [*names, *(new[old] for old in UNITS[3:])])
    end = next(number for number, row in enumerate(rows) if "Net\nLeases" in row.values())
    moved = [*LEASING[:3], *leasing, *LEASING[12:]]
    tail = permuted(rows[end:-9], LEASING, moved) if moved.index("AL") > moved.index("AC") else rows[end:-9]
    document = parse([*rows[:11], *head, *rows[start:end], *tail, *rows[-9:]])
    assert document.tables == expected.tables
    assert document.reconciled


def test_an_added_column_of_words_and_an_unknown_one_of_amounts():
    rows = report(shifted=False)
    header = row_with(rows, "Occupancy\nPercent")
    header |= at(BA="Comment")
    row_with(rows, "A1", "1x1", 24) | at(BA="nice")
    row_with(rows, "A1", "1x1", 24).update(at(BA="nice"))
    assert parse(rows).tables == parse(report()).tables
    for number in (13, 14):
        rows[number].update(at(BA=4))
    with pytest.raises(LayoutError, match=r"amounts stand under the header 'Comment' \(column BA\)"):
        parse(rows)


def test_a_missing_column_is_refused_with_the_headers_found():
    rows = [{column: value for column, value in row.items() if value != "NTV-L"} for row in report()]
    with pytest.raises(LayoutError) as caught:
        parse(rows)
    assert str(caught.value).startswith(
        "file box.xls, sheet 'Sheet1', row 13: the header of the unit status table lacks ntv_leased; headers found: "
        "'Floor Plan Group', 'Floor Plan', 'Units', 'Vacant Total', 'Not Leased'"
    )
    rows = report()
    header = row_with(rows, "No NTV", "Total")
    header.pop(column_index_from_string("Z") - 1)
    with pytest.raises(LayoutError, match="the header of the unit status table lacks occupied; headers found"):
        parse(rows)
    rows = [{column: value for column, value in row.items() if value != "Net\nLeases"} for row in report()]
    with pytest.raises(LayoutError, match="the header of the leasing table lacks net_leases; headers found"):
        parse(rows)


def test_totals_without_their_captions_are_told_by_their_neighbours():
    rows = [{column: value for column, value in row.items() if value not in {"Vacant", "Occupied"}} for row in report()]
    assert parse(rows).tables == parse(report()).tables


def test_a_wrong_count_is_found_by_its_group_the_property_and_the_identities():
    rows = report()
    plan_row = row_with(rows, "B1", "2x2", 34)
    plan_row |= at(K=9)
    document = parse(rows)
    assert disagreeing(document) == ["unit_status.vacant", "unit_status.groups_agreeing",
                                     "unit_status.group_2x2.vacant"]  # fmt: skip
    assert [(one.rule, one.severity) for one in document.findings] == [
        ("units_vacant_are_not_their_parts", "error"), ("units_units_are_not_their_parts", "error"),
        ("availability_differs", "error")]  # fmt: skip
    assert "'B1' vacant 9, parts 8" in document.findings[0].message


def test_leasing_identities_are_error_findings():
    rows = report()
    row_with(rows, "B1", "2x2", 5) | at(Q=4)
    line = next(row for row in reversed(rows) if row.get(4) == "B1" and row.get(1) == "2x2")
    line |= at(H=35, Q=4)
    document = parse(rows)
    assert disagreeing(document) == ["leasing.leasing_units", "leasing.net_change", "leasing.groups_agreeing",
                                     "leasing.group_2x2.leasing_units", "leasing.group_2x2.net_change"]  # fmt: skip
    assert [one.rule for one in document.findings] == ["net_change_is_not_moves", "units_differ_between_tables"]


def test_a_report_cut_within_a_table_is_refused():
    rows = report()
    for label in ("Property Totals", "Totals"):
        end = next(number for number, row in enumerate(rows) if label in row.values())
        with pytest.raises(LayoutError):
            parse(rows[:end])
    end = next(number for number, row in enumerate(rows) if "Totals" in row.values())
    with pytest.raises(LayoutError, match="the table by floor plan has no totals of the property"):
        parse(rows[: end - 3])


def test_the_same_plan_twice_in_a_group_and_a_plan_in_one_table_only():
    plans = [sample()[0], Plan("1x1", "A1", leasing=(9, 0, 0, 0, 0, 0, 0, 0, 0, 0)), sample()[2]]
    rows = parse(report(plans)).tables[PLANS]
    assert [(row.floor_plan, row.units, row.move_ins) for row in rows] == [("A1", 24, 2), ("A1", 24, 9), ("B1", 34, 5)]
    changed = report()
    line = next(row for row in reversed(changed) if row.get(4) == "A2" and row.get(1) == "1x1")
    line |= at(E="A9")
    document = parse(changed)
    assert [(row.floor_plan, row.units, row.move_ins) for row in document.tables[PLANS]][1::3] == [
        ("A2", 36, None), ("A9", None, 0)]  # fmt: skip
    assert [one.rule for one in document.findings] == ["plan_in_one_table"] * 2


def test_a_leasing_table_without_groups_is_joined_by_plan():
    rows = report()
    end = next(number for number, row in enumerate(rows) if "Net\nLeases" in row.values())
    bare = [{column: value for column, value in row.items() if column != 1 or "otal" in str(value)}
            for row in rows[end:-9]]  # fmt: skip
    assert parse([*rows[:end], *bare, *rows[-9:]]).tables[PLANS] == parse(report()).tables[PLANS]


def test_a_report_without_lists_says_so():
    rows = report()
    titles = ("Availability/Exposure - 02/07/2026", "Leasing - 02/01/2026 through 02/07/2026")
    start, end = (next(number for number, row in enumerate(rows) if title in row.values()) for title in titles)
    document = parse(rows[:start] + rows[end:])
    assert (document.tables[LINES], [one.rule for one in document.findings]) == ([], ["no_availability"])


def test_group_totals_may_leave_out_averages_and_zeros_may_be_blank():
    rows = report()
    for row in rows:
        if row.get(4) == "Total" and len(row) > 13:
            for column in [one for one in row if one > 36]:
                del row[column]
    document = parse(rows)
    assert document.tables == parse(report()).tables
    assert document.reconciled
    rows = [{column: value for column, value in row.items() if value != 0} for row in report(shifted=False)]
    document = parse(rows)
    assert document.reconciled
    assert [(row.down, row.model_admin) for row in document.tables[PLANS]] == [
        (None, 1), (None, None), (1, None), (None, 1)]  # fmt: skip


def test_a_section_title_or_a_day_is_never_the_property():
    rows = report()
    rows[0] = at(B="OneSite Rents v3.0", D="7 East")
    document = parse(rows)
    assert (document.company, document.property_name) == (None, "7 East")
    rows[0] = at(B="OneSite Rents v3.0")
    document = parse(rows)
    assert (document.company, document.property_name) == (None, None)
