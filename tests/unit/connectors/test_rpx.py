"""Every RPX call: auth first, arguments in order, and faults that come with HTTP 200."""

from dataclasses import replace
from datetime import date

import pytest
from lxml import etree
from stand_in import INV_PARAM, NOT_SUPPORTED, PLANTED, RPX, SOAP_11, method_of, result, xml

from connectors.errors import CurrentStateOnlyError, PermanentError
from connectors.realpage_rpx import CALLS, Rpx, RpxConfig, RpxCredentials

TEM = "http://tempuri.org/"
AUTH = ["pmcid", "siteid", "username", "password", "licensekey", "system"]
# Written from the gateway's description, not from the code: wrapper, its elements and values, dataset.
WANTED = {
    "getsitelist": (None, {}, "realpage_sites"),
    "getbuildings": (None, {}, "realpage_buildings"),
    "unitlist": (None, {}, "realpage_units"),
    "getresidentlistinfo": ("getresidentlistinfo", {"status": "ALL", "headofhousehold": "0"}, "realpage_residents"),
    "getresident": (
        "getresident",
        {"residentstatus": "C", "residentheldthestatus": "30", "residentwillhavethestatus": "30"},
        "realpage_residents_part",
    ),
    "getleaseinfo": ("getleaseinfo", {"residentstatus": "ALL", "residentheldthestatus": "365"}, "realpage_leases"),
    "getrentableitems": (
        "getrentableitemRequest",
        {"unitid": "0", "dateneeded": "2026-01-20", "leaseid": "0"},
        "realpage_rentable_items",
    ),
}


def answering(request):
    return xml(result(method_of(request), "<List><Row/></List>"))


def local(element):
    assert etree.QName(element).namespace == TEM
    return etree.QName(element).localname


@pytest.mark.parametrize("method", WANTED)
def test_the_envelope_has_auth_first_and_the_arguments_in_order(method, rpx, source, errand):
    wrapper, arguments, dataset = WANTED[method]
    source.will(answering)
    payload = getattr(rpx, method)(errand)
    (request,) = source.requests
    assert request.headers["soapaction"] == f'"http://tempuri.org/IRPXService/{method}"'
    assert request.headers["content-type"] == "text/xml; charset=utf-8"
    assert b"\n" not in request.content
    call = etree.fromstring(request.content).find(f"{{{SOAP_11}}}Body")[0]
    assert local(call) == method
    assert [local(one) for one in call] == ["auth", *([wrapper] if wrapper else [])]
    assert [local(one) for one in call[0]] == AUTH
    assert [one.text for one in call[0]] == [
        "4248314",
        "p0017",
        PLANTED["username"],
        PLANTED["password"],
        PLANTED["rpx"],
        "Onesite",
    ]
    if wrapper:
        assert {local(one): one.text for one in call[1]} == arguments
        assert [local(one) for one in call[1]] == list(arguments)
    assert payload.dataset == dataset
    assert payload.request["parameters"] == {"pmcid": "4248314", "siteid": "p0017", "system": "Onesite", **arguments}
    assert payload.source == "realpage_rpx"


def test_every_call_that_is_declared_is_checked_here():
    assert set(WANTED) == set(CALLS)


def test_without_a_login_only_the_licence_key_is_sent(transport, source, errand):
    source.will(answering)
    Rpx(RpxConfig("https://g.example/a.svc", "1"), RpxCredentials(PLANTED["rpx"]), transport).unitlist(errand)
    call = etree.fromstring(source.requests[0].content).find(f"{{{SOAP_11}}}Body")[0]
    assert [local(one) for one in call[0]] == ["pmcid", "siteid", "licensekey", "system"]


def test_the_list_of_sites_is_asked_with_an_empty_site(rpx, source, errand):
    source.will(answering)
    rpx.getsitelist(replace(errand, scope="all", property_id=""))
    call = etree.fromstring(source.requests[0].content).find(f"{{{SOAP_11}}}Body")[0]
    assert [local(one) for one in call[0]] == AUTH
    assert call[0][1].text is None


def test_half_a_login_is_refused(transport):
    with pytest.raises(PermanentError, match="one of the two is missing"):
        Rpx(RpxConfig("https://g.example/a.svc", "1"), replace(RPX, password=None), transport)


def test_a_licence_fault_with_http_200_is_permanent_and_shows_its_custom_message(rpx, source, errand):
    source.will(xml(INV_PARAM))
    with pytest.raises(PermanentError) as caught:
        rpx.unitlist(errand)
    said = str(caught.value)
    assert "RealPage RPX unitlist, site p0017" in said
    assert "LicenseKey is not authorized to call the method." in said
    assert "Partner is not enabled for site 99" in said
    assert "s:inv_Param" in said
    assert "licence" in said
    assert len(source.requests) == 1
    assert list(errand.folder.iterdir()) == []


def test_action_not_supported_with_http_500_is_permanent(rpx, source, errand):
    source.will(xml(NOT_SUPPORTED, 500))
    with pytest.raises(PermanentError, match="ContractFilter mismatch"):
        rpx.unitlist(errand)
    assert len(source.requests) == 1


@pytest.mark.parametrize("method", WANTED)
def test_no_call_knows_the_past(method, rpx, source, errand):
    with pytest.raises(CurrentStateOnlyError, match=r"2026-01-19.*Expected today, 2026-01-20"):
        getattr(rpx, method)(replace(errand, snapshot_date=date(2026, 1, 19)))
    assert source.requests == []
    assert not CALLS[method].can_answer_for(date(2026, 1, 19), date(2026, 1, 20))
    assert CALLS[method].can_answer_for(date(2026, 1, 20), date(2026, 1, 20))


def test_a_residents_date_of_birth_is_left_out_in_lower_case_too(rpx, source, errand):
    inner = (
        "<residentlist><resident><dateofbirth>1 Jan 1990</dateofbirth><leaseid>3</leaseid></resident></residentlist>"
    )
    source.will(xml(result("getresidentlistinfo", inner)))
    payload = rpx.getresidentlistinfo(errand)
    assert b"dateofbirth" not in payload.content.read_bytes()
    assert b"<leaseid>3</leaseid>" in payload.content.read_bytes()
    assert payload.notes == ("1 dateofbirth removed on arrival",)
