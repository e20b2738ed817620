"""A process of its own that claims many escalations at once: `python -m tests.ledger.claimer`."""

import asyncio
import json
import sys

from ledger.address import address
from ledger.store import open_store
from tests.ledger.said import claim, wish


async def main(url: str, ids: list[str]) -> dict[str, str]:
    """Claim them all at the same time, once everybody is ready; who got which."""
    async with open_store(address(url)) as store:
        await store.upgrade()
        print("ready", flush=True)
        sys.stdin.readline()
        came = await asyncio.gather(*(claim(store, id_, wish()) for id_ in ids))
    return dict(zip(ids, (routed.person for routed in came), strict=True))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(sys.argv[1], sys.argv[2:]))), flush=True)
