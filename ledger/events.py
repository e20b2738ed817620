"""Writes what happened, each event once, with what its escalation is about."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from escalation.record import Entry, Record
from ledger.store import insert
from ledger.tables import escalations, events

_ENDS = "Closed"
_BEGINS = ("Opened", "Reopened")


async def record(db: AsyncConnection, escalation: str, effect: Record) -> None:
    """Write the entries of a batch. Those that are there already stay as they are.

    What the escalation is about follows the newest batch, also where that says nothing: a text is
    forgotten when a restricted tier takes it.
    """
    if not effect.entries:
        return
    rows = [_row(escalation, entry) for entry in effect.entries]
    await db.execute(insert(db, events).on_conflict_do_nothing(), rows)
    last = max(effect.entries, key=lambda entry: entry.sequence)
    about = {
        "id": escalation,
        "customer": storable(effect.customer),
        "product": storable(effect.product),
        "text": storable(effect.text),
        "problem": effect.problem,
        "first_at": min(entry.at for entry in effect.entries),
        "last_at": max(entry.at for entry in effect.entries),
        "last_sequence": last.sequence,
        "is_open": await _is_open(db, escalation),
    }
    new = insert(db, escalations).values(about)
    kept = {name: new.excluded[name] for name in about if name not in ("id", "first_at")}
    is_newer = new.excluded.last_sequence >= escalations.c.last_sequence
    await db.execute(new.on_conflict_do_update(index_elements=["id"], set_=kept, where=is_newer))


def storable(text: str) -> str:
    """A text as both databases take it: PostgreSQL knows no NUL, neither knows half a character."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _row(escalation: str, entry: Entry) -> dict[str, object]:
    return {
        "escalation": escalation,
        "sequence": entry.sequence,
        "at": entry.at,
        "type": entry.type,
        "tier": entry.tier.value,
        "severity": entry.severity.value,
        "text": storable(entry.text),
        "fields": {name: storable(said) for name, said in entry.fields.items()},
    }


async def _is_open(db: AsyncConnection, escalation: str) -> bool:
    """As the last beginning or end says, in whatever order batches came."""
    told = select(events.c.type).where(
        events.c.escalation == escalation, events.c.type.in_((*_BEGINS, _ENDS))
    )
    last = await db.scalar(told.order_by(events.c.sequence.desc()).limit(1))
    return last != _ENDS
