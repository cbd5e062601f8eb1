"""Real answers of Yardi, against what can be counted in them by hand; skipped where they are not."""

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from parsers.calls.parse import parse_call

REAL = Path(__file__).parents[5] / "shared" / "real" / "yardi"


def parsed(dataset, name):
    path = REAL / name
    if not path.exists():
        pytest.skip("the real files are not here")
    return parse_call(dataset, path)


def test_two_properties():
    document = parsed("yardi_properties", "GetPropertyConfigurations.response.xml")
    rows = document.tables["yardi_properties"]
    assert [(one.city, one.postal_code, one.address_line_2) for one in rows] == [
        ("Santa Monica", "90402", None),
        ("Goleta", "93117", None),
    ]
    assert {one.accounts_receivable_month for one in rows} == {"10/2019"}
    assert not document.findings


def test_one_lease_file_without_its_ssn_and_date_of_birth():
    document = parsed("yardi_residents", "GetResidentData.response.xml")
    (row,) = document.tables["yardi_residents"]
    assert (row.status, row.unit_code, row.rent) == ("Past", "001", Decimal("1000.00"))
    assert (row.lease_from, row.lease_to, row.move_out) == (date(2023, 7, 5), date(2024, 7, 4), date(2023, 7, 5))
    assert [(one.printed, one.computed) for one in document.totals] == [(1, 1)]
    assert document.tables["yardi_occupants"] == []
    assert "6789" not in repr(document)
    assert "2005" not in repr(document)


def test_one_prospect_with_five_events_and_no_envelope():
    document = parsed("yardi_guest_activity", "GetYardiGuestActivity_Login.sample.xml")
    events = document.tables["yardi_guest_activity"]
    assert Counter(one.event_type for one in events) == Counter(
        ["WalkIn", "Show", "Application", "Approve", "LeaseSign"]
    )
    assert [one.event_date.day for one in events] == [10, 18, 23, 23, 23]
    assert [one.is_first_contact for one in events] == [True, False, None, None, None]
    (prospect,) = document.tables["yardi_guest_prospects"]
    assert (prospect.target_move_in, prospect.desired_rent) == (date(2011, 9, 1), Decimal("1500.00"))
    (customer,) = document.tables["yardi_guest_customers"]
    assert (customer.customer_type, customer.lease_to) == ("prospect", date(2012, 8, 30))
    assert document.property_code == customer.property_code
    assert not document.findings
