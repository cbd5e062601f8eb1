"""Sheets as sparse rows, what may happen to their layout, and the bytes of each format."""

import csv
import html
import io
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.utils import column_index_from_string

REAL = Path(__file__).parents[4] / "shared" / "real" / "realpage"


def real_file(name):
    path = REAL / name
    if not path.exists():
        pytest.skip("the real files are not here")
    return path.read_bytes()


def at(**cells):
    """A row by column letters: at(B="Unit", N=3)."""
    return {column_index_from_string(letters) - 1: value for letters, value in cells.items()}


def shift_columns(rows, by, start=0):
    """Every cell from a column on moved to the right, headers and data alike."""
    return [{column + (by if column >= start else 0): value for column, value in row.items()} for row in rows]


def insert_rows(rows, position, new):
    return [*rows[:position], *new, *rows[position:]]


def dense(rows):
    width = max((max(row, default=-1) for row in rows), default=-1) + 1
    return [[row.get(column) for column in range(width)] for row in rows]


def xls(rows, sheet_name="Sheet1"):
    book = xlwt.Workbook()
    sheet = book.add_sheet(sheet_name)
    for row, cells in enumerate(rows):
        for column, value in cells.items():
            sheet.write(row, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xlsx(rows, sheet_name="Sheet1"):
    book = openpyxl.Workbook()
    book.active.title = sheet_name
    for row, cells in enumerate(rows, start=1):
        for column, value in cells.items():
            book.active.cell(row, column + 1, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def html_page(rows):
    def cell(value):
        return "" if value is None else html.escape(str(value)).replace("\n", "<br>")

    lines = ["<tr>" + "".join(f"<td>{cell(value)}</td>" for value in row) + "</tr>" for row in dense(rows)]
    return ("<html><head><title>x</title></head><body><table>" + "".join(lines) + "</table></body></html>").encode()


def csv_text(rows):
    stream = io.StringIO()
    csv.writer(stream).writerows(dense(rows))
    return stream.getvalue().encode()


WRITERS = {"xls": xls, "xlsx": xlsx, "html": html_page, "csv": csv_text}
