"""Parsing in a process of its own, so that a native crash, a hang or a file that eats memory costs that file only.

A pool keeps its workers from file to file and starts another where one died. A worker gets bytes and answers with a
document or an error; it opens nothing itself.
"""

from __future__ import annotations

import pickle
import resource
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection, Pipe
from queue import SimpleQueue
from types import TracebackType
from typing import NamedTuple, Self

from parsers.document import ParsedDocument
from parsers.errors import ParseError, Place, UnreadableFileError

TIMEOUT_SECONDS = 60.0
MEMORY_BYTES = 2 * 1024**3
_STOPPING_SECONDS = 5.0
_FILES_AHEAD = 2
_START = "import sys; sys.path[:] = {path!r}; from parsers.worker import serve; serve({handle}, {memory})"
_SMALLER = "Open the file by hand: if it is genuine, split it or raise the limit"


class ReportFile(NamedTuple):
    """A file to parse: its bytes, the name messages call it by and its property's country."""

    content: bytes
    name: str
    country: str = "US"


class ParserPool:
    """Worker processes for many files, each within the limits; a context manager, not to be shared between threads."""

    def __init__(
        self, *, workers: int = 1, timeout_seconds: float = TIMEOUT_SECONDS, memory_bytes: int = MEMORY_BYTES
    ) -> None:
        self.timeout_seconds = timeout_seconds
        self.memory_bytes = memory_bytes
        # A pool's own process is its first worker; the others are pools of one.
        self._others = [
            ParserPool(timeout_seconds=timeout_seconds, memory_bytes=memory_bytes) for _ in range(workers - 1)
        ]
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def parse(self, content: bytes, *, name: str, country: str = "US") -> ParsedDocument:
        """What `parse_document` gives; UnreadableFileError where the worker died, ran too long or out of memory."""
        answer = self.ask(ReportFile(content, name, country))
        if isinstance(answer, ParseError):
            raise answer
        return answer

    def parse_each(self, files: Iterable[ReportFile]) -> Iterator[ParsedDocument | ParseError]:
        """Each file's document, or the error that `parse` would raise, in the order of the files.

        The workers parse side by side. Files are taken from `files` shortly before their turn, and what is parsed
        waits until it is asked for, so that few are in memory at once whatever their number.
        """
        idle: SimpleQueue[ParserPool] = SimpleQueue()
        for worker in (self, *self._others):
            idle.put(worker)
        ahead = _FILES_AHEAD * idle.qsize()
        waiting: deque[Future[ParsedDocument | ParseError]] = deque()
        with ThreadPoolExecutor(idle.qsize()) as threads:
            for file in files:
                waiting.append(threads.submit(_answer, idle, file))
                if len(waiting) > ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def close(self) -> None:
        """End the workers that run; the next file starts another."""
        for one in self._others:
            one.close()
        self._end()

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait(_STOPPING_SECONDS)
        self._connection, self._process = None, None

    def ask(self, file: ReportFile) -> ParsedDocument | ParseError:
        """What the pool's own worker answers: the document or the error."""
        connection = self._connected()
        try:
            connection.send(tuple(file))
            if not connection.poll(self.timeout_seconds):
                self._end()
                return _gave_up(file.name, f"reading it took more than {self.timeout_seconds:g} seconds")
            answer: ParsedDocument | ParseError | None = connection.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            self._end()
            return _gave_up(file.name, "the reader crashed on it")
        if answer is None:
            self._end()
            return _gave_up(file.name, f"reading it takes more than {self.memory_bytes:,} bytes of memory")
        return answer

    def _connected(self) -> Connection:
        if self._connection is not None and self._process is not None and self._process.poll() is None:
            return self._connection
        self._end()
        ours, theirs = Pipe()
        code = _START.format(path=sys.path, handle=theirs.fileno(), memory=self.memory_bytes)
        # A subprocess and not multiprocessing: that one would import the caller's main module again. Standard
        # error is the caller's, so that a traceback or a native panic can be read in its log.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own code
            [sys.executable, "-c", code],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()
        self._connection = ours
        return ours


def _answer(idle: SimpleQueue[ParserPool], file: ReportFile) -> ParsedDocument | ParseError:
    worker = idle.get()
    try:
        return worker.ask(file)
    finally:
        idle.put(worker)


def parse_in_worker(
    content: bytes,
    *,
    name: str,
    country: str = "US",
    timeout_seconds: float = TIMEOUT_SECONDS,
    memory_bytes: int = MEMORY_BYTES,
) -> ParsedDocument:
    """One document parsed in a process that ends with it; use a ParserPool for several."""
    with ParserPool(timeout_seconds=timeout_seconds, memory_bytes=memory_bytes) as pool:
        return pool.parse(content, name=name, country=country)


def serve(handle: int, memory_bytes: int) -> None:
    """The worker's side: answers each file with a document or an error, None when memory ran out, until hung up."""
    from parsers.parse import parse_document  # noqa: PLC0415 - the asking side needs no reader

    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    with Connection(handle) as connection:
        while True:
            try:
                content, name, country = connection.recv()
            except EOFError:
                return
            answer: ParsedDocument | ParseError | None
            try:
                answer = parse_document(content, name=name, country=country)
            except ParseError as error:
                answer = error
            except MemoryError:
                answer = None
            connection.send_bytes(pickle.dumps(answer))


def _gave_up(name: str, what: str) -> UnreadableFileError:
    return UnreadableFileError(
        what, place=Place(file=name), expected="a report file of ordinary size", next_step=_SMALLER
    )
