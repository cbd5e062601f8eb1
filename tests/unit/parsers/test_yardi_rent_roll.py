from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from fixtures_lease_renewals import xlsx_book
from fixtures_sheets import WRITERS, insert_rows, shift_columns, xls, xlsx
from fixtures_yardi_rent_roll import CHARGES, CURRENT, FUTURE, PLAIN, Unit, current, empty, future, rent_roll
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.errors import CellError, LayoutError
from parsers.parse import parse_document

UNITS, LINES = "yardi_rent_roll", "yardi_rent_roll_charges"


def parse(rows, write=xlsx, country="US"):
    return parse_document(write(rows), name="rr.xlsx", country=country)


def units_of(document):
    return document.tables[UNITS]


def disagreeing(document):
    return [total.name for total in document.totals if not total.agrees]


def rules(document):
    return {finding.rule for finding in document.findings}


def row_of(rows, value, start=0):
    return next(number for number, row in enumerate(rows) if number >= start and value in row.values())


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("page_size", [3, 1000])
def test_units_and_charges_read_the_same_in_every_format(write, page_size):
    document = parse(rent_roll(current(), future(), page_size=page_size), write)
    rows = units_of(document)
    assert [row.unit_number for row in rows] == ["0101", "102", "103", "104", "105", "106", "103", "102"]
    assert [row.unit_state for row in rows] == [
        "occupied", "notice", "vacant", "model", "down", "occupied", None, None]  # fmt: skip
    assert [row.section for row in rows] == [CURRENT] * 6 + [FUTURE] * 2
    assert [row.is_current_lease for row in rows] == [True] * 6 + [False] * 2
    assert [row.resident_code for row in rows][1:4] == ["t0012346", None, None]
    assert [row.resident_name for row in rows][:3] == ["Alder, Kim (Kit)", "Oak, Jo", None]
    assert [row.total_charges for row in rows] == [Decimal("1104.75"), 1905, 0, 0, 0, 1035, 1180, 0]
    assert [(row.row_number, row.line_number, row.charge_code, row.amount) for row in document.tables[LINES]][:4] == [
        (1, 1, "rent", 1150), (1, 2, "pest", 5), (1, 3, "conc", Decimal("-50.25")), (2, 1, "rent", 1905)]  # fmt: skip
    assert (rows[0].sqft, rows[3].sqft, rows[0].actual_rent) == (750, Decimal("1133.5"), None)
    assert (rows[0].move_in, rows[0].lease_expiration, rows[1].move_out) == (
        date(2024, 3, 1), date(2026, 2, 28), date(2026, 1, 31))  # fmt: skip
    assert (rows[5].lease_expiration, rows[2].move_in, rows[0].balance) == (None, None, Decimal("-12.5"))
    assert (document.property_name, document.property_code, document.company) == (
        "Oak Park (Phase II)", "oakpark2", None)  # fmt: skip
    assert (document.as_of, document.period_start) == (date(2025, 12, 31), date(2025, 12, 1))
    assert disagreeing(document) == []
    assert document.findings == ()
    assert {"blocks_agreeing", "grand.market_rent", "grand.amount", "summary.current.amount", "summary.future.units",
            "summary.totals.balance", "charge_codes.codes_agreeing", "charge_codes.amount"} <= {
        total.name for total in document.totals}  # fmt: skip


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_the_plain_rent_roll_fills_the_same_table(write):
    document = parse(rent_roll(current(), future(), words=PLAIN, page_size=4), write)
    rows = units_of(document)
    assert document.report == "yardi_rent_roll"
    assert [row.actual_rent for row in rows] == [1150, 1905, 0, 0, 0, 1000, 1180, 0]
    assert {row.total_charges for row in rows} == {None}
    assert document.tables[LINES] == []
    shared = parse(rent_roll(current(), future())).tables[UNITS]
    assert [row._replace(actual_rent=None) for row in rows] == [row._replace(total_charges=None) for row in shared]
    assert disagreeing(document) == []
    assert {"grand.actual_rent", "all_properties.actual_rent"} <= {total.name for total in document.totals}


def test_notice_units_are_lived_in():
    states = Counter(row.unit_state for row in units_of(parse(rent_roll(current(), future()))))
    assert states["occupied"] + states["notice"] == 3


def test_a_future_residents_row_never_replaces_the_units_current_lease():
    rows = [row for row in units_of(parse(rent_roll(current(), future()))) if row.unit_number == "102"]
    assert [(row.resident_code, row.is_current_lease) for row in rows] == [("t0012346", True), ("t0099998", False)]


