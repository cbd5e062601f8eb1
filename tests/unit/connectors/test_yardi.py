"""Every Yardi call: its envelope to the element, what it lands as, and what it will not say."""

import hashlib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
import zeep
from lxml import etree
from stand_in import PLANTED, SOAP_11, SOAP_12, YARDI, message, method_of, result, xml

from connectors.errors import CurrentStateOnlyError, MalformedAnswerError, PermanentError, TransientError
from connectors.soap import SoapService
from connectors.soap_answer import SoapAnswer
from connectors.yardi import CALLS, Yardi, YardiConfig

REAL = Path(__file__).resolve().parents[4] / "shared" / "real" / "yardi"
WSDL = "http://schemas.xmlsoap.org/wsdl/"
NAMESPACE = "http://tempuri.org/YSI.Interfaces.WebServices/"

U = "UserName Password ServerName Database Platform"
E = "InterfaceEntity InterfaceLicense"
P = "YardiPropertyId"
# Written from the vendor's interface pages, not from the code: service, parameters in order, dataset.
WANTED = {
    "get_property_configurations": ("ItfResidentData", "GetPropertyConfigurations", f"{U} {E}", "yardi_properties"),
    "get_unit_information": ("ItfResidentData", "GetUnitInformation", f"{U} {E} {P}", "yardi_units"),
    "get_unit_information_login": (
        "ItfResidentTransactions20",
        "GetUnitInformation_Login",
        f"{U} {P} {E}",
        "yardi_units",
    ),
    "get_residents": ("ItfResidentData", "GetResidents", f"{U} {E} {P} MoveOut1", "yardi_residents"),
    "get_residents_by_status": (
        "ItfCommonData",
        "GetResidentsByStatus",
        f"{U} {P} {E} Status DateFrom DateTo",
        "yardi_residents_part",
    ),
    "get_residents_lease_charges_login": (
        "ItfResidentTransactions20",
        "GetResidentsLeaseCharges_Login",
        f"{U} {P} PostMonth {E}",
        "yardi_lease_charges",
    ),
    "get_resident_lease_charges_login": (
        "ItfResidentTransactions20",
        "GetResidentLeaseCharges_Login",
        f"{U} {P} PostMonth TenantId {E}",
        "yardi_lease_charges_part",
    ),
    "get_resident_transactions_login": (
        "ItfResidentTransactions20",
        "GetResidentTransactions_Login",
        f"{U} {P} {E}",
        "yardi_resident_transactions",
    ),
    "available_units_login": (
        "ItfILSGuestCard",
        "AvailableUnits_Login",
        f"{U} {P} {E} ExcludePricing",
        "yardi_available_units",
    ),
    "unit_availability_login": (
        "ItfILSGuestCard",
        "UnitAvailability_Login",
        f"{U} {P} {E}",
        "yardi_available_units",
    ),
    "get_yardi_guest_activity_login": (
        "ItfILSGuestCard",
        "GetYardiGuestActivity_Login",
        f"{U} {P} {E}",
        "yardi_guest_activity",
    ),
    "get_yardi_guest_activity_date_range": (
        "ItfILSGuestCard",
        "GetYardiGuestActivity_DateRange",
        f"{U} {P} {E} FromDate ToDate",
        "yardi_guest_activity",
    ),
    "get_rentroll": (
        "ItfResidentData",
        "GetRentroll",
        f"{U} {E} {P} MoveIn MoveOut LeaseChgFrom LeaseChgTo",
        "yardi_rent_roll_call_part",
    ),
}
# Every optional argument given, so that every parameter is in the envelope.
GIVEN = {
    "get_residents": {"moved_out_since": date(2025, 3, 4)},
    "get_residents_by_status": {"date_from": date(2025, 3, 4), "date_to": date(2026, 1, 20)},
    "get_resident_lease_charges_login": {"tenant_id": "t0000099"},
    "get_yardi_guest_activity_date_range": {"from_date": date(2026, 1, 1)},
    "get_rentroll": {
        "move_in": date(2025, 1, 1),
        "move_out": date(2025, 2, 1),
        "charges_from": date(2025, 3, 1),
        "charges_to": date(2025, 4, 1),
    },
}


