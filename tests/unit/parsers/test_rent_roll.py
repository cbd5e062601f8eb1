from datetime import date
from decimal import Decimal

import pytest
from fixtures_rent_roll import CODES, Lease, header, report, sample
from fixtures_sheets import WRITERS, insert_rows, xls, xlsx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.errors import CellError, LayoutError
from parsers.parse import parse_document

LEASES, CHARGES = "realpage_rent_roll", "realpage_rent_roll_charges"


def parse(rows, write=xls, country="US"):
    return parse_document(write(rows), name="rr.xls", country=country)


def disagreeing(document):
    return [total.name for total in document.totals if not total.agrees]


def rules(document):
    return [finding.rule for finding in document.findings]


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("variant", [1, 2])
def test_both_variants_read_the_same_in_every_format(write, variant):
    document = parse(report(variant=variant), write)
    leases = document.tables[LEASES]
    assert [row.unit_number for row in leases] == ["101", "101", "102", "102", "007", "007", "B-1"]
    assert [row.is_current for row in leases] == [True, False, True, False, True, False, True]
    assert [row.is_excluded_from_totals for row in leases] == [not row.is_current for row in leases]
    assert [row.market_rent for row in leases] == [1500, 1500, 1500, 0, 1905, 0, 1600]
    assert [row.status for row in leases][3:6] == ["Applicant", "Occupied-NTV", "Former resident"]
    assert [row.resident_name for row in leases] == ["Alder, Kim", "Alder, Kim", None, "Oak, Jo (Jo)",
                                                     "Elm, Pat; Elm, Sam", "Fir, Max", None]  # fmt: skip
    assert (leases[0].move_in, leases[0].lease_end, leases[1].lease_end) == (
        date(2015, 4, 5), date(2016, 4, 4), None)  # fmt: skip
    assert (leases[4].move_out, leases[0].sqft, leases[0].unit_designation) == (date(2016, 3, 31), 700, None)
    total = "total_charges" if variant == 1 else "total_billing"
    assert [row._asdict()[total] for row in leases][:2] == [Decimal("1384.75"), 1450]
    assert (document.company, document.property_name) == ("Elm Management, LLC", "Birch Court")
    assert document.as_of == date(2016, 3, 7)
    assert document.reconciled
    assert rules(document) == []
    assert {"total.market_rent", "total.balance", "total.deposit_on_hand", f"total.{total}", "total.charge_rent",
            "total.charge_concspecl", "total.charge_charge_x"} <= {one.name for one in document.totals}  # fmt: skip


def test_the_variants_own_columns():
    first, second = (parse(report(variant=variant)).tables[LEASES][4] for variant in (1, 2))
    assert (first.notice_for_date, first.lease_id, first.lease_rent, first.required_deposit) == (
        date(2016, 3, 31), None, None, None)  # fmt: skip
    assert (second.resident_household_id, second.lease_id, second.lease_rent, second.required_deposit) == (
        "9004", "74", 1400, 250)  # fmt: skip
    assert (second.notice_for_date, second.sub_journal, second.total_charges) == (None, "RESIDENT", None)


def test_charges_are_rows_by_trimmed_code_without_zeros():
    charges = parse(report()).tables[CHARGES]
    assert charges[:4] == [(1, "RENT", 1400), (1, "PETRENT", 35), (1, "CONC/SPECL", Decimal("-50.25")),
                           (2, "RENT", 1450)]  # fmt: skip
    assert {one.charge_code for one in charges} == {"RENT", "PETRENT", "CONC/SPECL"}


def test_phone_and_mail_are_never_carried():
    document = parse(report())
    assert not any("555" in str(value) or "@" in str(value) for row in document.tables[LEASES] for value in row)


@pytest.mark.parametrize("mark", ["*", " *", ""])
def test_an_applicants_row_never_becomes_the_units_current_lease(mark):
    document = parse(report(mark=mark))
    current = {row.unit_number: row.status for row in document.tables[LEASES] if row.is_current}
    assert current == {"101": "Occupied", "102": "Vacant-Leased", "007": "Occupied-NTV", "B-1": "Admin"}
    assert document.reconciled


def test_a_mark_in_a_cell_of_its_own_excludes_the_row():
    rows = report(mark="")
    for row in rows:
        if row.get(4) == "Applicant":
            row.update({4: "Guest", len(header(1)): "*"})
    document = parse(rows)
    assert [row.is_excluded_from_totals for row in document.tables[LEASES]][3]
    assert document.reconciled
    assert rules(document) == ["unit_listed_twice", "unknown_status"]


def test_a_total_that_takes_unmarked_deposits_of_applicants_is_met():
    leases = sample()
    leases[3].extra = {"Dep On Hand": 99}
    rows = report(leases)
    total = next(row for row in rows if row.get(0) == "TOTAL")
    total[14] += 99
    document = parse(rows)
    assert document.reconciled
    assert rules(document) == ["totals_take_other_leases"]
    total[14] += 1
    assert disagreeing(parse(rows)) == ["total.deposit_on_hand"]


