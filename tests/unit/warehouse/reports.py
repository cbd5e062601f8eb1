"""Reports of a property as their parsers hand them over, written short and loaded as documents."""

import hashlib
from datetime import UTC, date, datetime

from support.homes import TENANT

from parsers.parse import parse_document
from parsers.realpage.activity import Activity
from parsers.realpage.box_score import BoxScore
from parsers.realpage.box_score_availability import BoxScoreAvailability
from parsers.realpage.delinquency import DelinquencyAccount
from parsers.realpage.lease_expirations import LeaseExpiration
from parsers.realpage.lease_renewals import LeaseRenewal
from parsers.realpage.monthly_summary import MonthlySummary
from parsers.yardi.aged_receivables import YardiAgedReceivable
from pipelines.reading import to_document
from warehouse.build import build_marts, needed_for
from warehouse.documents import Document, load_documents
from warehouse.landing import Landed

SOURCE = "realpage_reports"
EXAMPLES = 16  # each loads several reports
ROWS = {
    "realpage_activity": Activity,
    "realpage_box_score": BoxScore,
    "realpage_box_score_availability": BoxScoreAvailability,
    "realpage_delinquency": DelinquencyAccount,
    "realpage_lease_expirations": LeaseExpiration,
    "realpage_lease_renewals": LeaseRenewal,
    "realpage_monthly_summary": MonthlySummary,
    "yardi_aged_receivables": YardiAgedReceivable,
}
NUMBERS = ("activity_number", "plan_number", "line_number", "account_number", "lease_number", "row_number")


def feb(number):
    """A day of February 2026."""
    return date(2026, 2, number)


def rows_of(table, rows):
    """The parser's own rows: numbered, what is not given blank."""
    kind = ROWS[table]
    (number,) = [one for one in kind._fields if one in NUMBERS]
    return [kind(**dict.fromkeys(kind._fields) | {number: place} | row) for place, row in enumerate(rows, start=1)]


def load(home, report, rows, day, *, of="elm", as_of=None, period_start=None, source=SOURCE, **parts):
    """Load a report's rows, dicts of its fields, as those of a property and day; `parts` are its further tables."""
    tables = {name: rows_of(name, listed) for name, listed in {report: rows, **parts}.items()}
    landed = _landed(report, of, day, source, repr((tables, as_of, period_start)).encode())
    document = Document(landed, of, of.title(), as_of=as_of or day, period_start=period_start, tables=tables)
    return _loaded(home, document)


def load_file(home, content, day, *, of="elm", name="report.xls", source=SOURCE):
    """Load a report file as the pipelines do: told, parsed, handed over."""
    parsed = parse_document(content, name=name)
    landed = _landed(parsed.report, of, day, source, content)
    return _loaded(home, to_document(landed, parsed, of, {}))


def put(home, table, rows):
    """Rows of a unified table as they stand, for what a report not loaded here would say."""
    owner = {"tenant_id": TENANT, "source": SOURCE, "scope": "elm", "property_id": "elm"}
    with home.rentroll.warehouse.open() as connection:
        for row in rows:
            whole = owner | row
            marks = ", ".join("?" * len(whole))
            connection.execute(f"INSERT INTO {table} ({', '.join(whole)}) VALUES ({marks})", list(whole.values()))


def mart(home, name, *columns, needs=()):
    """Build a mart, and those it reads, and return its rows in the order of its columns."""
    build_marts(home.rentroll.warehouse, needed_for([*needs, name]))
    return home.rows(f"SELECT {', '.join(columns)} FROM marts.{name} ORDER BY ALL")


def _landed(report, scope, day, source, content):
    return Landed(
        tenant_id=TENANT,
        source=source,
        dataset=report,
        scope=scope,
        snapshot_date=day,
        sha256=hashlib.sha256(content).hexdigest(),
        extension="xls",
        file_name=f"{report}.xls",
        size=len(content),
        received_at=datetime(2026, 2, 1, tzinfo=UTC),
        connector="test",
    )


def _loaded(home, document):
    (outcome,) = load_documents(home.rentroll.warehouse, [document])
    assert outcome.outcome == "loaded", outcome.message
    return outcome
