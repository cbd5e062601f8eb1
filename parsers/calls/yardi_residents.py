"""Yardi GetResidents, GetResidentsByStatus and GetResidentData: residents and the others of their households.

The lease charges in GetResidentData are not read here: GetResidentsLeaseCharges_Login lists those of all residents.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from parsers.calls.call import Call, Listing
from parsers.calls.element import Element
from parsers.calls.fields import day_at, money_at, text_at
from parsers.calls.taking import Taking

_PERSON = "Tenants/PersonDetails"


class YardiResident(NamedTuple):
    """One row per resident: the head of a household, an applicant, or somebody who left or was turned away."""

    row_number: int
    resident_code: Annotated[str, text_at("@tCode", "tCode", "Tenants/Identification/@IDValue")]
    status: Annotated[str | None, text_at("Status", "Tenants/Identification/@IDType")]
    first_name: Annotated[str | None, text_at("FirstName", f"{_PERSON}/Name/FirstName")]
    last_name: Annotated[str | None, text_at("LastName", f"{_PERSON}/Name/LastName")]
    email: Annotated[str | None, text_at("Email", f"{_PERSON}/Email")]
    phone: Annotated[str | None, text_at("Phone/PhoneNumber", f"{_PERSON}/Phone/PhoneNumber")]
    unit_code: Annotated[str | None, text_at("UnitCode", "Unit/Identification/@IDValue")]
    rent: Annotated[Decimal | None, money_at("Rent", "MonthlyRentAmount")]
    lease_from: Annotated[date | None, day_at("LeaseFromDate", "LeaseBegin")]
    lease_to: Annotated[date | None, day_at("LeaseToDate", "LeaseEnd")]
    move_in: Annotated[date | None, day_at("MoveInDate", "Tenants/MoveInDate")]
    move_out: Annotated[date | None, day_at("MoveOutDate", "Tenants/MoveOutDate")]
    notice_date: Annotated[date | None, day_at("NoticeDate")]


class YardiOccupant(NamedTuple):
    """One row per other occupant of a resident's home."""

    row_number: int
    resident_number: int
    resident_code: str | None
    occupant_code: Annotated[str, text_at("@Code", "Code", "Identification/@IDValue")]
    first_name: Annotated[str | None, text_at("FirstName", "PersonDetails/Name/FirstName")]
    last_name: Annotated[str | None, text_at("LastName", "PersonDetails/Name/LastName")]


def _take_resident(taking: Taking, element: Element) -> None:
    resident = taking.take(YardiResident, element)
    number, code = taking.offered(YardiResident), resident.resident_code if resident else None
    for other in element.all("OtherOccupants/OtherOccupant") + element.all("Tenants")[1:]:
        taking.take(YardiOccupant, other, resident_number=number, resident_code=code)


_RESIDENTS = Listing(
    "MITS-ResidentData/PropertyResidents/Residents/Resident",
    _take_resident,
    only_one="MITS-ResidentData/PropertyResidents",
)

CALL = Call(
    "yardi_residents",
    {"yardi_residents": YardiResident, "yardi_occupants": YardiOccupant},
    {
        "GetResidents": (_RESIDENTS,),
        "GetResidentsByStatus": (_RESIDENTS,),
        "GetResidentData": (
            Listing(
                "MITS-ResidentData/LeaseFiles/LeaseFile",
                _take_resident,
                only_one="MITS-ResidentData/LeaseFiles",
                count_at="MITS-ResidentData/Summary/TotalLeaseFiles",
            ),
        ),
    },
)