def answering(request):
    return xml(result(method_of(request), "<Rows xmlns=''><Row/></Rows>"))


def sent(request, namespace=SOAP_11):
    body = etree.fromstring(request.content).find(f"{{{namespace}}}Body")
    return body[0]


@pytest.mark.parametrize("name", WANTED)
def test_the_envelope_has_the_services_namespace_and_its_parameters_in_order(name, yardi, source, errand):
    service, method, parameters, dataset = WANTED[name]
    payload = getattr(yardi, name)(errand_of(source, errand), **GIVEN.get(name, {}))
    (request,) = source.requests
    call = sent(request)
    assert call.tag == f"{{{NAMESPACE}{service}}}{method}"
    assert [one.tag for one in call] == [f"{{{NAMESPACE}{service}}}{one}" for one in parameters.split()]
    assert str(request.url) == f"https://voyager.example/acme/webservices/{service}.asmx"
    assert request.headers["soapaction"] == f'"{NAMESPACE}{service}/{method}"'
    assert request.headers["content-type"] == "text/xml; charset=utf-8"
    assert b"\n" not in request.content
    assert payload.dataset == dataset


def errand_of(source, errand):
    source.will(answering)
    return errand


def test_every_call_that_is_declared_is_checked_here():
    assert {method for _, method, _, _ in WANTED.values()} == set(CALLS)


def values(source):
    return {etree.QName(one).localname: one.text for one in sent(source.requests[-1])}


def test_the_values_are_the_logins_and_the_errands(yardi, source, errand):
    yardi.get_residents_by_status(errand_of(source, errand))
    assert values(source) == {
        "UserName": PLANTED["username"],
        "Password": PLANTED["password"],
        "ServerName": "SQL7",
        "Database": "acme_live",
        "Platform": "SQL Server",
        "YardiPropertyId": "p0017",
        "InterfaceEntity": "Entity",
        "InterfaceLicense": PLANTED["licence"],
        "Status": "Current^Future^Past^Notice^Applicant^Eviction^Denied^Canceled",
    }


def test_days_go_out_in_the_form_each_call_wants(yardi, source, errand):
    yardi.get_residents(errand_of(source, errand), moved_out_since=date(2025, 3, 4))
    assert values(source)["MoveOut1"] == "03/04/2025"
    yardi.get_residents_lease_charges_login(errand)
    assert values(source)["PostMonth"] == "2026-01-01T00:00:00"
    yardi.get_yardi_guest_activity_date_range(errand, from_date=date(2026, 1, 5))
    assert (values(source)["FromDate"], values(source)["ToDate"]) == ("2026-01-05T00:00:00", "2026-01-20T00:00:00")
    yardi.available_units_login(errand, exclude_pricing=True)
    assert values(source)["ExcludePricing"] == "true"


def test_the_ils_service_is_asked_with_its_own_entity_and_licence(yardi, source, errand):
    yardi.unit_availability_login(errand_of(source, errand))
    assert (values(source)["InterfaceEntity"], values(source)["InterfaceLicense"]) == ("IlsEntity", PLANTED["ils"])


def test_without_them_the_ils_service_is_not_asked(transport, source, errand):
    yardi = Yardi(YardiConfig("https://v.example", "S", "D"), replace(YARDI, ils_license=None), transport)
    with pytest.raises(PermanentError, match="entity and licence of its own for the ILS service"):
        yardi.unit_availability_login(errand_of(source, errand))
    assert source.requests == []


@pytest.mark.parametrize("name", WANTED)
def test_a_whole_answer_lands_under_the_plain_name_unless_it_was_narrowed(name, yardi, source, errand):
    narrowed = {"get_residents_by_status", "get_rentroll"}
    given = {} if name in narrowed else GIVEN.get(name, {})
    payload = getattr(yardi, name)(errand_of(source, errand), **given)
    expected = "yardi_lease_charges_part" if name == "get_resident_lease_charges_login" else payload.dataset
    assert payload.dataset == expected
    assert payload.dataset.endswith("_part") == (name == "get_resident_lease_charges_login")


