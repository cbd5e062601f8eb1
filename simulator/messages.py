"""What goes over the wire: a request as it came, an answer as it goes out. No meaning of either is known here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; header names are in lower case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    status: int
    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(content: object, status: int = HTTPStatus.OK) -> Answer:
    """An answer in JSON."""
    return Answer(status, json.dumps(content).encode(), "application/json; charset=utf-8")


def text_answer(text: str, status: int) -> Answer:
    """An answer in plain words."""
    return Answer(status, text.encode(), "text/plain; charset=utf-8")
