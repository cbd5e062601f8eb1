from datetime import date
from decimal import Decimal

import pytest
from fixtures_monthly_summary import EVENTS, PLANS, report
from fixtures_sheets import WRITERS, at, insert_rows, real_file, shift_columns, xls, xlsx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.errors import LayoutError
from parsers.parse import parse_document

TABLE, LIST = "realpage_monthly_summary", "realpage_monthly_summary_events"


def parse(rows, write=xls):
    return parse_document(write(rows), name="mas.xls")


def test_the_real_report_gives_its_printed_figures():
    document = parse_document(real_file("monthly_activity_summary_3877.xls"), name="3877.xls")
    rows = document.tables[TABLE]
    sums = [sum(row[position] for row in rows) for position in range(2, len(rows[0]))]
    assert list(map(str, sums[:2])) == ["562428.67", "559790"]
    assert sums[3:11] == [280, 160, 102, 9, 8, 0, 1, 0]
    assert sums[11:16] == [14, 7, 7, 1, 23]
    assert (sums[16], sums[18]) == (Decimal("892939.34"), Decimal("515718.40"))
    totals = {total.name: int(total.computed) for total in document.totals if total.name.startswith("events.")}
    assert totals == {"events.moved_in": 12, "events.moved_out": 7, "events.move_out_notice": 4,
                      "events.transfer_notice": 1, "events.renewed_lease": 1,
                      "events.transferred_to_new_unit": 2}  # fmt: skip
    assert (document.as_of, document.period_start, document.reconciled) == (date(2026, 2, 7), date(2026, 1, 1), True)
    assert not document.findings


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_a_report_reads_the_same_in_every_format(write):
    document = parse(report(), write)
    rows, events = document.tables[TABLE], document.tables[LIST]
    assert [row.floor_plan for row in rows] == ["S1a", "A4", "B2", "100"]
    assert [tuple(row[2:13]) for row in rows] == [tuple(Decimal(str(one)) for one in states) for _, states, _ in PLANS]
    assert [tuple(row[13:]) for row in rows] == [tuple(Decimal(str(one)) for one in done) for _, _, done in PLANS]
    assert [event.action for event in events] == ["Moved In", "Moved In", "Moved Out", "Transferred to New Unit"]
    assert events[1][1:] == ("434", "Current resident", "Oak, Jo (Jo)", "Moved In", date(2026, 1, 17))
    assert events[2].resident_name == "Elm, Pat"
    assert (document.company, document.property_name) == ("Elm Management, LLC", "Birch Court - Phase II")
    assert (document.as_of, document.period_start) == (date(2026, 2, 7), date(2026, 1, 1))
    assert document.reconciled
    assert not document.findings


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_layout_changes_do_not_change_the_rows(data):
    expected = parse(report())
    rows = shift_columns(report(page_size=data.draw(st.integers(1, 9))), data.draw(st.integers(0, 9)))
    rows = shift_columns(rows, data.draw(st.integers(0, 3)), start=data.draw(st.integers(0, 50)))
    for _ in range(data.draw(st.integers(0, 4))):
        rows = insert_rows(rows, data.draw(st.integers(0, len(rows))), [{}])
    rows = insert_rows(rows, data.draw(st.integers(0, 3)), [{1: "Prepared for the owner"}])
    document = parse(rows, data.draw(st.sampled_from([xls, xlsx])))
    assert document.tables == expected.tables
    assert document.reconciled


def test_the_same_plan_name_twice_is_two_plans():
    plans = [PLANS[0], PLANS[1], (PLANS[0][0], PLANS[3][1], PLANS[3][2])]
    rows = parse(report(plans)).tables[TABLE]
    assert [(row.floor_plan, row.total_units, row.move_ins, row.renewals) for row in rows] == [
        ("S1a", 26, 1, 0), ("A4", 5, 1, 0), ("S1a", 1, 0, 1)]  # fmt: skip


def test_a_plan_in_one_table_only_has_blanks_and_a_finding():
    activity = [(plan, done) for plan, _, done in PLANS[:3]] + [("New", PLANS[3][2])]
    document = parse(report(activity=activity))
    last, new = document.tables[TABLE][-2:]
    assert (last.floor_plan, last.total_units, last.move_ins) == ("100", 1, None)
    assert (new.floor_plan, new.total_units, new.renewals) == ("New", None, 1)
    assert [finding.message for finding in document.findings] == [
        "the table of activity lacks 1 plans: '100'",
        "the table of units by state lacks 1 plans: 'New'",
    ]