def test_soap_1_2_is_spoken_where_configured(transport, source, errand):
    config = YardiConfig(
        "https://v.example", "S", "D", soap_version="1.2", property_service="ItfResidentTransactions20"
    )
    source.will(xml(result("GetPropertyConfigurations", "<Properties/>", SOAP_12)))
    Yardi(config, YARDI, transport).get_property_configurations(errand)
    (request,) = source.requests
    action = f"{NAMESPACE}ItfResidentTransactions20/GetPropertyConfigurations"
    assert request.headers["content-type"] == f'application/soap+xml; charset=utf-8; action="{action}"'
    assert "soapaction" not in request.headers
    assert sent(request, SOAP_12).tag == f"{{{NAMESPACE}ItfResidentTransactions20}}GetPropertyConfigurations"


def test_the_payload_says_all_a_manifest_needs_and_no_secret(yardi, source, errand, clock):
    text = result("GetResidents", "<R><SSN>123-45-6789</SSN><DateOfBirth>2005-07-01</DateOfBirth><A/></R>")
    payload = yardi.get_residents((source.will(xml(text)), errand)[1])
    kept = payload.content.read_bytes()
    assert kept.decode() == result("GetResidents", "<R><A/></R>")
    assert (payload.size, payload.sha256) == (len(kept), hashlib.sha256(kept).hexdigest())
    assert (payload.source, payload.dataset, payload.scope) == ("yardi", "yardi_residents", "park_17")
    assert (payload.snapshot_date, payload.media_type) == (errand.snapshot_date, "text/xml")
    assert payload.fetched_at == clock.now()
    assert payload.content.parent == errand.folder
    assert payload.notes == ("1 DateOfBirth removed on arrival", "1 SSN removed on arrival")
    assert payload.request == {
        "method": "GetResidents",
        "address": "https://voyager.example/acme/webservices/ItfResidentData.asmx",
        "parameters": {
            "ServerName": "SQL7",
            "Database": "acme_live",
            "Platform": "SQL Server",
            "InterfaceEntity": "Entity",
            "YardiPropertyId": "p0017",
        },
    }


def test_no_tenants_is_a_payload_that_says_so(yardi, source, errand):
    text = result("GetResidents", message("Error", "No tenants exist with the given search criteria"))
    payload = yardi.get_residents((source.will(xml(text)), errand)[1])
    assert payload.content.read_text() == text
    assert payload.notes == ('the source says "No tenants exist with the given search criteria"',)


FAULT = (
    f'<s:Envelope xmlns:s="{SOAP_11}"><s:Body><s:Fault><faultcode>s:Server</faultcode>'
    "<faultstring>Server was unable to process request</faultstring></s:Fault></s:Body></s:Envelope>"
)


@pytest.mark.parametrize("status", [200, 500])
def test_a_fault_is_permanent_whatever_its_status(status, yardi, source, errand):
    source.will(xml(FAULT, status))
    with pytest.raises(PermanentError, match=r"property p0017: .*unable to process request \[s:Server\]"):
        yardi.get_residents(errand)
    assert len(source.requests) == 1
    assert list(errand.folder.iterdir()) == []


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("body", ["", "Bad Gateway", "<html>Bad Gateway</html>", "<!DOCTYPE html><p>", FAULT[:90]])
def test_a_bad_status_without_a_fault_is_asked_again(status, body, yardi, source, errand):
    source.will(xml(body, status), answering)
    assert yardi.get_residents(errand).size
    assert len(source.requests) == 2


def test_too_many_requests_is_asked_again_even_with_a_fault(yardi, source, errand, clock):
    source.will(xml(FAULT, 429, **{"retry-after": "9"}), answering)
    assert yardi.get_residents(errand).size
    assert clock.slept == [9.0]


def test_an_answer_cut_off_is_asked_again_and_leaves_no_file(yardi, source, errand):
    whole = result("GetResidents", "<R><A/></R>")
    source.will(xml(whole[:-20]), xml(whole))
    assert yardi.get_residents(errand).content.read_text() == whole
    assert len(list(errand.folder.iterdir())) == 1


