from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from fixtures_delinquency import (
    CODE_COLUMNS,
    GRAND_COLUMNS,
    Account,
    account_rows,
    banner,
    closing,
    flat,
    line,
    money_row,
    page_header,
    paged,
    sample,
)
from fixtures_sheets import WRITERS, at, insert_rows, real_file, shift_columns, xls, xlsx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.errors import CellError, LayoutError
from parsers.parse import parse_document

ACCOUNTS, CHARGES = "realpage_delinquency", "realpage_delinquency_charges"


def parse(rows, write=xls, country="US"):
    return parse_document(write(rows), name="del.xls", country=country)


def disagreeing(document):
    return [total.name for total in document.totals if not total.agrees]


def test_the_real_report_gives_its_printed_figures():
    document = parse_document(real_file("delinquent_prepaid_4009.xls"), name="4009.xls")
    accounts, charges = document.tables[ACCOUNTS], document.tables[CHARGES]
    sums = {one: sum(row._asdict()[one] for row in accounts) for one in (
        "total_prepaid", "total_delinquent", "net_balance", "current_balance", "days_30", "days_60", "days_90_plus",
        "deposits_held")}  # fmt: skip
    assert (len(accounts), len(charges), document.as_of) == (241, 988, date(2026, 1, 29))
    assert list(map(str, sums.values())) == ["-200846.88", "104579.35", "-96267.53", "-9263.55", "-102858.80",
                                             "-35961.73", "51816.55", "70672"]  # fmt: skip
    nets = [row.net_balance for row in accounts]
    assert (sum(one for one in nets if one > 0), sum(one > 0 for one in nets)) == (Decimal("100197.95"), 156)
    assert (sum(one for one in nets if one < 0), sum(one < 0 for one in nets)) == (Decimal("-196465.48"), 85)
    assert Counter(row.status for row in accounts) == {
        "Current resident": 201, "Former resident": 17, "NTV": 10, "Former applicant": 6, "Applicant": 5,
        "Misc. Income": 2}  # fmt: skip
    assert list(Counter(one.account_number for one in charges).values()).count(1) == 27
    assert sum(row.is_under_eviction for row in accounts) == 4
    assert document.reconciled
    assert not document.findings


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("continued", [False, True])
def test_a_paged_report_reads_the_same_in_every_format(write, continued):
    document = parse(paged(sample(), page_size=4, continued=continued), write)
    accounts = document.tables[ACCOUNTS]
    assert [row.unit_number for row in accounts] == ["101", "102", "007", "905", None]
    assert [row.net_balance for row in accounts] == [
        Decimal(one) for one in ("17.75", "24.35", "330", "3049.51", "-344")
    ]
    assert (accounts[1].move_in, accounts[1].move_out) == (date(2024, 12, 6), date(2026, 4, 18))
    assert (accounts[1].late_count, accounts[1].nsf_count) == (2, 1)
    assert [row.is_under_eviction for row in accounts] == [False, False, False, True, False]
    assert [row.has_nsf for row in accounts] == [False, False, True, False, False]
    assert [row.has_120_plus for row in accounts] == [False, False, False, True, False]
    assert [(row.account_number, row.charge_code) for row in document.tables[CHARGES]][1:4] == [
        (2, "RENT"), (2, "WATER"), (2, "SEWER")]  # fmt: skip
    assert (document.company, document.property_name) == ("Elm Management, LLC", "Birch Court")
    assert document.as_of == date(2026, 1, 29)
    assert disagreeing(document) == []
    assert {"report.accounts", "grand.net_delinquent", "grand.deposits_held", "subtotals.accounts_agreeing",
            "transaction_codes.codes_agreeing"} <= {total.name for total in document.totals}  # fmt: skip


def test_a_line_without_a_printed_net_keeps_it_blank_and_the_account_sums_it():
    document = parse(paged(sample()))
    assert [row.net_balance for row in document.tables[CHARGES]][:3] == [Decimal("17.75"), None, None]


