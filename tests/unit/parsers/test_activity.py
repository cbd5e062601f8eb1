from datetime import date

import pytest
from fixtures_activity import FLAT, Contact, flat, paged, sample, totals, workbook_xls, workbook_xlsx
from fixtures_sheets import WRITERS, at, insert_rows, shift_columns, xls, xlsx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.errors import CellError, LayoutError
from parsers.parse import parse_document

TABLE = "realpage_activity"


def parse(rows, write=xls, country="US"):
    return parse_document(write(rows), name="act.xls", country=country)


def parse_sheets(*sheets, write=workbook_xls):
    return parse_document(write(*sheets), name="act.xls")


def disagreeing(document):
    return [total.name for total in document.totals if not total.agrees]


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_the_flat_variant_reads_the_same_in_every_format(write):
    document = parse(flat(), write)
    rows = document.tables[TABLE]
    assert [row.contact_type for row in rows] == [one.kind for one in sample()]
    assert rows[3] == (4, "Pat Elm", date(2026, 2, 3), "Visit", "Fir, Sam", "Internet", "Zillow", "1x1", "A1",
                       date(2026, 3, 1), date(2026, 2, 10), "Active", 0, "No", 0, 0, 1, "Denied",
                       "Credit")  # fmt: skip
    assert (rows[0].prospect_name, rows[0].cancelled_denied, rows[0].cancelled_denied_as) == (
        "Oak, Kim (Kit)", None, None)  # fmt: skip
    assert (rows[2].leases, rows[4].waitlist, rows[4].lost_reason, rows[5].guest_card_status) == (1, 1, None, None)
    assert (document.company, document.property_name) == ("Elm Management, LLC", "Birch Court")
    assert (document.period_start, document.as_of) == (date(2026, 2, 1), date(2026, 2, 7))
    assert [one.rule for one in document.findings] == ["no_printed_totals"]


@pytest.mark.parametrize("write", [workbook_xls, workbook_xlsx])
def test_the_second_sheets_totals_by_consultant_are_compared(write):
    document = parse_sheets(flat(), totals(), write=write)
    assert document.reconciled
    assert not document.findings
    computed = {total.name: int(total.computed) for total in document.totals}
    assert computed["consultant_jo_alder.activities"] == 3
    assert computed["consultant_pat_elm.cancelled_denied"] == 1
    assert computed["consultant_pat_elm.contacts_visit"] == 1
    assert (computed["activities.activities"], computed["activities.leases"]) == (6, 1)
    wrong = totals()
    wrong[1][5] = "2"
    assert disagreeing(parse_sheets(flat(), wrong)) == ["consultant_jo_alder.leases"]


def test_a_lost_activity_and_a_consultant_without_total_are_found():
    document = parse_sheets(flat(sample()[1:]), totals())
    assert "activities.activities" in disagreeing(document)
    named = totals()
    del named[3]
    document = parse_sheets(flat(), named)
    assert [one.message for one in document.findings] == [
        "the totals by consultant name none of House, who have activities"]  # fmt: skip


@pytest.mark.parametrize("write", [xls, xlsx])
@pytest.mark.parametrize("labelled", [True, False])
@pytest.mark.parametrize("summary", [True, False])
def test_the_paged_variant_gives_the_same_rows(write, labelled, summary):
    document = parse(paged(page_size=2, labelled=labelled, summary=summary), write)
    assert document.tables[TABLE] == parse(flat()).tables[TABLE]
    assert document.reconciled
    assert not document.findings
    assert {"activities.activities", "consultant_house.leases"} <= {total.name for total in document.totals}
    assert (document.property_name, document.as_of) == ("Birch Court", date(2026, 2, 7))


def test_a_wrong_total_between_the_rows_does_not_reconcile():
    rows = paged()
    total = next(row for row in rows if row.get(1) == "Total for Pat Elm: 2")
    total |= at(B="Total for Pat Elm: 3", BI=0)
    assert disagreeing(parse(rows)) == ["consultant_pat_elm.activities", "consultant_pat_elm.cancelled_denied"]


