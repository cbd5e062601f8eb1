import os
import pickle
import signal

import pytest
from fixtures_delinquency import paged, sample
from fixtures_sheets import xls

from parsers.errors import CellError, ParseError, Place, UnreadableFileError
from parsers.parse import parse_document
from parsers.worker import ParserPool, ReportFile, parse_in_worker

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


def test_several_workers_answer_in_the_order_of_the_files_and_errors_take_their_place():
    files = [ReportFile(CONTENT if number % 3 else b"", f"{number}.xls") for number in range(12)]
    with ParserPool(workers=2) as pool:
        answers = list(pool.parse_each(iter(files)))
        processes = [pool._process, *(one._process for one in pool._others)]
        assert len({one.pid for one in processes}) == 2
    expected = parse_document(CONTENT, name="0.xls")
    assert [answer == expected for answer in answers] == [bool(number % 3) for number in range(12)]
    assert [str(answer) for answer in answers[::3]] == [
        f"file {number}.xls: the file is empty (0 bytes). Expected a report file. "
        "Fetch or export the report again and load that file." for number in range(0, 12, 3)]  # fmt: skip
    assert all(one.poll() is not None for one in processes)


def test_files_are_taken_shortly_before_their_turn():
    taken = []

    def files():
        for number in range(20):
            taken.append(number)
            yield ReportFile(CONTENT, f"{number}.xls")

    with ParserPool(workers=2) as pool:
        answers = pool.parse_each(files())
        assert next(answers).reconciled
        assert len(taken) <= 6
        assert sum(1 for _ in answers) == 19


def test_a_worker_that_hangs_costs_its_file_and_the_others_go_on():
    with ParserPool(workers=2) as pool:
        pool.parse(CONTENT, name="a.xls")
        os.kill(pool._process.pid, signal.SIGSTOP)
        pool.timeout_seconds = 0.2
        answers = list(pool.parse_each(ReportFile(CONTENT, f"{number}.xls") for number in range(2)))
    assert sorted(str(one).count("reading it took more than 0.2 seconds") for one in answers) == [0, 1]


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