amounts = st.decimals(min_value=-3000, max_value=3000, places=2)
codes = st.sampled_from(["RENT", "WATER", "Boiler Utility", "100"])
charge = st.builds(
    lambda code, buckets: line(code, *buckets), codes, st.tuples(amounts, amounts, amounts, amounts).filter(any)
)
account = st.builds(
    Account,
    unit=st.sampled_from(["101", "B-12", "007", "NONE"]),
    status=st.sampled_from(["Current resident", "NTV", "Applicant"]),
    moves=st.sampled_from(["", "12/06/2024", "12/06/2024\n04/18/2026"]),
    deposit=st.sampled_from([Decimal(0), Decimal(250), Decimal("99.5")]),
    late_nsf=st.sampled_from(["0/0", "12/3"]),
    lines=st.lists(charge, min_size=1, max_size=4),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), accounts=st.lists(account, min_size=1, max_size=6))
def test_layout_changes_do_not_change_the_rows(data, accounts):
    accounts = [*sample()[:1], *accounts]
    expected = parse(paged(accounts, page_size=10**6))
    rows = paged(accounts, page_size=data.draw(st.integers(3, 30)), continued=data.draw(st.booleans()))
    rows = shift_columns(rows, data.draw(st.integers(0, 9)))
    rows = shift_columns(rows, 1, start=data.draw(st.integers(0, 80)))
    for _ in range(data.draw(st.integers(0, 4))):
        rows = insert_rows(rows, data.draw(st.integers(8, len(rows))), [{}])
    rows = insert_rows(rows, data.draw(st.integers(0, 6)), [{2: "Prepared for the owner"}])
    document = parse(rows, data.draw(st.sampled_from([xls, xlsx])))
    assert document.tables == expected.tables
    assert [row.net_balance for row in document.tables[ACCOUNTS]] == [one.money[2] for one in accounts]
    assert disagreeing(document) == []


def test_a_report_without_any_single_line_account_is_read():
    accounts = [one for one in sample() if len(one.lines) > 1]
    document = parse(paged(accounts))
    assert [row.net_balance for row in document.tables[ACCOUNTS]] == [one.money[2] for one in accounts]
    assert document.reconciled


def test_shown_names_are_read_without_phone_and_mail():
    accounts = sample()
    accounts[1].name = "* Alder, Kim (Kit)\n(555) 010-0000\nkim@example.com"
    row = parse(paged(accounts)).tables[ACCOUNTS][1]
    assert (row.resident_name, row.is_under_eviction) == ("Alder, Kim (Kit)", True)


def test_the_day_order_follows_the_country():
    accounts = [*sample()[:1]]
    accounts[0].moves = "05/06/2025"
    assert parse(paged(accounts), country="US").tables[ACCOUNTS][0].move_in == date(2025, 5, 6)
    rows = [{column: (value.replace("01/29/2026", "29/01/2026") if isinstance(value, str) else value)
             for column, value in row.items()} for row in paged(accounts)]  # fmt: skip
    mexican = parse(rows, country="MX")
    assert (mexican.tables[ACCOUNTS][0].move_in, mexican.as_of) == (date(2025, 6, 5), date(2026, 1, 29))


def test_a_changed_amount_is_found_by_subtotal_code_and_grand_total():
    rows = paged(sample())
    index = next(number for number, row in enumerate(rows) if "WATER" in row.values())
    rows[index] |= at(X=-7, AW=-7)
    document = parse(rows)
    assert not document.reconciled
    names = disagreeing(document)
    assert {"grand.total_prepaid", "subtotals.account_2.total_prepaid", "transaction_codes.water.days_30",
            "subtotals.accounts_agreeing"} <= set(names)  # fmt: skip
    assert not any(name.startswith("subtotals.account_3") for name in names)


