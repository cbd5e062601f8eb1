"""The Yardi services word the world as Voyager does: a wrong caller is told so, and what is told sums to the truth."""

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from vendor_calls import ENVELOPES, KNOWN, LOGIN, YARDI, body_of, row, texts, yardi_request, yardi_values

from simulator import owner_truth
from simulator.credentials import Credentials
from simulator.messages import Request
from simulator.yardi.methods import SERVICES
from simulator.yardi.service import YardiService

PROPERTIES = {"p-nexus-east": "nexus_east", "p-parkside": "parkside", "p-ridian": "ridian"}
TRANSACTIONS = "{http://yardi.com/ResidentTransactions20}"
REAL = Path(__file__).parents[4] / "shared" / "real" / "yardi"
PSEUDO = {"NONRESID", "WAIT", "WAIT_AFF", "RETAIL"}


@pytest.fixture(scope="module")
def service(world):
    return YardiService(Credentials().yardi, list(world.books), "http://here")


@pytest.fixture(scope="module")
def ask(service, views):
    """Calls a method with what it needs, in order, and gives what is in its result."""

    def call(method, code="p-ridian", *, version="1.1", fault=None, **given):
        name = next(one for one, methods in SERVICES.items() if method in methods)
        known = yardi_values(name) | {"YardiPropertyId": code} | given
        parameters = {one: known[one] for one in SERVICES[name][method] if one in known}
        answer = service.answer(yardi_request(name, method, parameters, version=version), views, fault)
        assert answer.status == 200
        body = body_of(answer, version)
        assert body.tag == f"{{{YARDI}{name}}}{method}Response"
        return body[0][0] if len(body) and len(body[0]) else None

    return call


def slashed(text):
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


def is_in_order(element, names):
    """Whether the children stand in the order of the names."""
    places = [names.index(etree.QName(child).localname) for child in element]
    return places == sorted(places)


def test_the_parameters_are_those_of_the_real_descriptions():
    if not REAL.exists():
        pytest.skip("the real descriptions are not here")
    schema = "{http://www.w3.org/2001/XMLSchema}"
    checked = 0
    for service in ("ItfResidentData", "ItfResidentTransactions20"):
        root = etree.parse(str(REAL / f"{service}.wsdl")).getroot()
        real = {
            one.get("name"): one for one in root.iter(f"{schema}element") if one.getparent().tag == f"{schema}schema"
        }
        for method in SERVICES[service].keys() & real.keys():
            names = tuple(one.get("name") for one in real[method].iter(f"{schema}element") if one is not real[method])
            assert SERVICES[service][method] == names
            checked += 1
    assert checked == 9


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"Password": "wrong"}, "Login failed."),
        ({"UserName": "nobody"}, "Login failed."),
        ({"InterfaceEntity": "wrong"}, "Invalid Interface Entity"),
        ({"InterfaceLicense": "wrong"}, "Invalid Interface Entity"),
        ({"YardiPropertyId": "p-nowhere"}, "Invalid or no access to Yardi Property"),
    ],
)
def test_a_wrong_caller_is_told_in_a_message(ask, changed, said):
    given = dict(changed)
    messages = ask("GetResidents", given.pop("YardiPropertyId", "p-ridian"), **given)
    assert messages.tag == "Messages"
    assert (messages[0].get("messageType"), messages[0].text) == ("Error", said)


@pytest.mark.parametrize("name", ["ServerName", "Database", "Platform"])
def test_another_database_answers_nothing_at_all(service, views, name):
    given = yardi_values() | {name: "elsewhere", "YardiPropertyId": "p-ridian"}
    answer = service.answer(yardi_request("ItfResidentData", "GetResidents", given), views, None)
    assert answer.status == 200
    assert len(body_of(answer)) == 0


def test_the_ils_service_wants_its_own_interface(ask):
    other = {name: yardi_values()[name] for name in ("InterfaceEntity", "InterfaceLicense")}
    assert ask("UnitAvailability_Login", **other)[0].text == "Invalid Interface Entity"
    assert ask("UnitAvailability_Login").tag == "PhysicalProperty"


