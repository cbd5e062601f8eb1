"""What a simulated property's Voyager answers becomes units, leases and figures that equal the world's own.

Some days are loaded late and one twice. The oracle is the world's truth, by plain loops over its facts.
"""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from support.homes import TENANT
from support.yardi_calls import SOURCE, answers, company, offer

from simulator import owner_truth
from simulator.calendar_days import first_of_month
from simulator.facts import Lease
from simulator.guest_cards import TOURS, guest_cards
from simulator.households import household
from simulator.property_day import PropertyDay
from simulator.receivables import open_entries
from simulator.truth import kind_of_unit, units_with_facts
from simulator.views import Views
from simulator.world import World
from simulator.yardi.tenants import prospect_code, tenant_code
from warehouse.documents import load_documents
from warehouse.property_codes import keep_property_codes

pytestmark = pytest.mark.slow

START = date(2025, 1, 1)
DAYS = [date(2025, *one) for one in ((1, 6), (1, 31), (2, 14), (3, 20), (4, 15))]
LATE = [DAYS[2], DAYS[0]]
NEWEST = DAYS[-1]
SEED, UNITS = 3, 20
STATES = {
    "occupied no notice": "occupied",
    "notice not leased": "notice",
    "notice leased": "notice_leased",
    "vacant not leased": "vacant",
    "vacant leased": "vacant_leased",
    "admin": "model",
    "down": "down",
}


@pytest.fixture(scope="module")
def world():
    return World.small(SEED, START, properties=2, units=UNITS).advance_to(NEWEST)


@pytest.fixture(scope="module")
def loaded(world, bench):
    """Every day's answers, in an order nobody would choose, one day of them twice."""
    home = bench.home()
    keep_property_codes(home.rentroll.warehouse, TENANT, SOURCE, {"p-parkside": "parkside"})
    views = {day: Views(world, day) for day in DAYS}
    for day in [*(one for one in DAYS if one not in LATE), *LATE]:
        documents = [company(views[day]), *(one for scope in world.books for one in answers(views[day], scope))]
        outcomes = load_documents(home.rentroll.warehouse, documents[::-1] if day in LATE else documents)
        assert {one.outcome for one in outcomes} == {"loaded"}, [one.message for one in outcomes if one.message]
    (again,) = offer(home, answers(views[DAYS[1]], "parkside", ["yardi_residents"])[0])
    assert again.outcome == "unchanged"
    return home


def every_day(world):
    return [(scope, day) for scope in world.books for day in DAYS]


def rows_of(home, fact, *columns):
    """The rows of a fact by property and day."""
    found = {}
    for scope, day, *row in home.rows(f"SELECT scope, snapshot_date, {', '.join(columns)} FROM unified.{fact}"):
        found.setdefault((scope, day), []).append(tuple(row))
    return found


def as_of(home, model, day, *columns):
    """The states that the objects of a model had on a day."""
    there = "valid_from <= ? AND ? < COALESCE(valid_to, DATE '9999-12-31')"
    return home.rows(f"SELECT {', '.join(columns)} FROM unified.{model}_history WHERE {there} ORDER BY ALL", day, day)


def test_the_properties_have_the_portfolios_id_where_it_has_one(loaded):
    found = loaded.rows("SELECT property_id, name, vendor_code FROM unified.properties ORDER BY 1")
    assert found == [
        ("p-nexus-east", "Nexus East", "p-nexus-east"),
        ("parkside", "Parkside at Round Rock", "p-parkside"),
    ]


def test_units_and_their_states_on_every_day(world, loaded):
    columns = ("property_id", "unit_number", "state", "floor_plan", "sqft", "market_rent", "unit_id")
    seen = set()
    for day in DAYS:
        expected = []
        for scope in world.books:
            for one in units_with_facts(world.property_facts(scope, day)):
                state, of = STATES[kind_of_unit(one, day)], one.unit
                name = f"{scope}/{of.unit_number}"
                expected.append((scope, of.unit_number, state, of.floor_plan, of.square_feet, of.market_rent, name))
                seen.add(state)
        assert as_of(loaded, "units", day, *columns) == sorted(expected)
    assert seen >= {"occupied", "notice", "notice_leased", "vacant", "vacant_leased", "model"}


