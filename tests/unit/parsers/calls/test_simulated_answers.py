"""The answers of the simulated vendors are read without a doubt, and as many rows as the world has."""

from datetime import timedelta

import pytest
from fixtures_calls import envelope
from lxml import etree

from parsers.calls.parse import parse_call
from simulator.realpage.gateway import METHODS
from simulator.views import Views
from simulator.world import DEFAULT_START, World
from simulator.xml_tree import tree
from simulator.yardi import guests, resident_data, residents, transactions, units
from simulator.yardi.methods import Arguments
from simulator.yardi.tenants import tenants

PLACE = "ridian"
EVERYTHING = Arguments({"IncludeRoommateData": "true", "IncludeLeaseCharges": "true", "IncludeLedger": "true"})


@pytest.fixture(scope="module")
def views():
    last_day = DEFAULT_START + timedelta(days=45)
    return Views(World.small().advance_to(last_day), last_day)


@pytest.fixture(scope="module")
def records(views):
    return views.property_day(PLACE)


def read(dataset, method, element):
    """The tables of an answer about which there is no doubt."""
    document = parse_call(dataset, envelope(method, etree.tostring(element).decode()))
    assert (list(document.findings), list(document.rejected), document.reconciled) == ([], [], True)
    return document.tables


def test_units_are_all_there_and_pseudo_units_beside_them(records):
    for method, tell in (
        ("GetUnitInformation", units.unit_information),
        ("GetUnitInformation_Login", units.customers_with_units),
    ):
        rows = read("yardi_units", method, tell(records))["yardi_units"]
        real = {row.unit_code for row in rows if not row.is_pseudo_unit}
        assert real == {unit.unit_number for unit in records.units}
        assert len({row.unit_code for row in rows if row.is_pseudo_unit}) == 4
        people = [row.person_id for row in rows if row.person_id]
        assert len(people) == len(set(people)) > 0
        assert sum({row.unit_code: row.market_rent for row in rows}.values()) == sum(
            unit.market_rent for unit in records.units
        )


def test_residents_and_their_households_are_all_there(views, records):
    everybody = tenants(views, PLACE)
    for method in ("GetResidents", "GetResidentsByStatus"):
        tables = read("yardi_residents", method, residents.residents_element(records, everybody))
        assert [row.resident_code for row in tables["yardi_residents"]] == [one.code for one in everybody]
        others = sum(len(records.people(one.stay)) - 1 for one in everybody if one.stay)
        assert len(tables["yardi_occupants"]) == others > 0


def test_lease_files_are_residents_without_their_ssn(views, records):
    chosen = [one for one in tenants(views, PLACE) if one.stay]
    tables = read("yardi_residents", "GetResidentData", resident_data.lease_files(records, chosen, EVERYTHING))
    assert [row.resident_code for row in tables["yardi_residents"]] == [one.code for one in chosen]
    people = [person for one in chosen for person in records.people(one.stay)]
    assert len(tables["yardi_residents"]) + len(tables["yardi_occupants"]) == len(people)
    assert not [person for person in people if person.social_security_number in repr(tables)]


def test_charges_and_payments_sum_to_the_books(records):
    told = transactions.resident_transactions(records)
    rows = read("yardi_resident_transactions", "GetResidentTransactions_Login", told)["yardi_resident_transactions"]
    entries = [one for every in records.book.entries.values() for one in every if one.posted_on <= records.day]
    assert len(rows) == len(entries) > 0
    signed = (row.amount if row.transaction_type == "charge" else -row.amount for row in rows)
    assert sum(signed) == sum(one.amount for one in entries)
    monthly = transactions.lease_charges(records, records.day)
    rows = read("yardi_lease_charges", "GetResidentsLeaseCharges_Login", monthly)["yardi_lease_charges"]
    assert {row.transaction_type for row in rows} == {"charge"}


def test_units_on_offer_and_floor_plans(records):
    every = units.unit_availability(records, only_available=False, pricing=True)
    tables = read("yardi_available_units", "UnitAvailability_Login", every)
    assert len(tables["yardi_available_units"]) == len(records.units)
    assert {row.floor_plan for row in tables["yardi_floor_plans"]} == {unit.floor_plan for unit in records.units}
    assert {row.made_ready_date for row in tables["yardi_available_units"]} == {
        records.made_ready(unit) for unit in records.units
    }


def test_prospects_and_all_that_happened_with_them(views, records):
    cards = views.cards(PLACE)
    tables = read("yardi_guest_activity", "GetYardiGuestActivity_Login", guests.guest_activity(records, cards))
    contacts = [contact for card in cards for contact in card.contacts]
    assert [row.event_date for row in tables["yardi_guest_activity"]] == [one.day for one in contacts]
    assert len(tables["yardi_guest_prospects"]) == len([card for card in cards if card.contacts])
    assert len(tables["yardi_guest_customers"]) >= len(tables["yardi_guest_prospects"])


def test_the_rent_roll_call(views, records):
    tables = read("yardi_rent_roll_call", "GetRentroll", residents.rent_roll(views, PLACE, ("", ""), ("", "")))
    assert len(tables["yardi_rent_roll_call"]) == len(records.units) + 4
    assert tables["yardi_rent_roll_call_tenants"]
    assert tables["yardi_rent_roll_call_charges"]


DATASETS = {
    "getsitelist": "realpage_sites",
    "getbuildings": "realpage_buildings",
    "unitlist": "realpage_units",
    "getresidentlistinfo": "realpage_residents",
    "getresident": "realpage_residents",
    "getleaseinfo": "realpage_leases",
    "getrentableitems": "realpage_rentable_items",
}


@pytest.mark.parametrize("namespace", ["", "http://tempuri.org/inner"])
@pytest.mark.parametrize("method", DATASETS)
def test_the_gateway(views, method, namespace):
    path, tell = METHODS[method]
    told = tell(views, PLACE, {})
    content = {path[-1]: list(told)}
    for name in path[-2:0:-1]:
        content = {name: content}
    rows = read(DATASETS[method], method, tree(path[0], content, namespace))[DATASETS[method]]
    assert len(rows) == len(told) > 0
    assert "dateofbirth" not in rows[0]._fields
