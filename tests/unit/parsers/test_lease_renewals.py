from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from fixtures_lease_renewals import (
    BOOK_WRITERS,
    COLUMNS,
    HEADERS,
    SUM_COLUMNS,
    SUMS,
    Renewal,
    contents,
    renewed,
    sample,
    workbook,
    xls_book,
    xlsx_book,
)
from fixtures_sheets import insert_rows, real_file, shift_columns
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.errors import CellError, LayoutError
from parsers.parse import parse_document

NAME = "realpage_lease_renewals"
DETAIL, RENEWALS, SUMMARY = "Lease Expiration Detail", "Renewal Detail", "Summary by Floorplan"


def parse(sheets, write=xls_book, country="US"):
    return parse_document(write(sheets), name="renew.xls", country=country)


def leases_of(document):
    return document.tables[NAME]


def disagreeing(document):
    return [total.name for total in document.totals if not total.agrees]


def rules(document):
    return {finding.rule for finding in document.findings}


def test_the_real_report_gives_its_printed_figures():
    document = parse_document(real_file("lease_expiration_renewal_4156.xls"), name="4156.xls")
    rows = leases_of(document)
    assert Counter(row.decision for row in rows) == {
        "Unknown": 37, "Vacating": 29, "Renewed": 26, "Moved out": 9, "MTM": 2}  # fmt: skip
    fields = ("actual_rent", "other_billings", "last_increase_amount", "market_rent", "new_rent", "new_other_billings")
    assert [sum(getattr(row, one) for row in rows) for one in fields] == [
        156642, Decimal("9282.60"), 3338, 168990, 39605, 3287]  # fmt: skip
    printed = {total.name: total.printed for total in document.totals}
    assert (printed["summary.renewed"], printed["summary.total_possible"]) == (26, 94)
    assert round(printed["summary.renewed"] / printed["summary.total_possible"], 4) == Decimal("0.2766")
    assert (document.property_name, document.as_of, document.period_start) == (
        "Sample East", date(2026, 2, 14), date(2026, 2, 1))  # fmt: skip
    assert document.reconciled
    assert document.findings == ()


@pytest.mark.parametrize("write", BOOK_WRITERS.values(), ids=BOOK_WRITERS)
def test_leases_read_the_same_in_every_format(write):
    document = parse(workbook(sample()), write)
    rows = leases_of(document)
    assert [row.unit_number for row in rows] == ["1113", "1137", "B/12", "007", "1119", "1209", "1300"]
    assert [row.decision for row in rows] == [one.decision for one in sample()]
    assert rows[0].actual_rent == Decimal("1905.00")
    assert (rows[1].last_increase_date, rows[1].last_increase_amount) == (date(2026, 3, 31), Decimal("35.25"))
    assert (rows[1].new_lease_start, rows[1].new_lease_term) == (date(2026, 4, 1), 12)
    assert (rows[1].new_rent, rows[1].new_other_billings) == (Decimal("1565.50"), Decimal(-308))
    assert (rows[0].last_increase_date, rows[0].new_lease_start, rows[0].new_lease_term) == (None, None, None)
    assert (rows[0].new_rent, rows[4].other_billings) == (0, Decimal("-475.40"))
    assert (rows[0].move_in, rows[0].lease_end) == (date(2024, 9, 7), date(2026, 3, 6))
    assert (rows[1].resident_name, rows[1].leasing_consultant) == ("Opal Garthham", "Igor Thorpe")
    assert (document.company, document.property_name) == ("Elm Management, LLC", "Birch Court")
    assert (document.as_of, document.period_start) == (date(2026, 2, 14), date(2026, 2, 1))
    assert disagreeing(document) == []
    assert {"totals.new_rent", "renewal_detail.actual_rent", "summary.floor_plans_agreeing",
            "summary.total_possible"} <= {total.name for total in document.totals}  # fmt: skip
    assert document.findings == ()