def test_a_parameter_out_of_order_is_not_seen(service, views):
    given = yardi_values() | {"YardiPropertyId": "p-ridian"}
    swapped = {name: given[name] for name in ("Password", "UserName", *list(given)[2:])}
    answer = service.answer(yardi_request("ItfResidentData", "GetResidents", swapped), views, None)
    assert body_of(answer)[0][0][0].text == "Login failed."
    late = {name: given[name] for name in ("YardiPropertyId", *list(given)[:-1])}
    request = yardi_request("ItfResidentTransactions20", "GetUnitInformation_Login", late)
    assert body_of(service.answer(request, views, None))[0:] == []


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_an_unknown_action_or_a_value_of_another_type_is_a_fault(service, views, version):
    given = yardi_values() | {"YardiPropertyId": "p-ridian"}
    for request in (
        yardi_request("ItfResidentData", "GetNothing", given, version=version),
        yardi_request("ItfResidentData", "GetResidents", given, version=version, action="urn:other"),
        yardi_request("ItfResidentData", "GetResidentData", given | {"IncludeLedger": "perhaps"}, version=version),
        yardi_request("ItfResidentData", "GetResidents", given | {"MoveOut1": "31/31/2025"}, version=version),
    ):
        answer = service.answer(request, views, None)
        assert answer.status == 500
        assert body_of(answer, version).tag == f"{{{ENVELOPES[version]}}}Fault"


def test_no_soap_at_all_is_a_fault(service, views):
    headers = {"content-type": "text/xml"}
    answer = service.answer(Request("POST", "/x/webservices/ItfResidentData.asmx", "", headers, b"<a>"), views, None)
    assert answer.status == 500
    assert b"Server was unable to read request" in answer.body


def test_both_versions_give_the_same_result(ask):
    first, second = (ask("GetUnitInformation", version=version) for version in ("1.1", "1.2"))
    assert [row(one) for one in first.iter("Unit")] == [row(one) for one in second.iter("Unit")]


def test_the_properties_are_told_with_their_accounting_month(ask, last_day):
    properties = ask("GetPropertyConfigurations")
    assert properties.tag == "Properties"
    assert texts(properties, "Property/Code") == list(PROPERTIES)
    assert set(texts(properties, "Property/AccountsReceivable")) == {f"{last_day:%m/%Y}"}
    names = ["Code", "MarketingName", "AddressLine1", "AddressLine2", "AddressLine3", "City", "State", "PostalCode"]
    assert [one.tag for one in properties[0]] == [*names, "AccountsReceivable", "AccountsPayable"]


def apartments(root):
    """UnitInfo elements of apartments by the unit's own id."""
    by_id = {}
    for info in root.findall("Property/Units/UnitInfo"):
        if info.find("UnitID").text not in PSEUDO:
            by_id.setdefault(info.find("UnitID").get("UniqueID"), []).append(info)
    return by_id


@pytest.mark.parametrize("code", PROPERTIES)
def test_the_units_by_status_are_those_of_the_truth(ask, world, last_day, code):
    counts = owner_truth.unit_states(world, PROPERTIES[code], last_day)
    vacancy = owner_truth.vacancy(world, PROPERTIES[code], last_day)
    said = Counter(
        infos[0].find("Unit/UnitEconomicStatusDescription").text
        for infos in apartments(ask("GetUnitInformation", code)).values()
    )
    assert said["Occupied No Notice"] == counts.occupied_no_notice
    assert (said["Notice Unrented"], said["Notice Rented"]) == (counts.notice_not_leased, counts.notice_leased)
    assert said["Vacant Unrented Ready"] + said["Vacant Unrented Not Ready"] == counts.vacant_not_leased
    assert said["Vacant Rented Ready"] + said["Vacant Rented Not Ready"] == counts.vacant_leased
    assert (said["Model"], said["Down"]) == (counts.admin, counts.down)
    assert said["Vacant Unrented Ready"] + said["Vacant Rented Ready"] == vacancy.ready
    assert sum(said.values()) == counts.units


def test_a_unit_is_repeated_once_per_person(ask):
    people = Counter()
    for resident in ask("GetResidents").iter("Resident"):
        if resident.find("Status").text not in {"Denied", "Canceled", "Applicant"}:
            people[resident.find("UnitCode").text] += 1 + len(resident.findall("OtherOccupants/OtherOccupant"))
    infos = apartments(ask("GetUnitInformation"))
    assert max(map(len, infos.values())) > 2
    for repeated in infos.values():
        number = repeated[0].find("UnitID").text
        assert len(repeated) == max(people[number], 1)
        assert len({etree.tostring(one.find("Unit")) for one in repeated}) == 1


