"""Two tenants whose ids collide everywhere: nothing of one is in what is published for the other, in whatever order."""

from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import contracts, schools
from support.answers import DELINQUENCY, TRANSACTIONS, load_answer
from support.contracts import CONTRACTS
from support.homes import LEASING, PATIENTS, Home, day
from support.rows import ledger, patient, payment, rent, resident, status, stay
from support.schools import SCHOOLS

from pipelines.portfolio import Portfolio
from pipelines.rentroll import Rentroll
from warehouse.build import mart_names
from warehouse.publish import personal_columns

FEEDS = (LEASING, PATIENTS, SCHOOLS, CONTRACTS)
TENANTS = {"qq_alpha": ("QQALPHA", Decimal("1357.91")), "qq_beta": ("QQBETA", Decimal("2468.02"))}
MARTS_WITH_ROWS = {"account_statement", "change_log", "contract_charges", "data_quality", "delinquency_accounts"}
MARTS_WITH_ROWS |= {"invoice_details", "patient_payments", "receivables", "rent_roll_daily", "source_files"}


def owners():
    """Every personal column is published: what could leak is there."""
    shown = [f"{one.table.name}.{one.name}" for one in personal_columns()]
    entry = {"sources": {one: {} for one in FEEDS}, "publish_personal": shown}
    return Portfolio.model_validate({"tenants": {one: {"name": one, **entry} for one in TENANTS}})


def feed(source, mark, amount):
    """The files of a source: the same ids for everybody, the mark and the amount in whatever may differ."""
    named = {"first": f"{mark}first", "last": f"{mark}last"}
    if source == LEASING:
        tables = ledger(
            units=({"unit_id": "U1", "property_id": "north", "unit_number": f"{mark}door"}, "U2"),
            residents=[resident("r1", **named)],
            stays=[stay("o1", "U1", "r1", "2024-01-01")],
            rents=[rent("n1", "o1", amount, "2024-01-01")],
            statuses=[status("s1", "U2", "inactive", "2024-01-02")],
        )
        return tables | {"properties": [{"property_id": "north", "name": f"{mark}north"}]}
    if source == PATIENTS:
        return {
            "patients": [patient("p1", **named)],
            "payments": [payment("a1", "p1", amount), payment(f"{mark}bad", "nobody")],
        }
    if source == SCHOOLS:
        return schools.files(
            schools=[schools.school("s1", f"{mark}school")],
            students=[schools.student("t1", "s1", **named)],
            invoices=[schools.invoice("i1", "t1", amount, description=f"{mark}tuition")],
            payments=[schools.paid("y1", "i1", 1, reference=f"{mark}reference")],
        )
    return contracts.files(
        clients=[contracts.client("c1", f"{mark}client")],
        versions=[contracts.version(base_fare=str(amount), cost_per_km=1, min_trip_charge=1)],
        trips=[contracts.trip("t1"), contracts.trip("t2", of="nobody")],
    )


def arrivals():
    """Everything that arrives, by tenant: two snapshots of every feed, one report, one answer, a file of no use."""
    for tenant in TENANTS:
        for source in FEEDS:
            yield from ((tenant, source, number) for number in (1, 2))
        yield from ((tenant, dataset, 2) for dataset in (DELINQUENCY, TRANSACTIONS, "nonsense"))


def arrive(home, tenant, what, number):
    mark, amount = TENANTS[tenant]
    if what == "nonsense":
        home.load({f"{mark}.json": b'[{"' + mark.encode()}, day(3), tenant=tenant)
    elif what == DELINQUENCY:
        rows = [{"unit_number": f"{mark}unit", "resident_name": f"{mark}name", "lease_id": "l1", "net_balance": amount,
                 "total_delinquent": amount, "current_balance": amount}]  # fmt: skip
        load_answer(home, what, "elm", day(number), rows, tenant=tenant, file=f"{mark}.xls")
    elif what == TRANSACTIONS:
        line = {"customer_id": "t1", "transaction_type": "charge", "amount": amount, "balance_due": amount,
                "unit_code": f"{mark}unit", "transaction_date": day(1), "comment": f"{mark}comment"}  # fmt: skip
        load_answer(home, what, "elm", day(number), [line], tenant=tenant, file=f"{mark}.xml")
    else:
        # The second snapshot differs from the first, so that there is history, and its file is named by the mark.
        tables = feed(what, mark if number == 1 else f"{mark}2", amount)
        home.load({f"{mark}-{name}-{number}.json": rows for name, rows in tables.items()}, day(number), source=what,
                  tenant=tenant, allow=True)  # fmt: skip


def published(home, tenant):
    folder = home.rentroll.published / tenant
    files = {one: one.read_bytes() for one in folder.rglob("*") if one.is_file() and not one.is_symlink()}
    with duckdb.connect(str(home.published(tenant)), read_only=True) as connection:
        rows = {name: connection.execute(f"SELECT * FROM marts.{name}").fetchall() for name in mart_names()}
        rows |= {
            one.name: connection.execute(f"SELECT * FROM '{one}'").fetchall()
            for one in files
            if one.suffix == ".parquet"
        }
        comments = connection.execute("SELECT comment FROM duckdb_columns()").fetchall()
    return files, rows | {"comments": comments}


def check(folder, order):
    home = Home(folder, Rentroll(folder / "home", owners()))
    for one in order:
        arrive(home, *one)
    home.publish()
    for tenant, (mark, amount) in TENANTS.items():
        ((other, (others_mark, others_amount)),) = [one for one in TENANTS.items() if one[0] != tenant]
        files, rows = published(home, tenant)
        assert all(rows[name] for name in MARTS_WITH_ROWS), {name for name in MARTS_WITH_ROWS if not rows[name]}
        foreign = (other, others_mark, str(others_amount))
        for name, listed in rows.items():
            text = str(listed)
            assert not [word for word in foreign if word in text], name
        assert mark in str(rows)
        assert str(amount) in str(rows)
        assert not [path for path, content in files.items() for word in foreign if word.encode() in content]


@settings(max_examples=1)
@given(order=st.permutations(list(arrivals())))
def test_nothing_of_one_tenant_is_published_for_another(tmp_path_factory, order):
    check(tmp_path_factory.mktemp("apart"), order)


@pytest.mark.slow
@settings(max_examples=15)
@given(order=st.permutations(list(arrivals())))
def test_nothing_of_one_tenant_is_published_for_another_in_many_orders(tmp_path_factory, order):
    check(tmp_path_factory.mktemp("apart"), order)