def test_total_possible_leaves_out_who_moved_out_or_transfers():
    printed = {total.name: total.printed for total in parse(workbook(sample())).totals}
    assert (printed["summary.renewed"], printed["summary.total_possible"]) == (2, 5)


cents = st.integers(-300000, 300000).map(lambda number: Decimal(number) / 100)
common = {
    "unit": st.sampled_from(["101", "B/12", "007"]),
    "rent": cents,
    "other": cents,
    "market": cents,
    "plan": st.sampled_from(["A1", "B2 AFF", "100"]),
    "name": st.sampled_from(["Jo Oak", "Sam Fir de la Cruz"]),
}
lease = st.one_of(
    st.builds(Renewal, decision=st.sampled_from(["Unknown", "Vacating", "MTM", "Moved out", "Transferring"]), **common),
    st.builds(renewed, new_rent=cents, new_other=cents, **common),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), leases=st.lists(lease, min_size=1, max_size=6), order=st.permutations(list(HEADERS)))
def test_layout_changes_do_not_change_the_rows(data, leases, order):
    expected = parse(workbook(leases))
    assert [row.actual_rent for row in leases_of(expected)] == [one.rent for one in leases]
    columns = {name: position * 2 + 1 for position, name in enumerate(order)}
    sums = {name: columns[name] + 1 for name in SUMS}
    sheets = workbook(leases, columns, sums)
    header = sheets[DETAIL][1]
    for name in (DETAIL, RENEWALS):
        for _ in range(data.draw(st.integers(0, 3))):
            new = data.draw(st.sampled_from([{}, header, {0: "Page 2 of 3"}]))
            sheets[name] = insert_rows(sheets[name], data.draw(st.integers(2, len(sheets[name]) - 1)), [new])
        sheets[name] = shift_columns(sheets[name], data.draw(st.integers(0, 3)))
    sheets["Table of Contents"] = insert_rows(contents(), data.draw(st.integers(0, 8)), [{2: "Prepared for the owner"}])
    document = parse(sheets, data.draw(st.sampled_from([xls_book, xlsx_book])))
    assert document.tables == expected.tables
    assert disagreeing(document) == []


def test_an_empty_report_says_that_nothing_expires():
    document = parse(workbook([]))
    assert (leases_of(document), document.reconciled) == ([], True)
    assert "nothing_expires" in rules(document)


def test_an_empty_report_may_hold_totals_alone():
    sheets = {"Table of Contents": contents(), DETAIL: [{0: "Totals:", 4: "0.00", 6: "0.00"}]}
    document = parse(sheets)
    assert (leases_of(document), document.reconciled) == ([], True)
    assert {"nothing_expires", "no_summary"} <= rules(document)


def test_rows_without_a_header_are_no_empty_report():
    sheets = workbook(sample())
    sheets = {name: [row for row in rows if "Decision" not in row.values()] for name, rows in sheets.items()}
    with pytest.raises(LayoutError, match="lacks actual_rent, decision"):
        parse(sheets)


def test_a_changed_amount_is_found_by_the_totals():
    sheets = workbook(sample())
    sheets[DETAIL][2] |= {COLUMNS["rent"]: "1,906.00"}
    document = parse(sheets)
    assert disagreeing(document) == ["totals.actual_rent"]
    assert not document.reconciled


def test_a_lost_lease_is_found_by_totals_and_summary():
    sheets = workbook(sample())
    del sheets[DETAIL][2]
    assert {"totals.actual_rent", "summary.vacating", "summary.total_possible", "summary.floor_plans_agreeing",
            "summary.a4a.vacating"} <= set(disagreeing(parse(sheets)))  # fmt: skip


def test_another_decision_is_found_by_the_summary():
    sheets = workbook(sample())
    sheets[DETAIL][2] |= {COLUMNS["decision"]: "Evicted"}
    document = parse(sheets)
    assert "summary.vacating" in disagreeing(document)
    assert "unknown_decisions" in rules(document)


