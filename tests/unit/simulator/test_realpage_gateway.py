"""The RPX gateway tells the world in RealPage's words: its traps are there, and what it tells adds up to the truth."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree
from vendor_calls import ENVELOPES, SITE, body_of, row, rpx_request, yardi_request, yardi_values

from simulator import owner_truth
from simulator.credentials import RealPageCredentials
from simulator.dwellings import UNITS_PER_BUILDING
from simulator.messages import Request
from simulator.realpage.gateway import METHODS, Gateway

TEM = "{http://tempuri.org/}"
RESIDENTS = {"status": "ALL", "headofhousehold": "0"}
SITES = {"5472172": "nexus_east", "5536211": "parkside", "5446271": "ridian"}
FORMS = {
    "slashed": r"\d\d/\d\d/\d{4}",
    "iso": r"\d{4}-\d\d-\d\d",
    "spaced": r"\d{4}-\d\d-\d\d 00:00:00\.000",
    "spelt": r"[A-Z][a-z]{2} [ \d]\d \d{4} 12:00AM",
}


@pytest.fixture(scope="module")
def gateway():
    return Gateway(RealPageCredentials(), SITES, "")


@pytest.fixture(scope="module")
def ask(gateway, views):
    """Calls a method and gives its rows as dictionaries."""

    def call(method, arguments=(), site=SITE, *, of=gateway, fault=None):
        answer = of.answer(rpx_request(method, arguments, auth={"siteid": site}), views, fault)
        assert answer.status == 200
        body = body_of(answer)
        assert (body.tag, body[0].tag) == (f"{TEM}{method}Response", f"{TEM}{method}Result")
        namespace = f"{{{of.inner_namespace}}}" if of.inner_namespace else ""
        path = "/".join(f"{namespace}{name}" for name in METHODS[method][0])
        return [row(one) for one in body[0].findall(path)]

    return call


def test_every_method_has_rows_where_the_vendor_has_them(ask):
    assert set(METHODS) == {
        *("getsitelist", "getbuildings", "unitlist", "getresidentlistinfo", "getresident", "getleaseinfo"),
        "getrentableitems",
    }
    for method in METHODS:
        assert ask(method), method
        assert ask(method, fault="empty") == []


@pytest.mark.parametrize("namespace", ["", "http://tempuri.org/", "http://rpx.example.com/inner"])
def test_inner_elements_are_in_the_namespace_that_is_asked_for(ask, namespace):
    one = Gateway(RealPageCredentials(), SITES, namespace)
    assert ask("unitlist", of=one) == ask("unitlist")


@pytest.mark.parametrize("name", ["licensekey", "pmcid", "siteid", "system"])
def test_a_wrong_caller_gets_a_fault_with_200(gateway, views, name):
    answer = gateway.answer(rpx_request("unitlist", auth={name: "wrong"}), views, None)
    fault = body_of(answer)
    assert answer.status == 200
    assert fault.tag == f"{{{ENVELOPES['1.1']}}}Fault"
    code = fault.find("faultcode")
    assert (code.text, code.nsmap["s"]) == ("s:inv_Param", ENVELOPES["1.1"])
    detail = fault.find("detail/RPXApplicationFault")
    assert [one.tag for one in detail] == ["CustomMessage", "ExceptionMessage", "LogId", "MessageLogId"]
    if name == "licensekey":
        assert fault.find("faultstring").text == "LicenseKey is not authorized to call the method."


def test_a_parameter_that_is_no_number_is_a_fault(gateway, views):
    answer = gateway.answer(rpx_request("getleaseinfo", {"residentheldthestatus": "long"}), views, None)
    assert (answer.status, body_of(answer).find("faultcode").text) == (200, "s:inv_Param")


def test_user_name_and_password_are_asked_for_where_they_are_set(views):
    strict = Gateway(RealPageCredentials(user_name="me", password="mine"), SITES, "")  # noqa: S106 - made up
    assert b"inv_Param" in strict.answer(rpx_request("unitlist"), views, None).body
    known = rpx_request("unitlist", auth={"username": "me", "password": "mine"})
    assert b"UnitID" in strict.answer(known, views, None).body


def test_another_action_is_a_fault_with_500(gateway, views):
    for request in (
        rpx_request("unitlist", action="http://tempuri.org/IRPXService/getbuildings"),
        rpx_request("getnothing"),
    ):
        answer = gateway.answer(request, views, None)
        code = body_of(answer).find("faultcode")
        assert answer.status == 500
        assert code.text == "a:ActionNotSupported"
        assert code.nsmap["a"] == "http://schemas.microsoft.com/ws/2005/05/addressing/none"


def test_no_soap_at_all_is_a_fault(gateway, views):
    request = Request("POST", "/rpxgateway/partner/A/A.svc", "", {"content-type": "text/xml"}, b"")
    assert gateway.answer(request, views, None).status == 500
    assert gateway.call_of(request).method == ""
    assert gateway.call_of(rpx_request("unitlist")).property_code == SITE
    assert not gateway.is_path(yardi_request("ItfResidentData", "GetResidents", yardi_values()).path)


def test_sites_carry_their_own_business_date(ask, last_day):
    sites = ask("getsitelist")
    assert [one["SiteID"] for one in sites] == list(SITES)
    assert {one["SysDate"] for one in sites} == {f"{last_day}T10:01:33.017-06:00"}
    assert {one["AR_LastDateofPeriod"] for one in sites} == {"05/31/2025"}


@pytest.mark.parametrize("site", SITES)
def test_units_are_those_of_the_truth_once_deleted_ones_are_left_out(ask, world, last_day, site):
    counts = owner_truth.unit_states(world, SITES[site], last_day)
    listed = ask("unitlist", site=site)
    assert len({one["UnitID"] for one in listed}) == len(listed)
    assert len({one["UnitNumber"] for one in listed}) < len(listed)
    units = [one for one in listed if one["UnitDeleted"] == "F"]
    assert (len(listed) - len(units), len(units)) == (2, counts.units)
    vacant = counts.vacant_leased + counts.vacant_not_leased + counts.admin + counts.down
    assert Counter(one["Vacant"] for one in units) == Counter({"T": vacant, "F": counts.units - vacant})
    assert [one["Available"] for one in units].count("T") == counts.vacant_not_leased + counts.notice_not_leased
    assert [one.get("ReasonNotAvailable") for one in units].count("Model unit") == counts.admin
    ready = [one for one in units if one["UnitMadeReadyDate"] != "01/01/1900"]
    assert len(ready) == owner_truth.vacancy(world, SITES[site], last_day).ready
    pricing = owner_truth.pricing(world, SITES[site], last_day)
    assert sum(Decimal(one["MarketRent"]) for one in units) == sum(plan.market_rents for plan in pricing)
    assert len(ask("getbuildings", site=site)) == -(-counts.units // UNITS_PER_BUILDING)


@pytest.mark.parametrize("site", SITES)
def test_a_unit_is_vacant_exactly_when_no_current_resident_holds_it(ask, site):
    held = {one["unitid"] for one in ask("getresidentlistinfo", RESIDENTS, site) if one["leasestatus"] == "Current"}
    units = [one for one in ask("unitlist", site=site) if one["UnitDeleted"] == "F"]
    assert {one["UnitID"] for one in units if one["Vacant"] == "F"} == held


def test_residents_are_listed_by_person_and_all_are_called_active(ask, world, last_day):
    everybody = ask("getresidentlistinfo", RESIDENTS)
    heads = ask("getresidentlistinfo", {"status": "ALL", "headofhousehold": "1"})
    assert len(heads) < len(everybody)
    assert {one["activebit"] for one in everybody} == {"TRUE"}
    assert {one["hohbit"] for one in everybody} == {"TRUE", "FALSE"}
    counts = owner_truth.unit_states(world, "ridian", last_day)
    current = ask("getresidentlistinfo", {"status": "C"})
    households = {one["residenthouseholdid"] for one in current}
    assert len(households) == counts.occupied_no_notice + counts.notice_leased + counts.notice_not_leased
    assert len(households) < len(current)
    assert ask("getresident", {"residentstatus": "C"}) == current


def test_residents_divide_into_current_prospective_and_former(ask):
    statuses = Counter()
    for site in SITES:
        parts = {group: ask("getresidentlistinfo", {"status": group}, site) for group in "CPF"}
        assert sum(map(len, parts.values())) == len(ask("getresidentlistinfo", RESIDENTS, site))
        statuses.update(one["leasestatus"] for part in parts.values() for one in part)
    assert set(statuses) >= {"Current", "Former", "Former Applicant", "Applicant - Lease Signed", "Future Lease"}


def test_one_answer_mixes_all_forms_of_dates(ask):
    residents = ask("getresidentlistinfo", RESIDENTS)
    found = {text for one in residents for name, text in one.items() if "date" in name and text}
    for name, form in FORMS.items():
        assert any(re.fullmatch(form, text) for text in found), name
    assert all(any(re.fullmatch(form, text) for form in FORMS.values()) for text in found)


@pytest.mark.parametrize("site", SITES)
def test_leases_in_effect_bring_the_rents_of_the_truth(ask, world, last_day, site):
    current = [one for one in ask("getleaseinfo", site=site) if one["LeaseStatusText"] == "Current"]
    living = {one["residenthouseholdid"]: one["leaseid"] for one in ask("getresidentlistinfo", {"status": "C"}, site)}
    pricing = owner_truth.pricing(world, SITES[site], last_day)
    assert {one["ReshID"]: one["LeaseID"] for one in current} == living
    assert sum(Decimal(one["Rent"]) for one in current) == sum(plan.in_place_rents for plan in pricing)
    assert all(one["LeaseTerm"] != one["LeaseTermDesc"].split()[0] for one in current)


def test_leases_name_the_ones_before_and_after_them(ask):
    leases = {one["LeaseID"]: one for one in ask("getleaseinfo")}
    linked = [one for one in leases.values() if one["NextLeaseID"] in leases]
    assert linked
    assert all(leases[one["NextLeaseID"]]["PriorLeaseID"] == one["LeaseID"] for one in linked)
    assert {one["NextLeaseID"] for one in leases.values()} >= {"0"}


def test_a_lease_that_ran_out_says_since_when_it_runs_from_month_to_month(ask, last_day):
    leases = [one for site in SITES for one in ask("getleaseinfo", site=site)]
    since = [date.fromisoformat(one["MonthToMonthDate"]) for one in leases if "MonthToMonthDate" in one]
    assert since
    assert max(since) <= last_day


def test_rentable_items_belong_to_leases_in_effect(ask):
    living = {one["leaseid"] for one in ask("getresidentlistinfo", {"status": "C"})}
    items = ask("getrentableitems")
    assert {one["LeaseID"] for one in items} <= living
    assert {one["Frequency"] for one in items} == {"M"}


def test_answers_are_well_formed_soap(gateway, views):
    answer = gateway.answer(rpx_request("getsitelist"), views, None)
    assert answer.content_type == "text/xml; charset=utf-8"
    assert etree.fromstring(answer.body).tag == f"{{{ENVELOPES['1.1']}}}Envelope"
    assert b'<SiteList xmlns="">' in answer.body