word = st.sampled_from(["Jo Alder", "Pat Elm", "House", "Lee Ash"])
contact = st.builds(
    Contact,
    consultant=word,
    day=st.sampled_from(["02/01/2026", "02/02/2026", "02/07/2026"]),
    kind=st.sampled_from(["E-mail", "Visit (return)", "Self-guided - Tour", "Identity Verification"]),
    returns=st.sampled_from(["0", "1"]),
    leases=st.sampled_from(["0", "1"]),
    cancelled=st.sampled_from(["", "Cancelled", "Denied"]),
    result=st.sampled_from(["", "Location", "Total cost"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), contacts=st.lists(contact, max_size=8))
def test_layout_changes_of_the_paged_variant_do_not_change_the_rows(data, contacts):
    contacts = sorted([*sample(), *contacts], key=lambda one: one.consultant)
    expected = parse(flat(contacts))
    rows = paged(contacts, data.draw(st.integers(1, 9)), summary=data.draw(st.booleans()))
    rows = shift_columns(rows, data.draw(st.integers(0, 5)))
    for _ in range(data.draw(st.integers(0, 4))):
        rows = insert_rows(rows, data.draw(st.integers(0, len(rows))), [{}])
    rows = insert_rows(rows, data.draw(st.integers(0, 4)), [{2: "Prepared for the owner"}])
    document = parse(rows, data.draw(st.sampled_from([xls, xlsx])))
    assert document.tables == expected.tables
    assert document.reconciled


@settings(max_examples=30, deadline=None)
@given(data=st.data(), contacts=st.lists(contact, max_size=5))
def test_columns_in_another_order_read_the_same(data, contacts):
    contacts = [*sample(), *contacts]
    labels = [*data.draw(st.permutations(FLAT)), "Note"]
    rows = insert_rows(flat(contacts, labels), data.draw(st.integers(0, 4)), [{1: "Prepared for the owner"}])
    for _ in range(data.draw(st.integers(0, 3))):
        rows = insert_rows(rows, data.draw(st.integers(0, len(rows))), [{}])
    repeated = insert_rows(rows, len(rows) - 2, [{0: BANNER_TITLE}, dict(enumerate(labels))])
    document = parse_sheets(repeated, totals(contacts))
    assert document.tables == parse(flat(contacts)).tables
    assert document.reconciled


BANNER_TITLE = "Leasing Activity Detail"


def test_a_consultant_printed_on_the_first_of_several_rows_is_all_their_consultant():
    contacts = sample()
    for position in (1, 2, 4):
        contacts[position].consultant = ""
    rows = parse(flat(contacts)).tables[TABLE]
    assert [row.leasing_consultant for row in rows] == ["Jo Alder"] * 3 + ["Pat Elm"] * 2 + ["House"]
    contacts[2].consultant = "Jo Alder"
    contacts[1].consultant = "Jo Alder"
    rows = parse(flat(contacts)).tables[TABLE]
    assert [row.leasing_consultant for row in rows] == ["Jo Alder"] * 3 + ["Pat Elm", None, "House"]


def test_an_unknown_column_of_amounts_and_a_missing_column_are_refused():
    labels = [*FLAT, "Quoted Rent"]
    rows = flat(labels=labels)
    for row in rows[5:]:
        row[len(FLAT)] = "1,500.00"
    with pytest.raises(
        LayoutError, match=r"amounts stand under the header 'Quoted Rent' \(column R\), .* found: 'Leas"
    ):
        parse(rows)
    with pytest.raises(
        LayoutError, match="the list of activities lacks ad_source; headers found: 'Leasing Consultant'"
    ):
        parse(flat(labels=[one for one in FLAT if one != "Ad Source"]))


def test_a_day_that_cannot_be_is_refused_where_it_stands():
    with pytest.raises(CellError, match=r"row 6, column B: the value '13/45/2026' cannot be read"):
        parse(flat([Contact(day="13/45/2026"), *sample()]))


def test_the_day_order_follows_the_country():
    rows = flat([Contact(day="05/02/2026")])
    assert parse(rows, country="US").tables[TABLE][0].activity_date == date(2026, 5, 2)
    assert parse(rows, country="MX").tables[TABLE][0].activity_date == date(2026, 2, 5)


def test_activities_outside_the_period_are_noticed_and_none_at_all_are_read():
    document = parse(flat([Contact(day="03/01/2026")]))
    assert [one.message for one in document.findings][1:] == [
        "1 activities lie outside 2026-02-01 to 2026-02-07, first number 1"]  # fmt: skip
    assert parse(flat([])).tables[TABLE] == []


def test_words_and_marks_count_as_one_and_no_counts_as_none():
    contacts = [Contact(leases="X", waitlist="No", cancelled="2"), Contact(leases="N/A", cancelled="Cancelled")]
    rows = parse(flat(contacts)).tables[TABLE]
    assert [(row.leases, row.waitlist, row.cancelled_denied, row.cancelled_denied_as) for row in rows] == [
        (1, 0, 2, None), (None, 0, 1, "Cancelled")]  # fmt: skip
