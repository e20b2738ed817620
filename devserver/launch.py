"""Says how the server is started: its settings, files and command lines."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never

from devserver.ports import HOST, free
from devserver.programs import Built, Cli, Program, Unavailable

# Found by measuring, on one shard: signal to activity from 540 to 10 ms, a timer from 200 to
# 7.5 ms, thirty virtual days with 360 follow-ups from 85 to 5 s.
DYNAMIC_CONFIG: dict[str, bool | int | str] = {
    "frontend.WorkflowTimeSkippingEnabled": True,
    "history.timerProcessorMaxTimeShift": "1ms",  # the default makes every skip cost a second
    # The default is 20 a second and shard, and there is one shard.
    "history.timerProcessorMaxPollRPS": 2000,
    "history.transferProcessorMaxPollRPS": 2000,
    "history.visibilityProcessorMaxPollRPS": 2000,
    # A run that continues as new within a second waits out that second, and a skip then jumps over
    # all its timers: server 1.32.1 counts skipped time twice in such a run's first delay.
    "history.workflowIdReuseMinimalInterval": "0s",
    # What `temporal server start-dev` sets: a new search attribute is usable at once, which takes
    # more reads of the database.
    "system.forceSearchAttributesCacheRefreshOnRead": True,
    "frontend.persistenceMaxQPS": 10_000,
    "history.persistenceMaxQPS": 45_000,
}
# A commit survives a crash of the server, though not of the machine: enough here, and faster.
PRAGMAS = {"journal_mode": "wal", "synchronous": "1"}
DATABASE = "temporal.db"


@dataclass(frozen=True)
class Ports:
    """Where clients and browsers find the server."""

    frontend: int
    ui: int


def commands(program: Program, folder: Path, ports: Ports) -> list[list[str]]:
    """Write what the programs read into `folder`; give their command lines, the server first."""
    match program:
        case Cli():
            return [_cli(program, folder, ports)]
        case Built():
            return [_server(program, folder, ports), _ui(program, folder, ports)]
        case _:
            assert_never(program)


def _cli(program: Cli, folder: Path, ports: Ports) -> list[str]:
    line = [
        str(program.temporal), "server", "start-dev", "--ip", HOST, "--log-level", "warn",
        "--port", str(ports.frontend), "--ui-port", str(ports.ui),
        "--db-filename", str(folder / DATABASE),
    ]  # fmt: skip
    for name, value in PRAGMAS.items():
        line += ["--sqlite-pragma", f"{name}={value}"]
    for name, setting in DYNAMIC_CONFIG.items():
        line += ["--dynamic-config-value", f"{name}={json.dumps(setting)}"]
    return line


def _server(program: Built, folder: Path, ports: Ports) -> list[str]:
    _forget_members(folder / DATABASE)
    dynamic = folder / "dynamic.yaml"
    # JSON is YAML.
    dynamic.write_text(json.dumps({k: [{"value": v}] for k, v in DYNAMIC_CONFIG.items()}, indent=1))
    config = folder / "server.yaml"
    config.write_text(json.dumps(_server_config(folder / DATABASE, dynamic, ports), indent=1))
    return [str(program.server), "--config-file", str(config), "--allow-no-auth", "start"]


def _forget_members(database: Path) -> None:
    """Drop the parts of a killed server from its database, so that the next one does not wait.

    They stay listed as alive, and for 50 s the new parts send work to the ports of the dead ones
    (measured: a workflow under way stood still for so long). The command needs none of this: its
    parts know each other by fixed addresses. Raises Unavailable when the file is no database.
    """
    if not database.exists():
        return
    listed = "SELECT 1 FROM sqlite_master WHERE name = 'cluster_membership'"
    try:
        with closing(sqlite3.connect(database)) as connection, connection:
            if connection.execute(listed).fetchone():
                connection.execute("DELETE FROM cluster_membership")
    except sqlite3.Error as error:
        raise Unavailable(
            f"{database} cannot be used as the Temporal server's database ({error}): move it away."
        ) from error


def _server_config(database: Path, dynamic: Path, ports: Ports) -> dict[str, Any]:
    address = f"{HOST}:{ports.frontend}"
    return {
        "log": {"stdout": True, "level": "warn"},
        "persistence": {
            "defaultStore": "sqlite",
            "visibilityStore": "sqlite",
            "numHistoryShards": 1,
            "datastores": {"sqlite": {"sql": _sqlite(database)}},
        },
        "global": {"membership": {"maxJoinDuration": "30s", "broadcastAddress": HOST}},
        "services": _services(ports),
        "clusterMetadata": {
            "enableGlobalNamespace": False,
            "failoverVersionIncrement": 10,
            "masterClusterName": "active",
            "currentClusterName": "active",
            "clusterInformation": {
                "active": {
                    "enabled": True,
                    "initialFailoverVersion": 1,
                    "rpcName": "frontend",
                    "rpcAddress": address,
                }
            },
        },
        "publicClient": {"hostPort": address},
        "dcRedirectionPolicy": {"policy": "noop"},
        "dynamicConfigClient": {"filepath": str(dynamic), "pollInterval": "1m"},
    }


def _sqlite(database: Path) -> dict[str, Any]:
    return {
        "pluginName": "sqlite",
        "databaseName": str(database),
        "connectAddr": "localhost",
        "connectProtocol": "tcp",
        "connectAttributes": {"cache": "private", "setup": "true", **PRAGMAS},
        "maxConns": 1,
        "maxIdleConns": 1,
        "maxConnLifetime": "1h",
    }


def _services(ports: Ports) -> dict[str, Any]:
    # Two more than needed: the ports of the frontend and the UI are free too at this moment.
    inner = iter(set(free(9)) - {ports.frontend, ports.ui})
    services = {
        name: {"rpc": {"grpcPort": next(inner), "membershipPort": next(inner), "bindOnIP": HOST}}
        for name in ("history", "matching", "worker")
    }
    frontend = {"grpcPort": ports.frontend, "membershipPort": next(inner), "bindOnIP": HOST}
    return {"frontend": {"rpc": frontend}, **services}


def _ui(program: Built, folder: Path, ports: Ports) -> list[str]:
    config = folder / "ui" / "local.yaml"
    config.parent.mkdir(exist_ok=True)
    config.write_text(
        json.dumps(
            {
                "temporalGrpcAddress": f"{HOST}:{ports.frontend}",
                "host": HOST,
                "port": ports.ui,
                "enableUi": True,
                "defaultNamespace": "default",
                "disableNewsFetch": True,
                "hideLogs": True,
            }
        )
    )
    return [str(program.ui), "--root", str(folder), "--config", "ui", "--env", "local", "start"]
