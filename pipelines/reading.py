"""From a file to what the warehouse loads: the parsers' rows in the warehouse's words. No rules of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from parsers.document import ParsedDocument
from parsers.errors import ParseError, Place, UnreadableFileError
from parsers.exports import FEEDS, Feed
from parsers.exports.tables import FeedTable, read_feed_tables
from parsers.exports.tell import first_names, tell_json
from parsers.worker import ParserPool, ReportFile
from warehouse.documents import Document, Noticed, PrintedTotal, Rejected
from warehouse.landing import Landed
from warehouse.reading import FeedFile

BEGINNING = 1 << 16
WORKERS = 2
# A month of reports of 25 properties is told and loaded without parsing any of it twice.
KEPT_DOCUMENTS = 256
_JSON_STARTS = (b"[", b"{")


class ReportPath(NamedTuple):
    """A report file to parse: where it is, what messages call it, its property's country and its content hash."""

    path: Path
    name: str
    country: str
    sha256: str

    @property
    def key(self) -> tuple[str, str]:
        """By what a document is found again: the same bytes under another name are another message."""
        return self.name, self.sha256


@dataclass(slots=True)
class Reader:
    """Reads files for one run: keeps its worker processes, and what it has read last, until the run ends."""

    pool: ParserPool
    _tables: dict[str, list[FeedTable]] = field(default_factory=dict)
    _documents: dict[tuple[str, str], ParsedDocument | ParseError] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def open(cls) -> Iterator[Reader]:
        """A reader whose workers end with the block."""
        with ParserPool(workers=WORKERS) as pool:
            yield cls(pool)

    def feeds_in(self, path: Path, *, source: str, sha256: str) -> list[Feed]:
        """The datasets a feed file holds: one of a JSON file, one per sheet of a workbook. Raises ParseError."""
        if is_json(path):
            return [tell_json(FEEDS[source], beginning(path), name=path.name)]
        return [table.feed for table in self._feed_tables(path, source=source, sha256=sha256, name=path.name)]

    def feed_file(self, landed: Landed, path: Path) -> FeedFile:
        """A landed feed file, ready to load. Raises ParseError."""
        feed = FEEDS[landed.source][landed.dataset]
        if is_json(path):
            return FeedFile(feed, landed, path, tuple(first_names(beginning(path))))
        tables = self._feed_tables(path, source=landed.source, sha256=landed.sha256, name=landed.file_name)
        table = next(one for one in tables if one.feed.dataset == landed.dataset)
        return FeedFile(feed, landed, path, table.header, _arrow(table))

    def document(self, path: Path, *, name: str, country: str, sha256: str) -> ParsedDocument:
        """A report file, parsed in a worker process. Raises ParseError."""
        known = self._documents.get((name, sha256))
        if known is None:
            return self.pool.parse(path.read_bytes(), name=name, country=country)
        if isinstance(known, ParseError):
            raise known
        return known

    def ahead(self, files: Sequence[ReportPath]) -> Iterator[ReportPath]:
        """The files one by one, while those that follow are parsed side by side; `document` then has each at once."""
        new = {one.key: one for one in files if one.key not in self._documents}
        answers = self.pool.parse_each(
            ReportFile(one.path.read_bytes(), one.name, one.country) for one in list(new.values())
        )
        for one in files:
            if new.pop(one.key, None):
                self._keep(one, next(answers))
            yield one

    def _keep(self, file: ReportPath, answer: ParsedDocument | ParseError) -> None:
        while len(self._documents) >= KEPT_DOCUMENTS:
            del self._documents[next(iter(self._documents))]
        self._documents[file.key] = answer

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
        rejected=[
            Rejected(one.row_number, one.rule, one.message, json.dumps(one.cells, default=str, ensure_ascii=False))
            for one in parsed.rejected
        ],
    )


def readable(path: Path) -> Path:
    """The path itself; raises UnreadableFileError for a directory or a file that cannot be opened."""
    if path.is_dir():
        raise UnreadableFileError("it is a directory", place=Place(file=path.name), expected="a file")
    try:
        beginning(path)
    except OSError as error:
        what = f"it cannot be opened ({error.strerror})"
        raise UnreadableFileError(
            what,
            place=Place(file=path.name),
            expected="a readable file",
            next_step="Check the path and its permissions",
        ) from error
    return path


def is_readable(path: Path) -> bool:
    """Whether `readable` would let the path pass."""
    try:
        readable(path)
    except UnreadableFileError:
        return False
    return True


def is_json(path: Path) -> bool:
    """Whether a file is meant as JSON: it begins like a list or an object, or says so in its name."""
    start = beginning(path).removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(_JSON_STARTS) or path.suffix.lower() == ".json"


def beginning(path: Path) -> bytes:
    """The first bytes of a file, by which its kind is told."""
    with path.open("rb") as stream:
        return stream.read(BEGINNING)


def _arrow(table: FeedTable) -> pa.Table:
    columns = {name: pa.array(texts, pa.string()) for name, texts in table.columns.items()}
    numbers = pa.array(table.row_numbers, pa.int64())
    return pa.table({"row_number": numbers, **columns, "row_problem": pa.array(table.problems, pa.string())})
