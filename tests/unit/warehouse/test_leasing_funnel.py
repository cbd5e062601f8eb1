"""From contact to lease, against plain loops over the contacts that were loaded."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import EXAMPLES, feb, load, mart

TOURS = {"Visit", "Visit (return)", "Videotelephony - Tour", "Self-guided - Tour", "Pre-recorded - Tour"}
TYPES = [*sorted(TOURS), "Leased", "Phone call", "Quote", "Identity Verification", "Smoke signal"]
JANUARY, FEBRUARY = date(2026, 1, 1), feb(1)
days = st.integers(0, 45).map(lambda number: date(2026, 1, 10) + timedelta(days=number))
contacts = st.lists(
    st.tuples(days, st.sampled_from(["Oak, Kim", "oak, kim ", "Fir, Sam", "Yew, Ray", None]), st.sampled_from(TYPES)),
    max_size=8,
)
COLUMNS = ("month", "contacts", "unnamed_contacts", "leads", "tours", "applications", "lease_signs", "lead_to_tour",
           "tour_to_application", "application_to_lease", "lead_to_lease")  # fmt: skip


def as_rows(listed):
    return [{"activity_date": day, "prospect_name": name, "contact_type": kind} for day, name, kind in listed]


def load_activity(home, listed, day, start=None, end=None):
    load(home, "realpage_activity", as_rows(listed), day, as_of=end or day, period_start=start)


def share(part, whole):
    return part / whole if whole else None


def funnel(listed):
    """A row per month, by loops over persons."""
    first, rows = {}, []
    for day, name, _ in sorted(listed, key=lambda one: one[0]):
        if name is not None:
            first.setdefault(name.strip().lower(), day)
    for month in sorted({day.replace(day=1) for day, _, _ in listed}):
        of_month = [one for one in listed if one[0].replace(day=1) == month]
        named = [(name.strip().lower(), kind) for _, name, kind in of_month if name is not None]
        if not named:
            rows.append((month, len(of_month), len(of_month), *[None] * 8))
            continue
        leads = sum(day.replace(day=1) == month for day in first.values())
        tours = len({name for name, kind in named if kind in TOURS})
        signs = len({name for name, kind in named if kind == "Leased"})
        rows.append((month, len(of_month), len(of_month) - len(named), leads, tours, None, signs,
                     share(tours, leads), None, None, share(signs, leads)))  # fmt: skip
    return rows


@settings(max_examples=EXAMPLES)
@given(listed=contacts)
def test_a_months_persons_are_counted_once_whatever_they_did(bench, listed):
    home = bench.home()
    load_activity(home, listed, feb(28), JANUARY)
    assert mart(home, "leasing_funnel", *COLUMNS) == funnel(listed)


@settings(max_examples=EXAMPLES)
@given(first=contacts, second=contacts)
def test_where_reports_overlap_the_newer_says_what_happened(bench, first, second):
    home = bench.home()
    seam = feb(10)
    second = [one for one in second if one[0] >= FEBRUARY] or [(feb(1), "Ash, Lee", "Visit")]
    first = [one for one in first if one[0] <= seam]
    load_activity(home, first, seam, JANUARY)
    load_activity(home, second, feb(28), FEBRUARY)
    assert mart(home, "leasing_funnel", *COLUMNS) == funnel([one for one in first if one[0] < FEBRUARY] + second)


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        *((kind, "tour") for kind in sorted(TOURS)),
        *((kind, "lead") for kind in ("Online Leasing", "E-mail", "Phone call", "Call Center", "Chat", "Text message",
                                      "Event", "Internet")),
        ("Leased", "lease_sign"),
        ("Quote", None),
        ("Identity Verification", None),
    ],
)  # fmt: skip
def test_every_contact_type_of_the_report_has_its_event(home, kind, event):
    load_activity(home, [(feb(3), "Oak, Kim", kind)], feb(7))
    found = home.rows("SELECT event, contact_type, is_known_contact_type FROM unified.leasing_activities")
    assert found == [(event, kind, True)]


def test_a_contact_type_nobody_has_listed_is_no_event_and_a_finding(home):
    load_activity(home, [(feb(3), "Oak, Kim", "Smoke signal"), (feb(4), "Fir, Sam", "Smoke signal")], feb(7))
    columns = ("rule", "dataset", "severity", "row_count", "message")
    ((*said, message),) = mart(home, "data_quality", *columns, needs=["calendar", "rent_roll_spans"])
    assert said == ["unknown_contact_type", "realpage_activity", "warning", 2]
    assert message == (
        "contacts of the type Smoke signal count as no event of the leasing funnel: the type is not in the list of "
        "warehouse/sql/unified/realpage_activity/leasing_activities.sql; say there what it means"
    )


def test_contacts_without_names_are_no_persons_and_not_0_of_them(home):
    load_activity(home, [(feb(3), None, "Visit"), (feb(4), None, "Leased")], feb(7))
    assert mart(home, "leasing_funnel", "contacts", "unnamed_contacts", "leads", "tours", "lease_signs") == [
        (2, 2, None, None, None)
    ]
