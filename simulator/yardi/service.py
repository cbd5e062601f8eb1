"""Answers a SOAP call to Yardi: checks login, interface and property as Voyager does, then tells the world."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus

from simulator.credentials import YardiCredentials
from simulator.dwellings import address_of
from simulator.faults import Call, FaultKind
from simulator.messages import Answer, Request
from simulator.soap import SoapProblemError, SoapRequest, fault_answer, read_request, soap_answer
from simulator.views import Views
from simulator.xml_tree import Element, tree, without_namespace
from simulator.yardi import guests, resident_data, residents, transactions, units
from simulator.yardi.methods import ILS_SERVICE, NAMESPACE, SERVICES, Arguments, read_arguments
from simulator.yardi.tenants import property_code, tenants
from simulator.yardi.wsdl import wsdl

EMPTY = tree("Empty", None)
NO_TENANTS = "No tenants exist with the given search criteria"
_PATH = re.compile(r".*/webservices/(?P<service>\w+)\.asmx", re.IGNORECASE)


class YardiService:
    """The SOAP services over the properties it was given; `url` is where they listen, for their descriptions."""

    def __init__(self, credentials: YardiCredentials, property_ids: list[str], url: str) -> None:
        self.credentials = credentials
        self.url = url
        self.property_ids = {property_code(one): one for one in property_ids}

    @staticmethod
    def is_path(path: str) -> bool:
        """Whether a path leads to one of the services."""
        return bool(_service_of(path))

    def call_of(self, request: Request) -> Call:
        """What a request asks for, as far as it can be told."""
        service = _service_of(request.path)
        try:
            asked = read_request(request)
            arguments = _arguments(service, asked)
        except SoapProblemError:
            return Call(service, "")
        return Call(service, asked.method, arguments.text("YardiPropertyId") or None)

    def answer(self, request: Request, views: Views, fault: FaultKind | None) -> Answer:
        """The answer to a request; to a GET the description of the service."""
        service = _service_of(request.path)
        if request.method == "GET":
            return Answer(HTTPStatus.OK, wsdl(service, f"{self.url}{request.path}"), "text/xml; charset=utf-8")
        try:
            asked = read_request(request)
        except SoapProblemError as problem:
            return fault_answer(problem.version, problem.code, problem.text)
        try:
            result = self._result(service, asked, views, fault)
        except SoapProblemError as problem:
            return fault_answer(asked.version, problem.code, problem.text)
        if fault == "fault in a 200":
            return fault_answer(asked.version, "Server", "Server was unable to process request.", status=HTTPStatus.OK)
        return soap_answer(asked.version, _response(service, asked.method, result))

    def _result(self, service: str, asked: SoapRequest, views: Views, fault: FaultKind | None) -> Element | None:
        """What stands in the result: None for another database, messages for what Yardi refuses."""
        arguments = _arguments(service, asked)
        if fault == "empty":
            return EMPTY
        problem = self._refusal(service, asked.method, arguments)
        if problem is not None:
            return _message(problem) if problem else None
        if asked.method == "GetPropertyConfigurations":
            return self._properties(views)
        property_id = self.property_ids[arguments.text("YardiPropertyId")]
        found = _TELLS[asked.method](views, property_id, arguments)
        return _message(NO_TENANTS) if found is None else found

    def _refusal(self, service: str, method: str, given: Arguments) -> str | None:
        """Why a call is refused, "" where Yardi says nothing at all, None where it is not."""
        known = self.credentials
        if not _same(given, {"ServerName": known.server_name, "Database": known.database, "Platform": known.platform}):
            return ""
        if not _same(given, {"UserName": known.user_name, "Password": known.password}):
            return "Login failed."
        entity, license_ = known.interface_entity, known.interface_license
        if service == ILS_SERVICE:
            entity, license_ = known.ils_interface_entity, known.ils_interface_license
        if not _same(given, {"InterfaceEntity": entity, "InterfaceLicense": license_}):
            return "Invalid Interface Entity"
        needs_property = method != "GetPropertyConfigurations"
        if needs_property and given.text("YardiPropertyId") not in self.property_ids:
            return "Invalid or no access to Yardi Property"
        return None

    def _properties(self, views: Views) -> Element:
        return tree(
            "Properties", {"Property": [_property(views, code, one) for code, one in self.property_ids.items()]}
        )


def _service_of(path: str) -> str:
    """The service a path leads to, "" if to none of them."""
    found = _PATH.fullmatch(path)
    known = {name.lower(): name for name in SERVICES}
    return known.get(found["service"].lower(), "") if found else ""


def _arguments(service: str, asked: SoapRequest) -> Arguments:
    known = {f"{NAMESPACE}{service}/{asked.method}", *([""] if asked.version == "1.2" else [])}
    if asked.method not in SERVICES[service] or asked.action not in known:
        raise SoapProblemError(f"Server did not recognize the value of HTTP Header SOAPAction: {asked.action}.")
    return read_arguments(service, asked.call)


def _same(given: Arguments, expected: Mapping[str, str]) -> bool:
    return all(hmac.compare_digest(given.text(name).encode(), value.encode()) for name, value in expected.items())


def _message(text: str) -> Element:
    return tree("Messages", {"Message": {"@messageType": "Error", "#": text}})


def _response(service: str, method: str, result: Element | None) -> str:
    """The response around a result, which may be missing or hold nothing."""
    within = "" if result is None else f"<{method}Result />"
    if result is not None and result is not EMPTY:
        within = f"<{method}Result>{without_namespace(result)}</{method}Result>"
    return f'<{method}Response xmlns="{NAMESPACE}{service}">{within}</{method}Response>'


def _property(views: Views, code: str, property_id: str) -> dict[str, str]:
    address, month = address_of(property_id), f"{views.day:%m/%Y}"
    return {
        "Code": code,
        "MarketingName": views.property_day(property_id).property.name,
        "AddressLine1": address.street,
        "AddressLine2": "",
        "AddressLine3": "",
        "City": address.city,
        "State": address.state,
        "PostalCode": address.postal_code,
        "AccountsReceivable": month,
        "AccountsPayable": month,
    }


def _tell_residents(views: Views, property_id: str, given: Arguments) -> Element | None:
    chosen = residents.current_residents(views, property_id, given.text("MoveOut1"))
    return residents.residents_element(views.property_day(property_id), chosen) if chosen else None


def _tell_residents_by_status(views: Views, property_id: str, given: Arguments) -> Element | None:
    first, last = (residents.slashed_day(given.text(name)) for name in ("DateFrom", "DateTo"))
    chosen = residents.residents_by_status(views, property_id, given.text("Status"), first, last)
    return residents.residents_element(views.property_day(property_id), chosen) if chosen else None


def _tell_resident_data(views: Views, property_id: str, given: Arguments) -> Element | None:
    code = given.text("TenantCode")
    chosen = [one for one in tenants(views, property_id) if one.stay is not None and code in {"", one.code}]
    return resident_data.lease_files(views.property_day(property_id), chosen, given) if chosen else None


def _tell_rent_roll(views: Views, property_id: str, given: Arguments) -> Element:
    moves, charges = (
        (given.text("MoveIn"), given.text("MoveOut")),
        (given.text("LeaseChgFrom"), given.text("LeaseChgTo")),
    )
    return residents.rent_roll(views, property_id, moves, charges)


def _tell_transactions(views: Views, property_id: str, given: Arguments) -> Element | None:
    first, last = _days(given)
    records = views.property_day(property_id)
    return transactions.resident_transactions(records, lambda entry: first <= entry.posted_on <= last)


def _tell_lease_charges(*, of_one_tenant: bool) -> Callable[[Views, str, Arguments], Element | None]:
    def tell(views: Views, property_id: str, given: Arguments) -> Element | None:
        month = given.time("PostMonth")
        tenant = given.text("TenantId") if of_one_tenant else None
        return transactions.lease_charges(views.property_day(property_id), month.date() if month else views.day, tenant)

    return tell


def _tell_units(*, only_available: bool) -> Callable[[Views, str, Arguments], Element]:
    return lambda views, property_id, given: units.unit_availability(
        views.property_day(property_id), only_available=only_available, pricing=not given.switch("ExcludePricing")
    )


def _tell_guests(views: Views, property_id: str, given: Arguments) -> Element:
    return guests.guest_activity(views.property_day(property_id), views.cards(property_id), *_days(given))


def _days(given: Arguments) -> tuple[date, date]:
    first, last = given.time("FromDate"), given.time("ToDate")
    return (first.date() if first else date.min, last.date() if last else date.max)


_TELLS: Mapping[str, Callable[[Views, str, Arguments], Element | None]] = {
    "GetUnitInformation": lambda views, one, _: units.unit_information(views.property_day(one)),
    "GetUnitInformation_Login": lambda views, one, _: units.customers_with_units(views.property_day(one)),
    "GetResidents": _tell_residents,
    "GetResidentsByStatus": _tell_residents_by_status,
    "GetResidentData": _tell_resident_data,
    "GetRentroll": _tell_rent_roll,
    "GetResidentTransactions_Login": _tell_transactions,
    "GetResidentTransactions_ByChargeDate_Login": _tell_transactions,
    "GetResidentLeaseCharges_Login": _tell_lease_charges(of_one_tenant=True),
    "GetResidentsLeaseCharges_Login": _tell_lease_charges(of_one_tenant=False),
    "AvailableUnits_Login": _tell_units(only_available=True),
    "UnitAvailability_Login": _tell_units(only_available=False),
    "GetYardiGuestActivity_Login": _tell_guests,
    "GetYardiGuestActivity_DateRange": _tell_guests,
}
