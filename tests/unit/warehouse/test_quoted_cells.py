"""What a sentence quotes of a file's cells stays in ops: published is what is wrong, where, and what was expected."""

from datetime import date

import pytest
from support.homes import TENANT, Bench, day
from support.rows import patient

from parsers import cells
from parsers.calls.parse import parse_call
from parsers.errors import CellError, ErrorReportError, LayoutError, ParseError, Place
from pipelines.portfolio import Portfolio
from warehouse.build import build_marts, needed_for
from warehouse.statements import run

NAME = 'QQSmith, QQ\'John "QQJ"'
PLACE = Place("roll.xlsx", "Rent Roll", 7, "C")
REPORTS = "realpage_reports"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Bench(tmp_path_factory.mktemp("quoted"))
    entry = {"name": "One", "sources": {"patient_ledger": {}, REPORTS: {}}}
    desk.portfolio = Portfolio.model_validate({"tenants": {TENANT: entry}})
    yield desk
    desk.close()


def published(home):
    """What the marts say: the findings and, in the same words, how fresh each dataset is."""
    build_marts(home.rentroll.warehouse, needed_for(["data_quality", "source_freshness"]))
    found = [message for (message,) in home.rows("SELECT message FROM marts.data_quality ORDER BY ALL")]
    attempts = home.rows("SELECT attempt_message FROM marts.source_freshness WHERE attempt_outcome IS NOT NULL")
    assert {message for (message,) in attempts} <= set(found)
    return found


def write(home, table, **values):
    values |= {"tenant_id": TENANT, "source": REPORTS, "scope": "elm", "snapshot_date": day(1)}
    values |= {"rule": "r"} if table == "findings" else {}
    bound = ", ".join(f"${name}" for name in values)
    with home.rentroll.warehouse.open() as connection:
        run(connection, f"INSERT INTO ops.{table} ({', '.join(values)}) VALUES ({bound})", values)


def unreadable(value):
    try:
        cells.money(value)
    except CellError as error:
        return str(CellError(error.value, expected=error.expected, place=PLACE))
    raise AssertionError(value)


def answer(body):
    text = f"<Envelope><Body><Fault><faultcode>1</faultcode><faultstring>{body}</faultstring></Fault></Body></Envelope>"
    with pytest.raises(ParseError) as caught:
        parse_call("yardi_residents", text.encode(), country="US", name="answer.xml")
    return str(caught.value)


SENTENCES = [
    unreadable(NAME),
    unreadable("QQSmith, QQJohn"),
    unreadable(date(1977, 7, 7)),
    str(
        ErrorReportError(f"the vendor answered with an error instead of a report: {NAME!r}", place=PLACE, expected="x")
    ),
    str(LayoutError(f"the header lacks a; headers found: 'Unit', {NAME!r}", place=PLACE, expected="Unit")),
    str(LayoutError(f"amounts stand under the header {NAME!r} (column C), which is not known", place=PLACE)),
    str(LayoutError(f"the header has no id; it has {NAME}", place=PLACE, expected="id, day")),
    str(ParseError(f"roll.xlsx is a rent_roll of the property {NAME!r}, which tenant a does not have")),
    str(ParseError(f'the source says "{NAME}"', place=PLACE, expected="rows")),
    answer(NAME * 40),
    f"payments: paid_on cannot be read in 2 of 3 rows and is left blank (row 1 {NAME!r}; row 2 'QQ'). Expected a day",
    f"2 rows hold no data and were left aside, row 3: {NAME!r}",
]


@pytest.mark.parametrize(
    ("table", "more"), [("loads", {"outcome": "refused", "is_current": False}), ("findings", {"severity": "info"})]
)
def test_no_sentence_publishes_what_it_quotes(desk, table, more):
    home = desk.home()
    for place, sentence in enumerate(SENTENCES):
        assert "QQ" in sentence or "1977" in sentence
        write(home, table, dataset=f"d{place:02}", message=sentence, **more)
    messages = published(home)
    assert len(messages) == len(SENTENCES)
    for message in messages:
        assert not [word for word in ("QQ", "1977") if word in message], message
        assert "left out" in message or "a value cannot be read" in message
    assert home.rows(f"SELECT message FROM ops.{table} ORDER BY dataset") == [(one,) for one in SENTENCES]


def test_what_is_left_says_where_and_what_was_expected(desk):
    home = desk.home()
    write(home, "findings", dataset="d", message=unreadable(NAME), severity="info")
    (message,) = published(home)
    assert message == (
        "file roll.xlsx, sheet 'Rent Roll', row 7, column C: a value cannot be read. Expected an amount of money such "
        "as 1,905.00 or (55.00), or a blank."
    )


def test_a_sentence_that_quotes_nothing_is_published_whole(desk):
    home = desk.home()
    home.load({"patients": [patient(f"p{number}") for number in range(9)]}, day(1))
    held = home.load({"patients": []}, day(2))["patients"]
    assert held.outcome == "held"
    assert published(home) == [held.message]


@pytest.mark.parametrize("source", ["patient_ledger", REPORTS])
def test_the_first_cells_of_a_file_that_is_not_known_are_not_published(desk, source):
    home = desk.home()
    home.load({"export.csv": b"QQSmith QQJohn,QQ Lane 7\nQQJane,QQ5\n"}, day(1), source=source)
    (refused,) = home.loaded
    assert (refused.outcome, "QQSmith" in refused.message) == ("refused", True)
    (message,) = published(home)
    assert message.startswith("file export.csv: ")
    assert "Expected one of" in message
    assert "QQ" not in message
