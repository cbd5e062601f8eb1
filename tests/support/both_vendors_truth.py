"""What the marts of a company at both vendors must say, from the simulated world's own answers, by plain loops."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from support.both_vendors import GATEWAY, REPORTS, VOYAGER
from support.figures import rounded, share

from simulator import owner_truth
from simulator.calendar_days import first_of_month
from simulator.facts import Lease, Occupancy
from simulator.guest_cards import TOURS, guest_cards
from simulator.leasing_activity_detail import CONTACT_TYPES
from simulator.property_day import PropertyDay
from simulator.receivables import account_balances
from simulator.truth import delinquency, kind_of_unit, units_with_facts

A_YEAR = timedelta(days=365)


def occupancy(world, property_id, day, at_yardi):
    """A property's units by state; whose counts they are; RealPage's calls say what its box score does not."""
    counts, vacancy = owner_truth.unit_states(world, property_id, day), owner_truth.vacancy(world, property_id, day)
    exposure = owner_truth.exposure(world, property_id, day)
    facts = world.property_facts(property_id, day)
    occupied = counts.occupied_no_notice + counts.notice_not_leased + counts.notice_leased
    return {
        "source": VOYAGER if at_yardi else REPORTS,
        "report": "yardi_units" if at_yardi else "realpage_box_score",
        "property_name": world.books[property_id].site.name,
        "as_of": day,
        "total_units": counts.units,
        "occupied_units": occupied,
        "vacant_units": vacancy.vacant,
        "occupied_no_notice": counts.occupied_no_notice,
        "on_notice": counts.notice_not_leased + counts.notice_leased,
        "notice_not_leased": counts.notice_not_leased,
        "notice_leased": counts.notice_leased,
        "vacant_not_leased": counts.vacant_not_leased,
        "vacant_leased": counts.vacant_leased,
        "model_admin": counts.admin,
        "down": counts.down,
        "physical_occupancy": share(occupied, counts.units),
        "leased": share(occupied + counts.vacant_leased, counts.units),
        "net_leased": share(counts.occupied_no_notice + counts.notice_leased + counts.vacant_leased, counts.units),
        "vacant_ready": vacancy.ready,
        "vacant_not_ready": vacancy.not_ready,
        "aged_vacancy_90": vacancy.aged_over_90_days if not at_yardi or has_formers(facts, day) else None,
        "market_rent": sum(unit.market_rent for unit in facts.units),
        "base_rent": None,
        "total_sqft": sum(unit.square_feet for unit in facts.units),
        "notice_not_leased_30": exposure.within_30_days - counts.vacant_not_leased,
        "notice_not_leased_60": exposure.within_60_days - counts.vacant_not_leased,
    }


def has_formers(facts, day):
    """Whether anybody has left: where nobody has, Yardi's list cannot be told from one that leaves them out."""
    return any(stay.move_out_date is not None and stay.move_out_date <= day for stay in facts.occupancies)


def exposure(world, property_id, day):
    """Units without a coming resident."""
    one = owner_truth.exposure(world, property_id, day)
    return {
        "total_units": one.units,
        "net_exposure": one.net_exposure,
        "net_exposure_share": share(one.net_exposure, one.units),
        "controllable_availability": one.controllable,
        "exposure_30": one.within_30_days,
        "exposure_30_share": share(one.within_30_days, one.units),
        "exposure_60": one.within_60_days,
        "exposure_60_share": share(one.within_60_days, one.units),
    }


def _rents(in_place_of, asked_of):
    (in_place, in_place_units, in_place_sqft), (asked, units, sqft) = in_place_of, asked_of
    rent = rounded(Fraction(in_place) / in_place_units, 2) if in_place_units else None
    asking = rounded(Fraction(asked) / units, 2)
    return {
        "in_place_rent": rent,
        "in_place_rent_per_sqft": rounded(Fraction(in_place) / in_place_sqft, 4) if in_place_units else None,
        "asking_rent": asking,
        "asking_rent_per_sqft": rounded(Fraction(asked) / sqft, 4),
        "rent_growth": None if rent is None else float(asking) / float(rent) - 1,
    }


def pricing(world, property_id, day, at_yardi):
    """Rents in place and asked, by floor plan."""
    lived_in = Counter()
    for one in units_with_facts(world.property_facts(property_id, day)):
        lived_in[one.unit.floor_plan] += one.stay_on(day) is not None
    rows = {}
    for one in _plans(world, property_id, day, at_yardi):
        rents = _rents(
            (one.in_place_rents, one.rented_units, one.rented_square_feet),
            (one.market_rents, one.units, one.square_feet),
        )
        rows[one.floor_plan] = {
            "source": VOYAGER if at_yardi else GATEWAY,
            "report": "yardi_units" if at_yardi else "realpage_units",
            "units": one.units,
            "occupied_units": lived_in[one.floor_plan],
            **rents,
        }
    return rows


