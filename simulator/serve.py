"""Serves the simulated vendors until it is interrupted: `python -m simulator.serve --port 8080 --day 2025-05-01`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date, timedelta
from threading import Event

from simulator.server import Server
from simulator.world import DEFAULT_SEED, DEFAULT_START, World

DEFAULT_DAY = DEFAULT_START + timedelta(days=120)


def main(arguments: Sequence[str] | None = None) -> None:
    """Let a world live up to a day and serve it on loopback; addresses and logins are printed."""
    options = _options(arguments)
    world = World.small(options.seed) if options.small else World(options.seed)
    with Server(world.advance_to(options.day), options.day, port=options.port) as server:
        print(_welcome(server), flush=True)  # noqa: T201 - this command speaks to people
        try:
            Event().wait()
        except KeyboardInterrupt:
            return


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m simulator.serve", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the port to listen on; a free one if not given")
    parser.add_argument("--day", type=date.fromisoformat, default=DEFAULT_DAY, help="the day to answer for, ISO")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="the seed of the world")
    parser.add_argument("--small", action="store_true", help="three properties with twelve units each")
    return parser.parse_args(arguments)


def _welcome(server: Server) -> str:
    yardi, realpage = server.credentials.yardi, server.credentials.realpage
    return "\n".join(
        (
            f"Serving {len(server.world.books)} properties as of {server.day}",
            f"Yardi     {server.yardi_url}<Service>.asmx?wsdl",
            f"          {yardi.user_name} / {yardi.password}, {yardi.server_name}, {yardi.database}, {yardi.platform}",
            f"          {yardi.interface_entity} / {yardi.interface_license}",
            f"          ILS: {yardi.ils_interface_entity} / {yardi.ils_interface_license}",
            f"RPX       {server.gateway_url}",
            f"          PMC {realpage.pmc_id}, license {realpage.license_key}",
            f"Reports   {server.reports_url}",
            f"          token {server.token(timedelta(days=1))}",
        )
    )


if __name__ == "__main__":
    main()