def test_an_answer_that_is_always_cut_off_is_an_error_and_no_file(yardi, source, errand):
    source.will(xml(result("GetResidents", "<R><A/></R>")[:-20]))
    with pytest.raises(TransientError, match=r"stops before its end.*\(4 attempts\)"):
        yardi.get_residents(errand)
    assert list(errand.folder.iterdir()) == []


def test_malformed_is_asked_again_and_permanent_in_the_end(yardi, source, errand):
    source.will(xml(result("GetResidents", "<R></A>")))
    with pytest.raises(PermanentError, match=r"no well-formed XML at line 1, column \d+ \(4 attempts\)") as caught:
        yardi.get_residents(errand)
    assert not isinstance(caught.value, MalformedAnswerError)
    assert len(source.requests) == 4


@pytest.mark.parametrize("name", sorted(set(WANTED)))
def test_the_past_is_asked_only_of_calls_that_take_a_date(name, yardi, source, errand):
    past = replace(errand_of(source, errand), snapshot_date=date(2025, 11, 20))
    if name in {
        "get_residents_lease_charges_login",
        "get_resident_lease_charges_login",
        "get_yardi_guest_activity_date_range",
    }:
        assert getattr(yardi, name)(past, **GIVEN.get(name, {})).snapshot_date == date(2025, 11, 20)
        return
    with pytest.raises(CurrentStateOnlyError, match="cannot say what was so on 2025-11-20"):
        getattr(yardi, name)(past, **GIVEN.get(name, {}))
    assert source.requests == []


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_no_call_answers_for_tomorrow(call):
    assert call.can_answer_for(date(2026, 1, 20), date(2026, 1, 20))
    assert not call.can_answer_for(date(2026, 1, 21), date(2026, 1, 20))
    assert call.can_answer_for(date(2026, 1, 19), date(2026, 1, 20)) is call.knows_the_past


def test_tomorrow_is_refused_with_a_sentence(yardi, errand):
    with pytest.raises(PermanentError, match="2026-01-21 is still to come"):
        yardi.get_residents_lease_charges_login(replace(errand, snapshot_date=date(2026, 1, 21)))


def test_a_line_feed_in_an_argument_is_refused_before_it_is_sent(yardi, source, errand):
    with pytest.raises(PermanentError, match="an argument holds a line feed"):
        yardi.get_residents(replace(errand, property_id="p1\nx"))
    assert source.requests == []


def service(transport, **own):
    words = {"address": "https://v.example/a.asmx", "wsdl": "ItfCommonData.wsdl", "version": "1.1", **own}
    return SoapService("ItfCommonData", transport=transport, secrets=["s3cret"], **words)


def test_a_wsdl_can_be_fetched_from_its_address(transport, source):
    shipped = Path(__file__).resolve().parents[3] / "connectors" / "wsdl" / "ItfCommonData.wsdl"
    source.will(xml(shipped.read_text(encoding="utf-8")))
    fetched = service(transport, wsdl="https://v.example/a.asmx?WSDL")
    assert fetched.message("GetResidentsByStatus", {"Status": "x"}) == service(transport).message(
        "GetResidentsByStatus", {"Status": "x"}
    )
    assert [str(one.url) for one in source.requests] == ["https://v.example/a.asmx?WSDL"]


@pytest.mark.parametrize(
    "text",
    [
        "<html/>",
        "nothing",
        '<!DOCTYPE a [<!ENTITY b "c">]><a/>',
        f'<definitions xmlns="{WSDL}"><import namespace="a" location="https://x.example/b"/></definitions>',
    ],
)
def test_a_wsdl_that_is_none_is_refused_and_leads_nowhere(text, transport, source):
    source.will(xml(text))
    with pytest.raises(PermanentError, match=r"cannot be read|no binding"):
        service(transport, wsdl="https://v.example/a.asmx?WSDL").message("GetResidentsByStatus", {})
    assert len(source.requests) == 1


