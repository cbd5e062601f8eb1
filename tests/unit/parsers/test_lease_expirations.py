from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from fixtures_lease_expirations import (
    HEADERS,
    NATURAL,
    Layout,
    Lease,
    banner,
    header_rows,
    permuted,
    report,
    sample,
    total_row,
    without_marks_in_two_rows,
)
from fixtures_sheets import WRITERS, at, insert_rows, real_file, shift_columns, xls, xlsx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.errors import CellError, LayoutError
from parsers.parse import parse_document

NAME = "realpage_lease_expirations"
HEADER = len(banner())


def parse(rows, write=xls, country="US"):
    return parse_document(write(rows), name="exp.xls", country=country)


def leases_of(document):
    return document.tables[NAME]


def disagreeing(document):
    return [total.name for total in document.totals if not total.agrees]


def row_of(rows, value):
    return next(number for number, row in enumerate(rows) if value in row.values())


def test_the_real_report_gives_its_printed_figures():
    document = parse_document(real_file("lease_expiration_detail_3838.xls"), name="3838.xls")
    rows = leases_of(document)
    assert Counter(row.section for row in rows) == {
        "MTM": 3, "February 2026": 7, "March 2026": 5, "April 2026": 11, "May 2026": 8, "June 2026": 23, "July 2026": 4,
    }  # fmt: skip
    assert sum(row.is_month_to_month for row in rows) == 3
    assert sum(row.total_billing for row in rows) == Decimal("126062.37")
    assert sum(row.balance for row in rows) == Decimal("-15552.26")
    assert [row.last_rent_change_amount for row in rows if row.last_rent_change_amount] == [50, -175, 88, -41, 228, -10]
    assert [row.unit_number for row in rows if row.do_not_renew] == ["407"]
    assert all(row.expires_in == row.lease_end.replace(day=1) for row in rows if not row.is_month_to_month)
    assert (document.company, document.property_name) == ("Acme Management, LLC", "Kalaco")
    assert len(document.totals) == 8 * 6
    assert document.reconciled
    assert [finding.rule for finding in document.findings] == ["no_as_of_date"]


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("continued", [False, True])
def test_leases_read_the_same_in_every_format(write, continued):
    document = parse(report(sample(), page_size=4, continued=continued), write)
    rows = leases_of(document)
    assert [row.unit_number for row in rows] == ["618", "718", "336", "B-12", "407", "007"]
    assert [row.section for row in rows][1:5] == ["MTM", "February 2026", "February 2026", "April 2026"]
    assert [row.expires_in for row in rows][1:3] == [None, date(2026, 2, 1)]
    assert [row.is_month_to_month for row in rows] == [True, True, False, False, False, False]
    assert [row.lease_term for row in rows] == [None, None, 12, 12, 12, 12]
    assert [row.last_rent_change_amount for row in rows] == [None, 50, -175, None, None, None]
    assert [row.do_not_renew for row in rows] == [False, False, False, False, True, False]
    assert [row.total_billing for row in rows] == [one.total for one in sample()]
    assert [row.balance for row in rows] == [one.balance for one in sample()]
    assert (rows[1].expected_move_out, rows[0].expected_move_out) == (date(2026, 2, 23), None)
    assert (rows[3].late_count, rows[3].nsf_count, rows[3].other_credits) == (2, 1, Decimal("-25.5"))
    assert (rows[0].resident_name, rows[0].sqft, rows[0].floor_plan) == ("Alder, Kim (Kit)", 700, "A2")
    assert disagreeing(document) == []
    assert {"mtm_expired.leases", "february_2026.leases", "grand.leases", "grand.total_billing"} <= {
        total.name for total in document.totals}  # fmt: skip


def test_phone_and_mail_are_never_carried():
    rows = report(sample(), page_size=4)
    rows = insert_rows(rows, len(rows) - 4, [at(E="5550190900"), at(E="   kim@example.com")])
    assert "@" not in repr(parse(rows))
    assert "0190900" not in repr(parse(rows))
    named = [replace(sample()[0], name="Alder, Kim\n(555) 010-0000\nkim@example.com"), *sample()[1:]]
    assert leases_of(parse(report(named)))[0].resident_name == "Alder, Kim"


cents = st.integers(-300000, 300000).map(lambda number: Decimal(number) / 100)
lease = st.builds(
    Lease,
    unit=st.sampled_from(["101", "B-12", "007"]),
    end=st.sampled_from([date(2026, 2, 3), date(2026, 2, 27), date(2026, 5, 31)]),
    rent=cents,
    other=cents,
    credits=st.sampled_from([Decimal(0), Decimal("-12.5")]),
    market=cents,
    balance=cents,
    change=st.none() | cents,
    name=st.sampled_from(["Oak, Jo", "Alder, Kim (Kit)", "Fir de la Cruz, Sam"]),
    term=st.sampled_from(["12", "6", "MTM"]),
    move_out=st.none() | st.just(date(2026, 3, 1)),
    do_not_renew=st.booleans(),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), leases=st.lists(lease, min_size=1, max_size=8))
