import os
import pickle
import signal

import pytest
from fixtures_delinquency import paged, sample
from fixtures_sheets import xls

from parsers.errors import CellError, ParseError, Place, UnreadableFileError
from parsers.parse import parse_document
from parsers.worker import ParserPool, parse_in_worker

CONTENT = xls(paged(sample()))


def test_the_worker_gives_what_the_parser_gives_and_is_kept():
    with ParserPool() as pool:
        assert pool.parse(CONTENT, name="a.xls") == parse_document(CONTENT, name="a.xls")
        first = pool._process.pid
        with pytest.raises(UnreadableFileError, match=r"file b\.xls: the file is empty"):
            pool.parse(b"", name="b.xls")
        pool.parse(CONTENT, name="c.xls")
        assert pool._process.pid == first
    assert pool._process is None


def test_a_dead_worker_is_replaced():
    with ParserPool() as pool:
        pool.parse(CONTENT, name="a.xls")
        os.kill(pool._process.pid, signal.SIGKILL)
        pool._process.wait()
        assert pool.parse(CONTENT, name="a.xls").reconciled


def test_a_worker_that_dies_on_a_file_costs_that_file_only():
    with ParserPool() as pool:
        pool.parse(CONTENT, name="a.xls")
        os.kill(pool._process.pid, signal.SIGSTOP)
        pool.timeout_seconds = 0.2
        with pytest.raises(UnreadableFileError, match=r"file slow\.xls: reading it took more than 0\.2 seconds"):
            pool.parse(CONTENT, name="slow.xls")
        pool.timeout_seconds = 60
        assert pool.parse(CONTENT, name="b.xls").reconciled


def test_too_little_memory_is_an_unreadable_file():
    with pytest.raises(UnreadableFileError, match=r"memory|crashed"):
        parse_in_worker(b"a," * 40_000_000, name="big.csv", memory_bytes=300 * 1024**2)


@pytest.mark.parametrize(
    "error",
    [
        CellError("x", expected="a day", place=Place("f", "s", 3, "B")),
        UnreadableFileError("broken", place=Place("f"), expected="a file", next_step="Ask"),
        ParseError("plain"),
    ],
)
def test_errors_travel_whole(error):
    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (type(back), str(back), back.__dict__) == (type(error), str(error), error.__dict__)