def _plans(world, property_id, day, at_yardi):
    """The world's floor plans; the gateway tells a rent with its lease, so a household without any brings none."""
    plans = owner_truth.pricing(world, property_id, day)
    if at_yardi:
        return plans
    rented = {}
    for unit, rent in _rents_on_file(world, property_id, day):
        rented.setdefault(unit.floor_plan, []).append((rent, unit.square_feet))
    return [
        replace(
            one,
            in_place_rents=sum((rent for rent, _ in rented.get(one.floor_plan, ())), Decimal(0)),
            rented_units=len(rented.get(one.floor_plan, ())),
            rented_square_feet=sum(feet for _, feet in rented.get(one.floor_plan, ())),
        )
        for one in plans
    ]


def _rents_on_file(world, property_id, day):
    """(unit, rent) of everybody who pays one and whose lease is on file."""
    records = PropertyDay(world.books[property_id], day)
    for one in units_with_facts(world.property_facts(property_id, day)):
        stay = one.stay_on(day)
        rent = one.rent_on(stay, day) if stay and records.leases(stay) else None
        if rent is not None:
            yield one.unit, rent


def property_rents(world, property_ids, day, yardi):
    """Rents in place and asked, over all units of some properties; `yardi` are those at Yardi."""
    plans = [plan for one in property_ids for plan in _plans(world, one, day, one in yardi)]
    in_place = [(one.in_place_rents, one.rented_units, one.rented_square_feet) for one in plans]
    asked = [(one.market_rents, one.units, one.square_feet) for one in plans]
    return _rents(*(tuple(map(sum, zip(*parts, strict=True))) for parts in (in_place, asked)))


def owed(world, property_id, day, at_yardi):
    """What is owed and prepaid: Yardi by days and without prepayments, RealPage by months and net of them."""
    if at_yardi:
        one = owner_truth.delinquency_buckets(world, property_id, day)
        ages = (one.days_0_30, one.days_31_60, one.days_61_90, one.over_90_days)
        total, prepaid = one.delinquent, one.prepaid
    else:
        one = delinquency(world, day)[property_id]
        ages = (one.current, one.days_30, one.days_60, one.days_90_plus)
        total, prepaid = one.total_delinquent, one.total_prepaid
    nets = [account.net for account in account_balances(world.books[property_id], day)]
    names = ("balance_0_30", "balance_31_60", "balance_61_90", "balance_over_90")
    return {
        "source": VOYAGER if at_yardi else REPORTS,
        "report": "yardi_resident_transactions" if at_yardi else "realpage_delinquency",
        "accounts": len(nets),
        "delinquent_accounts": sum(net > 0 for net in nets),
        "prepaid_accounts": sum(net < 0 for net in nets),
        "total_delinquent": total,
        "total_prepaid": prepaid,
        "net_balance": total + prepaid,
        "net_delinquent": sum((net for net in nets if net > 0), Decimal(0)),
        "net_prepaid": sum((net for net in nets if net < 0), Decimal(0)),
        **dict(zip(names, ages, strict=True)),
    }


def moves(world, property_id, day, at_yardi):
    """The moves of the month so far; Yardi lists no renewals, and a box score prints move-outs without transfers."""
    one = owner_truth.month_so_far(world, property_id, day)
    known = not at_yardi or has_formers(world.property_facts(property_id, day), day)
    left = one.move_outs if at_yardi else one.move_outs - one.transfers_out
    return {
        "move_ins": one.move_ins if known else None,
        "move_outs": left if known else None,
        "net_absorption": one.move_ins - left if known else None,
        "renewals": None if at_yardi else one.renewals,
    }


def funnel(world, property_id, day, at_yardi, first_met):
    """The persons of the month so far; RealPage's are told apart by their names, and none is seen to apply."""
    if at_yardi:
        months = {one.month: one for one in owner_truth.funnel(world, property_id, day)}
        one = months.get(first_of_month(day))
        counts = (one.leads, one.tours, one.applications, one.lease_signs) if one else (0, 0, 0, 0)
    else:
        listed = names_met(world, property_id, day)
        for seen_on, _, name in listed:
            first_met[name] = min(first_met.get(name, seen_on), seen_on)
        counts = (
            len({name for _, _, name in listed if first_met[name] >= first_of_month(day)}),
            len({name for _, kind, name in listed if kind in TOURS}),
            None,
            len({name for _, kind, name in listed if kind == "lease signed"}),
        )
    return _funnel_row(*counts)


def funnel_of_names(world, property_id, days):
    """RealPage's persons by month, as the newest report of each month lists them."""
    listed = {first_of_month(day): names_met(world, property_id, day) for day in days}
    first_met = {}
    for seen_on, _, name in (one for contacts in listed.values() for one in contacts):
        first_met[name] = min(first_met.get(name, seen_on), seen_on)
    return {
        month: _funnel_row(
            len({name for _, _, name in contacts if first_met[name] >= month}),
            len({name for _, kind, name in contacts if kind in TOURS}),
            None,
            len({name for _, kind, name in contacts if kind == "lease signed"}),
        )
        for month, contacts in listed.items()
        if contacts
    }


