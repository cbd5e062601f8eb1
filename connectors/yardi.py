"""Yardi Voyager over SOAP: which calls there are, what each wants and lands as, and how they are asked."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from connectors.errors import PermanentError
from connectors.http import Transport, address_of
from connectors.payload import Errand, Payload, can_answer_for, require_answer_for
from connectors.soap import SoapService, SoapVersion

SOURCE = "yardi"
NAMESPACE = "http://tempuri.org/YSI.Interfaces.WebServices"
STATUSES = ("Current", "Future", "Past", "Notice", "Applicant", "Eviction", "Denied", "Canceled")

_ILS = "ItfILSGuestCard"
_TRANSACTIONS = "ItfResidentTransactions20"
_DATA = "ItfResidentData"
_COMMON = "ItfCommonData"

_LOGIN = ("UserName", "Password", "ServerName", "Database", "Platform")
_INTERFACE = ("InterfaceEntity", "InterfaceLicense")
_PROPERTY = ("YardiPropertyId",)
_SECRET = frozenset({"UserName", "Password", "InterfaceLicense"})


@dataclass(frozen=True, slots=True)
class Call:
    """One method of a service: its parameters in the order the service wants, and the dataset its answer lands as.

    A call that knows the past takes a date and answers for it; every other call answers for now alone. An answer that
    was narrowed (one tenant, some statuses, a window of dates) is no snapshot of the property: `narrowing` names the
    parameters that do this, and the dataset gets `_part` at its end, so that nothing is taken for deleted.
    """

    service: str
    method: str
    parameters: tuple[str, ...]
    dataset: str
    knows_the_past: bool = False
    narrowing: frozenset[str] = frozenset()

    @property
    def namespace(self) -> str:
        """The XML namespace of the service."""
        return f"{NAMESPACE}/{self.service}"

    def can_answer_for(self, day: date, today: date) -> bool:
        """Whether this call can say what was so on a day."""
        return can_answer_for(day, today, knows_the_past=self.knows_the_past)

    def lands_as(self, arguments: Mapping[str, object]) -> str:
        """The dataset of the answer to these arguments."""
        return f"{self.dataset}_part" if self.narrowing & arguments.keys() else self.dataset


_ULEP = _LOGIN + _INTERFACE + _PROPERTY
_ULPE = _LOGIN + _PROPERTY + _INTERFACE

CALLS: Mapping[str, Call] = {
    "GetPropertyConfigurations": Call(_DATA, "GetPropertyConfigurations", _LOGIN + _INTERFACE, "yardi_properties"),
    "GetUnitInformation": Call(_DATA, "GetUnitInformation", _ULEP, "yardi_units"),
    "GetUnitInformation_Login": Call(_TRANSACTIONS, "GetUnitInformation_Login", _ULPE, "yardi_units"),
    "GetResidents": Call(_DATA, "GetResidents", (*_ULEP, "MoveOut1"), "yardi_residents"),
    "GetResidentsByStatus": Call(
        _COMMON,
        "GetResidentsByStatus",
        (*_ULPE, "Status", "DateFrom", "DateTo"),
        "yardi_residents",
        narrowing=frozenset({"DateFrom", "DateTo"}),
    ),
    "GetResidentsLeaseCharges_Login": Call(
        _TRANSACTIONS,
        "GetResidentsLeaseCharges_Login",
        (*_LOGIN, *_PROPERTY, "PostMonth", *_INTERFACE),
        "yardi_lease_charges",
        knows_the_past=True,
    ),
    "GetResidentLeaseCharges_Login": Call(
        _TRANSACTIONS,
        "GetResidentLeaseCharges_Login",
        (*_LOGIN, *_PROPERTY, "PostMonth", "TenantId", *_INTERFACE),
        "yardi_lease_charges",
        knows_the_past=True,
        narrowing=frozenset({"TenantId"}),
    ),
    "GetResidentTransactions_Login": Call(
        _TRANSACTIONS, "GetResidentTransactions_Login", _ULPE, "yardi_resident_transactions"
    ),
    "AvailableUnits_Login": Call(_ILS, "AvailableUnits_Login", (*_ULPE, "ExcludePricing"), "yardi_available_units"),
    "UnitAvailability_Login": Call(_ILS, "UnitAvailability_Login", _ULPE, "yardi_available_units"),
    "GetYardiGuestActivity_Login": Call(_ILS, "GetYardiGuestActivity_Login", _ULPE, "yardi_guest_activity"),
    "GetYardiGuestActivity_DateRange": Call(
        _ILS,
        "GetYardiGuestActivity_DateRange",
        (*_ULPE, "FromDate", "ToDate"),
        "yardi_guest_activity",
        knows_the_past=True,
    ),
    "GetRentroll": Call(
        _DATA,
        "GetRentroll",
        (*_ULEP, "MoveIn", "MoveOut", "LeaseChgFrom", "LeaseChgTo"),
        "yardi_rent_roll_call",
        narrowing=frozenset({"MoveIn", "MoveOut", "LeaseChgFrom", "LeaseChgTo"}),
    ),
}


@dataclass(frozen=True, slots=True)
class YardiConfig:
    """Where a Voyager is. `base_url` is `https://<host>/<client>/webservices`.

    `property_service` is the service that is asked for the list of properties: both answer alike, and a licence may
    cover only one. `wsdl_urls` names a WSDL for a service; without one, the file that ships with this product is used.
    """

    base_url: str
    server_name: str
    database: str
    platform: str = "SQL Server"
    soap_version: SoapVersion = "1.1"
    property_service: Literal["ItfResidentData", "ItfResidentTransactions20"] = "ItfResidentData"
    wsdl_urls: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class YardiCredentials:
    """The login, and the entity and licence of the interface; the ILS service has an entity and licence of its own."""

    username: str
    password: str
    interface_entity: str
    interface_license: str
    ils_entity: str | None = None
    ils_license: str | None = None

    def secrets(self) -> list[str]:
        """What may never be printed."""
        held = (self.username, self.password, self.interface_license, self.ils_license)
        return [one for one in held if one]


class Yardi:
    """One Voyager. Every method takes an Errand and gives one Payload, or raises a ConnectorError.

    A past day is asked only of calls that take a date: the others raise CurrentStateOnlyError.
    """

    def __init__(self, config: YardiConfig, credentials: YardiCredentials, transport: Transport) -> None:
        self._config = config
        self._credentials = credentials
        self._transport = transport
        self._services: dict[str, SoapService] = {}
        self._opening = threading.Lock()

    def get_property_configurations(self, errand: Errand) -> Payload:
        """The properties the interface may see; the errand's property is not asked for."""
        return self._ask(CALLS["GetPropertyConfigurations"], errand, service=self._config.property_service)

    def get_unit_information(self, errand: Errand) -> Payload:
        """The units of a property, a unit repeated for each of its people."""
        return self._ask(CALLS["GetUnitInformation"], errand)

    def get_unit_information_login(self, errand: Errand) -> Payload:
        """The units of a property, under the resident each is rented to."""
        return self._ask(CALLS["GetUnitInformation_Login"], errand)

    def get_residents(self, errand: Errand, *, moved_out_since: date | None = None) -> Payload:
        """The residents of a property; the former ones since a day where one is given."""
        return self._ask(CALLS["GetResidents"], errand, MoveOut1=_us_date(moved_out_since))

    def get_residents_by_status(
        self, errand: Errand, *, date_from: date | None = None, date_to: date | None = None
    ) -> Payload:
        """The residents of a property in every status."""
        return self._ask(
            CALLS["GetResidentsByStatus"],
            errand,
            Status="^".join(STATUSES),
            DateFrom=_us_date(date_from),
            DateTo=_us_date(date_to),
        )

    def get_residents_lease_charges_login(self, errand: Errand) -> Payload:
        """The lease charges of a whole property in the month of the errand's day."""
        return self._ask(CALLS["GetResidentsLeaseCharges_Login"], errand, PostMonth=_post_month(errand))

    def get_resident_lease_charges_login(self, errand: Errand, *, tenant_id: str) -> Payload:
        """The lease charges of one tenant in the month of the errand's day."""
        call = CALLS["GetResidentLeaseCharges_Login"]
        return self._ask(call, errand, PostMonth=_post_month(errand), TenantId=tenant_id)

    def get_resident_transactions_login(self, errand: Errand) -> Payload:
        """The charges and payments of every account of a property, with what is still open of each charge."""
        return self._ask(CALLS["GetResidentTransactions_Login"], errand)

    def available_units_login(self, errand: Errand, *, exclude_pricing: bool = False) -> Payload:
        """The units that are on offer."""
        return self._ask(CALLS["AvailableUnits_Login"], errand, ExcludePricing=exclude_pricing)

    def unit_availability_login(self, errand: Errand) -> Payload:
        """Floor plans and units with their availability."""
        return self._ask(CALLS["UnitAvailability_Login"], errand)

    def get_yardi_guest_activity_login(self, errand: Errand) -> Payload:
        """The prospects of a property and all their events."""
        return self._ask(CALLS["GetYardiGuestActivity_Login"], errand)

    def get_yardi_guest_activity_date_range(self, errand: Errand, *, from_date: date) -> Payload:
        """The prospects with events from a day up to the errand's day."""
        call = CALLS["GetYardiGuestActivity_DateRange"]
        return self._ask(call, errand, FromDate=_midnight(from_date), ToDate=_midnight(errand.snapshot_date))

    def get_rentroll(
        self,
        errand: Errand,
        *,
        move_in: date | None = None,
        move_out: date | None = None,
        charges_from: date | None = None,
        charges_to: date | None = None,
    ) -> Payload:
        """The units of a property with their tenants and lease charges."""
        return self._ask(
            CALLS["GetRentroll"],
            errand,
            MoveIn=_us_date(move_in),
            MoveOut=_us_date(move_out),
            LeaseChgFrom=_us_date(charges_from),
            LeaseChgTo=_us_date(charges_to),
        )

    def _ask(self, call: Call, errand: Errand, *, service: str | None = None, **own: object) -> Payload:
        name = service or call.service
        of_property = f", property {errand.property_id}" if "YardiPropertyId" in call.parameters else ""
        where = f"Yardi {name} {call.method}{of_property}"
        require_answer_for(where, errand, knows_the_past=call.knows_the_past)
        given = {key: value for key, value in own.items() if value is not None}
        arguments = self._arguments(call, errand, given, where)
        soap = self._service(name)
        answered = soap.ask(call.method, arguments, where=where, folder=errand.folder)
        request = _request(call.method, soap.address, arguments)
        return answered.payload(errand, source=SOURCE, dataset=call.lands_as(given), request=request)

    def _arguments(self, call: Call, errand: Errand, given: Mapping[str, object], where: str) -> dict[str, object]:
        entity, licence = self._interface(call.service, where)
        known: dict[str, object] = {
            "UserName": self._credentials.username,
            "Password": self._credentials.password,
            "ServerName": self._config.server_name,
            "Database": self._config.database,
            "Platform": self._config.platform,
            "InterfaceEntity": entity,
            "InterfaceLicense": licence,
            "YardiPropertyId": errand.property_id,
            **given,
        }
        return {name: known[name] for name in call.parameters if name in known}

    def _interface(self, service: str, where: str) -> tuple[str, str]:
        held = self._credentials
        if service != _ILS:
            return held.interface_entity, held.interface_license
        if not held.ils_entity or not held.ils_license:
            expected = "an interface entity and licence of its own for the ILS service"
            raise PermanentError("they are not configured", where, expected, "Add them to the credentials")
        return held.ils_entity, held.ils_license

    def _service(self, name: str) -> SoapService:
        with self._opening:
            if name not in self._services:
                self._services[name] = SoapService(
                    name,
                    address=f"{self._config.base_url.rstrip('/')}/{name}.asmx",
                    wsdl=self._config.wsdl_urls.get(name, f"{name}.wsdl"),
                    transport=self._transport,
                    secrets=self._credentials.secrets(),
                    version=self._config.soap_version,
                )
            return self._services[name]


def _request(method: str, address: str, arguments: Mapping[str, object]) -> dict[str, object]:
    said = {key: str(value) for key, value in arguments.items() if key not in _SECRET}
    return {"method": method, "address": address_of(address), "parameters": said}


def _us_date(day: date | None) -> str | None:
    return None if day is None else f"{day:%m/%d/%Y}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _post_month(errand: Errand) -> datetime:
    return _midnight(errand.snapshot_date.replace(day=1))