def test_a_renewal_list_that_differs_is_noticed():
    sheets = workbook(sample())
    del sheets[RENEWALS][2]
    document = parse(sheets)
    assert "renewal_detail_differs" in rules(document)
    assert "renewal_detail.actual_rent" in disagreeing(document)
    assert len(leases_of(document)) == len(sample())


def test_consultants_only_inform():
    sheets = workbook(sample())
    sheets["Summary by Leasing Consultant"][2] |= {2: "1"}
    document = parse(sheets)
    assert document.reconciled
    assert rules(document) == {"consultants_differ"}


def test_sheets_in_another_order_give_the_same_rows():
    sheets = workbook(sample())
    turned = {name: sheets[name] for name in ["Table of Contents", RENEWALS, SUMMARY, DETAIL]}
    assert parse(turned).tables == parse(sheets).tables


def test_parts_with_totals_of_their_own_are_all_read():
    first, second = sample()[:3], sample()[3:]
    sheets = workbook(sample())
    parts = [*workbook(first)[DETAIL], *workbook(second)[DETAIL][2:], {}, sheets[DETAIL][-1]]
    document = parse(sheets | {DETAIL: parts})
    assert document.tables == parse(sheets).tables
    assert disagreeing(document) == []
    assert "totals.part_2.actual_rent" in {total.name for total in document.totals}


def test_a_list_cut_before_its_totals_is_refused():
    sheets = workbook(sample())
    sheets[DETAIL] = sheets[DETAIL][:-2]
    with pytest.raises(LayoutError) as caught:
        parse(sheets)
    assert str(caught.value) == (
        f"file renew.xls, sheet 'Lease Expiration Detail', row {len(sheets[DETAIL])}: the list of expiring leases has "
        "no row 'Totals:' below its last lease. Expected a row 'Totals:' that ends the list. The file is probably "
        "truncated: fetch the report again."
    )


def test_a_missing_column_is_refused_with_the_headers_found():
    sheets = workbook(sample())
    for name in (DETAIL, RENEWALS):
        sheets[name][1] = {column: said for column, said in sheets[name][1].items() if said != "Actual rent"}
    with pytest.raises(LayoutError, match=r"lacks actual_rent; headers found: 'Bldg/Unit', .*'Decision'"):
        parse(sheets)


def test_amounts_under_an_unknown_header_are_refused():
    sheets = workbook(sample())
    sheets[DETAIL][1] |= {25: "Legal Fees"}
    sheets[DETAIL][2] |= {25: "5.00"}
    with pytest.raises(LayoutError, match=r"amounts stand under the header 'Legal Fees' \(column Z\)"):
        parse(sheets)


def test_an_added_text_column_is_no_trouble():
    sheets = workbook(sample())
    sheets[DETAIL][1] |= {25: "Comment"}
    sheets[DETAIL][2] |= {25: "called twice"}
    assert parse(sheets).tables == parse(workbook(sample())).tables


def test_days_follow_the_country_and_sentinels_are_no_days():
    sheets = workbook([Renewal("1", "Unknown", end=date(2099, 12, 31))])
    assert leases_of(parse(sheets))[0].lease_end is None
    sheets = workbook([Renewal("1", "Unknown", end=date(2026, 5, 6))])
    assert leases_of(parse(sheets, country="MX"))[0].lease_end == date(2026, 6, 5)


def test_an_unreadable_cell_says_where_it_is():
    sheets = workbook(sample())
    sheets[DETAIL][3] |= {COLUMNS["term"]: "a while"}
    with pytest.raises(CellError) as caught:
        parse(sheets)
    assert str(caught.value) == (
        "file renew.xls, sheet 'Lease Expiration Detail', row 4, column R: the value 'a while' cannot be read. "
        "Expected a number of months such as 12, MTM, or a blank."
    )


def test_totals_stand_off_their_columns_as_the_vendor_prints_them():
    assert SUM_COLUMNS["new_rent"] < COLUMNS["market"] + 4 < COLUMNS["new_rent"]