def test_amounts_as_text_with_thousands_are_read():
    leases = sample()
    leases[4].extra = {"Market + Addl.": "1,905.00", "Balance": "(12.50)"}
    document = parse(report(leases))
    assert document.tables[LEASES][4].market_rent == 1905
    assert document.reconciled


amount = st.decimals(min_value=-300, max_value=3000, places=2)
lease = st.builds(
    Lease,
    unit=st.sampled_from(["1", "2", "007", "B-1"]),
    status=st.sampled_from(["Occupied", "Occupied-NTVL", "Vacant", "Applicant", "Former resident", "Pending renewal"]),
    market=amount,
    deposit=amount,
    balance=amount,
    charges=st.tuples(amount, amount, amount, amount),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), leases=st.lists(lease, max_size=6), variant=st.sampled_from([1, 2]))
def test_layout_changes_do_not_change_the_rows(data, leases, variant):
    leases = [*sample(), *leases]
    expected = parse(report(leases, variant))
    shuffle = data.draw(st.randoms(use_true_random=False)).shuffle
    fixed, ends = list(header(variant)), 2 if variant == 2 else 1
    last = fixed.index("Lease Rent" if variant == 2 else "Total Charges")
    before, codes = fixed[:last], [*fixed[last + 1 : last + 1 + len(CODES)]]
    shuffle(before)
    shuffle(codes)
    labels = ["Comment", *before, fixed[last], *codes, *(["Total Billing"] if ends == 2 else [])]
    rows = report(leases, variant, labels=labels, page_size=data.draw(st.integers(1, 9)))
    for _ in range(data.draw(st.integers(0, 3))):
        rows = insert_rows(rows, data.draw(st.integers(0, len(rows))), [{}])
    rows = insert_rows(rows, data.draw(st.integers(0, 4)), [{2: "Prepared for the owner"}])
    document = parse(rows, data.draw(st.sampled_from([xls, xlsx])))
    assert document.tables[LEASES] == expected.tables[LEASES]
    assert sorted(document.tables[CHARGES]) == sorted(expected.tables[CHARGES])
    assert [one.agrees for one in document.totals].count(False) == 0
    assert len(document.totals) == len(expected.totals)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([1, 2]))
def test_charge_codes_anywhere_are_known_by_the_totals_they_make(chance, variant):
    labels = list(header(variant))
    chance.shuffle(labels)
    expected = parse(report(variant=variant))
    document = parse(report(variant=variant, labels=labels))
    assert document.tables[LEASES] == expected.tables[LEASES]
    assert sorted(document.tables[CHARGES]) == sorted(expected.tables[CHARGES])


def test_an_unknown_amount_column_among_the_fixed_ones_is_refused_with_what_was_found():
    labels = list(header(1))
    labels.insert(14, "Legal Fees")
    leases = sample()
    leases[0].extra = {"Legal Fees": 75}
    with pytest.raises(LayoutError) as caught:
        parse(report(leases, labels=labels))
    assert str(caught.value) == (
        "file rr.xls, sheet 'Sheet1', row 6, column O: amounts stand under the header 'Legal Fees' (column O), which "
        "is not known; headers found: 'Unit', 'Floor Plan', 'Unit Designation', 'SQFT', 'Unit/Lease Status', 'Name', "
        "'Phone Number', 'Email', 'Move-In', 'Notice For Date', 'Move-Out', 'Lease Start', 'Lease End', "
        "'Market + Addl.', 'Legal Fees', 'Dep On Hand', 'Balance', 'Total Charges', 'RENT', 'PETRENT', 'CONC/SPECL', "
        "'Charge X'. Expected only columns this report is known to have, charge codes after Total Charges or Lease "
        "Rent. Say what the column means in parsers/column_maps/realpage_rent_roll.csv."
    )


def test_amounts_without_a_header_and_a_missing_column_are_refused():
    rows = report()
    rows[6] |= {len(header(1)) + 3: 12.5}
    with pytest.raises(LayoutError, match=r"amounts stand in column Y, which has no header; headers found: 'Unit'"):
        parse(rows)
    for missing, field in (("Lease End", "lease_end"), ("Balance", "balance")):
        labels = [one if one != missing else "" for one in header(1)]
        with pytest.raises(LayoutError, match=f"lacks {field}; headers found: 'Unit', 'Floor Plan'"):
            parse(report(labels=labels))
    with pytest.raises(LayoutError, match="no total of its charges"):
        parse(report(labels=[one for one in header(1) if one != "Total Charges"]))


