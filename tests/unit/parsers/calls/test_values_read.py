"""What stands in an element becomes its value, or a blank with a finding, or the row is kept out with its reason."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from answers_of_calls import (
    ACCOUNT,
    ANSWERS,
    BY_METHOD,
    ITEM,
    LEASE,
    LEASE_FILE,
    OFFERED,
    PROSPECT,
    RESIDENT,
    ROLL_UNIT,
    RPX_RESIDENT,
    RPX_UNIT,
    UNIT_INFO,
)
from fixtures_calls import envelope, listed
from hypothesis import given
from hypothesis import strategies as st

from parsers.calls.answer import Answer
from parsers.calls.parse import CALLS, parse_call
from parsers.errors import LayoutError


def parsed(method, *rows, **options):
    sent = BY_METHOD[method]
    return parse_call(sent.dataset, envelope(method, listed(sent.path, list(rows))), **options)


def lease(**said):
    document = parsed("getleaseinfo", {**LEASE, **said})
    assert not document.findings
    return document.tables["realpage_leases"][0]


@pytest.mark.parametrize(
    "said",
    ["01/16/2025", "1/16/2025", "2025-01-16", "2025-01-16T00:00:00", "2025-01-16T13:15:00.0",
     "2025-01-16T10:01:33.017-06:00", "2025-01-16 00:00:00", "2025-01-16 00:00:00.000", "Jan 16 2025 12:00AM",
     "Jan 16 2025  1:05PM", " \n2025-01-16 \t"],
)  # fmt: skip
def test_every_form_of_a_day_is_read(said):
    assert lease(LeaseBeginDate=said).lease_begin == date(2025, 1, 16)


def test_the_country_decides_the_order_of_day_and_month():
    row = {**LEASE, "LeaseBeginDate": "03/04/2025", "LeaseEndDate": "2026-03-04"}
    days = [parsed("getleaseinfo", row, country=one).tables["realpage_leases"][0][8:10] for one in ("US", "MX")]
    assert days == [(date(2025, 3, 4), date(2026, 3, 4)), (date(2025, 4, 3), date(2026, 3, 4))]


@pytest.mark.parametrize(
    "said",
    ["", "01/01/1900", "1900-01-01 00:00:00", "1900-01-01T00:00:00", "Jan  1 1900 12:00AM", "12/31/2099", "2099-12-31",
     "0001-01-01T00:00:00", None],
)  # fmt: skip
def test_days_that_stand_for_none_are_none(said):
    assert lease(LeaseEndDate=said).lease_end is None


def test_the_id_0_is_no_reference():
    row = lease(NextLeaseID="0", PriorLeaseID="0", UnitID="0", ReshID="0")
    assert (row.next_lease_id, row.prior_lease_id, row.unit_id, row.household_id) == (None, None, None, None)
    assert lease(NextLeaseID="10").next_lease_id == "10"


@pytest.mark.parametrize(
    ("said", "months"),
    [("12 Months", 12), ("1 Month", 1), ("13 mo.", 13), ("7-month", 7), ("Month to Month", None), ("MTM", None),
     ("", None), ("Custom", None)],
)  # fmt: skip
def test_the_term_is_told_by_its_words_and_never_by_its_id(said, months):
    row = lease(LeaseTerm="24", LeaseTermDesc=said)
    assert (row.lease_term_id, row.lease_term_description, row.lease_term_months) == ("24", said or None, months)


@pytest.mark.parametrize(
    ("said", "amount"),
    [("1,905.00", "1905.00"), ("1905", "1905.00"), ("1300.0000", "1300.00"), ("(55.00)", "-55.00"), ("-0.50", "-0.50"),
     ("0.00", "0.00"), ("$12.5", "12.50")],
)  # fmt: skip
def test_money_is_exact_and_0_is_no_blank(said, amount):
    rent = lease(Rent=said).rent
    assert isinstance(rent, Decimal)
    assert str(rent) == amount
    assert lease(Rent="").rent is None
    assert lease(Rent=None).rent is None


def test_money_with_a_part_of_a_cent_is_rounded_half_up_and_told():
    document = parsed(
        "unitlist", RPX_UNIT, {**RPX_UNIT, "MarketRent": "1300.1250"}, {**RPX_UNIT, "MarketRent": "-0.005"}
    )
    assert [str(row.market_rent) for row in document.tables["realpage_units"]] == ["1300.00", "1300.13", "-0.01"]
    assert [(one.rule, one.severity, one.message) for one in document.findings] == [
        (
            "rounded_market_rent",
            "info",
            (
                "realpage_units: market_rent is rounded half up to two decimals in 2 of 3 rows "
                "(row 2 1300.1250; row 3 -0.005)"
            ),
        )
    ]


@pytest.mark.parametrize(
    ("said", "value"),
    [("T", True), ("F", False), ("TRUE", True), ("false", False), ("1", True), ("0", False), ("Y", True), ("No", False),
     ("", None), (None, None)],
)  # fmt: skip
def test_flags_are_read_in_every_form(said, value):
    document = parsed("unitlist", {**RPX_UNIT, "Vacant": said})
    assert document.tables["realpage_units"][0].is_vacant is value
    assert not document.findings


def test_what_cannot_be_read_is_blank_and_told_with_its_places():
    rows = [
        {**LEASE, "LeaseEndDate": said} for said in ("02/30/2026", "soon", "01/15/2026", "2026", "16.01.2026x", "?")
    ]
    document = parsed("getleaseinfo", *rows, {**LEASE, "Rent": "much"})
    leases = document.tables["realpage_leases"]
    assert [row.lease_end for row in leases] == [None, None, date(2026, 1, 15), None, None, None, date(2026, 1, 15)]
    assert leases[-1].rent is None
    assert [(one.rule, one.severity, one.message) for one in document.findings] == [
        (
            "unreadable_lease_end",
            "warning",
            (
                "realpage_leases: lease_end cannot be read in 5 of 7 rows and is left blank (row 1 '02/30/2026'; "
                "row 2 'soon'; row 4 '2026'; and 2 more). Expected a day such as 12/31/2026 or 2026-12-31, or a blank"
            ),
        ),
        (
            "unreadable_rent",
            "warning",
            (
                "realpage_leases: rent cannot be read in 1 of 7 rows and is left blank (row 7 'much'). "
                "Expected an amount of money such as 1,905.00 or (55.00), or a blank"
            ),
        ),
    ]
    assert not document.rejected


@pytest.mark.parametrize("said", ["1e9", "99999999999999999999.00", "1000000000", "NaN", "1,90,5.00"])
def test_no_amount_is_too_large_for_its_column(said):
    document = parsed("getleaseinfo", {**LEASE, "Rent": said})
    assert document.tables["realpage_leases"][0].rent is None
    assert document.findings[0].rule == "unreadable_rent"


def test_counts_and_flags_that_are_none_are_blank_and_told():
    document = parsed("unitlist", {**RPX_UNIT, "MaximumOccs": "2.5", "Vacant": "perhaps"})
    row = document.tables["realpage_units"][0]
    assert (row.maximum_occupants, row.is_vacant) == (None, None)
    assert [one.rule for one in document.findings] == ["unreadable_is_vacant", "unreadable_maximum_occupants"]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"@Year": "2025", "@Month": "1", "@Day": "07"}, date(2025, 1, 7)),
        ({"@Year": "1900", "@Month": "1", "@Day": "1"}, None),
        ({"@Year": "", "@Month": "", "@Day": ""}, None),
        ({}, None),
    ],
)
def test_a_day_in_parts_is_a_day(parts, expected):
    document = parsed("UnitAvailability_Login", {**OFFERED, "Availability": {"MadeReadyDate": parts}})
    assert document.tables["yardi_available_units"][0].made_ready_date == expected
    assert not document.findings


def test_a_day_with_a_part_missing_is_told():
    parts = {"@Year": "2025", "@Month": "13"}
    document = parsed("UnitAvailability_Login", {**OFFERED, "Availability": {"MadeReadyDate": parts}})
    assert document.tables["yardi_available_units"][0].made_ready_date is None
    assert "row 1 '2025-13-?'" in document.findings[0].message


IDS = [
    ("GetPropertyConfigurations", "Code", "property_code"),
    ("GetRentroll", "UnitCode", "unit_code"),
    ("GetResidents", "@tCode", "resident_code"),
    ("getsitelist", "SiteID", "site_id"),
    ("getbuildings", "BuildingID", "building_id"),
    ("unitlist", "UnitID", "unit_id"),
    ("getresidentlistinfo", "residentmemberid", "member_id"),
    ("getresident", "residenthouseholdid", "household_id"),
    ("getleaseinfo", "LeaseID", "lease_id"),
    ("getrentableitems", "RidID", "item_id"),
]


@pytest.mark.parametrize(("method", "name", "column"), IDS)
def test_a_row_without_its_id_is_kept_out_and_the_others_are_taken(method, name, column):
    sent = BY_METHOD[method]
    blank, absent = {**sent.row, name: "  "}, {key: one for key, one in sent.row.items() if key != name}
    document = parsed(method, sent.row, blank, sent.row, absent)
    assert [row.row_number for row in document.tables[sent.dataset]] == [1, 3]
    assert [(one.row_number, one.rule) for one in document.rejected] == [
        (2, f"missing_{column}"),
        (4, f"missing_{column}"),
    ]
    assert document.rejected[0].message.startswith(f"{sent.dataset} row 2: {column} is missing. Expected it in {name}")
    assert column not in document.rejected[0].cells
    assert [(one.rule, one.severity) for one in document.findings] == [(f"missing_{column}", "error")]
    assert (
        f"{sent.dataset}: 2 of 4 rows are kept out for want of {column} (row 2; row 4)" in document.findings[0].message
    )


def test_a_rejected_row_shows_what_it_said():
    document = parsed("getleaseinfo", LEASE, {"Rent": "1,450.00", "SSN": "123-45-6789", "LeaseTermDesc": "12 Months"})
    assert document.rejected[0].cells == {
        "rent": "1,450.00",
        "lease_term_description": "12 Months",
        "lease_term_months": "12 Months",
    }


def test_an_answer_none_of_whose_rows_can_be_taken_is_refused():
    with pytest.raises(LayoutError) as caught:
        parsed("getsitelist", {"SiteName": "A"}, {"SiteName": "B"}, name="answer.xml")
    assert str(caught.value) == (
        "file answer.xml: none of its 2 rows can be taken; the first one: realpage_sites row 1: site_id is missing. "
        "Expected it in SiteID. Expected rows with what they need. "
        "It may answer another call, or its layout has changed."
    )


def test_a_charge_without_a_readable_amount_is_kept_out():
    lines = [{"Detail": {"Amount": said}} for said in ("", "5", "five", None)]
    account = {**ACCOUNT, "RTServiceTransactions": {"Transactions": [{"Charge": one} for one in lines]}}
    document = parsed("GetResidentTransactions_Login", account)
    rows = document.tables["yardi_resident_transactions"]
    assert [(row.row_number, row.amount) for row in rows] == [(2, Decimal("5.00"))]
    assert [one.message for one in document.rejected] == [
        "yardi_resident_transactions row 1: amount is missing. Expected it in Detail/Amount.",
        "yardi_resident_transactions row 3: amount cannot be read: 'five'. Expected it in Detail/Amount.",
        "yardi_resident_transactions row 4: amount is missing. Expected it in Detail/Amount.",
    ]
    assert [one.rule for one in document.findings] == ["missing_amount"]


@pytest.mark.parametrize("method", ["GetResidentsLeaseCharges_Login", "GetResidentTransactions_Login"])
def test_a_transaction_of_an_unknown_kind_is_kept_out_and_told(method):
    lines = [
        {kind: {"Detail": {"Amount": "-50.00", "Description": kind}}} for kind in ("Concession", "Charge", "Adjustment")
    ]
    lines.append({"Note": {"Text": "called"}})
    document = parsed(method, {**ACCOUNT, "RTServiceTransactions": {"Transactions": lines}})
    name = CALLS[document.report].dataset
    assert [(row.row_number, row.transaction_type) for row in document.tables[name]] == [(2, "charge")]
    assert [one.message for one in document.rejected] == [
        f"{name} row {number}: transaction_type {kind!r} is not known. Expected a Charge or a Payment."
        for number, kind in ((1, "concession"), (3, "adjustment"))
    ]
    assert document.rejected[0].cells == {
        "transaction_type": "concession", "customer_id": "t0001234", "unit_code": "0101", "description": "Concession",
        "amount": "-50.00", "payment_accepted": "0"}  # fmt: skip
    assert [(one.rule, one.severity) for one in document.findings] == [("unknown_transaction_type", "error")]
    assert "2 of 3 rows are kept out" in document.findings[0].message


def test_accounts_of_which_none_has_a_charge_are_no_answer():
    bare = {**ACCOUNT, "RTServiceTransactions": {"Transactions": ""}}
    document = parsed("GetResidentsLeaseCharges_Login", bare, ACCOUNT)
    assert len(document.tables["yardi_lease_charges"]) == 3
    with pytest.raises(LayoutError, match="what it lists holds no row for yardi_lease_charges"):
        parsed("GetResidentsLeaseCharges_Login", bare, bare)


def test_what_stands_below_a_row_that_is_kept_out_is_taken():
    nameless = {key: one for key, one in ROLL_UNIT.items() if key != "UnitCode"}
    document = parsed("GetRentroll", nameless, ROLL_UNIT)
    assert [row.unit_code for row in document.tables["yardi_rent_roll_call"]] == ["0101"]
    tenants = document.tables["yardi_rent_roll_call_tenants"]
    assert [(row.unit_row_number, row.unit_code) for row in tenants] == [(1, None), (2, "0101")]
    assert len(document.tables["yardi_rent_roll_call_charges"]) == 4


def test_events_of_a_prospect_without_a_code_are_taken():
    nobody = {**PROSPECT, "Customers": {"Customer": {"@Type": "prospect", "Name": {"FirstName": "Jo"}}}}
    document = parsed("GetYardiGuestActivity_Login", nobody, PROSPECT)
    assert [(row.prospect_number, row.prospect_code) for row in document.tables["yardi_guest_activity"]] == [
        (1, None),
        (1, None),
        (2, "p0007725"),
        (2, "p0007725"),
    ]
    assert [one.rule for one in document.rejected] == ["missing_prospect_code", "missing_customer_code"]


def test_an_event_without_its_day_and_a_second_property_are_told():
    ids = [{"@IDType": "ProspectID", "@IDValue": "p0000002"}, {"@IDType": "PropertyID", "@IDValue": "p-two"}]
    other = {**PROSPECT, "Customers": {"Customer": {"@Type": "prospect", "Identification": ids}}}
    other["Events"] = {"Event": [{"@EventType": "Show"}, {"@EventType": "Email", "@EventDate": "2026-01-02"}]}
    document = parsed("GetYardiGuestActivity_Login", PROSPECT, other)
    assert [one.event_date is None for one in document.tables["yardi_guest_activity"]] == [False, False, True, False]
    found = {one.rule: one.message for one in document.findings}
    assert set(found) == {"blank_event_date", "several_properties"}
    assert "1 of 4 rows say no event_date, which is left blank (row 3)" in found["blank_event_date"]
    assert "p-two" in found["several_properties"]
    assert document.property_code is None


@pytest.mark.parametrize("sent", ANSWERS, ids=lambda one: one.method)
def test_an_ssn_and_a_date_of_birth_are_never_read(sent):
    secret = {"SSN": "123-45-6789", "DateOfBirth": "1999-09-09", "dateofbirth": {"SSN": {"Email": "1999-09-09"}}}
    secret |= {"@SSN": "123-45-6789", "@dateOfBirth": "1999-09-09", "DOB": "09/09/1999", "SocialSecurityNumber": "1"}
    document = parsed(sent.method, {**secret, **sent.row, **secret}, {**secret})
    said = repr(document)
    assert not [one for one in ("123-45-6789", "1999", "09/09") if one in said]
    assert len(document.tables[sent.dataset]) == len(sent.tables[sent.dataset])


def test_an_ssn_and_a_date_of_birth_are_not_even_handed_on():
    secret = {"SSN": {"#": "123-45-6789", "Status": "x"}, "DateOfBirth": "1999-09-09", "@SSN": "1", "@dob": "2"}
    sent = BY_METHOD["GetResidentData"]
    row = {**secret, **sent.row, "Note": {**secret, "Kept": "y"}}
    answer = Answer(CALLS[sent.dataset], None)
    ((_, element),) = answer.elements(envelope(sent.method, listed(sent.path, [row])))
    everything = [element, *element.descendants()]
    assert {"note", "kept", "tenants"} <= {one.name for one in everything}
    assert not {"ssn", "dateofbirth", "dob", "status"} & {one.name for one in everything}
    assert not {"ssn", "dob"} & {name for one in everything for name in one.attributes}


def test_built_in_entities_are_read_in_texts_and_attributes():
    said = "A & B <C> \"D\" 'E' &amp; &#38;"
    (row,) = parsed("GetResidents", {**RESIDENT, "@tCode": said, "LastName": said}).tables["yardi_residents"]
    assert (row.resident_code, row.last_name) == (said, said)


def test_absent_elements_are_none():
    rows = {
        "unitlist": {"UnitID": "1"},
        "getleaseinfo": {"LeaseID": "1"},
        "getrentableitems": {"RidID": "1"},
        "getresidentlistinfo": {"residentmemberid": "1", "residenthouseholdid": "2"},
        "GetResidents": {"@tCode": "1"},
        "GetResidentData": {"Tenants": {"Identification": {"@IDValue": "1"}}},
        "UnitAvailability_Login": {"Units": {"Unit": {"Identification": {"@IDValue": "1"}}}},
    }
    for method, row in rows.items():
        read = parsed(method, row).tables[BY_METHOD[method].dataset][0]
        assert set(read) <= {1, "1", "2", None}
        assert sum(one is not None for one in read) in (2, 3)


def test_values_are_not_taken_from_neighbours():
    other = {"Note": {"Rent": "9.99", "Status": "Past"}, "Status": None, "Rent": None}
    row = parsed("GetResidents", {**RESIDENT, **other}).tables["yardi_residents"][0]
    assert (row.rent, row.status) == (None, None)
    unit = {**UNIT_INFO, "Unit": {"Identification": UNIT_INFO["Unit"]["Identification"]}, "MarketRent": "9.99"}
    assert parsed("GetUnitInformation", unit).tables["yardi_units"][0].market_rent is None
    file = {**LEASE_FILE, "MoveInDate": None, "Tenants": {**LEASE_FILE["Tenants"][0], "MoveInDate": "2025-05-05"}}
    assert parsed("GetResidentData", file).tables["yardi_residents"][0].move_in == date(2025, 5, 5)


WORDS = st.from_regex(r"[A-Za-z&<>'\"éñ0-9#.-]{1,12}( [A-Za-z&<>'\"éñ]{1,8}){0,2}", fullmatch=True)
DAYS = st.dates(date(1950, 1, 1), date(2098, 12, 31))
CENTS = st.integers(-99_999_999, 99_999_999)
FORMS = (
    "%m/%d/%Y",
    "%Y-%m-%d",
    "%Y-%m-%dT00:00:00",
    "%Y-%m-%d 00:00:00.000",
    "%b %d %Y 12:00AM",
    "%Y-%m-%dT13:15:00.0",
)
MAYBE = st.none() | WORDS


@st.composite
def leases(draw):
    """A lease as sent and as it must be read."""
    sent, read = {"LeaseID": str(draw(st.integers(1, 10**9)))}, {}
    read["lease_id"] = sent["LeaseID"]
    for name, column in (("LeaseStatusText", "lease_status"), ("HeadofHouseholdName", "head_of_household_name")):
        sent[name] = read[column] = draw(MAYBE)
    for name, column in (("LeaseBeginDate", "lease_begin"), ("NoticeForDate", "notice_for_date")):
        read[column] = draw(st.none() | DAYS)
        sent[name] = read[column] and read[column].strftime(draw(st.sampled_from(FORMS)))
    for name, column in (("Rent", "rent"), ("CurBal", "current_balance")):
        cents = draw(st.none() | CENTS)
        read[column] = None if cents is None else Decimal(cents) / 100
        sent[name] = (
            None if cents is None else draw(st.sampled_from(("{:.2f}", "{:,.2f}", "{:.4f}"))).format(read[column])
        )
    return sent, read


@given(st.lists(leases(), min_size=1, max_size=6))
def test_generated_leases_read_back_the_same(cases):
    document = parsed("getleaseinfo", *(sent for sent, _ in cases))
    assert [{name: getattr(row, name) for name in cases[0][1]} for row in document.tables["realpage_leases"]] == [
        read for _, read in cases
    ]
    assert not document.findings


@st.composite
def residents(draw):
    """A resident with any number of occupants, as sent and as they must be read."""
    code, name, phone = draw(WORDS), draw(MAYBE), draw(MAYBE)
    others = draw(st.lists(WORDS, max_size=3))
    sent = {"@tCode": code, "LastName": name, "Phone": [{"PhoneDescription": "x"}, {"PhoneNumber": phone}]}
    return (
        {**sent, "OtherOccupants": {"OtherOccupant": [{"@Code": one} for one in others]}},
        (code, name, phone),
        others,
    )


@given(st.lists(residents(), min_size=1, max_size=6))
def test_generated_residents_and_occupants_read_back_the_same(cases):
    document = parsed("GetResidents", *(sent for sent, _, _ in cases))
    rows = document.tables["yardi_residents"]
    assert [(one.resident_code, one.last_name, one.phone) for one in rows] == [read for _, read, _ in cases]
    expected = [(number, read[0], other) for number, (_, read, others) in enumerate(cases, 1) for other in others]
    occupants = document.tables["yardi_occupants"]
    assert [(one.resident_number, one.resident_code, one.occupant_code) for one in occupants] == expected


@given(st.data())
def test_a_row_more_is_a_row_more_wherever_it_stands(data):
    sent = data.draw(st.sampled_from([one for one in ANSWERS if one.dataset != "yardi_units"]))
    count = data.draw(st.integers(1, 30))
    document = parsed(sent.method, *[sent.row] * count)
    assert {name: len(rows) for name, rows in document.tables.items()} == {
        name: count * len(rows) for name, rows in sent.tables.items()
    }


def test_days_far_and_near_are_read_in_every_form():
    days = [date(1901, 1, 1) + timedelta(days=number) for number in range(0, 72_000, 997)]
    for form in FORMS:
        rows = [{**RPX_RESIDENT, "moveindate": one.strftime(form)} for one in days]
        document = parsed("getresidentlistinfo", *rows)
        assert [row.move_in for row in document.tables["realpage_residents"]] == days
        assert not document.findings


def test_an_item_that_is_let_to_nobody_has_no_references():
    row = parsed("getrentableitems", {**ITEM, "UnitID": "0", "ReshID": "0"}).tables["realpage_rentable_items"][0]
    assert (row.unit_id, row.lease_id, row.household_id, row.member_id) == (None, None, None, "200011")