def test_a_lost_account_is_found_by_the_count():
    rows = paged(sample(), page_size=10**6)
    start = next(number for number, row in enumerate(rows) if "905" in row.values())
    assert "report.accounts" in disagreeing(parse(rows[:start] + rows[start + 3 :]))


def test_a_report_cut_before_its_grand_totals_is_refused():
    rows = paged(sample())
    end = next(number for number, row in enumerate(rows) if "Grand Totals:" in row.values())
    last = max(number for number, row in enumerate(rows[:end], start=1) if row)
    with pytest.raises(LayoutError) as caught:
        parse(rows[:end])
    assert str(caught.value) == (
        f"file del.xls, sheet 'Sheet1', row {last}: the report has no Grand Totals row. Expected a row 'Grand Totals:' "
        "after the last account. The file is probably truncated: fetch the report again."
    )


def test_a_missing_column_is_refused_with_the_headers_found():
    rows = [{column: value for column, value in row.items() if value != "60\nDays"} for row in paged(sample())]
    with pytest.raises(LayoutError, match=r"lacks days_60; headers found: 'Unit'.*'30 Days', '90\+ Days'"):
        parse(rows)


def test_amounts_under_an_unknown_header_are_refused():
    rows = paged(sample(), page_size=10**6)
    header = next(number for number, row in enumerate(rows) if "Unit" in row.values())
    rows = shift_columns(rows, 6, start=48)
    rows[header] |= at(AX="Legal\nFees")
    lines = [row for row in rows if row.get(18) and len(row) > 6 and row is not rows[header]]
    for row in lines:
        row.update(at(AX=1))
    with pytest.raises(LayoutError, match=r"amounts stand under the header 'Legal Fees' \(column AX\)"):
        parse(rows)


def test_an_added_text_column_is_no_trouble():
    rows = paged(sample(), page_size=10**6)
    for row in rows:
        if "Unit" in row.values():
            row.update(at(CC="Comment"))
        elif row.get(75) in {"0/0", "2/1", "0/1"}:
            row.update(at(CC="called twice"))
    assert parse(rows).tables == parse(paged(sample())).tables


def test_an_unreadable_amount_says_where_it_is():
    rows = paged(sample(), page_size=10**6)
    index = next(number for number, row in enumerate(rows) if "BOILER" in row.values())
    rows[index] |= at(AW="#REF!")
    with pytest.raises(CellError) as caught:
        parse(rows)
    assert str(caught.value) == (
        f"file del.xls, sheet 'Sheet1', row {index + 1}, column AW: the value '#REF!' cannot be read. "
        "Expected an amount of money such as 1,905.00 or (55.00), or a blank."
    )


def test_an_unreadable_day_says_where_it_is():
    accounts = sample()
    accounts[0].moves = "13/45/2025"
    with pytest.raises(CellError) as caught:
        parse(paged(accounts))
    assert str(caught.value) == (
        "file del.xls, sheet 'Sheet1', row 14, column N: the value '13/45/2025' cannot be read. "
        "Expected a day such as 12/31/2026 or 2026-12-31, or a blank."
    )


def test_an_empty_report_has_no_accounts():
    rows = [*banner(0), *page_header(), at(Q="Grand Totals:", X=0, AE=0, AN=0, AR=0, AW=0, BA=0, BD=0, BI=0, BN=0)]
    document = parse(rows)
    assert (document.tables[ACCOUNTS], document.reconciled) == ([], True)


