"""What `rentroll parse` says of a file: which report or feed it is, its rows, its totals, and whether they agree."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path

from parsers.calls.parse import parse_call
from parsers.calls.tell import tell_calls
from parsers.document import ParsedDocument
from parsers.errors import ParseError, Place, UnknownReportError, UnreadableFileError
from parsers.exports import FEEDS
from parsers.exports.tables import read_feed_tables
from parsers.exports.tell import first_names, tell_by_fields, tell_json
from pipelines.reading import BEGINNING, Reader, ReportPath, beginning, is_json, is_readable, readable
from warehouse.landing import describe

_JUDGED_ON_LOADING = {
    "rule": "judged_on_loading",
    "severity": "info",
    "message": "the rules of its rows look at the snapshot's day and at other datasets; they are judged on loading",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """One file, described. Amounts are exact decimal numbers as text; a rejected row has its row, rule and reason."""

    file: str
    report: str
    company: str | None = None
    property: str | None = None
    property_code: str | None = None
    period_start: str | None = None
    as_of: str | None = None
    format: str
    rows: Mapping[str, int]
    rejected: int = 0
    rejected_rows: Sequence[Mapping[str, str | int]] = ()
    totals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    reconciled: bool = True
    findings: Sequence[Mapping[str, str]] = ()

    def to_json(self) -> str:
        """One JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False)


def refusal_json(path: Path, error: ParseError) -> str:
    """One JSON object for a file that is refused: its name and the sentence that says why."""
    return json.dumps({"file": path.name, "error": str(error)}, ensure_ascii=False)


def in_turn(files: Sequence[Path], reader: Reader, *, country: str) -> Iterator[Path]:
    """The files in their order; those that are parsed as reports are parsed side by side before their turn."""
    reports = [ReportPath(path, path.name, country, describe(path)[0]) if _is_report(path) else None for path in files]
    turns = reader.ahead([one for one in reports if one])
    for path, report in zip(files, reports, strict=True):
        if report:
            next(turns)
        yield path


def describe_file(path: Path, reader: Reader, *, country: str) -> FileReport:
    """Describe a file of any known kind. Raises ParseError where it is none or cannot be read."""
    readable(path)
    if is_json(path):
        return _json_feed(path)
    if datasets := tell_calls(beginning(path), name=path.name):
        return _document(path, _answer(path, datasets, country))
    try:
        parsed = reader.document(path, name=path.name, country=country, sha256=describe(path)[0])
    except UnknownReportError as unknown:
        return _table_feed(path, unknown)
    return _document(path, parsed)


def _is_report(path: Path) -> bool:
    if not is_readable(path) or is_json(path):
        return False
    try:
        return not tell_calls(beginning(path), name=path.name)
    except UnknownReportError:
        return False


def _answer(path: Path, datasets: Sequence[str], country: str) -> ParsedDocument:
    """The answer to a call: where a list kept without its envelope may answer several, the first it can be read as."""
    for dataset in datasets[:-1]:
        with suppress(ParseError):
            return parse_call(dataset, path, country=country, name=path.name)
    return parse_call(datasets[-1], path, country=country, name=path.name)


def _document(path: Path, parsed: ParsedDocument) -> FileReport:
    return FileReport(
        file=path.name,
        report=parsed.report,
        company=parsed.company,
        property=parsed.property_name,
        property_code=parsed.property_code,
        period_start=parsed.period_start.isoformat() if parsed.period_start else None,
        as_of=parsed.as_of.isoformat() if parsed.as_of else None,
        format=parsed.format,
        rows={name: len(rows) for name, rows in parsed.tables.items()},
        rejected=len(parsed.rejected),
        rejected_rows=[{"row": one.row_number, "rule": one.rule, "message": one.message} for one in parsed.rejected],
        totals={one.name: {"printed": _plain(one.printed), "computed": _plain(one.computed)} for one in parsed.totals},
        reconciled=parsed.reconciled,
        findings=[{"rule": one.rule, "severity": one.severity, "message": one.message} for one in parsed.findings],
    )


def _json_feed(path: Path) -> FileReport:
    content = path.read_bytes()
    place = Place(file=path.name)
    if not content.strip():
        raise UnreadableFileError("the file is empty", place=place, expected="a JSON list of objects")
    feeds = {f"{source}.{name}": feed for source, found in FEEDS.items() for name, feed in found.items()}
    by_dataset = {feed.dataset: feed for feed in reversed(feeds.values())}
    # Several sources call a dataset "payments": the fields tell whose it is, the name only where there are none.
    feed = tell_by_fields(feeds, first_names(content[:BEGINNING])) or tell_json(by_dataset, content, name=path.name)
    try:
        rows = json.loads(content)
    except ValueError as error:
        raise UnreadableFileError(
            f"it is no whole JSON ({error})", place=place, expected="a JSON list of objects"
        ) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableFileError("it is no list of objects", place=place, expected="a JSON list of objects")
    return _feed(path, "json", {feed.raw_table.removeprefix("raw."): len(rows)})


def _table_feed(path: Path, unknown: UnknownReportError) -> FileReport:
    """A workbook or CSV that is no report may be a feed; if it is none either, the first refusal says more."""
    for feeds in FEEDS.values():
        try:
            tables = read_feed_tables(path.read_bytes(), feeds, name=path.name)
        except ParseError:
            continue
        rows = {one.feed.raw_table.removeprefix("raw."): len(one.row_numbers) for one in tables}
        return _feed(path, path.suffix.lower().lstrip("."), rows)
    raise unknown


def _feed(path: Path, file_format: str, rows: Mapping[str, int]) -> FileReport:
    source = next(iter(rows)).rsplit("_", 1)[0] if len(rows) > 1 else next(iter(rows))
    return FileReport(file=path.name, report=source, format=file_format, rows=rows, findings=[_JUDGED_ON_LOADING])


def _plain(amount: Decimal) -> str:
    return format(amount, "f")