def leases_of(world, scope, day):
    """(unit, code, name, status, is it lived in, in, out, start, end, rent) of every stay that is on file."""
    records = PropertyDay(world.books[scope], day)
    facts = world.property_facts(scope, day)
    by_unit = {one.unit.unit_id: one for one in units_with_facts(facts)}
    signed = [one for one in world.books[scope].journal.as_known(Lease, day).values() if not one.cancelled_on]
    for stay in facts.occupancies:
        own = sorted((one for one in signed if one.occupancy_id == stay.occupancy_id), key=lambda one: one.starts_on)
        begun = [one for one in own if one.starts_on <= day]
        lease = begun[-1] if begun else next(iter(own), None)
        lived_in, left = stay.covers(day), stay.move_out_date
        status = ("notice" if left else "current") if lived_in else ("future" if stay.move_in_date > day else "former")
        home = by_unit[stay.unit_id]
        person = facts.residents[stay.resident_id]
        yield (
            home.unit.unit_number,
            tenant_code(records, stay),
            f"{person.last_name}, {person.first_name}",
            status,
            lived_in,
            stay.move_in_date,
            left,
            lease.starts_on if lease else None,
            lease.ends_on if lease else None,
            home.rent_on(stay, max(day, stay.move_in_date)),
        )


def test_leases_on_every_day(world, loaded):
    columns = ("scope", "unit_id", "resident_id", "resident_name", "status", "is_current", "move_in_date",
               "move_out_date", "lease_start", "lease_end", "rent", "lease_id")  # fmt: skip
    for day in DAYS:
        expected = {
            (scope, f"{scope}/{number}", code, *rest, f"{scope}/{number}/{code}")
            for scope in world.books
            for number, code, *rest in leases_of(world, scope, day)
        }
        found = as_of(loaded, "leases", day, *columns)
        assert {one for one in found if one[1] is not None} == expected
        assert {one[4] for one in found if one[1] is None} <= {"applicant", "cancelled"}
        assert len(found) == len(set(found))


def test_everybody_of_a_household_is_a_resident_and_one_is_its_head(world, loaded):
    columns = ("household_id", "unit_id", "first_name", "last_name", "is_head_of_household")
    expected = set()
    for scope in world.books:
        records = PropertyDay(world.books[scope], NEWEST)
        for stay in records.stays:
            unit = f"{scope}/{records.unit_by_id[stay.unit_id].unit_number}"
            for person in household(world.seed, records.residents[stay.resident_id]):
                code = tenant_code(records, stay)
                expected.add((code, unit, person.first_name, person.last_name, person.number == 1))
    found = {one for one in as_of(loaded, "residents", NEWEST, *columns) if one[1] is not None}
    assert found == expected
    assert {one[4] for one in expected} == {True, False}


def test_the_scheduled_charges_of_present_and_coming_leases(world, loaded):
    expected = set()
    for scope in world.books:
        records = PropertyDay(world.books[scope], NEWEST)
        for stay in records.stays:
            if stay.move_out_date is None or stay.move_out_date > NEWEST:
                number = records.unit_by_id[stay.unit_id].unit_number
                for one in records.recurring(stay, NEWEST):
                    lease_id = f"{scope}/{number}/{tenant_code(records, stay)}"
                    expected.add((lease_id, one.code.lower(), one.code == "RENT", one.amount, one.since))
    found = as_of(loaded, "lease_charges", NEWEST, "lease_id", "charge_code", "is_rent", "amount", "charge_from")
    assert set(found) == expected
    assert len(found) == len(expected)


