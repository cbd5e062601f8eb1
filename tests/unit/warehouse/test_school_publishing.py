"""School billing as it is published: of one state, of one tenant, worded as the portfolio says, and as documented."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from support.homes import day
from support.schools import MARTS, SCHOOLS, build, files, invoice, paid, school_bench, student

from pipelines.portfolio import Portfolio, PortfolioError, read_portfolio
from warehouse.checks import judge_rules, rules_of
from warehouse.schema.declare import METADATA

ROOT = Path(__file__).resolve().parents[3]
LISTS = ("payment_history", "invoice_details", "student_balance", "collection_queue")


@pytest.fixture
def desk(tmp_path):
    desk = school_bench(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def home(desk):
    return desk.home()


def of_one_state(home):
    """What the lists and the sums beside them say, as a reader finds them."""
    query = """
        SELECT (SELECT SUM(amount) FROM marts.payment_history WHERE ledger_state = 'counted'),
            (SELECT SUM(paid) FROM marts.invoice_details), (SELECT SUM(paid) FROM marts.student_balance),
            (SELECT SUM(paid) FROM marts.school_summary), (SELECT SUM(amount) FROM marts.daily_collections),
            (SELECT SUM(paid) FROM marts.monthly_revenue), (SELECT -SUM(amount) FROM marts.account_statement
            WHERE kind = 'payment')"""
    return set(*home.ask(query))


@pytest.mark.slow
def test_what_is_published_after_a_load_is_of_the_load_though_nothing_was_built_since(home):
    """The lists are views of what is loaded: beside balances of yesterday they would tell of payments those lack."""
    rows = files(invoices=[invoice(due="2024-01-15")], payments=[paid("p1", amount=30)])
    home.load(rows, day(10), source=SCHOOLS)
    home.publish()
    assert home.ask("SELECT COUNT(*) FROM marts.overdue_invoices") == [(0,)]
    assert of_one_state(home) == {30}
    later = files(invoices=[invoice(due="2024-01-15")], payments=[paid("p1", amount=30), paid("p2", amount=5)])
    home.load(later, day(20), source=SCHOOLS)
    home.rentroll.publish()
    assert home.ask("SELECT invoice_id, pending, days_overdue FROM marts.overdue_invoices") == [("i1", 65, 5)]
    assert of_one_state(home) == {35}
    for mart in ("invoice_details", "student_balance", "school_summary", "collection_queue"):
        assert home.ask(f"SELECT DISTINCT as_of FROM marts.{mart}") == [(day(20),)], mart


def test_a_day_that_brings_nothing_but_itself_still_moves_every_status(home):
    rows = files(invoices=[invoice(due="2024-01-15")])
    for number, listed in ((15, []), (16, ["i1"])):
        home.load(rows, day(number), source=SCHOOLS)
        build(home)
        assert [key for (key,) in home.rows("SELECT invoice_id FROM marts.overdue_invoices")] == listed
        assert home.rows("SELECT overdue FROM marts.student_balance") == [(100 if listed else 0,)]


def test_a_working_file_with_the_lists_as_tables_is_built_over(home):
    home.load(files(invoices=[invoice()]), day(10), source=SCHOOLS)
    build(home)
    with home.rentroll.warehouse.open() as connection:
        for name in LISTS:
            connection.execute(f"DROP VIEW marts.{name}")
            connection.execute(f"CREATE TABLE marts.{name} (tenant_id VARCHAR)")
        connection.execute("DROP TABLE marts.school_summary")
        connection.execute("CREATE VIEW marts.school_summary AS SELECT 1 AS tenant_id")
    build(home)
    assert home.rows("SELECT pending FROM marts.invoice_details") == [(100,)]
    assert home.rows("SELECT pending FROM marts.student_balance") == [(100,)]
    assert home.rows("SELECT pending FROM marts.school_summary") == [(100,)]


@pytest.mark.slow
def test_two_tenants_with_the_same_ids_are_told_nothing_of_each_other(tmp_path):
    desk = school_bench(tmp_path, "one", "two")
    home = desk.home()
    for tenant, amount, name in (("one", 30, "Ana"), ("two", 45, "Eva")):
        rows = files(
            students=[student(first=name)], invoices=[invoice()], payments=[paid("p1", amount=amount, reference=name)]
        )
        home.load(rows, day(20), source=SCHOOLS, tenant=tenant)
    home.publish()
    for tenant, amount, other in (("one", 30, b"Eva"), ("two", 45, b"Ana")):
        for mart in MARTS:
            assert home.ask(f"SELECT COUNT(*) FROM marts.{mart} WHERE tenant_id <> ?", tenant, tenant=tenant) == [(0,)]
        sums = "SELECT invoice_count, invoiced, paid, pending FROM marts.school_summary"
        assert home.ask(sums, tenant=tenant) == [(1, 100, amount, 100 - amount)]
        assert home.ask("SELECT COUNT(*) FROM marts.payment_history", tenant=tenant) == [(1,)]
        folder = home.rentroll.published / tenant
        contents = [one.read_bytes() for one in folder.rglob("*") if one.is_file()]
        assert contents
        assert not any(other in content for content in contents)
    desk.close()


@pytest.mark.parametrize(
    ("mart", "below"),
    [
        ("payment_history", "unified.invoice_payments"),
        ("invoice_details", "unified.invoices"),
        ("collection_queue", "marts.school_sums"),
    ],
)
def test_the_promises_of_a_list_are_checked_though_it_is_a_view(home, mart, below):
    load = files(invoices=[invoice("i1"), invoice("i2")], payments=[paid("p1", amount=1), paid("p2", amount=1)])
    home.load(load, day(20), source=SCHOOLS)
    build(home)
    rules = rules_of(f"marts.{mart}")
    assert [one.name for one in rules] == ["key_is_unique", "required_values_are_there"]
    assert [one.broken for one in judge_rules(home.rentroll.warehouse, rules)] == [0, 0]
    with home.rentroll.warehouse.open() as connection:
        connection.execute(f"INSERT INTO {below} SELECT * FROM {below}")
    unique, filled = judge_rules(home.rentroll.warehouse, rules)
    assert unique.broken
    assert unique.rule.required
    assert not filled.broken


def test_a_view_of_marts_is_true_where_its_tables_are():
    assert rules_of("marts.overdue_invoices") == []
    assert METADATA.tables["marts.overdue_invoices"].info["view"]


def portfolio_with(reminders):
    entry = {"name": "Colegios", "sources": {SCHOOLS: {}}, "reminders": reminders}
    return Portfolio.model_validate({"tenants": {"sample": entry}})


def test_the_portfolio_words_the_reminders_and_takes_its_words_back(home):
    messages = "SELECT language, message FROM marts.collection_queue"
    home.rentroll.portfolio = portfolio_with(
        {"en": "Pay {amount} by tomorrow, {student}", "es": {"first": "Pague {amount}"}}
    )
    home.load(files(invoices=[invoice(amount=12.5)]), day(20), source=SCHOOLS)
    home.rentroll.build(MARTS)
    assert dict(home.rows(messages)) == {"en": "Pay 12.50 by tomorrow, Ana Paz", "es": "Pague 12.50"}
    home.load(files(invoices=[invoice(amount=12.5, due="2023-11-01")]), day(21), source=SCHOOLS)
    home.rentroll.build(MARTS)
    final = dict(home.rows(messages))
    assert final["en"] == "Pay 12.50 by tomorrow, Ana Paz", "one text is that of every stage"
    assert final["es"].startswith("Estimada familia de Ana Paz: pese a nuestros avisos")
    home.rentroll.portfolio = portfolio_with({})
    home.rentroll.build(MARTS)
    assert all(message.startswith(("Dear family", "Estimada familia")) for _, message in home.rows(messages))


@pytest.mark.parametrize(
    ("reminders", "said"),
    [
        ("{es: 'Pague {importe}'}", "the reminder es.first has the placeholder {importe}. Expected some of {student}"),
        ("{en: {third: x}}", "the en reminders have the stage third. Expected some of first, second, final"),
        ("{pt: {first: x}}", "the pt reminders lack the stage second, final"),
        ("{en: ' '}", "the reminder en.first is blank"),
        ("{english: x}", "the reminders' language 'english' is no code of two letters"),
        ("{en: [x]}", "input should be"),
    ],
)
def test_a_reminder_that_cannot_be_filled_in_is_said_with_file_and_key(tmp_path, reminders, said):
    path = tmp_path / "portfolio.yaml"
    sources = "sources: {school_billing: {}}"
    path.write_text(f"tenants: {{norte: {{name: Norte, {sources}, reminders: {reminders}}}}}", encoding="utf-8")
    with pytest.raises(PortfolioError) as raised:
        read_portfolio(path)
    told = str(raised.value)
    assert told.startswith(f"{path} is no valid portfolio")
    assert "tenants.norte.reminders" in told
    assert said in told


def documented():
    """The queries of docs/school-billing.md as they are written there."""
    text = (ROOT / "docs" / "school-billing.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?:^ {4}.*\n)+", text, re.MULTILINE)
    return [one for one in blocks if one.strip().startswith("SELECT")]


def test_the_documented_queries_give_last_months_overdue_list_and_a_statement(home):
    """After February i1 is paid, i2 put off, i3 still owed, i4 gone: the end of January is told as it was then."""
    overdue, statement = documented()
    months = {
        date(2026, 1, 31): files(
            invoices=[invoice(f"i{number}", due="2026-01-10", amount=100) for number in (1, 2, 3, 4)],
            payments=[paid("p1", "i1", 40, "2026-01-20"), paid("p2", "i3", 10, "2026-01-05")],
        ),
        date(2026, 2, 28): files(
            invoices=[
                invoice("i1", due="2026-01-10"),
                invoice("i2", due="2026-03-31"),
                invoice("i3", due="2026-01-10"),
                invoice("i5", due="2026-02-10"),
            ],
            payments=[
                paid("p1", "i1", 40, "2026-01-20"),
                paid("p2", "i3", 10, "2026-01-05"),
                paid("p3", "i1", 60, "2026-02-15"),
                paid("p4", "i3", 5, "2026-02-15"),
            ],
        ),
    }
    told = {}
    for on, rows in months.items():
        home.load(rows, on, source=SCHOOLS, allow=True)
        build(home)
        told[on] = home.rows("SELECT invoice_id, pending FROM marts.overdue_invoices ORDER BY 1")
    january, february = told.values()
    assert january == [("i1", 60), ("i2", 100), ("i3", 90), ("i4", 100)]
    assert february == [("i3", 85), ("i5", 100)]
    assert [(key, pending) for key, *_, pending in home.rows(overdue)] == january
    assert home.rows(statement) == [(None, None, None, None)], "as it is written, it is of no student"
    assert home.rows(statement.replace("'...'", "'t1'")) == [(0, *map(Decimal, ("200", "50", "150")))]