cents = st.integers(-300000, 300000).map(lambda number: Decimal(number) / 100)
lines = st.lists(st.tuples(st.sampled_from(["rent", "pest", "conc", "100"]), cents), max_size=3)
person = st.builds(
    Unit,
    unit=st.sampled_from(["101", "B-12", "007"]),
    resident=st.sampled_from(["t0012345", "t0099999"]),
    charges=lines,
    market=cents,
    deposit=cents,
    other=cents,
    balance=cents,
    move_out=st.none() | st.just(date(2026, 1, 31)),
)
place = st.builds(empty, st.sampled_from(["201", "202"]), st.sampled_from(["VACANT", "MODEL", "DOWN"]), market=cents)
residents = st.lists(person | place, min_size=1, max_size=5)
applicants = st.lists(person, max_size=2)


@pytest.mark.parametrize("words", [CHARGES, PLAIN], ids=["charges", "plain"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), people=residents, coming=applicants)
def test_layout_changes_do_not_change_the_rows(words, data, people, coming):
    people = [current()[0], *people]
    expected = parse(rent_roll(people, coming, words=words))
    assert [row.market_rent for row in units_of(expected)] == [one.market for one in [*people, *coming]]
    order = data.draw(st.permutations(list(words)))
    size = data.draw(st.integers(2, 9))
    rows = rent_roll(people, coming, order, words=words, page_size=size, summaries=data.draw(st.booleans()))
    end = next(
        (number for number, row in enumerate(rows) if {"Summary Groups", "Total"} & {*row.values()} and 0 in row), 6
    )
    for _ in range(data.draw(st.integers(0, 4))):
        rows = insert_rows(rows, data.draw(st.integers(6, max(end, 6))), [{}])
    rows = insert_rows(rows, data.draw(st.integers(1, 4)), [{2: "Prepared for: the owner"}])
    rows = shift_columns(rows, data.draw(st.integers(0, 5)))
    document = parse(rows, data.draw(st.sampled_from([xls, xlsx])))
    assert document.tables == expected.tables
    assert disagreeing(document) == []


def test_a_changed_charge_is_found_by_its_block_its_code_and_the_total():
    rows = rent_roll(current(), future())
    rows[row_of(rows, "pest")] |= {7: 6}
    document = parse(rows)
    assert {"blocks_agreeing", "blocks.row_1.charges", "charge_codes.pest", "charge_codes.amount", "grand.amount",
            "summary.current.amount"} <= set(disagreeing(document))  # fmt: skip
    assert not document.reconciled


def test_a_lost_unit_is_found_by_totals_and_counts():
    rows = rent_roll(current(), future())
    start = row_of(rows, "103")
    names = disagreeing(parse(rows[:start] + rows[start + 2 :]))
    assert {"grand.market_rent", "summary.current.units", "summary.current.sqft"} <= set(names)


def test_a_lost_future_resident_is_found_by_the_summary():
    rows = rent_roll(current(), future())
    start = row_of(rows, "t0099999")
    assert {"summary.future.units", "summary.future.amount", "grand.balance"} <= set(
        disagreeing(parse(rows[:start] + rows[start + 2 :]))
    )


def test_charges_of_future_residents_are_out_of_the_current_totals():
    totals = {total.name: total.computed for total in parse(rent_roll(current(), future())).totals}
    assert totals["grand.amount"] == totals["charge_codes.amount"] == Decimal("4044.75")
    assert totals["summary.future.amount"] == 1180


def test_amounts_printed_as_text_are_the_same_amounts():
    def printed(value):
        if not isinstance(value, int | float):
            return value
        return f"({-value:,.2f})" if value < 0 else f"{value:,.2f}"

    rows = rent_roll(current(), future())
    document = parse([{column: printed(value) for column, value in row.items()} for row in rows])
    assert document.tables == parse(rows).tables
    assert units_of(document)[1].total_charges == Decimal("1905.00")
    assert document.reconciled


def test_two_sheets_with_units_are_refused():
    rows = rent_roll(current(), future())
    with pytest.raises(LayoutError, match="2 sheets hold the table of units: 'North', 'South'"):
        parse_document(xlsx_book({"North": rows, "South": rows}), name="rr.xlsx")


def test_states_counted_otherwise_only_inform():
    rows = rent_roll(current(), future())
    rows[row_of(rows, "Total Vacant Units")] |= {9: 2}
    document = parse(rows)
    assert document.reconciled
    assert rules(document) == {"unit_states_differ"}


