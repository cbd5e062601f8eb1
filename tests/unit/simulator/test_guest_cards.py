"""Guest cards depend on nothing that is yet to come, and tell of every signed lease."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from simulator.facts import Lease
from simulator.guest_cards import TOURS, guest_cards
from simulator.households import household
from simulator.property_day import PropertyDay
from simulator.world import World


@pytest.fixture(scope="module")
def cards(views):
    return {slug: views.cards(slug) for slug in views.world.books}


def test_what_was_known_on_a_day_stays_so_however_far_the_world_has_lived(world, start):
    day = start + timedelta(days=45)
    young = World.small().advance_to(day)
    for slug, book in world.books.items():
        assert guest_cards(PropertyDay(book, day)) == guest_cards(PropertyDay(young.books[slug], day))


def test_contacts_are_never_taken_back(world, start):
    book = world.books["ridian"]
    days = [PropertyDay(book, start + timedelta(days=days)) for days in range(20, 60)]
    known = [{card.card_id: card for card in guest_cards(one)} for one in days]
    for earlier, later in pairwise(known):
        assert earlier.keys() <= later.keys()
        assert all(set(card.contacts) <= set(later[card_id].contacts) for card_id, card in earlier.items())


def test_every_lease_signed_since_the_world_began_has_a_card_of_its_own(world, cards, start, last_day):
    for slug, book in world.books.items():
        leases = book.journal.as_known(Lease, last_day).values()
        signed = {one.occupancy_id for one in leases if one.kind == "new" and one.signed_on >= start}
        found = [card.occupancy_id for card in cards[slug] if card.occupancy_id]
        assert sorted(found) == sorted(signed)


def test_contacts_lie_in_the_lived_days_in_order_and_signing_follows_an_application(cards, start, last_day):
    for card in (card for own in cards.values() for card in own):
        days = [contact.day for contact in card.contacts]
        assert days == sorted(days)
        assert start <= days[0] <= days[-1] <= last_day
        kinds = [contact.kind for contact in card.contacts]
        if "lease signed" in kinds:
            assert kinds.index("application") < kinds.index("approval") < kinds.index("lease signed")
            assert "lost" not in kinds
            assert card.lost_reason is None


def test_leads_end_in_every_way(cards):
    statuses = Counter(card.status for own in cards.values() for card in own)
    assert statuses.keys() >= {"prospect", "lost", "denied", "current", "future", "former", "cancelled"}
    assert statuses["lost"] > statuses["current"]
    toured = [any(contact.kind in TOURS for contact in card.contacts) for own in cards.values() for card in own]
    assert {True, False} == set(toured)


def test_card_ids_never_repeat(cards):
    ids = [card.card_id for own in cards.values() for card in own]
    assert len(set(ids)) == len(ids)


def test_a_household_keeps_its_people_when_the_head_marries(world, views):
    residents = views.property_day("ridian").residents
    households = [household(world.seed, one) for one in residents.values()]
    assert {len(one) for one in households} == {1, 2, 3}
    for people in households:
        assert [one.number for one in people] == list(range(1, len(people) + 1))
        assert [one.role for one in people].count("head") == 1
    (first, *_) = residents.values()
    assert household(world.seed, first) == household(world.seed, first)
