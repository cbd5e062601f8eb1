import pytest
from fixtures_delinquency import paged, sample
from fixtures_sheets import at, real_file, xls, xlsx

from parsers.banner import read_banner
from parsers.errors import ErrorReportError, UnknownReportError
from parsers.grid import Sheet
from parsers.parse import REPORTS, parse_document

END_DATE = "Invalid end date entered - end date must be less than or equ..."


@pytest.mark.parametrize("write", [xls, xlsx])
@pytest.mark.parametrize("row", [0, 9, 14])
@pytest.mark.parametrize("title", [[], [at(A="OneSite Rents v3.0"), at(C="DELINQUENT AND PREPAID")]])
def test_a_vendors_error_sheet_is_quoted_wherever_the_message_stands(write, row, title):
    with pytest.raises(ErrorReportError) as caught:
        parse_document(write([*title, *[{}] * row, at(A=END_DATE)]), name="box.xls")
    assert str(caught.value) == (
        f"file box.xls: the vendor answered with an error instead of a report: "
        f"{END_DATE!r}. "
        "Expected a report with data. Correct what it names (often the end date) and fetch the report again; "
        "nothing was loaded."
    )


def test_a_vendors_sheet_with_unknown_words_and_no_header_is_an_error_sheet_too():
    with pytest.raises(ErrorReportError, match="Site is closed for today"):
        parse_document(xls([at(B="OneSite Rents v3.0"), at(B="Site is closed for today")]), name="x.xls")


def test_an_unknown_file_shows_its_first_words_and_the_known_reports():
    with pytest.raises(UnknownReportError) as caught:
        parse_document(xls([at(A="Shopping list"), at(A="Milk", B=2)]), name="list.xls")
    assert str(caught.value) == (
        "file list.xls: the file is no report this product knows; it begins with 'Shopping list'; 'Milk'. "
        f"Expected one of {', '.join(report.name for report in REPORTS)}. If the vendor changed a title or a header, "
        "add its words to the report's module or column map."
    )


@pytest.mark.parametrize(
    ("name", "report"),
    [
        ("delinquent_prepaid_4009.xls", "realpage_delinquency"),
        ("lease_expiration_detail_3838.xls", "realpage_lease_expirations"),
        ("lease_expiration_renewal_4156.xls", "realpage_lease_renewals"),
        ("monthly_activity_summary_3877.xls", "realpage_monthly_summary"),
    ],
)
def test_real_reports_are_told_apart(name, report):
    assert parse_document(real_file(name), name=name).report == report


def test_a_report_is_known_by_its_headers_where_the_title_is_gone():
    rows = [{c: v for c, v in row.items() if v != "DELINQUENT AND PREPAID"} for row in paged(sample())]
    document = parse_document(xls(rows), name="x.xls")
    assert document.report == "realpage_delinquency"
    assert document.property_name == "Birch Court"


def banner_of(*rows):
    return read_banner(Sheet("s", rows), end=len(rows), titles=["RENT ROLL"], country="US")


@pytest.mark.parametrize(
    ("rows", "company", "property_name"),
    [
        ([["Elm, LLC - Oak Park"], ["RENT ROLL"]], "Elm, LLC", "Oak Park"),
        ([["Elm, LLC - Oak Park - Phase II"], ["RENT ROLL"]], "Elm, LLC", "Oak Park - Phase II"),
        ([["Sorted by - Unit", None], [None, "Elm - Oak"], [None, "RENT ROLL"]], "Elm", "Oak"),
        ([["Property Name:", None, "Elm - Oak"], ["RENT ROLL"]], "Elm", "Oak"),
        ([["RENT ROLL"], ["Page 1 of 2"]], None, None),
        ([["Property: Oak"], ["RENT ROLL"]], None, "Oak"),
    ],
)
def test_company_and_property(rows, company, property_name):
    banner = banner_of(*rows)
    assert (banner.company, banner.property_name) == (company, property_name)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("As of 02/07/2026", "2026-02-07"),
        ("Fiscal Period 022026 As of 01/29/2026", "2026-01-29"),
        ("As of Date: 3/7/2016", "2016-03-07"),
        ("As Of = 12/31/2025", "2025-12-31"),
        ("Date Range: 02/01/2026 through 06/01/2026 As of 2/14/2026", "2026-02-14"),
        ("as of today", "None"),
    ],
)
def test_as_of(said, day):
    assert str(banner_of([said]).as_of) == day


def test_period_start():
    said = "Parameters:\nAccounting activity since: 01/01/2026\nOccupancy activity since: 01/01/2026"
    assert str(banner_of([said]).period_start) == "2026-01-01"
    assert str(banner_of(["Date Range: 02/01/2026 through 06/01/2026"]).period_start) == "2026-02-01"