def test_a_rent_roll_cut_before_its_totals_is_refused():
    rows = rent_roll(current(), future())
    rows = rows[: row_of(rows, FUTURE)]
    with pytest.raises(LayoutError) as caught:
        parse(rows)
    assert str(caught.value) == (
        f"file rr.xlsx, sheet 'Sheet1', row {len(rows)}: the rent roll has neither a total over its units nor "
        "'Summary Groups'. Expected a row 'Total' below the last unit. The file is probably truncated: run the report "
        "again."
    )


def test_several_properties_in_one_file_are_refused():
    rows = rent_roll(current(), future(), words=PLAIN)
    more = [{**row, 0: "Total Elm Court(elm)"} if "Total All Properties" in row.values() else row for row in rows]
    with pytest.raises(LayoutError, match="the file holds 2 properties: elm, oakpark2"):
        parse(more)
    with pytest.raises(LayoutError, match="a unit stands below the summaries"):
        parse([*rent_roll(current(), future()), *rent_roll(current(), future())])


def test_a_property_without_future_residents_or_units_is_read():
    assert parse(rent_roll(current(), [])).reconciled
    assert units_of(parse(rent_roll([empty("1", "VACANT")], [])))[0].unit_state == "vacant"


def test_an_unknown_word_in_the_residents_place_has_no_state():
    document = parse(rent_roll([*current(), empty("107", "EXCLUDED")], future()))
    assert units_of(document)[6].unit_state is None
    assert "unknown_unit_state" in rules(document)


def test_two_current_rows_of_a_unit_leave_the_first_as_its_lease():
    twice = [*current(), Unit("106", "t0055555", "Yew, Max")]
    document = parse(rent_roll(twice, future()))
    assert [row.is_current_lease for row in units_of(document) if row.unit_number == "106"] == [True, False]
    assert "several_current_rows" in rules(document)


def test_a_block_without_its_total_is_noticed():
    rows = rent_roll(current(), future())
    start = row_of(rows, "Total")
    document = parse(rows[:start] + rows[start + 1 :])
    assert document.tables == parse(rent_roll(current(), future())).tables
    assert rules(document) == {"block_without_total"}


@pytest.mark.parametrize(("gone", "words", "missing"), [("Amount", CHARGES, "amount"), ("Move Out", PLAIN, "move_out")])
def test_a_missing_column_is_refused_with_the_headers_found(gone, words, missing):
    rows = [{column: value for column, value in row.items() if value != gone}
            for row in rent_roll(current(), future(), words=words)]  # fmt: skip
    with pytest.raises(LayoutError, match=rf"lacks {missing}; headers found: 'Unit', 'Unit Type', 'Unit Sq Ft'"):
        parse(rows)


def test_amounts_under_an_unknown_header_are_refused():
    rows = rent_roll(current(), future())
    rows[row_of(rows, "Unit Type")] |= {16: "Legal Fees"}
    rows[row_of(rows, "0101")] |= {16: 5}
    with pytest.raises(LayoutError, match=r"amounts stand under the header 'Legal Fees' \(column Q\)"):
        parse(rows)


def test_days_follow_the_country():
    rows = rent_roll([replace(current()[0], move_in=date(2024, 5, 6), end=None)], [])
    rows[2] = {0: "As Of = 31/12/2025"}
    document = parse(rows, country="MX")
    assert (units_of(document)[0].move_in, document.as_of) == (date(2024, 6, 5), date(2025, 12, 31))


def test_an_unreadable_cell_says_where_it_is():
    rows = rent_roll(current(), future())
    index = row_of(rows, "102")
    rows[index] |= {13: "#REF!"}
    with pytest.raises(CellError) as caught:
        parse(rows)
    assert str(caught.value) == (
        f"file rr.xlsx, sheet 'Sheet1', row {index + 1}, column N: the value '#REF!' cannot be read. "
        "Expected an amount of money such as 1,905.00 or (55.00), or a blank."
    )


def test_the_banner_may_name_the_property_alone():
    rows = rent_roll(current(), future())
    rows[1], rows[2], rows[3] = {0: "Oak Park"}, {}, {0: "Month Year = 13/2025"}
    document = parse(rows)
    assert (document.property_name, document.property_code, document.period_start) == ("Oak Park", None, None)
    assert rules(document) == {"no_as_of_date"}


def test_a_summary_of_a_figure_the_table_has_no_column_for_is_not_compared():
    rows = [{column: "Actual Rent" if said == "Lease Charges" else said for column, said in row.items()}
            for row in rent_roll(current(), future())]  # fmt: skip
    document = parse(rows)
    names = {total.name for total in document.totals}
    assert document.reconciled
    assert "summary.current.market_rent" in names
    assert not any(name.endswith("actual_rent") for name in names)
