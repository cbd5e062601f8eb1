"""HTML to one sheet: every table row, heading and paragraph of the page in reading order is a row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html  # type: ignore[import-untyped]

from parsers.cells import Cell
from parsers.errors import Place, UnreadableFileError
from parsers.limits import MAX_CELLS

_INNER_SUBSET = re.compile(rb"<!ENTITY|<!DOCTYPE[^>]*\[", re.IGNORECASE)
_DECLARES_CHARSET = re.compile(rb"charset\s*=", re.IGNORECASE)
_CLOSING = re.compile(rb"</\s*(?:table|html|body)\s*>", re.IGNORECASE)
_LINES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "caption"})
_UNSEEN = frozenset({"head", "script", "style", "title"})
_MAX_SPAN = 16_384
_MAX_DEPTH = 200
_HEAD_BYTES = 4096

Rows = list[list[Cell]]
Merged = list[tuple[int, int, int, int]]


def read(content: bytes, *, name: str) -> tuple[Rows, Merged]:
    """The page's rows and merged ranges, every cell as text and blanks as None, or UnreadableFileError."""
    if _INNER_SUBSET.search(content):
        raise _unreadable(name, "the page declares a DTD or entities", "a plain HTML page")
    if not _CLOSING.search(content):
        raise _unreadable(name, "the page is truncated: no table in it is closed", "a complete HTML page")
    return _Grid(name).fill(_root(content, name))


def _root(content: bytes, name: str) -> html.HtmlElement:
    declared = bool(_DECLARES_CHARSET.search(content[:_HEAD_BYTES]))
    try:
        encoding = None if declared else _checked_utf8(content)
        parser = html.HTMLParser(no_network=True, encoding=encoding, huge_tree=False)
        return html.document_fromstring(content, parser=parser)
    except UnicodeDecodeError:
        raise _unreadable(name, "the page is not UTF-8 and does not say what it is", "HTML in UTF-8") from None
    except (etree.ParserError, etree.XMLSyntaxError, LookupError) as error:
        raise _unreadable(name, f"the page cannot be read ({error})", "a complete HTML page") from None


def _checked_utf8(content: bytes) -> str:
    content.decode("utf-8")
    return "utf-8"


class _Grid:
    """Collects rows; a cell that spans several stands in its first place, as in a workbook."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: Rows = []
        self.merged: Merged = []
        self.cells = 0
        self.reaching_down: dict[int, int] = {}

    def fill(self, root: html.HtmlElement) -> tuple[Rows, Merged]:
        for element in _reading_order(root, self.name):
            if element.tag == "tr":
                self._add_row(element)
            else:
                self.rows.append([_text_of(element)])
        return self.rows, self.merged

    def _add_row(self, element: html.HtmlElement) -> None:
        row: list[Cell] = []
        taken = set(self.reaching_down)
        self.reaching_down = {column: left - 1 for column, left in self.reaching_down.items() if left > 1}
        for cell in element.iterchildren("td", "th"):
            while len(row) in taken:
                row.append(None)
            self._add_cell(row, cell)
        self.rows.append(row)

    def _add_cell(self, row: list[Cell], cell: html.HtmlElement) -> None:
        down, across = self._span(cell, "rowspan"), self._span(cell, "colspan")
        self.cells += across
        if self.cells > MAX_CELLS:
            raise _unreadable(self.name, f"the page spans more than {MAX_CELLS:,} cells", "a page of a report's size")
        if down > 1 or across > 1:
            number = len(self.rows)
            self.merged.append((number, len(row), number + down - 1, len(row) + across - 1))
        if down > 1:
            self.reaching_down.update(dict.fromkeys(range(len(row), len(row) + across), down - 1))
        row.extend([_text_of(cell), *[None] * (across - 1)])

    def _span(self, cell: html.HtmlElement, kind: str) -> int:
        said = cell.get(kind, "1").strip()
        span = int(said) if said.isdigit() and len(said) < 7 else 1  # noqa: PLR2004 - a longer number is nonsense
        if span > _MAX_SPAN:
            raise _unreadable(self.name, f"a cell says {kind} {span:,}", f"at most {_MAX_SPAN:,}")
        return span


def _reading_order(root: html.HtmlElement, name: str) -> Iterator[html.HtmlElement]:
    """Rows that hold no further table, and headings and paragraphs that stand outside of any row."""
    waiting: list[tuple[html.HtmlElement, int]] = [(root, 0)]
    while waiting:
        element, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            raise _unreadable(name, f"its elements are nested more than {_MAX_DEPTH} deep", "a plain HTML page")
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            continue
        if (element.tag == "tr" or element.tag in _LINES) and element.find(".//table") is None:
            yield element
            continue
        waiting.extend((child, depth + 1) for child in reversed(list(element)))


def _text_of(element: html.HtmlElement) -> Cell:
    for line_break in element.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    lines = "".join(element.itertext()).replace("\u00a0", " ").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip() or None


def _unreadable(name: str, what: str, expected: str) -> UnreadableFileError:
    return UnreadableFileError(
        what,
        place=Place(file=name),
        expected=expected,
        next_step="Fetch or export the report again and load that file",
    )
