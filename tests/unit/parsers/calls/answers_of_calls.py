"""One row of every call as its vendor sends it, and the rows that must be read from it, written out by hand."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Sent(NamedTuple):
    """A method, its dataset, where its rows stand, one row, and the tables it becomes, without row numbers."""

    method: str
    dataset: str
    path: str
    row: dict
    tables: dict


UNIT_INFO = {
    "UnitID": {"@UniqueID": "53397210101", "#": "0101"},
    "PersonID": {"@Type": "Current Resident", "#": "t0001234"},
    "Unit": {
        "Identification": {"@IDType": "UnitID", "@IDValue": "0101"},
        "UnitType": "a1",
        "UnitBedrooms": "1",
        "UnitBathrooms": "1.00",
        "MinSquareFeet": "650",
        "MaxSquareFeet": "700",
        "MarketRent": "1,705.00",
        "UnitEconomicStatus": "residential",
        "UnitEconomicStatusDescription": "Occupied No Notice",
        "FloorplanName": "A1 & up",
        "BuildingName": "Building 1",
        "Address": {
            "@AddressType": "property",
            "AddressLine1": "1 High Street #0101",
            "City": "Denver",
            "State": "CO",
            "PostalCode": "80202",
        },
    },
}
UNIT = {
    "unit_code": "0101",
    "unit_unique_id": "53397210101",
    "person_id": "t0001234",
    "person_type": "Current Resident",
    "unit_type": "a1",
    "bedrooms": 1,
    "bathrooms": Decimal("1.00"),
    "min_sqft": Decimal("650.00"),
    "max_sqft": Decimal("700.00"),
    "market_rent": Decimal("1705.00"),
    "economic_status": "residential",
    "economic_status_description": "Occupied No Notice",
    "floor_plan_id": None,
    "floor_plan": "A1 & up",
    "building_id": None,
    "building_name": "Building 1",
    "address_line": "1 High Street #0101",
    "city": "Denver",
    "state": "CO",
    "postal_code": "80202",
    "property_code": None,
    "marketing_name": None,
    "is_pseudo_unit": False,
}
CUSTOMER_WITH_UNIT = {
    "CustomerID": "t0001234",
    "RT_Unit": {
        "UnitID": "0101",
        "Unit": {
            "Information": {
                "UnitID": "0101",
                **{key: one for key, one in UNIT_INFO["Unit"].items() if key[0:2] in {"Un", "Mi", "Ma", "Fl"}},
                "FloorPlanID": "a1",
                "BuildingID": "01",
                "Address": {"Address1": "1 High Street #0101", "City": "Denver", "State": "CO", "PostalCode": "80202"},
            },
            "PropertyPrimaryID": "p-one",
            "MarketingName": "Property One",
        },
    },
}
RESIDENT = {
    "@tCode": "t0001234",
    "Status": "Notice",
    "FirstName": "Jo",
    "LastName": "O'Neil <Doe>",
    "Email": "jo@example.com",
    "Phone": [{"PhoneDescription": "Home"}, {"PhoneDescription": "Mobile", "PhoneNumber": "(555) 010-0001"}],
    "UnitCode": "0101",
    "Rent": "1650.50",
    "LeaseFromDate": "02/01/2025",
    "LeaseToDate": "01/31/2026",
    "MoveInDate": "02/03/2025",
    "MoveOutDate": "01/31/2026",
    "NoticeDate": "12/01/2025",
    "OtherOccupants": {"OtherOccupant": {"@Code": "r0001235", "FirstName": "Al", "LastName": "Doe"}},
}
RESIDENTS = {
    "yardi_residents": [
        {
            "resident_code": "t0001234",
            "status": "Notice",
            "first_name": "Jo",
            "last_name": "O'Neil <Doe>",
            "email": "jo@example.com",
            "phone": "(555) 010-0001",
            "unit_code": "0101",
            "rent": Decimal("1650.50"),
            "lease_from": date(2025, 2, 1),
            "lease_to": date(2026, 1, 31),
            "move_in": date(2025, 2, 3),
            "move_out": date(2026, 1, 31),
            "notice_date": date(2025, 12, 1),
        }
    ],
    "yardi_occupants": [
        {
            "resident_number": 1,
            "resident_code": "t0001234",
            "occupant_code": "r0001235",
            "first_name": "Al",
            "last_name": "Doe",
        }
    ],
}
LEASE_FILE = {
    "Identification": {"@IDValue": "a0000001", "@IDType": "File"},
    "Unit": {"Identification": {"@IDValue": "0101"}, "UnitRent": "1700.00"},
    "MoveInDate": "2025-02-03",
    "MoveOutDate": "2026-01-31",
    "NoticeDate": "2025-12-01",
    "LeaseBegin": "2025-02-01",
    "LeaseEnd": "2026-01-31",
    "MonthlyRentAmount": "1650.5",
    "Tenants": [
        {
            "Identification": [
                {"@IDValue": "t0001234", "@IDType": "Notice"},
                {"@IDValue": "700.00", "@IDType": "Deposit Charged", "@OrganizationName": "Deposit"},
            ],
            "PersonDetails": {
                "Name": {"FirstName": "Jo", "LastName": "O'Neil <Doe>"},
                "Phone": {"@PhoneType": "cell", "PhoneNumber": "(555) 010-0001"},
                "Email": "jo@example.com",
            },
            "DateOfBirth": "1999-09-09",
            "SSN": "123-45-6789",
        },
        {
            "Identification": {"@IDValue": "r0001235", "@IDType": "Notice"},
            "PersonDetails": {"Name": {"FirstName": "Al", "LastName": "Doe"}},
        },
    ],
}
ACCOUNT = {
    "CustomerID": "t0001234",
    "PaymentAccepted": "0",
    "RT_Unit": {"UnitID": "0101"},
    "Customers": {"Customer": {"@Type": "resident", "CustomerID": "t0001234", "Name": {"FirstName": "Jo"}}},
    "RTServiceTransactions": {
        "Transactions": {
            "Charge": [
                {
                    "Detail": {
                        "Description": "Base Rent",
                        "TransactionDate": "2025-11-01",
                        "ServiceFromDate": "2025-02-01",
                        "ServiceToDate": "2026-01-31",
                        "ChargeCode": "rent",
                        "GLAccountNumber": "51100000",
                        "CustomerID": "t0001234",
                        "UnitID": "0101",
                        "Amount": "1,650.50",
                        "BalanceDue": "150.5",
                        "Comment": "",
                        "PropertyPrimaryID": "p-one",
                    }
                },
                {"Detail": {"Description": "Concession", "Amount": "-50.00"}},
            ],
            "Payment": {
                "Detail": {
                    "Description": "Payment",
                    "TransactionDate": "2025-11-03T00:00:00",
                    "Amount": "1500",
                    "Comment": "by card",
                    "DocumentNumber": "2511031234",
                    "PostMonth": "2025-11-01",
                    "Reversal": "",
                }
            },
        }
    },
}


def charge(**said):
    columns = (
        "customer_id unit_code transaction_type description transaction_date service_from service_to charge_code "
        "gl_account amount balance_due comment property_code document_number post_month reversal payment_accepted"
    )
    known = {"customer_id": "t0001234", "unit_code": "0101", "payment_accepted": "0", "transaction_type": "charge"}
    return {**dict.fromkeys(columns.split()), **known, **said}


CHARGES = [
    charge(
        description="Base Rent",
        transaction_date=date(2025, 11, 1),
        service_from=date(2025, 2, 1),
        service_to=date(2026, 1, 31),
        charge_code="rent",
        gl_account="51100000",
        amount=Decimal("1650.50"),
        balance_due=Decimal("150.50"),
        property_code="p-one",
    ),
    charge(description="Concession", amount=Decimal("-50.00")),
    charge(
        transaction_type="payment",
        description="Payment",
        transaction_date=date(2025, 11, 3),
        amount=Decimal("1500.00"),
        comment="by card",
        document_number="2511031234",
        post_month="2025-11-01",
    ),
]
OFFERED = {
    "Units": {
        "Unit": {
            "Identification": {"@IDType": "UnitID", "@IDValue": "0101"},
            "UnitType": "a1",
            "UnitBedrooms": "0",
            "UnitBathrooms": "1.50",
            "MaxSquareFeet": "700",
            "MarketRent": "1705.00",
            "UnitEconomicStatus": "residential",
            "UnitOccupancyStatus": "vacant",
            "UnitLeasedStatus": "available",
            "FloorplanName": "A1",
        }
    },
    "Availability": {"MadeReadyDate": {"@Year": "2025", "@Month": "11", "@Day": "7"}},
}
OFFERED_ROW = {
    "unit_code": "0101",
    "unit_type": "a1",
    "bedrooms": 0,
    "bathrooms": Decimal("1.50"),
    "max_sqft": Decimal("700.00"),
    "market_rent": Decimal("1705.00"),
    "economic_status": "residential",
    "occupancy_status": "vacant",
    "leased_status": "available",
    "floor_plan": "A1",
    "made_ready_date": date(2025, 11, 7),
}
PROSPECT = {
    "Customers": {
        "Customer": [
            {
                "@Type": "roommate",
                "Identification": {"@IDValue": "r0007726", "@IDType": "ProspectID"},
                "Name": {"FirstName": "Al", "LastName": "Doe"},
            },
            {
                "@Type": "canceled",
                "Identification": [
                    {"@IDType": "ThirdPartyID", "@IDValue": "D04"},
                    {"@IDType": "ProspectID", "@IDValue": "p0007725"},
                    {"@IDType": "PropertyID", "@IDValue": "p-one"},
                ],
                "Name": {"FirstName": "Jo", "LastName": "Doe"},
                "Phone": [{"@PhoneType": "home"}, {"@PhoneType": "cell", "PhoneNumber": "555 010 0001"}],
                "Email": "jo@example.com",
                "Lease": {
                    "ExpectedMoveInDate": "2025-12-01",
                    "LeaseFromDate": "2025-12-01",
                    "LeaseToDate": "2026-11-30",
                    "ResponsibleForLease": "true",
                },
            },
        ]
    },
    "CustomerPreferences": {
        "TargetMoveInDate": "2025-12-01",
        "DesiredFloorplan": ">a1",
        "DesiredUnit": "",
        "MarketingName": "Walk by",
        "DesiredRent": {"@Exact": "1500.00"},
        "DesiredNumBedrooms": {"@Exact": "1"},
        "DesiredLeaseTerms": "12",
        "Comment": "has a dog",
    },
    "Events": {
        "Event": [
            {
                "@EventType": "WalkIn",
                "@EventDate": "2025-11-14T00:00:00",
                "EventID": {"@IDValue": "10243"},
                "Agent": {"AgentName": {"FirstName": "Lee", "LastName": "Hart"}},
                "EventReasons": "Test",
                "FirstContact": "true",
                "TransactionSource": "Follow Up",
            },
            {"@EventType": "Show", "@EventDate": "2025-11-18T13:15:00.0", "FirstContact": "false", "Comments": "late"},
        ]
    },
}
GUESTS = {
    "yardi_guest_activity": [
        {
            "prospect_number": 1,
            "prospect_code": "p0007725",
            "event_id": "10243",
            "event_type": "WalkIn",
            "event_date": date(2025, 11, 14),
            "is_first_contact": True,
            "agent_first_name": "Lee",
            "agent_last_name": "Hart",
            "event_reason": "Test",
            "transaction_source": "Follow Up",
            "comments": None,
        },
        {
            "prospect_number": 1,
            "prospect_code": "p0007725",
            "event_id": None,
            "event_type": "Show",
            "event_date": date(2025, 11, 18),
            "is_first_contact": False,
            "agent_first_name": None,
            "agent_last_name": None,
            "event_reason": None,
            "transaction_source": None,
            "comments": "late",
        },
    ],
    "yardi_guest_prospects": [
        {
            "prospect_code": "p0007725",
            "customer_type": "canceled",
            "target_move_in": date(2025, 12, 1),
            "desired_floor_plan": ">a1",
            "desired_unit": None,
            "marketing_name": "Walk by",
            "desired_rent": Decimal("1500.00"),
            "desired_bedrooms": 1,
            "desired_lease_months": 12,
            "comment": "has a dog",
        }
    ],
    "yardi_guest_customers": [
        {
            **dict.fromkeys(("third_party_id", "property_code", "email", "phone")),
            **dict.fromkeys(("expected_move_in", "lease_from", "lease_to", "is_responsible_for_lease")),
            "prospect_number": 1,
            "customer_code": "r0007726",
            "customer_type": "roommate",
            "first_name": "Al",
            "last_name": "Doe",
        },
        {
            "prospect_number": 1,
            "customer_code": "p0007725",
            "third_party_id": "D04",
            "property_code": "p-one",
            "customer_type": "canceled",
            "first_name": "Jo",
            "last_name": "Doe",
            "email": "jo@example.com",
            "phone": "555 010 0001",
            "expected_move_in": date(2025, 12, 1),
            "lease_from": date(2025, 12, 1),
            "lease_to": date(2026, 11, 30),
            "is_responsible_for_lease": True,
        },
    ],
}
ROLL_UNIT = {
    "UnitCode": "0101",
    "UnitType": "a1",
    "MarketRent": "1705.00",
    "UnitEconomicStatusDescription": "Notice Rented",
    "Tenants": {
        "Tenant": {
            "TenantCode": "t0001234",
            "FirstName": "Jo",
            "LastName": "Doe",
            "TenantStatus": "Notice",
            "LeaseFrom": "2/1/2025",
            "LeaseTo": "1/31/2026",
            "MoveIn": "2/3/2025",
            "MoveOut": "1/31/2026",
            "Email": "jo@example.com",
            "LeaseCharges": {
                "LeaseCharge": [
                    {"ChargeCode": "rent", "ChargeType": "rent", "ChargeAmount": "1650.5", "FromDate": "2/1/2025"},
                    {"ChargeCode": "conc", "ChargeAmount": "-50.00", "ToDate": "1/31/2026"},
                ]
            },
        }
    },
}
ROLL = {
    "yardi_rent_roll_call": [
        {
            "unit_code": "0101",
            "unit_type": "a1",
            "market_rent": Decimal("1705.00"),
            "economic_status_description": "Notice Rented",
            "is_pseudo_unit": False,
        }
    ],
    "yardi_rent_roll_call_tenants": [
        {
            "unit_row_number": 1,
            "unit_code": "0101",
            "tenant_code": "t0001234",
            "tenant_status": "Notice",
            "first_name": "Jo",
            "last_name": "Doe",
            "email": "jo@example.com",
            "lease_from": date(2025, 2, 1),
            "lease_to": date(2026, 1, 31),
            "move_in": date(2025, 2, 3),
            "move_out": date(2026, 1, 31),
        }
    ],
    "yardi_rent_roll_call_charges": [
        {
            "tenant_row_number": 1,
            "unit_code": "0101",
            "tenant_code": "t0001234",
            "charge_code": "rent",
            "charge_type": "rent",
            "amount": Decimal("1650.50"),
            "charge_from": date(2025, 2, 1),
            "charge_to": None,
        },
        {
            "tenant_row_number": 1,
            "unit_code": "0101",
            "tenant_code": "t0001234",
            "charge_code": "conc",
            "charge_type": None,
            "amount": Decimal("-50.00"),
            "charge_from": None,
            "charge_to": date(2026, 1, 31),
        },
    ],
}
PROPERTY = {
    "Code": "p-one",
    "MarketingName": "Property One",
    "AddressLine1": "1 High Street",
    "AddressLine2": "",
    "City": "Denver",
    "State": "CO",
    "PostalCode": "80202",
    "AccountsReceivable": "11/2025",
    "AccountsPayable": "10/2025",
}
PROPERTY_ROW = {
    "property_code": "p-one",
    "marketing_name": "Property One",
    "address_line_1": "1 High Street",
    "address_line_2": None,
    "address_line_3": None,
    "city": "Denver",
    "state": "CO",
    "postal_code": "80202",
    "accounts_receivable_month": "11/2025",
    "accounts_payable_month": "10/2025",
}
SITE = {
    "PMCName": "A Company",
    "SiteID": "5339721",
    "SiteNumber": "721",
    "SiteName": "Site One",
    "Adr1": "1 High Street",
    "City": "Denver",
    "State": "CO",
    "Zip": "80202",
    "County": "Adams",
    "Country": "US",
    "Phone1": "555 010 0002",
    "Email": "office@example.com",
    "SysDate": "2026-01-20T10:01:33.017-06:00",
    "AR_AccountingDate": "01/20/2026",
    "AR_AccountingPeriod": "012026",
    "AR_LastDateofPeriod": "2026-01-31 00:00:00.000",
}
SITE_ROW = {
    **dict.fromkeys(("address_line_2", "address_line_3", "phone_2", "fax")),
    "site_id": "5339721",
    "site_number": "721",
    "site_name": "Site One",
    "company": "A Company",
    "address_line_1": "1 High Street",
    "city": "Denver",
    "state": "CO",
    "postal_code": "80202",
    "county": "Adams",
    "country": "US",
    "phone_1": "555 010 0002",
    "email": "office@example.com",
    "system_date": date(2026, 1, 20),
    "accounting_date": date(2026, 1, 20),
    "accounting_period": "012026",
    "last_day_of_period": date(2026, 1, 31),
}
BUILDING = {
    "BuildingID": "1",
    "BuildingNumber": "01",
    "AddressLine1": "1 High Street",
    "AddressLine2": "Rear",
    "City": "Denver",
    "State": "CO",
    "Zip": "80202",
    "County": "Adams",
    "Country": "US",
}
BUILDING_ROW = {
    "building_id": "1",
    "building_number": "01",
    "address_line_1": "1 High Street",
    "address_line_2": "Rear",
    "city": "Denver",
    "state": "CO",
    "postal_code": "80202",
    "county": "Adams",
    "country": "US",
}
RPX_UNIT = {
    "UnitID": "101",
    "UnitNumber": "0101",
    "UnitDescription": "A1 apartment",
    "BuildingID": "1",
    "BuildingNumber": "01",
    "BuildingName": "Building 1",
    "FloorplanID": "7",
    "FloorplanName": "A1",
    "Adr1": "1 High Street #0101",
    "City": "Denver",
    "State": "CO",
    "Zip": "80202",
    "GrossSqft": "700",
    "RentableSqft": "690",
    "Vacant": "T",
    "Available": "F",
    "AvailableDate": "2019-02-28 00:00:00",
    "UnitDeleted": "F",
    "MarketRent": "1300.0000",
    "ReasonNotAvailable": "Under rehab",
    "UnitMadeReadyDate": "01/01/1900",
    "MaximumOccs": "2",
    "UnitReserved": "F",
    "UnitExpectedMoveinDate": "Feb  1 2026 12:00AM",
    "OnNoticeForDate": "2026-01-15",
    "UnitHoldStatus": "",
    "UnitHoldUntil": "12/31/2099",
}
RPX_UNIT_ROW = {
    "unit_id": "101",
    "unit_number": "0101",
    "unit_description": "A1 apartment",
    "building_id": "1",
    "building_number": "01",
    "building_name": "Building 1",
    "floor_plan_id": "7",
    "floor_plan": "A1",
    "address_line_1": "1 High Street #0101",
    "address_line_2": None,
    "city": "Denver",
    "state": "CO",
    "postal_code": "80202",
    "gross_sqft": Decimal("700.00"),
    "rentable_sqft": Decimal("690.00"),
    "is_vacant": True,
    "is_available": False,
    "available_date": date(2019, 2, 28),
    "is_deleted": False,
    "market_rent": Decimal("1300.00"),
    "reason_not_available": "Under rehab",
    "made_ready_date": None,
    "maximum_occupants": 2,
    "reserved": "F",
    "expected_move_in": date(2026, 2, 1),
    "on_notice_for_date": date(2026, 1, 15),
    "hold_status": None,
    "hold_until": None,
}
RPX_RESIDENT = {
    "residentmemberid": "200011",
    "residenthouseholdid": "20001",
    "leaseid": "501",
    "unitid": "101",
    "unitnumber": "0101",
    "firstname": "Jo",
    "lastname": "Doe",
    "cellphone": "555 010 0001",
    "email": "jo@example.com",
    "balance": "-12.5000",
    "pendingbalance": "0",
    "curlateamt": "1,905.00",
    "leasestatus": "Current",
    "leasesigneddate": "2025-12-20",
    "leasetype": "First (Lease)",
    "residenttype": "Head of household",
    "activebit": "TRUE",
    "hohbit": "TRUE",
    "begindate": "01/16/2025",
    "enddate": "2026-02-01 00:00:00.000",
    "moveindate": "Jan 16 2025 12:00AM",
    "moveoutdate": "",
    "dateofbirth": "1999-09-09",
    "noticegivendate": "2026-01-02",
    "noticefordate": "02/01/2026",
}
RPX_RESIDENT_ROW = {
    "member_id": "200011",
    "household_id": "20001",
    "lease_id": "501",
    "unit_id": "101",
    "unit_number": "0101",
    "first_name": "Jo",
    "last_name": "Doe",
    "cell_phone": "555 010 0001",
    "home_phone": None,
    "work_phone": None,
    "email": "jo@example.com",
    "balance": Decimal("-12.50"),
    "pending_balance": Decimal("0.00"),
    "current_late_amount": Decimal("1905.00"),
    "lease_status": "Current",
    "lease_signed_date": date(2025, 12, 20),
    "lease_type": "First (Lease)",
    "resident_type": "Head of household",
    "is_head_of_household": True,
    "lease_begin": date(2025, 1, 16),
    "lease_end": date(2026, 2, 1),
    "move_in": date(2025, 1, 16),
    "move_out": None,
    "notice_given_date": date(2026, 1, 2),
    "notice_for_date": date(2026, 2, 1),
}
LEASE = {
    "ReshID": "20001",
    "SiteID": "5339721",
    "UnitID": "101",
    "LeaseID": "501",
    "NextLeaseID": "0",
    "PriorLeaseID": "400",
    "LeaseSignedDate": "12/20/2024",
    "LeaseBeginDate": "01/16/2025",
    "LeaseEndDate": "01/15/2026",
    "MoveInDate": "Jan 16 2025 12:00AM",
    "MonthToMonthDate": "2026-01-16",
    "LeaseStatus": "4",
    "LeaseStatusText": "Current",
    "Typecode": "F",
    "TypeText": "First (Lease)",
    "Rent": "1450.00",
    "CurBal": "0.00",
    "TotPaid": "17,400.00",
    "LeaseTerm": "422",
    "LeaseTermDesc": "12 Months",
    "HeadofHouseholdName": "Doe, Jo",
    "InactiveDate": "1900-01-01T00:00:00",
}
LEASE_ROW = {
    **dict.fromkeys(("scheduled_move_in", "notice_on_date", "notice_for_date", "inactive_date", "next_lease_id")),
    "lease_id": "501",
    "household_id": "20001",
    "unit_id": "101",
    "property_code": "5339721",
    "prior_lease_id": "400",
    "lease_signed_date": date(2024, 12, 20),
    "lease_begin": date(2025, 1, 16),
    "lease_end": date(2026, 1, 15),
    "move_in": date(2025, 1, 16),
    "month_to_month_date": date(2026, 1, 16),
    "lease_status_id": "4",
    "lease_status": "Current",
    "lease_type_code": "F",
    "lease_type": "First (Lease)",
    "rent": Decimal("1450.00"),
    "current_balance": Decimal("0.00"),
    "total_paid": Decimal("17400.00"),
    "lease_term_id": "422",
    "lease_term_description": "12 Months",
    "lease_term_months": 12,
    "head_of_household_name": "Doe, Jo",
}
ITEM = {
    "RidID": "9",
    "ItemName": "Carport 9",
    "ItemType": "Parking",
    "Description": "covered",
    "BillingAmount": "50.0000",
    "Frequency": "M",
    "TransactionCodeID": "31",
    "InService": "1",
    "Status": "Leased",
    "DateAvailable": "2025-01-16T00:00:00",
    "UnitID": "101",
    "LeaseID": "0",
    "ReshID": "20001",
    "ResidentMemberID": "200011",
    "StartDate": "2025-01-16 00:00:00.000",
    "EndDate": "12/31/2099",
}
ITEM_ROW = {
    "item_id": "9",
    "item_name": "Carport 9",
    "item_type": "Parking",
    "description": "covered",
    "billing_amount": Decimal("50.00"),
    "frequency": "M",
    "transaction_code_id": "31",
    "is_in_service": True,
    "status": "Leased",
    "available_date": date(2025, 1, 16),
    "unit_id": "101",
    "lease_id": None,
    "household_id": "20001",
    "member_id": "200011",
    "start_date": date(2025, 1, 16),
    "end_date": None,
}

OF_CUSTOMER = {
    **UNIT,
    "unit_unique_id": None,
    "person_type": None,
    "floor_plan_id": "a1",
    "building_id": "01",
    "building_name": None,
    "property_code": "p-one",
    "marketing_name": "Property One",
}
_RESIDENTS_AT = "MITS-ResidentData/PropertyResidents/Residents/Resident"
_CHARGES_AT = "ResidentTransactions/Property/RT_Customer"
_GUESTS_AT = "LeadManagement/Prospects/Prospect"
_CHARGED = {"yardi_lease_charges": CHARGES}
_TRANSACTED = {"yardi_resident_transactions": CHARGES}
_AVAILABLE = {"yardi_available_units": [OFFERED_ROW], "yardi_floor_plans": []}

ANSWERS = [
    Sent(
        "GetPropertyConfigurations",
        "yardi_properties",
        "Properties/Property",
        PROPERTY,
        {"yardi_properties": [PROPERTY_ROW]},
    ),
    Sent(
        "GetUnitInformation",
        "yardi_units",
        "UnitInformation/Property/Units/UnitInfo",
        UNIT_INFO,
        {"yardi_units": [UNIT]},
    ),
    Sent(
        "GetUnitInformation_Login",
        "yardi_units",
        "PhysicalProperty/Property/RT_Customer",
        CUSTOMER_WITH_UNIT,
        {"yardi_units": [OF_CUSTOMER]},
    ),
    Sent("GetResidents", "yardi_residents", _RESIDENTS_AT, RESIDENT, RESIDENTS),
    Sent("GetResidentsByStatus", "yardi_residents", _RESIDENTS_AT, RESIDENT, RESIDENTS),
    Sent("GetResidentData", "yardi_residents", "MITS-ResidentData/LeaseFiles/LeaseFile", LEASE_FILE, RESIDENTS),
    Sent("GetResidentsLeaseCharges_Login", "yardi_lease_charges", _CHARGES_AT, ACCOUNT, _CHARGED),
    Sent("GetResidentLeaseCharges_Login", "yardi_lease_charges", _CHARGES_AT, ACCOUNT, _CHARGED),
    Sent("GetResidentTransactions_Login", "yardi_resident_transactions", _CHARGES_AT, ACCOUNT, _TRANSACTED),
    Sent("GetResidentTransactions_ByChargeDate_Login", "yardi_lease_charges", _CHARGES_AT, ACCOUNT, _CHARGED),
    Sent("UnitAvailability_Login", "yardi_available_units", "PhysicalProperty/Property/ILS_Unit", OFFERED, _AVAILABLE),
    Sent("AvailableUnits_Login", "yardi_available_units", "PhysicalProperty/Property/ILS_Unit", OFFERED, _AVAILABLE),
    Sent("GetYardiGuestActivity_Login", "yardi_guest_activity", _GUESTS_AT, PROSPECT, GUESTS),
    Sent("GetYardiGuestActivity_DateRange", "yardi_guest_activity", _GUESTS_AT, PROSPECT, GUESTS),
    Sent("GetRentroll", "yardi_rent_roll_call", "Properties/Property/Units/Unit", ROLL_UNIT, ROLL),
    Sent("getsitelist", "realpage_sites", "SiteList/Site", SITE, {"realpage_sites": [SITE_ROW]}),
    Sent(
        "getbuildings", "realpage_buildings", "BuildingList/Building", BUILDING, {"realpage_buildings": [BUILDING_ROW]}
    ),
    Sent("unitlist", "realpage_units", "UnitList/Unit", RPX_UNIT, {"realpage_units": [RPX_UNIT_ROW]}),
    Sent(
        "getresidentlistinfo",
        "realpage_residents",
        "residentlist/resident",
        RPX_RESIDENT,
        {"realpage_residents": [RPX_RESIDENT_ROW]},
    ),
    Sent(
        "getresident",
        "realpage_residents",
        "residents/resident",
        RPX_RESIDENT,
        {"realpage_residents": [RPX_RESIDENT_ROW]},
    ),
    Sent("getleaseinfo", "realpage_leases", "GetLeaseInfo/Leases/Lease", LEASE, {"realpage_leases": [LEASE_ROW]}),
    Sent(
        "getrentableitems",
        "realpage_rentable_items",
        "GetRentableItemsResponse/Response/RentableItem",
        ITEM,
        {"realpage_rentable_items": [ITEM_ROW]},
    ),
]
BY_METHOD = {one.method: one for one in ANSWERS}
