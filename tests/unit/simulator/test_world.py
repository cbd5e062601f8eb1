"""The world is the same for a seed however it is advanced, and enough happens in it."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from simulator.facts import Lease, Notice, Occupancy, Patient, PatientPayment, Rent, Resident, Unit, UnitStatus
from simulator.portfolio import PORTFOLIO, resized
from simulator.world import DEFAULT_START, World

LEASING_KINDS = (Unit, Resident, Occupancy, Rent, UnitStatus, Lease, Notice)


def everything_known(world, day):
    leasing = [
        (slug, kind.__name__, book.journal.as_known(kind, day))
        for slug, book in world.books.items()
        for kind in LEASING_KINDS
    ]
    entries = [(slug, book.entries) for slug, book in world.books.items()]
    return leasing, entries, world.clinic_facts(day)


def versions(world, kind):
    """Every fact of a kind as the list of its versions, without the days."""
    books = (book.journal.versions(kind) for book in world.books.values())
    return [[fact for _, fact in known] for book in books for known in book.values()]


def test_one_go_and_day_by_day_lead_to_the_same_state(start):
    day = start + timedelta(days=50)
    strolled = World.small()
    for offset in range(51):
        strolled.advance_to(start + timedelta(days=offset))
    assert everything_known(World.small().advance_to(day), day) == everything_known(strolled, day)


def test_what_was_known_on_a_day_stays_as_it_was_when_the_world_lives_on(start):
    day = start + timedelta(days=20)
    world = World.small().advance_to(day)
    then, clinic = world.leasing_facts(day), world.clinic_facts(day)
    world.advance_to(day + timedelta(days=40))
    assert world.leasing_facts(day) == then
    assert world.clinic_facts(day) == clinic


def test_another_seed_is_another_world(start):
    assert World.small(1).leasing_facts(start) != World.small(2).leasing_facts(start)


def test_a_property_lives_the_same_whatever_other_properties_there_are(start):
    day = start + timedelta(days=30)
    alone, among_three = World.small(properties=1).advance_to(day), World.small().advance_to(day)
    assert alone.leasing_facts(day)[0] == among_three.leasing_facts(day)[0]


def test_a_day_not_lived_is_refused(start):
    world = World.small()
    with pytest.raises(ValueError, match="advance it first"):
        world.leasing_facts(start + timedelta(days=1))
    with pytest.raises(ValueError, match="advance it first"):
        world.clinic_facts(start - timedelta(days=1))


def test_leases_are_renewed(world):
    signed = [lease for lease in _current(world, Lease) if lease.kind == "renewal" and lease.signed_on > world.start]
    assert len(signed) >= 5


def test_residents_turn_over_on_one_day(world):
    turnovers = 0
    for book in world.books.values():
        for unit in book.units:
            turnovers += sum(
                before.move_out_date == after.move_in_date and after.move_in_date > world.start
                for before, after in pairwise(book.stays(unit.unit_id))
            )
    assert turnovers >= 2


def test_residents_transfer_between_units_without_a_gap(world):
    stays = {stay.occupancy_id: stay for stay in _current(world, Occupancy)}
    for lease in _current(world, Lease):
        if lease.kind == "transfer" and lease.occupancy_id in stays:
            arrival = stays[lease.occupancy_id]
            left = [stay for stay in stays.values() if stay.resident_id == arrival.resident_id and stay != arrival]
            assert any(stay.unit_id != arrival.unit_id for stay in left)
            break
    else:
        pytest.fail("nobody transferred")


def test_units_close_and_return(world):
    closed = Counter(change.status for change in _current(world, UnitStatus) if change.start_date > world.start)
    assert closed["inactive"] >= 1
    assert closed["active"] >= 1


def test_move_ins_are_booked_ahead(world):
    day = world.start + timedelta(days=60)
    stays = [stay for facts in world.leasing_facts(day) for stay in facts.occupancies]
    assert any(stay.move_in_date > day for stay in stays)


def test_rents_change_within_a_lease(world):
    renewals = {(lease.occupancy_id, lease.starts_on) for lease in _current(world, Lease)}
    stays = {stay.occupancy_id: stay for stay in _current(world, Occupancy)}
    assert any(
        (rent.occupancy_id, rent.effective_date) not in renewals
        and rent.effective_date != stays[rent.occupancy_id].move_in_date
        for rent in _current(world, Rent)
    )


def test_past_move_outs_are_corrected(world):
    moved = 0
    for book in world.books.values():
        for known in book.journal.versions(Occupancy).values():
            for (_, before), (day, after) in pairwise(known):
                moved += bool(
                    before and after and before.move_out_date and before.move_out_date < day and before != after
                )
    assert moved >= 1


@pytest.mark.parametrize("attribute", ["amount", "effective_date"])
def test_rents_are_corrected(world, attribute):
    assert any(
        before and after and getattr(before, attribute) != getattr(after, attribute)
        for known in versions(world, Rent)
        for before, after in pairwise(known)
    )


def test_wrong_stays_are_deleted(world):
    assert any(known[-1] is None for known in versions(world, Occupancy))
    assert any(known[-1] is None for known in versions(world, Resident))


def test_lost_rents_come_back(world):
    assert any(before is None for known in versions(world, Rent) for before, _ in pairwise(known))


def test_residents_and_units_are_renamed(world):
    assert any(len({resident.last_name for resident in known if resident}) > 1 for known in versions(world, Resident))
    assert any(len({unit.unit_number for unit in known if unit}) > 1 for known in versions(world, Unit))


def test_patients_change_leave_and_come_back(world):
    journal = world.clinic.journal
    for kind in (Patient, PatientPayment):
        known = [[fact for _, fact in pairs] for pairs in journal.versions(kind).values()]
        steps = [step for facts in known for step in pairwise(facts)]
        assert any(before and after and before != after for before, after in steps), kind
        assert any(before is None and after for before, after in steps), kind
        assert any(facts[-1] is None for facts in known), kind


def test_patients_may_lack_a_middle_name(world):
    patients = world.clinic_facts(world.today).patients
    assert {patient.middle_name is None for patient in patients} == {True, False}


def test_the_portfolio_has_the_published_units_and_occupancy():
    published = {
        "nexus_east": (352, 95.74),
        "aspire_7th_grant": (178, 93.26),
        "parkside": (432, 86.81),
        "edison_rino": (277, 85.92),
        "ridian": (123, 56.91),
    }
    sites = {site.slug: site for site in PORTFOLIO}
    assert len(sites) == 25
    assert len({site.site_id for site in PORTFOLIO}) == 25
    for slug, (units, percent) in published.items():
        assert (sites[slug].units, round(100 * sites[slug].occupied / units, 2)) == (units, percent)


def test_a_property_opens_as_full_as_published_and_stays_about_so():
    site = next(site for site in PORTFOLIO if site.slug == "nexus_east")
    world = World(7, DEFAULT_START, sites=[site], patients=1)
    book = world.books["nexus_east"]
    assert sum(view.stay is not None for view in book.survey()) == 337
    world.advance_to(date(2025, 3, 31))
    assert 320 <= sum(view.stay is not None for view in book.survey()) <= 352


def test_a_resized_property_is_as_full_as_before():
    site = next(site for site in PORTFOLIO if site.slug == "parkside")
    small = resized(site, 24)
    assert (small.units, small.occupied, small.model_units) == (24, 21, 1)


def _current(world, kind):
    return [fact for book in world.books.values() for fact in book.journal.current(kind).values()]