def test_pseudo_units_are_told_like_any_other(ask):
    for method, path in (
        ("GetUnitInformation", "Property/Units/UnitInfo/UnitID"),
        ("GetUnitInformation_Login", "Property/RT_Customer/RT_Unit/UnitID"),
        ("GetRentroll", "Property/Units/Unit/UnitCode"),
    ):
        assert set(texts(ask(method), path)) >= PSEUDO


@pytest.mark.parametrize("code", PROPERTIES)
def test_the_people_who_live_there_pay_the_rents_of_the_truth(ask, world, last_day, code):
    counts = owner_truth.unit_states(world, PROPERTIES[code], last_day)
    pricing = owner_truth.pricing(world, PROPERTIES[code], last_day)
    chosen = list(ask("GetResidentsByStatus", code, Status="Current^Notice^Eviction").iter("Resident"))
    assert len(chosen) == counts.occupied_no_notice + counts.notice_leased + counts.notice_not_leased
    rents = sum(Decimal(one.find("Rent").text) for one in chosen if one.find("Rent") is not None)
    assert rents == sum(plan.in_place_rents for plan in pricing)
    notice = [one for one in chosen if one.find("Status").text == "Notice"]
    assert len(notice) == counts.notice_leased + counts.notice_not_leased
    assert all(slashed(one.find("MoveOutDate").text) > last_day for one in notice)


def test_residents_stand_with_their_elements_in_order(ask):
    names = ["Status", "FirstName", "LastName", "Email", "Phone", "UnitCode", "Rent", "LeaseFromDate", "LeaseToDate"]
    names += ["MoveInDate", "MoveOutDate", "NoticeDate", "OtherOccupants"]
    residents = list(ask("GetResidents").iter("Resident"))
    assert all(is_in_order(one, names) for one in residents)
    assert len({one.get("tCode") for one in residents}) == len(residents)


def test_past_residents_come_only_when_asked_for(ask, last_day):
    assert not [one for one in ask("GetResidents").iter("Status") if one.text == "Past"]
    since = date(2025, 3, 1)
    past = [
        one
        for one in ask("GetResidents", MoveOut1=f"{since:%m/%d/%Y}").iter("Resident")
        if one.find("Status").text == "Past"
    ]
    left = [slashed(one.find("MoveOutDate").text) for one in past]
    assert left
    assert all(since <= day <= last_day for day in left)


def test_applicants_who_were_refused_or_cancelled_have_no_unit(ask):
    found = [
        one
        for code in PROPERTIES
        for one in ask("GetResidentsByStatus", code, Status="Denied^Cancelled").iter("Resident")
    ]
    assert {one.find("Status").text for one in found} == {"Denied", "Canceled"}
    assert all(one.find("UnitCode") is None for one in found)


def test_nobody_found_is_an_error_that_means_nothing(ask):
    for messages in (
        ask("GetResidentsByStatus", Status="Waitlist"),
        ask("GetResidentData", TenantCode="t0", IncludeLedger="false"),
        ask("GetResidentsLeaseCharges_Login", PostMonth="2001-01-01T00:00:00"),
        ask("GetResidentTransactions_ByChargeDate_Login", FromDate="2001-01-01T00:00:00", ToDate="2001-02-01T00:00:00"),
    ):
        said = messages.find("Message")
        assert (said.get("messageType"), said.text) == ("Error", "No tenants exist with the given search criteria")


def details(root, kind):
    return [row(one) for one in root.iter(f"{TRANSACTIONS}{kind}") for one in one]


@pytest.mark.parametrize("code", PROPERTIES)
def test_what_is_due_is_what_the_truth_finds_open(ask, world, last_day, code):
    root = ask("GetResidentTransactions_Login", code)
    charges, payments = details(root, "Charge"), details(root, "Payment")
    buckets = owner_truth.delinquency_buckets(world, PROPERTIES[code], last_day)
    due = Counter()
    for charge in charges:
        age = (last_day - date.fromisoformat(charge["TransactionDate"])).days
        if Decimal(charge["BalanceDue"]) > 0:
            due["new" if age <= 30 else "1" if age <= 60 else "2" if age <= 90 else "old"] += Decimal(
                charge["BalanceDue"]
            )
    assert (due["new"], due["1"]) == (buckets.days_0_30, buckets.days_31_60)
    assert (due["2"], due["old"]) == (buckets.days_61_90, buckets.over_90_days)
    billed = sum(Decimal(one["Amount"]) for one in charges) - sum(Decimal(one["Amount"]) for one in payments)
    assert billed == buckets.delinquent + buckets.prepaid