def test_units_that_are_not_the_sum_of_their_states_are_a_finding():
    plans = [*PLANS[:3], ("100", (900, 950, 410, 9, *PLANS[3][1][4:]), PLANS[3][2])]
    finding = parse(report(plans)).findings[0]
    assert (finding.rule, finding.severity) == ("units_are_not_the_sum_of_states", "error")
    assert "'100' 9 units, states 1" in finding.message


def test_a_wrong_total_and_a_wrong_count_do_not_reconcile():
    rows = report()
    total = next(row for row in rows if "Totals" in row.values())
    total |= at(Q=99)
    count = next(row for row in rows if "Total Moved In: 2" in row.values())
    count |= at(U="Total Moved In: 3")
    assert [one.name for one in parse(rows).totals if not one.agrees] == ["states.occupied_no_ntv", "events.moved_in"]


def test_an_events_rows_may_be_parted_by_a_page_break():
    expected = parse(report()).tables[LIST]
    document = parse(report(page_size=1))
    assert document.tables[LIST] == expected
    assert len(expected) == sum(len(people) for _, people in EVENTS)


def test_a_missing_totals_row_and_a_missing_table_are_refused():
    rows = report()
    totals = [number for number, row in enumerate(rows) if "Totals" in row.values()]
    with pytest.raises(LayoutError, match="has no Totals row"):
        parse(rows[: totals[1]])
    with pytest.raises(LayoutError, match="the header of the activity table lacks"):
        parse(rows[: totals[0] + 1])


def test_a_missing_column_is_refused_with_the_headers_found():
    rows = [{column: value for column, value in row.items() if value != "\nVacant Down"} for row in report()]
    with pytest.raises(LayoutError) as caught:
        parse(rows)
    assert str(caught.value) == (
        "file mas.xls, sheet 'Sheet1', row 11: the header of the table of units by floor plan lacks "
        "vacant_down; headers found: 'Floor plan', 'Market Rent', 'Total Base Rent', 'Total SQFT', 'Total Units', "
        "'Occupied no NTV', 'Vacant Not Leased', 'Vacant Leased', 'Occupied NTV not Leased', 'Occupied NTV Leased', "
        "'Vacant Admini- strative'. Expected a column for each of base_rent, floor_plan, market_rent, ntv_leased, "
        "ntv_not_leased, occupied_no_ntv, total_sqft, total_units, vacant_admin, vacant_down, vacant_leased, "
        "vacant_not_leased. If the vendor renamed a column, add its words to "
        "parsers/column_maps/realpage_monthly_summary_states.csv."
    )


def test_a_blank_column_that_could_be_two_headers_is_not_guessed():
    rows = report()
    second = next(number for number, row in enumerate(rows) if "\nDeposits In" in row.values())
    blanked = [{column: value for column, value in row.items() if number < second or column != 29}
               for number, row in enumerate(rows)]  # fmt: skip
    with pytest.raises(LayoutError, match="more than one way"):
        parse(blanked)


def test_stacked_header_words_in_separate_rows_are_joined():
    rows = report()
    header = next(number for number, row in enumerate(rows) if "\nTotal SQFT" in row.values())
    rows[header] = rows[header] | at(L="Total")
    rows[header + 1] = at(L="SQFT")
    assert parse(rows).tables == parse(report()).tables


def test_a_report_without_events_is_read():
    document = parse(report(events=[]))
    assert len(document.tables[LIST]) == 0
    assert document.reconciled


def test_moves_and_amounts_may_count_from_different_days():
    rows = [{column: said.replace("Occupancy activity since: 01/01", "Occupancy activity since: 02/01")
             if isinstance(said, str) else said for column, said in row.items()} for row in report()]  # fmt: skip
    document = parse(rows)
    assert document.period_start == date(2026, 2, 1)
    assert [(finding.rule, finding.message) for finding in document.findings] == [
        ("periods_differ", "its amounts count from 2026-01-01, its moves, leases and events from 2026-02-01")
    ]


@pytest.mark.parametrize(("line", "name"), [("7 East", "7 East"), ("Elm - Birch: Phase 1", "Birch: Phase 1")])
def test_a_property_is_named_alone_or_with_a_colon(line, name):
    rows = report()
    rows[1] = at(B="OneSite Rents v3.0", J=line)
    assert parse(rows).property_name == name