def test_a_missing_wsdl_file_is_told(transport):
    with pytest.raises(PermanentError, match=r"Nowhere\.wsdl cannot be read"):
        service(transport, wsdl="Nowhere.wsdl").message("GetResidentsByStatus", {})


@pytest.mark.parametrize(
    ("method", "arguments"),
    [("GetNothing", {}), ("GetResidentsByStatus", {"Statuses": "s3cret"})],
)
def test_what_the_wsdl_does_not_know_is_refused_without_the_values(method, arguments, transport):
    with pytest.raises(PermanentError) as caught:
        service(transport).message(method, {**arguments, "Password": "s3cret"})
    assert "s3cret" not in str(caught.value)


@pytest.mark.skipif(not REAL.exists(), reason="the real interface descriptions are not here")
@pytest.mark.parametrize(
    "name", [name for name, (service, method, *_) in WANTED.items() if (REAL / f"{service}.wsdl").exists()]
)
def test_the_vendors_own_wsdl_builds_the_same_message(name, yardi, source, errand, tmp_path):
    service_name, method, _, _ = WANTED[name]
    text = (REAL / f"{service_name}.wsdl").read_text(encoding="utf-8").replace("{{ url }}", "https://v.example/")
    local = tmp_path / "vendor.wsdl"
    local.write_text(text, encoding="utf-8")
    client = zeep.Client(str(local), settings=zeep.Settings(strict=True))
    known = {operation for service in client.wsdl.services.values() for operation in operations(service)}
    if method not in known:
        pytest.skip(f"{method} is not in the vendor's description")
    getattr(yardi, name)(errand_of(source, errand), **GIVEN.get(name, {}))
    ours = sent(source.requests[-1])
    typed = {"PostMonth": datetime(2026, 1, 1)}  # noqa: DTZ001
    arguments = {etree.QName(one).localname: one.text for one in ours}
    arguments |= {name: day for name, day in typed.items() if name in arguments}
    theirs = client.create_message(client.service, method, **arguments)
    assert canonical(body(theirs)) == canonical(ours)


def operations(service):
    return [name for port in service.ports.values() for name in port.binding.all()]


def canonical(element):
    return [(one.tag, one.text) for one in element.iter()]


def body(message):
    return message.find(f"{{{SOAP_11}}}Body")[0]


@pytest.mark.skipif(not REAL.exists(), reason="the real interface descriptions are not here")
def test_the_vendors_own_wsdl_can_be_configured(transport, source, errand, tmp_path):
    text = (REAL / "ItfResidentData.wsdl").read_text(encoding="utf-8").replace("{{ url }}", "https://v.example/")
    local = tmp_path / "vendor.wsdl"
    local.write_text(text, encoding="utf-8")
    config = YardiConfig("https://v.example", "S", "D", wsdl_urls={"ItfResidentData": str(local)})
    source.will(answering)
    Yardi(config, YARDI, transport).get_residents(errand)
    assert sent(source.requests[0]).tag == f"{{{NAMESPACE}ItfResidentData}}GetResidents"


@pytest.mark.skipif(not REAL.exists(), reason="the real answers are not here")
def test_a_real_answer_is_taken_and_its_personal_identifiers_are_not():
    real = (REAL / "GetResidentData.response.xml").read_bytes()
    kept, service = bytearray(), "ItfResidentData"
    answer = SoapAnswer("GetResidentData", service, write=kept.extend, hide=str)
    answer.feed(real)
    assert answer.close().removed == {"SSN": 1, "DateOfBirth": 1}
    assert b"SSN" not in kept
    assert b"DateOfBirth" not in kept
    assert len(kept) == len(real) - len(b"<DateOfBirth>2005-07-01</DateOfBirth><SSN>123-45-6789</SSN>")
    properties = (REAL / "GetPropertyConfigurations.response.xml").read_bytes()
    whole = bytearray()
    answer = SoapAnswer("GetPropertyConfigurations", service, write=whole.extend, hide=str)
    answer.feed(properties)
    assert answer.close().removed == {}
    assert bytes(whole) == properties