def test_transactions_are_in_their_own_namespace_and_in_order(ask):
    root = ask("GetResidentTransactions_Login")
    assert root.tag == f"{TRANSACTIONS}ResidentTransactions"
    assert all(one.tag.startswith(TRANSACTIONS) for one in root.iter())
    customer = root[0][0]
    names = ["CustomerID", "PaymentAccepted", "RT_Unit", "Customers", "RTServiceTransactions"]
    assert [etree.QName(one).localname for one in customer] == names
    charge = ["Description", "TransactionDate", "ServiceFromDate", "ServiceToDate", "ChargeCode", "GLAccountNumber"]
    charge += ["CustomerID", "UnitID", "Amount", "BalanceDue", "Comment", "PropertyPrimaryID", "DocumentNumber"]
    charge += ["PostMonth", "Reversal"]
    found = [one[0] for kind in ("Charge", "Payment") for one in root.iter(f"{TRANSACTIONS}{kind}")]
    assert all(is_in_order(one, charge) for one in found)


def test_transactions_between_days_are_those_of_these_days(ask):
    first, last = date(2025, 4, 1), date(2025, 4, 15)
    between = ask("GetResidentTransactions_ByChargeDate_Login", FromDate=f"{first}T00:00:00", ToDate=f"{last}T00:00:00")
    everything = ask("GetResidentTransactions_Login")
    for kind in ("Charge", "Payment"):
        wanted = [one for one in details(everything, kind) if str(first) <= one["TransactionDate"] <= str(last)]
        assert details(between, kind) == wanted
        assert wanted


def test_lease_charges_are_the_rents_of_the_month(ask, last_day):
    charges = details(ask("GetResidentsLeaseCharges_Login", PostMonth=f"{last_day:%Y-%m-01}T00:00:00"), "Charge")
    living = {
        one.get("tCode"): one for one in ask("GetResidentsByStatus", Status="Current^Notice^Eviction").iter("Resident")
    }
    rents = {one["CustomerID"]: one["Amount"] for one in charges if one["ChargeCode"] == "rent"}
    assert {code: rents[code] for code in living} == {code: one.find("Rent").text for code, one in living.items()}
    (code, *_) = living
    own = details(
        ask("GetResidentLeaseCharges_Login", PostMonth=f"{last_day:%Y-%m-01}T00:00:00", TenantId=code), "Charge"
    )
    assert own == [one for one in charges if one["CustomerID"] == code]


def test_resident_data_tells_what_must_not_be_kept(ask):
    switches = (
        "IncludeLedger",
        "IncludeLeaseCharges",
        "IncludeVehicleInfo",
        "IncludeRoommateData",
        "IncludeEmployerData",
    )
    full = ask("GetResidentData", LedgerAsOfDate="2025-05-01T00:00:00", **dict.fromkeys(switches, "true"))
    files = full.findall("LeaseFiles/LeaseFile")
    assert int(full.find("Summary/TotalLeaseFiles").text) == len(files)
    names = ["Identification", "Property", "Unit", "MoveInDate", "MoveOutDate", "NoticeDate", "LeaseBegin", "LeaseEnd"]
    names += ["MonthlyRentAmount", "DueDay", "Tenants", "LeaseCharges", "Ledger", "CustomRecords"]
    assert all(is_in_order(one, names) for one in files)
    tenants = [one for file in files for one in file.findall("Tenants")]
    assert len(tenants) > len(files)
    assert all(
        one.find("SSN").text.startswith("9") and date.fromisoformat(one.find("DateOfBirth").text) for one in tenants
    )
    lean = ask("GetResidentData", **dict.fromkeys(switches, "false"))
    assert not list(lean.iter("LeaseCharges", "Ledger", "Vehicle", "Employer"))
    assert len(lean.findall("LeaseFiles/LeaseFile/Tenants")) == len(files)
    (code,) = {files[0].find("Identification").get("IDValue")}
    alone = ask("GetResidentData", TenantCode=code, **dict.fromkeys(switches, "false"))
    assert len(alone.findall("LeaseFiles/LeaseFile")) == 1


def test_the_rent_roll_lists_units_once_with_their_tenants(ask, world, last_day):
    counts = owner_truth.unit_states(world, "ridian", last_day)
    units = [one for one in ask("GetRentroll").iter("Unit") if one.find("UnitCode").text not in PSEUDO]
    assert len(units) == counts.units
    living = [one for unit in units for one in unit.iter("Tenant") if one.find("TenantStatus").text != "Future"]
    assert len(living) == counts.occupied_no_notice + counts.notice_leased + counts.notice_not_leased
    rents = [one for one in living for one in one.iter("LeaseCharge") if one.find("ChargeCode").text == "rent"]
    pricing = owner_truth.pricing(world, "ridian", last_day)
    assert sum(Decimal(one.find("ChargeAmount").text) for one in rents) == sum(plan.in_place_rents for plan in pricing)