def test_a_changed_amount_and_a_lost_lease_do_not_reconcile():
    rows = report()
    rows[6][15] += 1
    assert disagreeing(parse(rows)) == ["total.balance"]
    rows = report()
    del rows[6]
    assert "total.market_rent" in disagreeing(parse(rows))
    rows = report()
    rows[6][18] = 35.5
    document = parse(rows)
    assert disagreeing(document) == ["total.charge_petrent"]
    assert [(one.rule, one.severity) for one in document.findings] == [("charges_do_not_sum", "error")]


def test_a_report_cut_before_its_total_is_refused():
    rows = report()
    end = next(number for number, row in enumerate(rows) if row.get(0) == "TOTAL")
    with pytest.raises(LayoutError) as caught:
        parse(rows[:end])
    assert str(caught.value) == (
        f"file rr.xls, sheet 'Sheet1', row {end}: the rent roll has no TOTAL row after its last lease. Expected a row "
        "'TOTAL' with the sums of the amount columns. The file may be truncated: fetch the report again."
    )


def test_an_empty_rent_roll_is_read():
    document = parse(report([]))
    assert (document.tables[LEASES], document.tables[CHARGES], document.reconciled) == ([], [], True)


def test_subtotals_are_compared_and_are_no_leases():
    first, second = sample()[:4], sample()[4:]
    rows = report()
    only = report(first)
    subtotal = next(row for row in only if row.get(0) == "TOTAL") | {0: "Total A1"}
    rows = insert_rows(rows, 6 + len(first), [subtotal])
    document = parse(rows)
    assert len(document.tables[LEASES]) == len(first) + len(second)
    assert ("total.sections_agreeing", 1, 1) in [(one.name, one.printed, one.computed) for one in document.totals]
    assert document.reconciled
    subtotal[13] += 1
    assert disagreeing(parse(rows)) == ["total.sections_agreeing", "total.above_row_11.market_rent"]


def test_two_codes_that_differ_by_signs_alone_stay_two_and_a_repeated_code_is_one():
    labels = [{"Charge X": "CONC SPECL"}.get(one, one) for one in header(1)]
    leases = [Lease("1", extra={"CONC SPECL": 5, "Total Charges": 1389.75})]
    rows = report(leases, labels=labels)
    total = next(row for row in rows if row.get(0) == "TOTAL")
    total.update({16: 1389.75, 20: 5})
    document = parse(rows)
    assert document.tables[CHARGES][2:] == [(1, "CONC/SPECL", Decimal("-50.25")), (1, "CONC SPECL", 5)]
    assert document.reconciled
    rows[5][20] = "CONC/SPECL"
    document = parse(rows)
    assert document.tables[CHARGES][2:] == [(1, "CONC/SPECL", Decimal("-45.25"))]
    assert document.reconciled


def test_a_unit_whose_only_rows_are_applicants_and_a_unit_listed_twice_are_noticed():
    leases = [Lease("1"), Lease("1", "Vacant"), Lease("2", "Applicant"), Lease("3", "Holdover")]
    document = parse(report(leases))
    assert [row.is_current for row in document.tables[LEASES]] == [True, False, False, True]
    assert [one.message for one in document.findings] == [
        "1 units have a second row that is no applicant, former resident or renewal: 1",
        "1 units have only rows of applicants, former residents or renewals: 2",
        "statuses this product does not know, taken as a unit's: Holdover",
    ]


def test_a_property_named_alone_and_names_hidden():
    rows = report([Lease("1", name="")])
    rows[0] = {0: "Birch Court"}
    document = parse(rows)
    assert (document.company, document.property_name) == (None, "Birch Court")
    assert document.tables[LEASES][0].resident_name is None
    rows[0] = {0: "OneSite Reports - Birch Court"}
    assert parse(rows).property_name == "Birch Court"


def test_the_day_order_follows_the_country():
    rows = report([Lease("1", move_in="05/06/2015")])
    assert parse(rows).tables[LEASES][0].move_in == date(2015, 5, 6)
    assert parse(rows, country="MX").tables[LEASES][0].move_in == date(2015, 6, 5)


def test_an_unreadable_amount_says_where_it_is():
    rows = report()
    rows[6][17] = "#REF!"
    with pytest.raises(CellError) as caught:
        parse(rows)
    assert str(caught.value) == (
        "file rr.xls, sheet 'Sheet1', row 7, column R: the value '#REF!' cannot be read. "
        "Expected an amount of money such as 1,905.00 or (55.00), or a blank."
    )


def test_blank_is_not_zero():
    leases = [Lease("1", extra={"Market + Addl.": None, "RENT": None, "Balance": "-"})]
    row = parse(report(leases)).tables[LEASES][0]
    assert (row.market_rent, row.balance) == (None, None)


def test_a_large_rent_roll_is_read_whole():
    leases = [Lease(str(number), market=Decimal(90000 + number * 977 % 160000) / 100) for number in range(1500)]
    document = parse(report(leases, 2), xlsx)
    assert len(document.tables[LEASES]) == 1500
    assert document.reconciled
