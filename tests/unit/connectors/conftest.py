"""A stand-in source and the connectors that ask it."""

import sys
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from stand_in import RPX, YARDI, Clock, Source, transport_to

from connectors.payload import Errand
from connectors.realpage_rpx import Rpx, RpxConfig
from connectors.yardi import Yardi, YardiConfig

TODAY = date(2026, 1, 20)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def source():
    return Source()


@pytest.fixture
def transport(source, clock):
    return transport_to(source, clock)


@pytest.fixture
def errand(tmp_path):
    folder = tmp_path / "answers"
    folder.mkdir()
    return Errand("park_17", "p0017", TODAY, TODAY, folder)


@pytest.fixture
def yardi(transport):
    return Yardi(YardiConfig("https://voyager.example/acme/webservices/", "SQL7", "acme_live"), YARDI, transport)


@pytest.fixture
def rpx(transport):
    return Rpx(RpxConfig("https://gateway.example/rpxgateway/partner/Acme/Acme.svc", "4248314"), RPX, transport)
