"""Answers a SOAP call to the RPX gateway: checks the action and the license, then tells the world."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from simulator.credentials import RealPageCredentials
from simulator.faults import Call, FaultKind
from simulator.messages import Answer, Request
from simulator.realpage import rows
from simulator.soap import ENVELOPES, SoapProblemError, SoapRequest, fault_answer, read_request, soap_answer
from simulator.views import Views
from simulator.xml_tree import Element, local_name, namespace_of, tree, without_namespace

SERVICE = "rpx"
NAMESPACE = "http://tempuri.org/"
ACTION = f"{NAMESPACE}IRPXService/"
ADDRESSING = "http://schemas.microsoft.com/ws/2005/05/addressing/none"
NOT_SUPPORTED = (
    "The message with Action '{action}' cannot be processed at the receiver, due to a ContractFilter mismatch at the "
    "EndpointDispatcher."
)
NOT_AUTHORIZED = "LicenseKey is not authorized to call the method."
UNKNOWN_SITE = "SiteID is not authorized for the PMCID."
_PATH = re.compile(r".*/rpxgateway/partner/\w+/\w+\.svc", re.IGNORECASE)

Tell = Callable[[Views, str, Mapping[str, str]], Sequence[rows.Row]]


def _tell_sites(views: Views, property_id: str, _: Mapping[str, str]) -> list[rows.Row]:
    return [rows.site(views.property_day(property_id))]


def _tell_residents(views: Views, property_id: str, given: Mapping[str, str]) -> list[rows.Row]:
    group = given.get("status") or given.get("residentstatus") or "ALL"
    heads_only = given.get("headofhousehold") == "1"
    return rows.residents(views.property_day(property_id), views.cards(property_id), group, heads_only=heads_only)


def _tell_leases(views: Views, property_id: str, given: Mapping[str, str]) -> list[rows.Row]:
    held = given.get("residentheldthestatus") or "365"
    return rows.leases(views.property_day(property_id), timedelta(days=int(held)))


# Where a method's rows are within its result, and what they are.
METHODS: Mapping[str, tuple[tuple[str, ...], Tell]] = {
    "getsitelist": (("SiteList", "Site"), _tell_sites),
    "getbuildings": (("BuildingList", "Building"), lambda views, one, _: rows.buildings(views.property_day(one))),
    "unitlist": (("UnitList", "Unit"), lambda views, one, _: rows.units(views.property_day(one))),
    "getresidentlistinfo": (("residentlist", "resident"), _tell_residents),
    "getresident": (("residents", "resident"), _tell_residents),
    "getleaseinfo": (("GetLeaseInfo", "Leases", "Lease"), _tell_leases),
    "getrentableitems": (
        ("GetRentableItemsResponse", "Response", "RentableItem"),
        lambda views, one, _: rows.rentable_items(views.property_day(one)),
    ),
}


class Gateway:
    """The gateway over the properties it was given; inner elements are in `inner_namespace`, "" for in none."""

    def __init__(self, credentials: RealPageCredentials, sites: Mapping[str, str], inner_namespace: str) -> None:
        self.credentials = credentials
        self.sites = sites
        self.inner_namespace = inner_namespace

    @staticmethod
    def is_path(path: str) -> bool:
        """Whether a path leads to the gateway."""
        return _PATH.fullmatch(path) is not None

    def call_of(self, request: Request) -> Call:
        """What a request asks for, as far as it can be told."""
        try:
            asked = read_request(request)
        except SoapProblemError:
            return Call(SERVICE, "")
        return Call(SERVICE, asked.method, _texts(asked.call).get("siteid"))

    def answer(self, request: Request, views: Views, fault: FaultKind | None) -> Answer:
        """The answer to a request."""
        try:
            asked = read_request(request)
        except SoapProblemError as problem:
            return fault_answer(problem.version, problem.code, problem.text)
        given = _texts(asked.call)
        if asked.method not in METHODS or asked.action != f"{ACTION}{asked.method}" or asked.version != "1.1":
            text = NOT_SUPPORTED.format(action=asked.action)
            return fault_answer("1.1", "a:ActionNotSupported", text, code_namespace=ADDRESSING)
        if fault == "fault in a 200" or not self._is_authorized(asked, given):
            return _application_fault(NOT_AUTHORIZED)
        if given.get("siteid") not in self.sites:
            return _application_fault(UNKNOWN_SITE)
        path, tell = METHODS[asked.method]
        try:
            found = [] if fault == "empty" else self._rows(tell, views, given, asked.method)
        except ValueError as error:
            return _application_fault(f"A parameter is not valid: {error}")
        return soap_answer("1.1", self._response(asked.method, path, found))

    def _rows(self, tell: Tell, views: Views, given: Mapping[str, str], method: str) -> Sequence[rows.Row]:
        if method == "getsitelist":
            return [row for property_id in self.sites.values() for row in tell(views, property_id, given)]
        return tell(views, self.sites[given["siteid"]], given)

    def _is_authorized(self, asked: SoapRequest, given: Mapping[str, str]) -> bool:
        known = self.credentials
        expected: dict[str, str | None] = {
            "pmcid": known.pmc_id,
            "licensekey": known.license_key,
            "system": known.system,
            "username": known.user_name,
            "password": known.password,
        }
        right = all(value is None or given.get(name) == value for name, value in expected.items())
        return right and namespace_of(asked.call) == NAMESPACE

    def _response(self, method: str, path: tuple[str, ...], found: Sequence[rows.Row]) -> str:
        content: dict[str, Any] = {path[-1]: list(found)}
        for name in path[-2:0:-1]:
            content = {name: content}
        inner = without_namespace(tree(path[0], content, self.inner_namespace))
        return f'<{method}Response xmlns="{NAMESPACE}"><{method}Result>{inner}</{method}Result></{method}Response>'


def _texts(call: Element) -> dict[str, str]:
    """The texts of a call by element name, those of `auth` and of the method's own arguments alike."""
    return {local_name(one): (one.text or "").strip() for one in call.iter() if len(one) == 0 and one is not call}


def _application_fault(text: str) -> Answer:
    detail = {"CustomMessage": text, "ExceptionMessage": text, "LogId": 4711, "MessageLogId": 4712}
    return fault_answer(
        "1.1",
        "s:inv_Param",
        text,
        status=HTTPStatus.OK,
        code_namespace=ENVELOPES["1.1"],
        detail=tree("RPXApplicationFault", detail),
    )
