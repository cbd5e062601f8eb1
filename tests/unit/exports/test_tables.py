"""The ledgers as CSV and Excel: what is read, what is refused, and in which words."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from support.homes import LEASING, day, everything
from support.rows import ledger, live, patients, payments, rejects, rent, status, stay

from simulator import inject

PATIENT_FIELDS = ("externalId", "firstName", "lastName", "middleName", "dateOfBirth")
PAYMENT_FIELDS = ("externalId", "patientId", "amount")
COUNT = 50
PAYMENTS = payments(COUNT)


def csv(rows, fields=PAYMENT_FIELDS, *, delimiter=",", header=None):
    lines = [delimiter.join(header or fields)]
    lines += [delimiter.join("" if row.get(name) is None else str(row.get(name)) for name in fields) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def table(rows, fields=PAYMENT_FIELDS):
    return [fields, *([row.get(name) for name in fields] for row in rows)]


@pytest.fixture
def loaded(home):
    home.load({"patients": patients(COUNT), "payments": PAYMENTS}, day(1))
    return home


def same_as_before(home, content, name="payments.csv"):
    """Load a file of January 2 and say how many payments it leaves as they were."""
    home.load(home.files({name: content}), day(2))
    (outcome,) = home.loaded
    assert (outcome.outcome, outcome.message) == ("loaded", None)
    return outcome.changes.unchanged


SAME = [
    ("comma", csv(PAYMENTS)),
    ("semicolon", csv(PAYMENTS, delimiter=";")),
    ("tab", csv(PAYMENTS, delimiter="\t")),
    ("other order of columns", csv(PAYMENTS, ("amount", "externalId", "patientId"))),
    ("header in capitals", csv(PAYMENTS, header=("EXTERNALID", "PATIENTID", "AMOUNT"))),
    ("header in words", csv(PAYMENTS, header=("External ID", "Patient-Id", " amount "))),
    ("a banner above the header", b"Harbor Clinic\nPayments as of 01/02/2024,,\n\n" + csv(PAYMENTS)),
    ("blank lines", csv(PAYMENTS).replace(b"\n", b"\n\n")),
    ("a byte order mark", b"\xef\xbb\xbf" + csv(PAYMENTS)),
    ("line ends of Windows", csv(PAYMENTS).replace(b"\n", b"\r\n")),
    ("no line end at the end", csv(PAYMENTS).rstrip(b"\n")),
    ("quoted fields", csv(PAYMENTS).replace(b"p1", b'"p1"')),
    ("a trailing delimiter in the header", csv(PAYMENTS).replace(b"amount", b"amount,", 1)),
]


@pytest.mark.parametrize("content", [one[1] for one in SAME], ids=[one[0] for one in SAME])
def test_a_csv_file_says_the_same_however_it_is_written(loaded, content):
    assert same_as_before(loaded, content) == COUNT


def test_a_workbook_says_the_same_as_json(loaded):
    assert same_as_before(loaded, workbook(payments=table(PAYMENTS)), "upload.xlsx") == COUNT


def test_amounts_as_floats_are_the_amounts_that_are_printed(home):
    rows = [
        {"externalId": name, "patientId": "p1", "amount": amount}
        for name, amount in {"a": 0.1 + 0.2, "b": 1905.1, "c": 100.0, "d": 33.33 * 3, "e": "12.50"}.items()
    ]
    home.load({"patients": patients(1)}, day(1))
    home.load(home.files({"payments.xlsx": workbook(payments=table(rows))}), day(1))
    found = dict(home.rows("SELECT payment_id, amount FROM unified.patient_payments"))
    assert found == {
        "a": Decimal("0.30"),
        "b": Decimal("1905.10"),
        "c": Decimal("100.00"),
        "d": Decimal("99.99"),
        "e": Decimal("12.50"),
    }


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_007_stays_007(home, extension):
    rows = [one | {"externalId": key} for one, key in zip(patients(2), ("007", "7"), strict=True)]
    content = csv(rows, PATIENT_FIELDS) if extension == "csv" else workbook(patients=table(rows, PATIENT_FIELDS))
    home.load(home.files({f"patients.{extension}": content}), day(1))
    assert live(home, "patients", "patient_id") == ["007", "7"]


def test_a_numeric_id_in_a_workbook_is_written_as_a_whole_number(home):
    rows = [one | {"externalId": key} for one, key in zip(patients(2), (7, 8.0), strict=True)]
    home.load(home.files({"patients.xlsx": workbook(patients=table(rows, PATIENT_FIELDS))}), day(1))
    assert live(home, "patients", "patient_id") == ["7", "8"]


@pytest.mark.parametrize("born", [date(1990, 1, 2), datetime(1990, 1, 2), "1990-01-02"])  # noqa: DTZ001 - as Excel has it
def test_a_day_may_be_an_excel_date_or_text(home, born):
    rows = [patients(1)[0] | {"dateOfBirth": born}]
    home.load(home.files({"patients.xlsx": workbook(patients=table(rows, PATIENT_FIELDS))}), day(1))
    assert home.rows("SELECT date_of_birth FROM unified.patients") == [(date(1990, 1, 2),)]


def test_a_workbook_with_a_sheet_per_table_is_a_whole_ledger(home):
    tables = ledger(
        stays=[stay("o1", "U01", "r1", date(2024, 1, 1), date(2024, 2, 1)), stay("o2", "U02", "r2", date(2024, 1, 1))],
        rents=[rent("n1", "o1", 900.5, date(2024, 1, 1))],
        statuses=[status("s1", "U03", "inactive", date(2024, 1, 1))],
    )
    sheets = {name: table(rows, tuple(rows[0])) for name, rows in tables.items()}
    notes = [["Exported by hand"], ["Call Jo before you use this"]]
    home.load(home.files({"january.xlsx": workbook(notes=notes, **sheets)}), day(2), source=LEASING)
    assert {one.dataset: one.outcome for one in home.loaded} == dict.fromkeys(tables, "loaded")
    assert rejects(home) == []
    assert home.rows("SELECT occupancy_id, move_in_date, move_out_date FROM unified.occupancies ORDER BY 1") == [
        ("o1", day(1), date(2024, 2, 1)),
        ("o2", day(1), None),
    ]


def test_sheets_are_told_by_their_fields_where_their_names_say_nothing(home):
    sheets = {"Sheet1": table(patients(2), PATIENT_FIELDS), "Sheet2": table(payments(2))}
    home.load(home.files({"book.xlsx": workbook(**sheets)}), day(1))
    assert {one.dataset: one.changes.accepted for one in home.loaded} == {"patients": 2, "payments": 2}


def test_two_sheets_for_one_table_are_refused(loaded):
    sheets = {"payments 2023": table(PAYMENTS[:25]), "payments 2024": table(PAYMENTS[25:])}
    loaded.load(loaded.files({"book.xlsx": workbook(**sheets)}), day(2))
    assert [(one.outcome, one.message) for one in loaded.loaded] == [
        (
            "refused",
            (
                "file book.xlsx: several sheets are payments. Expected one sheet per dataset: a snapshot is complete. "
                "Put the rows into one sheet; what was loaded before is unchanged."
            ),
        )
    ]


RAGGED = [
    ("too short", b"a2,p1", 1),
    ("too long", b"a2,p1,2,USD", 1),
    ("longer by blanks", b"a2,p1,2,,", 0),
]


@pytest.mark.parametrize(("line", "refused"), [one[1:] for one in RAGGED], ids=[one[0] for one in RAGGED])
def test_a_ragged_row_is_refused_alone(loaded, line, refused):
    loaded.load(loaded.files({"payments.csv": csv(PAYMENTS).replace(b"a2,p1,2", line, 1)}), day(2))
    assert rejects(loaded) == [("payments", 3, "row_too_long_or_short")] * refused
    assert loaded.value("SELECT amount FROM unified.patient_payments WHERE payment_id = 'a2'") == 2
    assert len(live(loaded, "patient_payments", "payment_id")) == COUNT


def test_a_short_row_does_not_pass_for_one_whose_last_field_is_blank(home):
    """A stay without its move-out date would live there for ever."""
    stays = [stay("o1", "U01", "r1", "2024-01-01", "2024-02-01")]
    home.load(ledger(stays=stays), day(1), source=LEASING)
    content = b"occupancy_id,unit_id,resident_id,move_in_date,move_out_date\no1,U01,r1,2024-01-01\n"
    home.load(home.files({"occupancies.csv": content}), day(2), source=LEASING)
    assert rejects(home) == [("occupancies", 2, "row_too_long_or_short")]
    assert home.value("SELECT move_out_date FROM unified.occupancies") == date(2024, 2, 1)


def test_rows_are_numbered_as_a_person_counts_them_in_the_file(home):
    content = b"Harbor Clinic\n\n" + csv([{"externalId": "a", "patientId": "nobody", "amount": 1}])
    home.load(home.files({"payments.csv": content}), day(1))
    assert rejects(home) == [("payments", 4, "unknown_patient")]


def test_a_thousands_separator_is_refused_and_never_read_as_0(home):
    home.load({"patients": patients(1)}, day(1))
    home.load(home.files({"payments.csv": b'externalId,patientId,amount\na,p1,"1,905.00"\nb,p1,0\n'}), day(1))
    assert rejects(home) == [("payments", 2, "amount_not_an_amount")]
    assert home.rows("SELECT payment_id, amount FROM unified.patient_payments") == [("b", Decimal(0))]


REFUSED = [
    ("no bytes at all", "payments.csv", b"", "the file is empty (0 bytes)"),
    (
        "a column gone",
        "payments.csv",
        csv(PAYMENTS, ("externalId", "patientId")),
        (
            "the header has no amount; it has externalId, patientId. Expected externalId, patientId, amount. "
            "Export the file again with these columns; what was loaded before is unchanged"
        ),
    ),
    (
        "a column twice",
        "payments.csv",
        csv(PAYMENTS, (*PAYMENT_FIELDS, "amount")),
        "the header names a field twice; it has externalId, patientId, amount, amount",
    ),
    ("Latin-1", "payments.csv", csv(PAYMENTS).replace(b"p1", b"\xe9", 1), "line 2 holds bytes that are not UTF-8"),
    ("UTF-16", "payments.csv", csv(PAYMENTS).decode().encode("utf-16"), "the file is text in UTF-16"),
    ("an open quote", "payments.csv", csv(PAYMENTS).replace(b"p1", b'"p1', 1), "the text is no well-formed CSV"),
    ("a PDF", "payments.csv", b"%PDF-1.7\n", "the file is a PDF"),
    ("a cut workbook", "payments.xlsx", workbook(payments=table(PAYMENTS))[:3000], "damaged"),
    ("no workbook at all", "payments.xlsx", b"PK\x03\x04", "damaged"),
    ("a web page", "payments.xlsx", b"<html><body>Please sign in</body></html>", "Expected"),
    (
        "a workbook of something else",
        "book.xlsx",
        workbook(Sheet1=[["a", "b"], [1, 2]]),
        "neither the name nor the fields",
    ),
]


@pytest.mark.parametrize(("name", "content", "message"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_a_file_that_is_no_table_of_the_ledger_is_refused_in_words(loaded, name, content, message):
    before = everything(loaded, schemas=("raw", "unified"))
    loaded.load(loaded.files({name: content}), day(2))
    (outcome,) = loaded.loaded
    assert outcome.outcome == "refused"
    assert message in outcome.message
    assert everything(loaded, schemas=("raw", "unified")) == before


HELD = [
    ("a header without rows", csv([])),
    ("the first 40 % of the rows", csv(PAYMENTS[:20])),
    ("a file cut short", csv(PAYMENTS)[:300]),
]


@pytest.mark.parametrize("content", [one[1] for one in HELD], ids=[one[0] for one in HELD])
def test_a_table_that_would_delete_too_much_is_held(loaded, content):
    before = loaded.rows("SELECT * FROM unified.patient_payments ORDER BY ALL")
    loaded.load(loaded.files({"payments.csv": content}), day(2))
    assert [one.outcome for one in loaded.loaded] == ["held"]
    assert loaded.rows("SELECT * FROM unified.patient_payments ORDER BY ALL") == before


def test_an_empty_sheet_is_held_like_an_empty_list(loaded):
    loaded.load(loaded.files({"payments.xlsx": workbook(payments=table([]))}), day(2))
    assert [one.outcome for one in loaded.loaded] == ["held"]


def test_an_added_column_is_noticed_and_versions_nothing(loaded):
    rows = [one | {"currency": "USD"} for one in PAYMENTS]
    assert same_as_before(loaded, csv(rows, (*PAYMENT_FIELDS, "currency"))) == COUNT
    assert loaded.rows("SELECT message FROM ops.findings") == [
        ("the field currency is not in the declaration of payments; it was not loaded",)
    ]


def test_a_directory_with_the_name_of_a_table_is_refused(home):
    (path,) = home.files({"payments.csv": csv(PAYMENTS)})
    inject.directory_instead(path)
    home.load([path], day(1))
    assert home.loaded[0].message == "file payments.csv: it is a directory. Expected a file."


def test_bad_rows_of_a_table_are_refused_one_by_one(loaded):
    rows = [dict(one) for one in PAYMENTS]
    rows[0]["amount"], rows[1]["patientId"], rows[2]["amount"] = "abc", "nobody", None
    rows += [PAYMENTS[3], PAYMENTS[4] | {"amount": 0.5}]
    loaded.load(loaded.files({"payments.csv": csv(rows)}), day(2))
    assert rejects(loaded) == [
        ("payments", 2, "amount_not_an_amount"),
        ("payments", 3, "unknown_patient"),
        ("payments", 4, "missing_amount"),
        ("payments", 53, "duplicate_id"),
    ]
    assert loaded.loaded[0].changes.repeated == 1
    assert len(live(loaded, "patient_payments", "payment_id")) == COUNT
