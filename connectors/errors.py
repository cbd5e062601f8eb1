"""What can go wrong between this product and a vendor, as sentences with the next step; never with a secret in them.

ConnectorError
├── TransientError            may be well on the next attempt: time-outs, resets, 429, 500/502/503/504, a cut-off body
│   └── MalformedAnswerError  an answer that is no well-formed document: asked again, then it counts as permanent
├── PermanentError            asking again changes nothing: credentials, licence, unknown property, faults, size, TLS
│   └── CurrentStateOnlyError the source knows its present state alone and was asked for a past day
├── NotReadyError             a report was not finished when the patience for it ended; a later run may find it
└── TokenExpiredError         the token must be renewed by a person before anything can be asked
"""

from __future__ import annotations


class ConnectorError(Exception):
    """What was wrong, where, what was expected and what to do next.

    `attempts` says how often it was asked before this was the last word.
    """

    def __init__(self, what: str, where: str = "", expected: str = "", next_step: str = "") -> None:
        self.what = what
        self.where = where
        self.expected = expected
        self.next_step = next_step
        self.attempts = 1
        super().__init__(what, where, expected, next_step)

    def __str__(self) -> str:
        tried = f" ({self.attempts} attempts)" if self.attempts > 1 else ""
        sentences = [f"{self.where}: {self.what}{tried}" if self.where else f"{self.what}{tried}"]
        if self.expected:
            sentences.append(f"Expected {self.expected}")
        if self.next_step:
            sentences.append(self.next_step)
        return ". ".join(sentence.rstrip(".") for sentence in sentences) + "."

    def last_word(self, attempts: int) -> ConnectorError:
        """The error that is raised when no further attempt is made."""
        self.attempts = attempts
        return self


class TransientError(ConnectorError):
    """May be well on the next attempt; `retry_after` is how many seconds the source asked to be left alone."""

    retry_after: float | None = None


class PermanentError(ConnectorError):
    """Asking again changes nothing until a person does something."""


class MalformedAnswerError(TransientError):
    """An answer that is no well-formed document; once the attempts are used up it is a PermanentError."""

    def last_word(self, attempts: int) -> ConnectorError:
        """The same sentence as a PermanentError: the source keeps sending what nobody can read."""
        return PermanentError(self.what, self.where, self.expected, self.next_step).last_word(attempts)


class CurrentStateOnlyError(PermanentError):
    """The call knows the present alone; what it says today must not be stored as a past day's state."""


class NotReadyError(ConnectorError):
    """A report that was ordered and was not finished, or not found, when the patience for it ended."""


class TokenExpiredError(ConnectorError):
    """The token is past its expiry, or will be before the work is done."""
