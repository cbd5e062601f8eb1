"""Which service has which methods, and their parameters in the order the services insist on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from simulator.soap import SoapProblemError
from simulator.xml_tree import Element, local_name, namespace_of

NAMESPACE = "http://tempuri.org/YSI.Interfaces.WebServices/"
LOGIN = ("UserName", "Password", "ServerName", "Database", "Platform")
INTERFACE = ("InterfaceEntity", "InterfaceLicense")
PROPERTY = ("YardiPropertyId",)
ILS_SERVICE = "ItfILSGuestCard"
DATES_AND_TIMES = frozenset({"PostMonth", "FromDate", "ToDate", "LedgerAsOfDate"})
SWITCHES = frozenset(
    {
        "IncludeLedger",
        "IncludeLeaseCharges",
        "IncludeVehicleInfo",
        "IncludeRoommateData",
        "IncludeEmployerData",
        "ExcludePricing",
    }
)
_RESIDENT_DATA = (
    "TenantCode",
    "IncludeLedger",
    "LedgerAsOfDate",
    "IncludeLeaseCharges",
    "IncludeVehicleInfo",
    "IncludeRoommateData",
    "IncludeEmployerData",
)
_OF_A_PROPERTY = (*LOGIN, *PROPERTY, *INTERFACE)
_OF_RESIDENT_DATA = (*LOGIN, *INTERFACE, *PROPERTY)
SERVICES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ItfResidentTransactions20": {
        "GetPropertyConfigurations": (*LOGIN, *INTERFACE),
        "GetUnitInformation_Login": _OF_A_PROPERTY,
        "GetResidentTransactions_Login": _OF_A_PROPERTY,
        "GetResidentLeaseCharges_Login": (*LOGIN, *PROPERTY, "PostMonth", "TenantId", *INTERFACE),
        "GetResidentsLeaseCharges_Login": (*LOGIN, *PROPERTY, "PostMonth", *INTERFACE),
        "GetResidentTransactions_ByChargeDate_Login": (*_OF_A_PROPERTY, "FromDate", "ToDate"),
    },
    "ItfResidentData": {
        "GetPropertyConfigurations": (*LOGIN, *INTERFACE),
        "GetResidents": (*_OF_RESIDENT_DATA, "MoveOut1"),
        "GetResidentData": (*_OF_RESIDENT_DATA, *_RESIDENT_DATA),
        "GetUnitInformation": _OF_RESIDENT_DATA,
        "GetRentroll": (*_OF_RESIDENT_DATA, "MoveIn", "MoveOut", "LeaseChgFrom", "LeaseChgTo"),
    },
    "ItfCommonData": {"GetResidentsByStatus": (*_OF_A_PROPERTY, "Status", "DateFrom", "DateTo")},
    ILS_SERVICE: {
        "AvailableUnits_Login": (*_OF_A_PROPERTY, "ExcludePricing"),
        "UnitAvailability_Login": _OF_A_PROPERTY,
        "GetYardiGuestActivity_Login": _OF_A_PROPERTY,
        "GetYardiGuestActivity_DateRange": (*_OF_A_PROPERTY, "FromDate", "ToDate"),
    },
}


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a caller gave, as the service understood it: text by parameter, "" where nothing was."""

    given: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The text of a parameter."""
        return self.given.get(name, "")

    def switch(self, name: str) -> bool:
        """A parameter that says yes or no; no where nothing was given."""
        return self.text(name) in {"true", "1"}

    def time(self, name: str) -> datetime | None:
        """A parameter that is a day with a time."""
        said = self.text(name)
        return datetime.fromisoformat(said) if said else None


def read_arguments(service: str, call: Element) -> Arguments:
    """The parameters of a call, in order: one that comes too late, or in another namespace, is not seen at all."""
    expected = SERVICES[service][local_name(call)]
    given: dict[str, str] = {}
    position = 0
    for element in call:
        name = local_name(element)
        if namespace_of(element) == f"{NAMESPACE}{service}" and name in expected[position:]:
            position = expected.index(name, position) + 1
            given[name] = (element.text or "").strip()
    for name, text in given.items():
        _check_type(name, text)
    return Arguments(given)


def _check_type(name: str, text: str) -> None:
    problem = None
    if name in SWITCHES and text not in {"true", "false", "1", "0"}:
        problem = f"The string '{text}' is not a valid Boolean value."
    elif name in DATES_AND_TIMES:
        try:
            datetime.fromisoformat(text)
        except ValueError:
            problem = f"The string '{text}' is not a valid AllXsd value."
    if problem is not None:
        raise SoapProblemError(f"Server was unable to read request. ---> There is an error in {name}. ---> {problem}")
