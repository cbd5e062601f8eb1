"""Receivables beside the marts they must agree with; the queries of docs/receivables.md run as they stand."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from support.answers import DELINQUENCY, RESIDENTS, TRANSACTIONS, load_answer
from support.contracts import CONTRACTS, client, contract, files, trip, version
from support.homes import PATIENTS, TENANT, Bench, day
from support.rows import patient, payment

from pipelines.portfolio import Portfolio
from warehouse.build import build_marts, needed_for, sources_of

DOC = Path(__file__).parents[3] / "docs" / "receivables.md"
BY_GROUP, BILLED = re.findall(r"\n\n((?:    .*\n)+)", DOC.read_text(encoding="utf-8"))
FLAT = {"base_fare": 100, "cost_per_km": 0, "min_trip_charge": 0, "tax_percentage": 0, "carpool_bonus": 0}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Bench(tmp_path_factory.mktemp("receivables"))
    entry = {"name": "All", "sources": {CONTRACTS: {}, PATIENTS: {}}}
    desk.portfolio = Portfolio.model_validate({"tenants": {TENANT: entry}})
    yield desk
    desk.close()


def receivables(home, *columns, needs=()):
    build_marts(home.rentroll.warehouse, needed_for([*needs, "receivables"]))
    return home.rows(f"SELECT {', '.join(columns)} FROM marts.receivables ORDER BY ALL")


def test_the_mart_is_built_from_what_lies_beneath_its_views():
    used = sources_of("receivables")
    assert {"marts.invoice_details", "marts.contract_invoices", "raw.yardi_resident_transactions"} <= set(used)
    assert not {"unified.accounts", "unified.charges", "unified.payments"} & set(used)


def test_a_client_is_charged_what_it_is_billed_and_nobody_knows_what_it_paid(desk):
    home = desk.home()
    contracts = [contract("k1", "c1"), contract("k2", "c1"), contract("k3", "c2")]
    trips = [
        trip("t1", "2024-01-10T09:00:00", of="k1"),
        trip("t2", "2024-02-10T09:00:00", of="k1"),
        trip("t3", "2024-02-11T09:00:00", of="k2"),
        trip("t4", "2024-02-12T09:00:00", of="k3", by="c2"),  # its contract has no version: not billed, and not 0
    ]
    versions = [version(of="k1", **FLAT), version(of="k2", **FLAT)]
    rows = files(clients=[client("c1"), client("c2")], contracts=contracts, versions=versions, trips=trips)
    home.load(rows, day(10, month=3), source=CONTRACTS)
    names = ("account_kind", "account_id", "charge_count", "charged", "paid", "balance", "balance_0_30", "not_due")
    assert receivables(home, *names) == [
        ("client", "c1", 3, Decimal(300), None, None, None, None),
        ("client", "c2", 0, Decimal(0), None, None, None, None),
    ]
    billed = home.rows("SELECT charge_id, due_date, days_past_due, amount, open_amount FROM unified.charges ORDER BY 1")
    assert billed == [
        ("k1/2024-01-01", day(31), 39, Decimal(100), None),
        ("k1/2024-02-01", day(29, month=2), 10, Decimal(100), None),
        ("k2/2024-02-01", day(29, month=2), 10, Decimal(100), None),
    ]
    assert home.rows(BILLED) == [("c1", Decimal(300), 0, Decimal(200), Decimal(100))]


def test_a_bill_that_is_not_whole_says_so(desk):
    home = desk.home()
    trips = [trip("t1", "2024-01-10T09:00:00"), trip("t2", "2023-12-31T23:59:59"), trip("t3", "2024-01-11T09:00:00")]
    versions = [version(end="2024-01-11T00:00:00", **FLAT)]
    home.load(files(versions=versions, trips=trips), day(31), source=CONTRACTS)
    receivables(home, "account_id")
    (found,) = home.rows("SELECT charge_id, amount, description FROM unified.charges")
    assert found[:2] == ("k1/2024-01-01", Decimal(100))
    assert "not billed" in found[2]


def test_residents_owe_what_the_newest_report_of_their_property_prints(desk):
    home = desk.home()
    for number, owed in ((1, "10"), (9, "25.50")):
        row = {"unit_number": "101", "status": "Current", "lease_id": "L7", "net_balance": Decimal(owed),
               "total_delinquent": Decimal(owed), "current_balance": Decimal(owed), "days_90_plus": None}  # fmt: skip
        load_answer(home, DELINQUENCY, "elm", day(number), [row])
    names = ("account_id", "source_account_id", "unit_number", "vendor_status", "basis", "as_of", "charged", "balance")
    ages = ("not_due", "balance_0_30", "balance_over_90")
    assert receivables(home, *names, *ages) == [
        ("elm/1", "L7", "101", "Current", "printed", day(9), None, Decimal("25.50"), None, Decimal("25.50"), None)
    ]


def test_what_yardis_transactions_leave_open_is_what_the_delinquency_of_the_day_says(desk):
    home = desk.home()
    charge = {"customer_id": "t1", "transaction_type": "charge", "unit_code": "101"}
    lines = [
        {**charge, "amount": Decimal(900), "balance_due": Decimal(100), "transaction_date": day(31)},
        {**charge, "amount": Decimal(900), "balance_due": Decimal(40), "transaction_date": day(20)},
        {**charge, "amount": Decimal(50), "balance_due": Decimal(50), "service_from": day(1)},
        {**charge, "amount": Decimal(-30), "balance_due": Decimal(-30), "transaction_date": day(2)},
        {"customer_id": "t1", "transaction_type": "payment", "amount": Decimal(1660), "transaction_date": day(21)},
        {"customer_id": "t2", "transaction_type": "payment", "amount": Decimal(75), "transaction_date": day(22)},
    ]
    load_answer(home, TRANSACTIONS, "elm", day(31), lines)
    names = ("source_account_id", "charged", "paid", "balance", "prepaid", "not_due", "balance_0_30")
    found = receivables(home, *names, "oldest_due_date", "last_payment_date")
    assert found == [
        ("t1", Decimal(1820), Decimal(1660), Decimal(160), Decimal(-30), Decimal(100), Decimal(90), day(1), day(21)),
        ("t2", Decimal(0), Decimal(75), Decimal(-75), Decimal(-75), Decimal(0), Decimal(0), None, day(22)),
    ]
    theirs = home.rows(
        "SELECT net_balance, total_prepaid, balance_0_30 FROM unified.delinquency_accounts ORDER BY account_number"
    )
    assert [(row[3], row[4], row[5] + row[6]) for row in found] == theirs


def test_a_yardi_account_shows_the_unit_and_the_status_that_the_delinquency_of_its_day_shows(desk):
    home = desk.home()
    line = {"transaction_type": "charge", "amount": Decimal(9), "balance_due": Decimal(9), "transaction_date": day(1)}
    accounts = {"t1": ("9", "10 "), "t2": ("7", None), "t3": (None, None)}
    lines = [{**line, "customer_id": key, "unit_code": unit} for key, units in accounts.items() for unit in units]
    load_answer(home, TRANSACTIONS, "elm", day(31), lines)
    listed = [{"resident_code": "t1 ", "status": "Eviction"}, {"resident_code": "t1", "status": "Past"},
              {"resident_code": "t3", "status": "Notice"}]  # fmt: skip
    names = ("source_account_id", "unit_number", "vendor_status")
    theirs = "SELECT unit_number, status FROM unified.delinquency_accounts ORDER BY account_number"
    load_answer(home, RESIDENTS, "elm", day(30), listed)
    blank = [("t1", "9", None), ("t2", "7", None), ("t3", None, None)]
    assert receivables(home, *names) == blank, "the answer of another day says nothing of this one"
    assert home.rows(theirs) == [row[1:] for row in blank]
    load_answer(home, RESIDENTS, "elm", day(31), listed)
    shown = [("t1", "9", "Eviction"), ("t2", "7", None), ("t3", None, "Notice")]
    assert receivables(home, *names) == shown
    assert home.rows(theirs) == [row[1:] for row in shown]


def test_payments_of_a_patient_that_is_gone_are_a_finding_that_makes_the_sums_agree(desk):
    home = desk.home()
    paid = [payment("a", "p1", 5), payment("b", "p2", 7), payment("c", "p1", "1.50")]
    home.load({"patients": [patient("p1"), patient("p2")], "payments": paid}, day(1))
    home.load({"patients": [patient("p2")], "payments": paid}, day(2), allow=True)
    build = ("patient_payments", "patient_payment_totals", "data_quality")
    found = receivables(home, "account_id", "paid", "is_alive", needs=build)
    assert found == [("p1", Decimal("6.50"), False), ("p2", Decimal(7), True)]
    where = "FROM marts.data_quality WHERE rule = 'payment_without_patient'"
    ((*told, message),) = home.rows(f"SELECT severity, object_id, row_count, snapshot_date, message {where}")
    assert told == ["warning", "p1", 2, day(2)]
    assert "patient p1 has vanished at the source and 2 of its payments, of 6.50 in all, have not" in message
    listed = home.value("SELECT SUM(amount) FROM marts.patient_payments")
    totals = home.value("SELECT SUM(total_amount) FROM marts.patient_payment_totals")
    assert listed == totals + Decimal("6.50")
    home.load({"patients": [patient("p1"), patient("p2")], "payments": paid}, day(3))
    receivables(home, "paid", needs=build)
    assert home.rows(f"SELECT 1 {where}") == []


def test_what_no_source_says_is_blank_and_left_out_of_the_sums_of_the_document(desk):
    home = desk.home()
    home.load({"patients": [patient()], "payments": [payment("a", "p1", 5)]}, day(1))
    names = ("account_kind", "charge_count", "charged", "payment_count", "paid", "balance", "prepaid", "not_due")
    assert receivables(home, *names) == [("patient", None, None, 1, Decimal(5), None, None, None)]
    assert home.rows(BY_GROUP) == []
