"""A file with the reports of two properties is refused, whatever the report and however the two are put together."""

import fixtures_activity
import fixtures_box_score
import fixtures_lease_expirations
import fixtures_lease_renewals
import fixtures_monthly_summary
import fixtures_rent_roll
import pytest
from fixtures_delinquency import flat, paged, sample
from fixtures_lease_renewals import renewed, stacked, workbook, xlsx_book
from fixtures_sheets import csv_text, insert_rows, xlsx

from parsers.errors import LayoutError
from parsers.parse import parse_document

REPORTS = {
    "delinquency": lambda: paged(sample()),
    "delinquency, flat": lambda: flat(sample()),
    "rent roll": lambda: fixtures_rent_roll.report(stray=False),
    "rent roll with strays": fixtures_rent_roll.report,
    "box score": fixtures_box_score.report,
    "monthly summary": fixtures_monthly_summary.report,
    "lease expirations": lambda: fixtures_lease_expirations.report(fixtures_lease_expirations.sample()),
    "activity": fixtures_activity.flat,
    "activity, paged": fixtures_activity.paged,
}


def renamed(rows, name):
    return [
        {at: said.replace("Birch Court", name) if isinstance(said, str) else said for at, said in row.items()}
        for row in rows
    ]


def refusal(content):
    with pytest.raises(LayoutError) as refused:
        parse_document(content, name="two.xlsx")
    assert "Export the report for one property at a time" in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
@pytest.mark.parametrize("between", [[], [{}]], ids=["close", "apart"])
def test_two_reports_below_each_other_are_refused(report, between):
    said = refusal(xlsx([*report(), *between, *renamed(report(), "Oak House")]))
    assert "Birch Court" in said
    assert "Oak House" in said


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_two_reports_on_two_sheets_are_refused(report):
    refusal(xlsx_book({"One": report(), "Two": renamed(report(), "Oak House")}))


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_two_sheets_with_the_same_table_are_refused_where_no_banner_tells_them_apart(report):
    said = refusal(xlsx_book({"One": report(), "Two": report()}))
    assert "2 sheets hold" in said
    assert "'One', 'Two'" in said


@pytest.mark.parametrize("name", ["7 East", "Elm: West - Birch Court", "Birch Court"])
def test_a_property_named_alone_is_told_from_another_one(name):
    rows = [{at: name if said == "Elm Management, LLC - Birch Court" else said for at, said in row.items()}
            for row in fixtures_rent_roll.report(stray=False)]  # fmt: skip
    assert parse_document(xlsx(rows), name="one.xlsx").property_name in {"7 East", "Birch Court"}
    refusal(xlsx([*rows, *renamed(fixtures_rent_roll.report(stray=False), "Oak House")]))


def test_accounts_below_the_grand_totals_are_refused_without_a_second_banner():
    rows = paged(sample())
    header = next(at for at, row in enumerate(rows) if "Unit" in row.values())
    assert "another table of accounts begins below" in refusal(xlsx([*rows, *rows[header:]]))


def test_two_lists_of_leases_with_a_total_each_are_refused_without_a_second_banner():
    rows = fixtures_rent_roll.report(stray=False)
    first = next(at for at, row in enumerate(rows) if row.get(0) == "Unit") + 1
    total = next(at for at, row in enumerate(rows) if row.get(0) == "TOTAL")
    said = refusal(xlsx(insert_rows(rows, total + 1, rows[first : total + 1])))
    assert "2 lists of leases end in a row 'TOTAL' each" in said


def test_a_total_over_two_lists_with_totals_of_their_own_is_one_property():
    rows = fixtures_rent_roll.report(stray=False)
    first = next(at for at, row in enumerate(rows) if row.get(0) == "Unit") + 1
    total = next(at for at, row in enumerate(rows) if row.get(0) == "TOTAL")
    again = rows[first:total]
    double = {at: 2 * value if isinstance(value, int | float) else value for at, value in rows[total].items()}
    document = parse_document(xlsx(insert_rows(rows, total + 1, [*again, rows[total], double])), name="rr.xlsx")
    assert document.reconciled
    assert len(document.tables["realpage_rent_roll"]) == 2 * len(again)


@pytest.mark.parametrize("shown", [None, ["Table of Contents", "Lease Expiration Detail", "Renewal Detail"]])
def test_two_workbooks_of_renewals_in_one_are_refused(shown):
    one = workbook(fixtures_lease_renewals.sample())
    one = {name: rows for name, rows in one.items() if not shown or name in shown}
    other = {f"{name[:20]} (2)": renamed(rows, "Oak House") for name, rows in one.items()}
    assert "Oak House" in refusal(xlsx_book({**one, **other}))
    assert "Oak House" in refusal(csv_text(stacked({**one, **other})))


def test_two_lists_of_expiring_leases_on_two_sheets_are_refused():
    one = workbook(fixtures_lease_renewals.sample())["Lease Expiration Detail"]
    assert "a list of expiring leases: 'One', 'Two'" in refusal(xlsx_book({"One": one, "Two": one}))


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_a_banner_that_repeats_the_property_is_no_second_one(report):
    document = parse_document(xlsx(report()), name="one.xlsx")
    banner = next(at for at, row in enumerate(report()) if any("Birch Court" in str(one) for one in row.values()))
    again = parse_document(xlsx([*report(), {}, *report()[: banner + 2]]), name="one.xlsx")
    assert again.tables == document.tables
    assert again.property_name == document.property_name


def test_renewed_leases_are_listed_once_whatever_the_sheets_are_called():
    sheets = workbook([*fixtures_lease_renewals.sample(), renewed("1400")])
    named = {f"Sheet{number}": rows for number, rows in enumerate(sheets.values(), start=1)}
    usual = parse_document(xlsx_book(sheets), name="4156.xlsx")
    for content in (xlsx_book(named), csv_text([row for rows in sheets.values() for row in [*rows, {}]])):
        document = parse_document(content, name="4156.xlsx")
        assert document.tables == usual.tables
        assert len(document.tables["realpage_lease_renewals"]) == 8
        assert document.reconciled


def test_a_property_of_the_same_name_and_another_company_is_another_one():
    one = fixtures_activity.flat()
    other = [{at: said.replace("Elm Management, LLC", "Oak, Inc.") for at, said in row.items()} for row in one]
    assert "'Oak, Inc. - Birch Court'" in refusal(xlsx([*one, *other]))
