"""The properties the world can hold, how full they are meant to be, and how fast life goes there."""

from __future__ import annotations

from dataclasses import dataclass, replace

TENANT = "kairoi"
COMPANY = "Kairoi Management, LLC"


@dataclass(frozen=True, slots=True)
class Site:
    """One property of the portfolio: its slug is its id in the ledger, its site id the vendor's."""

    slug: str
    name: str
    site_id: str
    units: int
    occupied: int
    model_units: int = 1


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast life goes: lease terms in months, shares of decisions, and chances per unit (or person) and day."""

    terms: tuple[int, ...] = (6, 9, 12, 12, 12, 13, 14, 15)
    renewal: float = 0.55
    month_to_month: float = 0.05
    signing: float = 0.15
    second_thoughts: float = 0.006
    early_notice: float = 0.0002
    transfer: float = 0.0001
    renovation: float = 0.004
    rent_change: float = 0.0003
    amendment: float = 0.0012


STEADY = Pace()
BRISK = Pace(
    terms=(2, 3, 3, 4, 6),
    signing=0.25,
    second_thoughts=0.02,
    early_notice=0.001,
    transfer=0.004,
    renovation=0.02,
    rent_change=0.003,
    amendment=0.015,
)

PORTFOLIO = (
    Site("kalaco", "Kalaco", "5339721", 280, 168),
    Site("7_east", "7 East", "5481703", 175, 163),
    Site("block_44", "Block 44", "5473254", 112, 104),
    Site("curate_orchard", "Curate at Orchard Town Center", "4682517", 286, 266),
    Site("eden_keller_ranch", "Eden Keller Ranch", "5536209", 240, 221),
    Site("harvest", "Harvest", "5507303", 312, 293),
    Site("heights_interlocken", "Heights at Interlocken", "5558216", 343, 319),
    Site("luna", "Luna", "5590740", 209, 188),
    Site("nexus_east", "Nexus East", "5472172", 352, 337),
    Site("park_17", "Park 17", "4481243", 190, 179),
    Site("parkside", "Parkside at Round Rock", "5536211", 432, 375),
    Site("pearl_lantana", "Pearl Lantana", "5481704", 260, 242),
    Site("slate", "Slate", "5486880", 148, 137),
    Site("sloane", "Sloane", "5486881", 164, 150),
    Site("stonewood", "Stonewood", "5481705", 220, 206),
    Site("ten50", "Ten50", "5581218", 393, 354),
    Site("the_alcott", "The Alcott", "4996967", 136, 128),
    Site("the_broadleaf", "The Broadleaf", "5286092", 201, 189),
    Site("the_confluence", "The Confluence", "4832865", 288, 271),
    Site("links_plum_creek", "The Links at Plum Creek", "5558220", 264, 246),
    Site("the_pearl", "thePearl", "5114464", 120, 111),
    Site("the_quinci", "theQuinci", "5286878", 183, 170),
    Site("aspire_7th_grant", "Aspire 7th and Grant", "4779341", 178, 166),
    Site("edison_rino", "Edison at RiNo", "4248319", 277, 238),
    Site("ridian", "Ridian", "5446271", 123, 70),
)


def resized(site: Site, units: int) -> Site:
    """The same property with another number of units, as full as before and with at most one model apartment in 12."""
    occupied = round(site.occupied * units / site.units)
    models = min(site.model_units, units // 12)
    return replace(site, units=units, occupied=min(occupied, units - models), model_units=models)
