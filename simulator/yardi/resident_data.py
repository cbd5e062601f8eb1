"""GetResidentData: a lease file per tenant with all that Yardi knows of each person, birth dates and SSNs among it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from simulator.dwellings import address_of, rooms_of
from simulator.facts import Occupancy, Unit
from simulator.households import Person
from simulator.property_day import PropertyDay
from simulator.receivables import open_entries
from simulator.xml_tree import Element, tree
from simulator.yardi.methods import Arguments
from simulator.yardi.tenants import LIVING, Tenant, occupant_code, property_code
from simulator.yardi.transactions import DESCRIPTIONS

COUNTRY = "United States"
VEHICLES = 4


def lease_files(records: PropertyDay, chosen: Sequence[Tenant], asked: Arguments) -> Element:
    """The lease files of tenants who have a stay."""
    files = [_lease_file(records, one, one.stay, one.unit, asked) for one in chosen if one.stay and one.unit]
    summary = {
        "GenerationTimeStamp": f"{records.day}T09:10:59",
        "SourceOrganization": "Simulated Systems, Inc.",
        "TotalLeaseFiles": len(files),
        "TotalTenants": len(files),
    }
    return tree("MITS-ResidentData", {"Summary": summary, "LeaseFiles": {"LeaseFile": files}})


def _lease_file(records: PropertyDay, one: Tenant, stay: Occupancy, unit: Unit, asked: Arguments) -> dict[str, Any]:
    lease = records.lease(stay)
    people = records.people(stay) if asked.switch("IncludeRoommateData") else records.people(stay)[:1]
    return {
        "Identification": {"@IDValue": one.code, "@IDType": one.status},
        "Property": _property(records),
        "Unit": _unit(records, unit, one.status),
        "MoveInDate": stay.move_in_date,
        "MoveOutDate": stay.move_out_date,
        "NoticeDate": records.notice_day(stay),
        "LeaseBegin": lease.starts_on if lease else stay.move_in_date,
        "LeaseEnd": lease.ends_on if lease else None,
        "MonthlyRentAmount": one.rent,
        "DueDay": 1,
        "Tenants": [_tenant(records, one, stay, person, asked) for person in people],
        "LeaseCharges": _lease_charges(records, stay) if asked.switch("IncludeLeaseCharges") else None,
        "Ledger": _ledger(records, stay, asked) if asked.switch("IncludeLedger") else None,
        "CustomRecords": {"Record": {"@Field": "Custom", "@Name": "Lease Description", "@Value": "None"}},
    }


def _property(records: PropertyDay) -> dict[str, Any]:
    address = address_of(records.book.site.slug)
    return {
        "Identification": {"@IDValue": property_code(records.book.site.slug)},
        "MarketingName": records.property.name,
        "LegalName": records.property.name,
        "Address": {
            "@AddressType": "property",
            "AddressLine1": address.street,
            "City": address.city,
            "State": address.state,
            "PostalCode": address.postal_code,
            "Country": COUNTRY,
        },
    }


def _unit(records: PropertyDay, unit: Unit, status: str) -> dict[str, Any]:
    address, rooms = address_of(records.book.site.slug), rooms_of(unit.floor_plan)
    lives_there = status in LIVING
    return {
        "Identification": {"@IDValue": unit.unit_number},
        "UnitType": unit.floor_plan,
        "UnitTypeDescription": f"{rooms.bedrooms} Bedroom {rooms.bathrooms} Bath",
        "UnitTypeRent": unit.market_rent,
        "UnitTypeSquareFeet": unit.square_feet,
        "UnitBedrooms": rooms.bedrooms,
        "UnitBathrooms": f"{rooms.bathrooms:.6f}",
        "SquareFootType": "internal",
        "UnitRent": unit.market_rent,
        "UnitSquareFeet": unit.square_feet,
        "UnitEconomicStatus": "Residential",
        "UnitOccupancyStatus": "occupied" if lives_there else "vacant",
        "UnitLeasedStatus": "on_notice" if status == "Notice" else "leased",
        "Address": {
            "@AddressType": "mailing",
            "Description": "Unit",
            "AddressLine1": f"{address.street} #{unit.unit_number}",
            "City": address.city,
            "PostalCode": address.postal_code,
            "Country": COUNTRY,
        },
    }


def _tenant(records: PropertyDay, one: Tenant, stay: Occupancy, person: Person, asked: Arguments) -> dict[str, Any]:
    account = records.book.accounts.get(stay.occupancy_id)
    code = occupant_code(records, stay, person)
    identifications: list[dict[str, Any]] = [{"@IDValue": code, "@IDType": one.status}]
    if person.number == 1 and account is not None:
        deposits = (("0", "Deposit Paid"), (f"{account.deposit}", "Deposit Charged"))
        identifications += [
            {"@IDValue": amount, "@IDType": kind, "@OrganizationName": "Deposit"} for amount, kind in deposits
        ]
    return {
        "Identification": identifications,
        "PersonDetails": _details(records, person),
        "MoveInDate": stay.move_in_date,
        "MoveOutDate": stay.move_out_date,
        "DateOfBirth": person.date_of_birth,
        "SSN": person.social_security_number,
        "Vehicle": [""] * VEHICLES if asked.switch("IncludeVehicleInfo") else None,
        "Employer": "" if asked.switch("IncludeEmployerData") else None,
    }


def _details(records: PropertyDay, person: Person) -> dict[str, Any]:
    address = address_of(records.book.site.slug)
    return {
        "Name": {"FirstName": person.first_name, "LastName": person.last_name},
        "Address": {
            "@AddressType": "current",
            "Description": "Resident",
            "AddressLine1": address.street,
            "City": address.city,
            "PostalCode": address.postal_code,
            "Country": COUNTRY,
        },
        "Phone": {"@PhoneType": "cell", "PhoneDescription": "Mobile", "PhoneNumber": person.phone},
        "Email": person.email,
    }


def _lease_charges(records: PropertyDay, stay: Occupancy) -> dict[str, Any]:
    charges = [
        {
            "ChargeCode": one.code.lower(),
            "ChargeCodeDescription": DESCRIPTIONS[one.code],
            "Amount": one.amount,
            "StartDate": one.since,
        }
        for one in records.recurring(stay, records.day)
    ]
    return {"LeaseCharge": charges}


def _ledger(records: PropertyDay, stay: Occupancy, asked: Arguments) -> dict[str, Any]:
    """What is open on the asked day, at the latest today."""
    asked_time = asked.time("LedgerAsOfDate")
    day: date = min(asked_time.date(), records.day) if asked_time else records.day
    entries = records.book.entries.get(stay.occupancy_id, [])
    lines = [
        {
            "ChargeCode": entry.code.lower(),
            "TransactionDate": entry.posted_on,
            "Amount": entry.amount,
            "BalanceDue": open_,
        }
        for entry, open_ in open_entries(entries, day)
    ]
    return {"LedgerItem": lines}
