"""From a file to what the warehouse loads: the parsers' rows in the warehouse's words. No rules of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from parsers.document import ParsedDocument
from parsers.errors import Place, UnreadableFileError
from parsers.exports import FEEDS, Feed
from parsers.exports.tables import FeedTable, read_feed_tables
from parsers.exports.tell import first_names, tell_json
from parsers.worker import ParserPool
from warehouse.documents import Document, Noticed, PrintedTotal
from warehouse.landing import Landed
from warehouse.reading import FeedFile

BEGINNING = 1 << 16
_JSON_STARTS = (b"[", b"{")


@dataclass(slots=True)
class Reader:
    """Reads files for one run: keeps its worker process, and what it has read, until the run ends."""

    pool: ParserPool
    _tables: dict[str, list[FeedTable]] = field(default_factory=dict)
    _documents: dict[str, ParsedDocument] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def open(cls) -> Iterator[Reader]:
        """A reader whose worker ends with the block."""
        with ParserPool() as pool:
            yield cls(pool)

    def feeds_in(self, path: Path, *, source: str, sha256: str) -> list[Feed]:
        """The datasets a feed file holds: one of a JSON file, one per sheet of a workbook. Raises ParseError."""
        if is_json(path):
            return [tell_json(FEEDS[source], _beginning(path), name=path.name)]
        return [table.feed for table in self._feed_tables(path, source=source, sha256=sha256, name=path.name)]

    def feed_file(self, landed: Landed, path: Path) -> FeedFile:
        """A landed feed file, ready to load. Raises ParseError."""
        feed = FEEDS[landed.source][landed.dataset]
        if is_json(path):
            return FeedFile(feed, landed, path, tuple(first_names(_beginning(path))))
        tables = self._feed_tables(path, source=landed.source, sha256=landed.sha256, name=landed.file_name)
        table = next(one for one in tables if one.feed.dataset == landed.dataset)
        return FeedFile(feed, landed, path, table.header, _arrow(table))

    def document(self, path: Path, *, name: str, country: str, sha256: str) -> ParsedDocument:
        """A report file, parsed in the worker process. Raises ParseError."""
        if sha256 not in self._documents:
            self._documents[sha256] = self.pool.parse(path.read_bytes(), name=name, country=country)
        return self._documents[sha256]

    def _feed_tables(self, path: Path, *, source: str, sha256: str, name: str) -> list[FeedTable]:
        if sha256 not in self._tables:
            self._tables[sha256] = read_feed_tables(path.read_bytes(), FEEDS[source], name=name)
        return self._tables[sha256]


def to_document(landed: Landed, parsed: ParsedDocument, property_id: str, findings: Mapping[str, str]) -> Document:
    """A parsed report in the warehouse's words; `findings` adds the portfolio's own, rule -> sentence."""
    noticed = [Noticed(one.rule, one.severity, one.message) for one in parsed.findings]
    noticed += [Noticed(rule, "warning", message) for rule, message in findings.items()]
    return Document(
        landed,
        property_id,
        property_name=parsed.property_name,
        company=parsed.company,
        as_of=parsed.as_of,
        period_start=parsed.period_start,
        tables=parsed.tables,
        totals=[PrintedTotal(one.name, one.printed, one.computed) for one in parsed.totals],
        findings=noticed,
    )


def readable(path: Path) -> Path:
    """The path itself; raises UnreadableFileError for a directory or a file that cannot be opened."""
    if path.is_dir():
        raise UnreadableFileError("it is a directory", place=Place(file=path.name), expected="a file")
    try:
        _beginning(path)
    except OSError as error:
        what = f"it cannot be opened ({error.strerror})"
        raise UnreadableFileError(
            what,
            place=Place(file=path.name),
            expected="a readable file",
            next_step="Check the path and its permissions",
        ) from error
    return path


def is_json(path: Path) -> bool:
    """Whether a file is meant as JSON: it begins like a list or an object, or says so in its name."""
    start = _beginning(path).removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(_JSON_STARTS) or path.suffix.lower() == ".json"


def _beginning(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(BEGINNING)


def _arrow(table: FeedTable) -> pa.Table:
    columns = {name: pa.array(texts, pa.string()) for name, texts in table.columns.items()}
    numbers = pa.array(table.row_numbers, pa.int64())
    return pa.table({"row_number": numbers, **columns, "row_problem": pa.array(table.problems, pa.string())})