def test_units_by_state_ready_or_not_long_vacant_and_left_soon(world, loaded):
    columns = ("report", "property_id", "as_of", "total_units", "occupied_no_notice", "notice_not_leased",
               "notice_leased", "vacant_not_leased", "vacant_leased", "model_admin", "down", "market_rent",
               "total_sqft", "vacant_ready", "vacant_not_ready", "aged_vacancy_90", "notice_not_leased_30",
               "notice_not_leased_60")  # fmt: skip
    expected = {}
    for scope, day in every_day(world):
        counts, vacancy = owner_truth.unit_states(world, scope, day), owner_truth.vacancy(world, scope, day)
        exposure = owner_truth.exposure(world, scope, day)
        units = world.property_facts(scope, day).units
        expected[scope, day] = [
            (
                "yardi_units",
                scope,
                day,
                counts.units,
                counts.occupied_no_notice,
                counts.notice_not_leased,
                counts.notice_leased,
                counts.vacant_not_leased,
                counts.vacant_leased,
                counts.admin,
                counts.down,
                sum(one.market_rent for one in units),
                sum(one.square_feet for one in units),
                vacancy.ready,
                vacancy.not_ready,
                vacancy.aged_over_90_days,
                exposure.within_30_days - counts.vacant_not_leased,
                exposure.within_60_days - counts.vacant_not_leased,
            )
        ]
    assert rows_of(loaded, "occupancy_metrics", *columns) == expected
    for place in (13, 15, 16, 17):
        assert len({row[0][place] for row in expected.values()}) > 1, columns[place]


def test_rents_in_place_and_asked_by_floor_plan(world, loaded):
    columns = ("floor_plan", "units", "occupied_units", "in_place_rent_sum", "in_place_units", "in_place_sqft",
               "asking_rent_sum", "asking_units", "asking_sqft")  # fmt: skip
    found = rows_of(loaded, "pricing_metrics", *columns)
    assert found.keys() == set(every_day(world))
    for (scope, day), rows in found.items():
        lived = Counter(
            one.unit.floor_plan
            for one in units_with_facts(world.property_facts(scope, day))
            if one.stay_on(day) is not None
        )
        assert sorted(rows) == [
            (
                one.floor_plan,
                one.units,
                lived[one.floor_plan],
                one.in_place_rents if one.rented_units else None,
                one.rented_units,
                one.rented_square_feet if one.rented_units else None,
                one.market_rents,
                one.units,
                one.square_feet,
            )
            for one in owner_truth.pricing(world, scope, day)
        ]


def test_moves_renewals_and_leases_of_the_month_so_far(world, loaded):
    columns = ("period_start", "as_of", "move_ins", "move_outs", "renewals", "leases")
    expected = {}
    for scope, day in every_day(world):
        one, first = owner_truth.month_so_far(world, scope, day), first_of_month(day)
        cards = guest_cards(PropertyDay(world.books[scope], day))
        renewed = sum(
            len({contact.day for contact in card.contacts if contact.kind == "renewal" and first <= contact.day <= day})
            for card in cards
        )
        living = sum(stay.covers(day) for stay in world.property_facts(scope, day).occupancies)
        have_cards = sum(card.status == "current" for card in cards) >= living
        # The lease of somebody who moves within the property has no guest card.
        leases = world.books[scope].journal.as_known(Lease, day).values()
        signed = sum(lease.kind == "new" and first <= lease.signed_on <= day for lease in leases)
        expected[scope, day] = [(first, day, one.move_ins, one.move_outs, renewed if have_cards else None, signed)]
    assert rows_of(loaded, "move_metrics", *columns) == expected
    assert max(row[0][3] for row in expected.values()) > 0


