from datetime import datetime

import fixtures_activity
import fixtures_box_score
import fixtures_rent_roll
import pytest
from fixtures_sheets import at, xls, xlsx

from parsers.errors import ErrorReportError
from parsers.parse import parse_document

REPORTS = {
    "realpage_box_score": fixtures_box_score.report,
    "realpage_rent_roll": fixtures_rent_roll.report,
    "realpage_activity": fixtures_activity.flat,
}
TITLES = {"BOXSCORE", "RENT ROLL DETAIL", "Leasing Activity Detail"}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_known_by_its_headers_where_the_title_is_gone(name):
    rows = [{c: v for c, v in row.items() if v not in TITLES} for row in REPORTS[name]()]
    assert parse_document(xls(rows), name="x.xls").report == name


@pytest.mark.parametrize("title", sorted(TITLES))
def test_an_error_sheet_under_a_reports_title_is_never_data(title):
    rows = [at(A="OneSite Rents v3.0"), at(D=title), *[{}] * 7, at(A="Invalid end date entered - end date must be ...")]
    with pytest.raises(ErrorReportError, match="Invalid end date entered"):
        parse_document(xls(rows), name="x.xls")


def test_days_that_are_days_read_as_days_that_are_text():
    rows = fixtures_rent_roll.report()
    days = [{c: datetime.strptime(v, "%m/%d/%Y") if isinstance(v, str) and v.count("/") == 2 and len(v) == 10 else v  # noqa: DTZ007 - a sheet's days have no zone
             for c, v in row.items()} for row in rows]  # fmt: skip
    tables = parse_document(xlsx(rows), name="x").tables
    assert parse_document(xlsx(days), name="x").tables == tables