def test_available_units_are_those_that_can_be_leased(ask, world, last_day):
    for code, slug in PROPERTIES.items():
        counts = owner_truth.unit_states(world, slug, last_day)
        everything, available = (
            ask("UnitAvailability_Login", code),
            ask("AvailableUnits_Login", code, ExcludePricing="true"),
        )
        assert len(everything.findall("Property/ILS_Unit")) == counts.units
        assert len(available.findall("Property/ILS_Unit")) == counts.vacant_not_leased + counts.notice_not_leased
        assert not list(available.iter("MarketRent"))
        assert list(everything.iter("MarketRent"))
        occupied = texts(everything, "Property/ILS_Unit/Units/Unit/UnitOccupancyStatus").count("occupied")
        assert occupied == counts.occupied_no_notice + counts.notice_leased + counts.notice_not_leased
        ready = len(everything.findall("Property/ILS_Unit/Availability/MadeReadyDate"))
        assert ready == owner_truth.vacancy(world, slug, last_day).ready


TOURS = {"Show", "WalkIn", "ReturnVisit"}


@pytest.mark.parametrize("code", PROPERTIES)
def test_guest_activity_gives_the_funnel_of_the_truth(ask, world, last_day, code):
    prospects = ask("GetYardiGuestActivity_Login", code).findall("Prospects/Prospect")
    counted = {}
    for prospect in prospects:
        events = [(one.get("EventDate")[:7], one.get("EventType")) for one in prospect.iter("Event")]
        counted.setdefault(min(events)[0], Counter())["leads"] += 1
        for month in {month for month, _ in events}:
            kinds = {kind for own, kind in events if own == month}
            figures = counted.setdefault(month, Counter())
            figures["tours"] += bool(kinds & TOURS)
            figures["applications"] += "Application" in kinds
            figures["signs"] += "LeaseSign" in kinds
    truth = owner_truth.funnel(world, PROPERTIES[code], last_day)
    assert sorted(counted) == [f"{one.month:%Y-%m}" for one in truth]
    for one in truth:
        found = counted[f"{one.month:%Y-%m}"]
        expected = (one.leads, one.tours, one.applications, one.lease_signs)
        assert tuple(found[name] for name in ("leads", "tours", "applications", "signs")) == expected


def test_guest_activity_has_the_traps_of_the_real_feed(ask):
    prospects = ask("GetYardiGuestActivity_Login").findall("Prospects/Prospect")
    days = [one.get("EventDate") for prospect in prospects for one in prospect.iter("Event")]
    assert {day.endswith(".0") for day in days} == {True, False}
    assert {len(one.findall("Customers/Customer")) for one in prospects} >= {1, 2}
    kinds = {one.get("Type") for prospect in prospects for one in prospect.iter("Customer")}
    assert kinds >= {"prospect", "current_resident", "canceled"}
    assert kinds & {"roommate", "spouse"}
    between = ask("GetYardiGuestActivity_DateRange", FromDate="2025-04-01T00:00:00", ToDate="2025-04-30T00:00:00")
    found = [one.get("EventDate") for one in between.iter("Event")]
    assert sorted(found) == sorted(day for day in days if day.startswith("2025-04"))


def test_a_planned_emptiness_and_a_planned_fault_come_with_200(ask, service, views):
    assert ask("GetResidents", fault="empty") is None
    given = yardi_values() | {"YardiPropertyId": "p-ridian"}
    answer = service.answer(yardi_request("ItfResidentData", "GetResidents", given), views, "fault in a 200")
    assert answer.status == 200
    assert body_of(answer).tag.endswith("}Fault")


def test_a_call_is_known_by_service_method_and_property(service):
    given = yardi_values() | {"YardiPropertyId": "p-ridian"}
    call = service.call_of(
        yardi_request("ItfResidentData", "GetResidents", given, path="/x/WebServices/itfresidentdata.ASMX")
    )
    assert (call.service, call.method, call.property_code) == ("ItfResidentData", "GetResidents", "p-ridian")
    assert set(LOGIN) <= set(given)
    assert KNOWN.yardi.password not in repr(call)