def test_the_funnel_of_every_month(world, loaded):
    columns = ("activity_date", "prospect_id", "event", "prospect_name", "is_known_contact_type", "guest_card_status")
    found = rows_of(loaded, "leasing_activities", *columns)
    for scope, day in every_day(world):
        records = PropertyDay(world.books[scope], day)
        cards = guest_cards(records)
        rows = found[scope, day]
        assert all(known for *_, known, _ in rows)
        assert {code for _, code, *_ in rows} == {prospect_code(records, card) for card in cards if card.contacts}
        meant = {"application": "application", "lease signed": "lease_sign", **dict.fromkeys(TOURS, "tour")}
        contacts = Counter(
            (contact.day, prospect_code(records, card), meant[contact.kind])
            for card in cards
            for contact in card.contacts
            if contact.kind in meant
        )
        assert Counter(one[:3] for one in rows if one[2] in set(meant.values())) == contacts
        for month in owner_truth.funnel(world, scope, day):
            firsts = {}
            for contacted_on, code, *_ in rows:
                firsts[code] = min(contacted_on, firsts.get(code, contacted_on))
            assert sum(first_of_month(one) == month.month for one in firsts.values()) == month.leads


def test_what_every_account_owes_and_has_prepaid(world, loaded):
    columns = ("unit_number", "total_delinquent", "total_prepaid", "net_balance", "balance_0_30", "balance_31_60",
               "balance_61_90", "balance_over_90")  # fmt: skip
    found = rows_of(loaded, "delinquency_accounts", *columns)
    for scope, day in every_day(world):
        book, expected = world.books[scope], []
        numbers = {one.unit_id: one.unit_number for one in world.property_facts(scope, day).units}
        for account in book.accounts.values():
            lines = open_entries(book.entries[account.account_id], day)
            owed = [(amount, (day - entry.posted_on).days) for entry, amount in lines if amount > 0]
            prepaid = sum((amount for _, amount in lines if amount < 0), Decimal("0.00"))
            if not lines:
                continue
            ages = [
                sum((amount for amount, days in owed if low <= days <= high), Decimal("0.00"))
                for low, high in ((-9999, 30), (31, 60), (61, 90), (91, 9999))
            ]
            expected.append(
                (numbers[account.unit_id] if account.unit_id else None, sum(ages), prepaid, sum(ages) + prepaid, *ages)
            )
        assert Counter(found[scope, day]) == Counter(expected)
        buckets = owner_truth.delinquency_buckets(world, scope, day)
        assert sum(one[1] for one in found[scope, day]) == buckets.delinquent
        assert sum(one[2] for one in found[scope, day]) == buckets.prepaid
        assert sum(one[7] for one in found[scope, day]) == buckets.over_90_days


def test_who_owes_is_named_where_the_residents_are_listed(world, loaded):
    found = rows_of(loaded, "delinquency_accounts", "unit_number", "resident_name", "status", "move_in_date")
    for scope, day in every_day(world):
        known = {(number, name, arrived) for number, _, name, _, _, arrived, *_ in leases_of(world, scope, day)}
        named = [(number, name, arrived) for number, name, _, arrived in found[scope, day] if name]
        assert named
        assert set(named) <= known


def test_what_expires_and_who_leaves(world, loaded):
    columns = ("expiry_month", "lease_end", "unit_number", "rent", "decision", "is_month_to_month", "market_rent",
               "expected_move_out_date", "report")  # fmt: skip
    found = rows_of(loaded, "lease_expirations", *columns)
    seen = Counter()
    for scope, day in every_day(world):
        facts = world.property_facts(scope, day)
        market = {one.unit_number: one.market_rent for one in facts.units}
        expected = []
        for number, _, _, status, lived_in, _, left, _, ends, rent in leases_of(world, scope, day):
            if lived_in and ends is not None:
                decision = "vacating" if status == "notice" else "month_to_month" if ends < day else None
                expected.append(
                    (
                        first_of_month(ends),
                        ends,
                        number,
                        rent,
                        decision,
                        decision == "month_to_month",
                        market[number],
                        left,
                        "yardi_residents",
                    )
                )
                seen[decision] += 1
        assert Counter(found[scope, day]) == Counter(expected)
    assert min(seen["vacating"], seen["month_to_month"], seen[None]) > 0
