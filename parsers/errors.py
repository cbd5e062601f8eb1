"""What can be wrong with a document, as sentences a person can act on.

ParseError
├── UnreadableFileError    the bytes are no readable workbook, HTML table, CSV or JSON, or hide something hostile
├── UnknownReportError     readable, but no report or feed this product knows
├── ErrorReportError       the vendor's own "this report failed" sheet: never data
├── LayoutError            a known report whose required header, section or column is not there
└── CellError              one cell that does not hold what its column promises
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a document something is: any part may be unknown. Rows count from 1, columns are letters."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        parts = [
            f"file {self.file}" if self.file else "",
            f"sheet {self.sheet!r}" if self.sheet else "",
            f"row {self.row}" if self.row is not None else "",
            f"column {self.column}" if self.column else "",
        ]
        return ", ".join(part for part in parts if part)


class ParseError(Exception):
    """A document that cannot be taken: what is wrong, where, what was expected and what to do next."""

    def __init__(self, what: str, *, place: Place | None = None, expected: str = "", next_step: str = "") -> None:
        self.what = what
        self.place = place or Place()
        self.expected = expected
        self.next_step = next_step
        super().__init__(what, place, expected, next_step)

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions pickle by calling the class with `args`, which keyword arguments defeat; workers send errors home.
        return _restored, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        where = str(self.place)
        sentences = [f"{where}: {self.what}" if where else self.what]
        if self.expected:
            sentences.append(f"Expected {self.expected}")
        if self.next_step:
            sentences.append(self.next_step)
        return ". ".join(sentence.rstrip(".") for sentence in sentences) + "."


def _restored(kind: type[ParseError], args: tuple[object, ...], fields: dict[str, object]) -> ParseError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(fields)
    return error


class UnreadableFileError(ParseError):
    """The bytes cannot be read as any format this product takes."""


class UnknownReportError(ParseError):
    """A readable file that is none of the reports and feeds this product knows."""


class ErrorReportError(ParseError):
    """The vendor answered with a sheet that says why the report failed; it holds no data."""


class LayoutError(ParseError):
    """A known report without something its layout requires."""


class CellError(ParseError):
    """A cell whose value is not what its column promises."""

    def __init__(self, value: object, *, expected: str, place: Place | None = None) -> None:
        self.value = value
        super().__init__(f"the value {value!r} cannot be read", place=place, expected=expected)