def test_layout_changes_do_not_change_the_rows(data, leases):
    leases = sorted(leases, key=lambda one: one.end)
    expected = parse(report(leases))
    assert [row.total_billing for row in leases_of(expected)] == [one.total for one in leases]
    rows = report(leases, page_size=data.draw(st.integers(2, 20)), continued=data.draw(st.booleans()))
    for _ in range(data.draw(st.integers(0, 4))):
        rows = insert_rows(rows, data.draw(st.integers(HEADER + 3, len(rows))), [{}])
    rows = insert_rows(rows, data.draw(st.integers(0, HEADER)), [{2: "Prepared for the owner"}])
    document = parse(shift_columns(rows, data.draw(st.integers(0, 9))), data.draw(st.sampled_from([xls, xlsx])))
    assert document.tables == expected.tables
    assert disagreeing(document) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(list(HEADERS)), leases=st.lists(lease, min_size=1, max_size=6))
def test_the_order_of_columns_does_not_matter(order, leases):
    leases = without_marks_in_two_rows(sorted(leases, key=lambda one: one.end))
    document = parse(report(leases, permuted(order)))
    assert document.tables == parse(report(leases)).tables
    assert disagreeing(document) == []


def test_rent_and_charges_decide_where_a_balance_is_blank():
    leases = [replace(sample()[2], balance=None), replace(sample()[3], balance=None)]
    rows = leases_of(parse(report(leases)))
    assert [(row.balance, row.last_rent_change_amount) for row in rows] == [(None, -175), (None, None)]
    assert [row.total_billing for row in rows] == [one.total for one in leases]


def test_a_changed_amount_is_found_in_its_section_and_in_all():
    rows = report(sample())
    rows[row_of(rows, "B-12")] |= at(AE=1916)
    document = parse(rows)
    assert disagreeing(document) == ["february_2026.lease_rent", "grand.lease_rent"]
    assert "billing_does_not_sum" in {finding.rule for finding in document.findings}


def test_a_lost_lease_is_found_by_both_counts():
    rows = report(sample())
    start = row_of(rows, "B-12")
    assert {"february_2026.leases", "grand.leases"} <= set(disagreeing(parse(rows[:start] + rows[start + 1 :])))


def test_a_lost_page_with_a_sections_total_is_found():
    rows = report(sample())
    start = row_of(rows, "Total leases expiring in February 2026: 2")
    assert "april_2026.leases" in disagreeing(parse(rows[:start] + rows[start + 1 :]))


def test_a_count_may_stand_in_a_cell_of_its_own():
    rows = report(sample())
    last = dict(rows[-1])
    rows[-1] = last | {0: "Total leases:", 3: 6}
    document = parse(rows)
    assert document.reconciled
    assert "grand.leases" in {total.name for total in document.totals}


def test_a_report_cut_before_its_last_total_is_refused():
    rows = report(sample())[:-1]
    last = max(number for number, row in enumerate(rows, start=1) if row)
    with pytest.raises(LayoutError) as caught:
        parse(rows)
    assert str(caught.value) == (
        f"file exp.xls, sheet 'Sheet1', row {last}: the report has no row 'Total leases'. Expected a row "
        "'Total leases: <count>' after the last section. The file is probably truncated: fetch the report again."
    )


def test_two_listings_in_one_file_are_refused():
    with pytest.raises(LayoutError, match="another listing of leases begins below"):
        parse([*report(sample()), *report(sample())])


def test_legends_below_the_last_total_are_not_read():
    rows = [*report(sample()), {}, at(A="Summary by floorplan"), at(A="A2", D=5, F=9000, H=9000, J=0)]
    assert parse(rows).tables == parse(report(sample())).tables


def test_an_empty_report_says_that_nothing_expires():
    document = parse([*banner(), *header_rows(NATURAL), {}, total_row("Total leases: 0", [], NATURAL)])
    assert (leases_of(document), document.reconciled) == ([], True)
    assert "nothing_expires" in {finding.rule for finding in document.findings}


def test_a_missing_column_is_refused_with_the_headers_found():
    rows = [{column: value for column, value in row.items() if value != "Lease\nRent"} for row in report(sample())]
    with pytest.raises(LayoutError, match=r"lacks lease_rent; headers found: 'Unit'.*'Other Charges'"):
        parse(rows)


def test_amounts_under_an_unknown_header_are_refused():
    layout = Layout(NATURAL.header | {"fee": 46}, NATURAL.plain, NATURAL.shifted, NATURAL.totals)
    rows = report(sample())
    start = row_of(rows, HEADERS["rent"])
    rows[start] |= {layout.header["fee"]: "Legal\nFees"}
    rows[row_of(rows, "B-12")] |= {46: 5}
    with pytest.raises(LayoutError, match=r"amounts stand under the header 'Legal Fees' \(column AU\)"):
        parse(rows)