def test_legends_and_comments_between_accounts_mark_nobody():
    rows = paged(sample(), page_size=10**6)
    first = next(number for number, row in enumerate(rows) if "102" in row.values())
    rows = insert_rows(rows, first, [at(C="*  -- Resident is under eviction"), at(B="Comment:", J="promised to pay")])
    document = parse(rows)
    assert document.tables == parse(paged(sample())).tables
    assert [finding.rule for finding in document.findings] == ["unread_rows"]


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_the_flat_variant_gives_accounts_and_ids(write):
    document = parse(flat(sample()), write)
    accounts, charges = document.tables[ACCOUNTS], document.tables[CHARGES]
    assert [row.resident_household_id for row in accounts] == ["9001", "9002", "9003", "9004", "9005"]
    assert [row.unit_number for row in accounts] == ["101", "102", "007", "905", None]
    assert [row.net_balance for row in accounts] == [one.money[2] for one in sample()]
    assert len(charges) == 8
    assert (accounts[1].late_count, accounts[1].nsf_count) == (2, 1)
    assert (accounts[2].has_nsf, accounts[3].has_120_plus) == (True, True)
    assert (document.as_of, document.property_name) == (date(2026, 1, 29), "Birch Court")
    assert [finding.rule for finding in document.findings] == ["no_printed_totals"]


def test_pages_end_within_an_account():
    accounts = [Account("1", lines=[line(f"C{number}", number + 1, 0, 0, 0) for number in range(9)]), *sample()]
    rows = paged(accounts, page_size=4)
    assert len(parse(rows).tables[ACCOUNTS]) == 6
    assert parse(rows).reconciled
    assert len(list(account_rows(accounts[0]))) > 12
    assert closing(accounts)


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_a_report_of_no_account_with_its_summaries_is_read(write):
    zeros = at(**dict.fromkeys(CODE_COLUMNS, 0))
    grand = money_row("Grand Totals:", (0,) * 8, GRAND_COLUMNS, label_column="Q") | at(BN=0)
    summary = [at(L="Summary By Transaction Code **"), next(row for row in closing(sample()) if 3 in row), {}, zeros]
    document = parse([*banner(0), *page_header(), grand, *summary], write)
    assert (document.tables[ACCOUNTS], document.tables[CHARGES], document.reconciled) == ([], [], True)
    assert "transaction_codes.net_balance" in {total.name for total in document.totals}


@pytest.mark.parametrize("has_column", [True, False], ids=["blank in Grand Totals", "absent"])
def test_prorate_credits_may_be_missing(has_column):
    rows = paged(sample())
    grand = next(number for number, row in enumerate(rows) if "Grand Totals:" in row.values())
    for row in rows[grand if has_column else 0 : grand + 1]:
        for column in at(BH=0, BI=0):
            row.pop(column, None)
    document = parse(rows)
    usual = parse(paged(sample()))
    prorate = Decimal(0) if has_column else None
    assert document.tables[ACCOUNTS] == [row._replace(prorate_credits=prorate) for row in usual.tables[ACCOUNTS]]
    printed = {total.name: total.printed for total in document.totals if total.name.startswith("grand.")}
    assert (printed["grand.deposits_held"], "grand.prorate_credits" in printed) == (750, False)
    assert document.reconciled


@pytest.mark.parametrize(
    ("line", "company", "name"),
    [("7 East", None, "7 East"), ("Elm - Birch: Phase 1", "Elm", "Birch: Phase 1"),
     ("Elm: West - Birch", "Elm: West", "Birch"), ("Detail Homes - Birch", "Detail Homes", "Birch")],
)  # fmt: skip
def test_company_and_property_are_named_in_many_ways(line, company, name):
    rows = [{at: said.replace("Elm Management, LLC - Birch Court", line) if isinstance(said, str) else said
             for at, said in row.items()} for row in paged(sample())]  # fmt: skip
    document = parse(rows)
    assert (document.company, document.property_name) == (company, name)


@pytest.mark.parametrize("kept", [3, 9, 14, 24])
def test_a_flat_report_cut_within_a_row_is_refused(kept):
    rows = flat(sample())
    *whole, last = rows
    cut = [*whole, {column: said for column, said in last.items() if column < kept}]
    with pytest.raises(LayoutError, match=r"the last row is cut: .* The file is probably truncated"):
        parse(cut, WRITERS["csv"])
    assert len(parse([*rows, {0: "† -- Balance due includes NSF transaction(s)."}]).tables[ACCOUNTS]) == 5
