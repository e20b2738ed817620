"""Each request of a delivery × each kind of trouble: `python -m bench.faults [vendor …]`.

The adapters, the activities and the sandbox are the real ones; only Temporal's pauses are left out.
A cell says what came of it: `once` is as it should be, `refused` is one clear refusal, shown.
"""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
import uvicorn
from rich.console import Console
from rich.table import Table

from bench.fault_desks import VENDORS, Desk
from bench.fault_linear import LinearSide
from bench.fault_matrix import TROUBLES, Matrix, Row, is_deviation
from devserver.ports import HOST, free
from sandbox.app import create_app
from sandbox.config import SandboxConfig

SIDES = (*(vendor.name for vendor in VENDORS), "linear")
Cells = dict[Row, dict[str, str]]


@asynccontextmanager
async def sandbox() -> AsyncIterator[tuple[str, SandboxConfig]]:
    """One in this process, on a free port; nobody hears its webhooks."""
    url = f"http://{HOST}:{free(1)[0]}"
    config = SandboxConfig(
        slack_token="xoxb-sandbox",
        slack_signing_secret="sandbox",
        linear_key="lin_api_sandbox",
        linear_webhook_secret="sandbox",
        zendesk_email="handrail@example.com",
        zendesk_token="sandbox",
        zendesk_webhook_secret="sandbox",
        gateway_url=url,
        public_url=url,
        echo=frozenset(),
    )
    port = int(url.rpartition(":")[2])
    app = create_app(config)
    # A forced exit leaves the lifespan's task behind, which asyncio then complains of.
    serving = uvicorn.Config(app, host=HOST, port=port, log_level="critical", lifespan="off")
    server = uvicorn.Server(serving)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield url, config
    finally:
        server.should_exit = server.force_exit = True
        await task


async def cells_of(name: str) -> Cells:
    """The matrix of one vendor, in a sandbox of its own."""
    async with sandbox() as (url, config), httpx.AsyncClient(base_url=url) as control:
        vendors = {vendor.name: vendor for vendor in VENDORS}
        side = LinearSide(url, config) if name == "linear" else Desk(vendors[name], url, config)
        await side.begin()
        matrix = Matrix(side, control)
        rows = await matrix.rows()
        cells = {
            row: {trouble: await matrix.cell(row, kind) for trouble, kind in TROUBLES.items()}
            for row in rows
        }
        await side.close()
        return cells


def deviations(cells: Cells) -> list[str]:
    """What must not be, one line each."""
    return [
        f"{row.side}, {row.delivery}{' again' if row.is_again else ''}, {row.request}"
        f" × {trouble}: {came}"
        for row, met in cells.items()
        for trouble, came in met.items()
        if is_deviation(trouble, came)
    ]


def table_of(name: str, cells: Cells) -> Table:
    """One vendor's matrix."""
    table = Table("delivery", "request", *TROUBLES, title=name)
    said = ""
    for row, met in cells.items():
        delivery = f"{row.delivery}, again" if row.is_again else row.delivery
        table.add_row("" if delivery == said else delivery, row.request, *met.values())
        said = delivery
    return table


async def main(names: Sequence[str]) -> int:
    """Print the tables; 1 when a cell is not as it must be."""
    began = time.monotonic()
    console = Console(width=180)
    console.print(f"Troubling {', '.join(names)}: up to three minutes")
    found = await asyncio.gather(*(cells_of(name) for name in names))
    wrong = []
    for name, cells in zip(names, found, strict=True):
        console.print(table_of(name, cells))
        wrong += deviations(cells)
    tally = Counter(came for cells in found for met in cells.values() for came in met.values())
    said = ", ".join(f"{count} {came}" for came, count in tally.most_common())
    console.print(f"{sum(tally.values())} cases in {time.monotonic() - began:.0f} s: {said}")
    console.print("\n".join(wrong) or "No deviation: nothing lost, nothing twice.", markup=False)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:] or SIDES)))