def test_an_added_text_column_is_no_trouble():
    rows = report(sample())
    rows[row_of(rows, HEADERS["rent"])] |= {46: "Leasing\nAgent"}
    rows[row_of(rows, "B-12")] |= {46: "House"}
    assert parse(rows).tables == parse(report(sample())).tables


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("AE", "#REF!", "an amount of money such as 1,905.00 or (55.00), or a blank"),
        ("J", "02/45/2026", "a day such as 12/31/2026 or 2026-12-31, or a blank"),
        ("H", "a while", "a number of months such as 12, MTM, or a blank"),
        ("V", "some", "counts of late and returned payments such as 1/0"),
    ],
)
def test_an_unreadable_cell_says_where_it_is(column, value, expected):
    rows = report(sample())
    index = row_of(rows, "B-12")
    rows[index] |= at(**{column: value})
    with pytest.raises(CellError) as caught:
        parse(rows)
    assert str(caught.value) == (
        f"file exp.xls, sheet 'Sheet1', row {index + 1}, column {column}: the value {value!r} cannot be read. "
        f"Expected {expected}."
    )


def test_days_follow_the_country_and_sentinels_are_no_days():
    rows = report([replace(sample()[0], move_out=date(2099, 12, 31))])
    assert leases_of(parse(rows))[0].expected_move_out is None
    assert leases_of(parse(rows))[0].move_in == date(2024, 10, 9)
    rows = [{c: (v.replace("12/31/2099", "31/12/2099") if isinstance(v, str) else v) for c, v in row.items()}
            for row in rows]  # fmt: skip
    assert leases_of(parse(rows, country="MX"))[0].move_in == date(2024, 9, 10)


def test_a_lease_in_the_wrong_section_is_noticed():
    wrong = [replace(sample()[3], section="March 2026")]
    assert "lease_ends_outside_section" in {finding.rule for finding in parse(report(wrong)).findings}


HEADINGS = {
    "Feb 2026": "Feb 2026", "Feb. 2026": "Feb. 2026", "February, 2026": "February, 2026",
    "FEBRUARY 2026 (2)": "FEBRUARY 2026", "February 2026 (2 leases)": "February 2026", "Feb-2026": "Feb-2026",
    "February 2026:  - continued -": "February 2026", date(2026, 2, 1): "February 2026", None: "February 2026",
    "Second month": "February 2026",
}  # fmt: skip


@pytest.mark.parametrize(("heading", "section"), HEADINGS.items(), ids=map(str, HEADINGS))
def test_a_month_is_told_from_its_heading_or_the_total_that_closes_it(heading, section):
    rows = report(sample())
    place = row_of(rows, "February 2026")
    rows[place] = {} if heading is None else {0: heading}
    document = parse(rows, xlsx)
    usual = leases_of(parse(report(sample()), xlsx))
    february = [row._replace(section=section) if row.section == "February 2026" else row for row in usual]
    assert leases_of(document) == february
    assert [row.expires_in for row in leases_of(document)].count(date(2026, 2, 1)) == 2
    assert document.reconciled


@pytest.mark.parametrize(
    ("heading", "monthly"),
    [("MTM", True), ("MTM leases", True), ("Month-to-Month / Expired", True), ("Expired Leases", False)],
)
def test_leases_past_their_end_have_a_section_without_a_month(heading, monthly):
    rows = report(sample())
    rows[row_of(rows, "MTM")] = {0: heading}
    first = leases_of(parse(rows))[:2]
    assert [(row.section, row.expires_in, row.is_month_to_month) for row in first] == [(heading, None, monthly)] * 2


def test_leases_of_no_section_are_a_finding():
    rows = report(sample())
    rows[row_of(rows, "February 2026")] = {0: "Second month"}
    total = next(number for number, row in enumerate(rows) if any("in February" in str(one) for one in row.values()))
    label = next(column for column, said in rows[total].items() if isinstance(said, str))
    rows[total][label] = "Total second month leases: 2"
    document = parse(rows)
    assert [row.expires_in for row in leases_of(document)[2:4]] == [None, None]
    found = {finding.rule: finding for finding in document.findings}
    assert found["lease_without_section"].severity == "warning"
    assert "2 leases stand under no section" in found["lease_without_section"].message
    assert "first lease 3" in found["lease_without_section"].message


@pytest.mark.parametrize("word", ["TBD", "?!", "TBD soon"])
def test_a_word_in_place_of_a_day_says_where_it_is(word):
    rows = report(sample())
    place = row_of(rows, "336")
    rows[place][NATURAL.plain["move_out"]] = word
    with pytest.raises(CellError) as caught:
        parse(rows)
    where = (
        f"file exp.xls, sheet 'Sheet1', row {place + 1}, column P: the value {word!r} cannot be read. Expected a day "
    )
    assert str(caught.value).startswith(where)
    rows[place][NATURAL.plain["move_out"]] = "N/A"
    assert leases_of(parse(rows)) == leases_of(parse(report(sample())))
