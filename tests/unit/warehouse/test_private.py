"""What is kept can be read by the owner of the process alone, whatever the umask and whatever was there before."""

import os
import stat
from pathlib import Path

import pytest
from support.homes import LEASING, Home, day
from support.rows import ledger, patient

from pipelines import cli
from pipelines.definitions import definitions
from warehouse import private
from warehouse.errors import WarehouseError
from warehouse.private import close, make_private


@pytest.fixture(params=[0o000, 0o022])
def umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


def open_to_others(folder):
    """The files and folders at or below a folder that anybody but the owner could use."""
    found = [folder, *folder.rglob("*")]
    return [one for one in found if not one.is_symlink() and stat.S_IMODE(one.stat().st_mode) & 0o077]


def modes(folder):
    found = [one for one in (folder, *folder.rglob("*")) if not one.is_symlink()]
    return {(one.is_dir(), stat.S_IMODE(one.stat().st_mode)) for one in found}


@pytest.mark.usefixtures("umask")
def test_a_home_is_the_owners_alone_whatever_the_umask(tmp_path):
    home = Home.at(tmp_path)
    home.load(ledger(), day(1), source=LEASING)
    home.load({"patients": [patient()]}, day(1))
    home.publish()
    home.load({"patients": [patient(first="Bo")]}, day(2))
    home.publish()
    assert {one.name for one in home.rentroll.home.iterdir()} >= {"landing", "published", "warehouse.duckdb"}
    assert modes(home.rentroll.home) == {(True, 0o700), (False, 0o600)}


@pytest.mark.slow
def test_a_home_that_stood_open_is_closed_by_the_next_load_and_publication(tmp_path):
    home = Home.at(tmp_path)
    home.load({"patients": [patient()]}, day(1))
    home.publish()
    for one in (home.rentroll.home, *home.rentroll.home.rglob("*")):
        if not one.is_symlink():
            one.chmod(0o777 if one.is_dir() else 0o666)
    home.load({"patients": [patient(first="Bo")]}, day(2))
    home.publish()
    left = open_to_others(home.rentroll.home)
    landing = home.rentroll.home / "landing"
    # The door of landing is closed; what stood behind it is not looked through file by file.
    assert landing not in left
    assert all(landing in one.parents for one in left)
    assert not open_to_others(home.rentroll.published)


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("enter", ["command", "definitions"])
def test_what_a_command_or_a_run_makes_is_closed_from_its_first_byte_on(tmp_path, monkeypatch, enter):
    made = tmp_path / "spilled"
    if enter == "command":
        monkeypatch.setattr(cli, "app", made.touch)
        cli.main()
    else:
        monkeypatch.chdir(Path(__file__).parents[3])
        monkeypatch.setenv("RENTROLL_HOME", str(tmp_path / "home"))
        definitions()
        made.touch()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_a_folder_is_made_closed_with_all_that_is_missing_above_it(tmp_path):
    make_private(tmp_path / "a" / "b")
    assert modes(tmp_path / "a") == {(True, 0o700)}


def test_closing_takes_nothing_from_the_owner_and_follows_no_link(tmp_path):
    outside = tmp_path / "outside"
    outside.write_text("x")
    outside.chmod(0o644)
    inside = tmp_path / "inside"
    inside.mkdir()
    inside.chmod(0o755)
    (inside / "link").symlink_to(outside)
    close(inside)
    assert stat.S_IMODE(inside.stat().st_mode) == 0o700
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644


def test_what_belongs_to_somebody_else_and_stands_open_is_said_in_a_sentence(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError

    tmp_path.chmod(0o755)
    monkeypatch.setattr(private.Path, "chmod", refuse)
    with pytest.raises(WarehouseError, match=r"can be read by others and cannot be closed: it belongs to another user"):
        make_private(tmp_path)