def funnel_by_month(world, property_id, day):
    """The persons of every month since the world began, as Yardi tells them on a day."""
    months = owner_truth.funnel(world, property_id, day)
    return {one.month: _funnel_row(one.leads, one.tours, one.applications, one.lease_signs) for one in months}


def _funnel_row(leads, tours, applications, signs):
    return {
        "leads": leads,
        "tours": tours,
        "applications": applications,
        "lease_signs": signs,
        "lead_to_tour": share(tours, leads),
        "tour_to_application": None if applications is None else share(applications, tours),
        "application_to_lease": None if applications is None else share(signs, applications),
    }


def names_met(world, property_id, day):
    """(day, kind, name) of the contacts that the activity report of a day lists: those of its month so far."""
    return [
        (contact.day, contact.kind, f"{card.last_name}, {card.first_name}".lower())
        for card in guest_cards(PropertyDay(world.books[property_id], day))
        for contact in card.contacts
        if first_of_month(day) <= contact.day <= day and contact.kind in CONTACT_TYPES
    ]


def expiring(world, property_id, day, at_yardi):
    """What was decided on the leases that end in each month, as far as the vendor's calls list them."""
    months = _leases_lived_under(world, property_id, day) if at_yardi else _leases_signed(world, property_id, day)
    rows = {}
    for month, one in months.items():
        possible = one["renewed"] + one["vacating"] + one["unknown"] + one["month to month"]
        rows[month] = {
            "source": VOYAGER if at_yardi else GATEWAY,
            "report": "yardi_residents" if at_yardi else "realpage_leases",
            "expiring": sum(one.values()),
            "vacating": one["vacating"],
            "month_to_month": one["month to month"],
            "renewed": None if at_yardi else one["renewed"],
            "unknown": None if at_yardi else one["unknown"],
            "moved_out": None if at_yardi else one["moved out"],
            "transferring": None if at_yardi else 0,
            "total_possible": None if at_yardi else possible,
            "renewal_rate": None if at_yardi else share(one["renewed"], possible),
        }
    return rows


def _leases_lived_under(world, property_id, day):
    records = PropertyDay(world.books[property_id], day)
    months = {}
    for stay in records.stays:
        lease = records.lease(stay)
        if stay.covers(day) and lease is not None:
            over = "month to month" if lease.ends_on < day else "open"
            decision = over if stay.move_out_date is None else "vacating"
            months.setdefault(first_of_month(lease.ends_on), Counter())[decision] += 1
    return months


def _leases_signed(world, property_id, day):
    """Those of the last year and to come; the gateway does not tell a transfer from a move-out."""
    journal = world.books[property_id].journal
    stays = journal.as_known(Occupancy, day)
    leases = [one for one in journal.as_known(Lease, day).values() if one.occupancy_id in stays]
    valid = [one for one in leases if not one.cancelled_on]
    months = {}
    for lease in valid:
        stay = stays[lease.occupancy_id]
        if lease.ends_on < day - A_YEAR:
            continue
        followed = any(each.occupancy_id == lease.occupancy_id and each.starts_on > lease.starts_on for each in valid)
        if followed:
            decision = "renewed"
        elif stay.move_out_date is not None:
            decision = "moved out" if stay.move_out_date <= day else "vacating"
        else:
            decision = "month to month" if lease.ends_on < day else "unknown"
        months.setdefault(first_of_month(lease.ends_on), Counter())[decision] += 1
    return months


def homes(world, property_id, day, at_yardi):
    """(who lives there, rent, status) of every unit, by its number; the gateway tells a rent with its lease."""
    records = PropertyDay(world.books[property_id], day)
    rows = {}
    for one in units_with_facts(world.property_facts(property_id, day)):
        stay = one.stay_on(day)
        is_told = stay is None or at_yardi or records.leases(stay)
        rent = (one.rent_on(stay, day) if stay else Decimal(0)) if is_told else None
        status = "inactive" if kind_of_unit(one, day) in {"admin", "down"} else "active"
        rows[one.unit.unit_number] = (stay is not None, rent, status)
    return rows


def weeks_ahead(world, property_id, day):
    """Occupied units of the 52 weeks to come: what is signed and announced."""
    units = units_with_facts(world.property_facts(property_id, day))
    leased = [one for one in units if kind_of_unit(one, day) in {"vacant leased", "notice leased"}]
    ins = [min(stay.move_in_date for stay in one.stays if stay.move_in_date > day) for one in leased]
    staying = [stay for one in units if (stay := one.stay_on(day))]
    outs = [stay.move_out_date for stay in staying if stay.move_out_date is not None]
    rows = {}
    for week in range(1, 53):
        end = day + timedelta(weeks=week)
        coming, leaving = sum(one <= end for one in ins), sum(one <= end for one in outs)
        then = len(staying) + coming - leaving
        rows[week] = {
            "as_of": day,
            "week_end": end,
            "total_units": len(units),
            "occupied_units": len(staying),
            "scheduled_move_ins": coming,
            "scheduled_move_outs": leaving,
            "projected_occupied_units": then,
            "projected_occupancy": share(then, len(units)),
        }
    return rows
