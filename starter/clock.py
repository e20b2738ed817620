"""One question about business time, one answer: the lines `handrail clock` reads and prints."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Literal, assert_never

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from escalation.calendar import Calendar, utc
from starter.country import expanded, years_around

CALENDARS_MAX = 256  # parsed calendars kept: thousands of lines share a few

Instant = Annotated[AwareDatetime, AfterValidator(utc)]
Pauses = list[tuple[Instant, Instant | None]]

_INSTANT = "write an instant with its offset, like 2026-03-02T09:12:00Z"
REMEDIES = {
    "line": "write one JSON object",
    "op": "write due, elapsed, open, next_open or next_close",
    "start": _INSTANT,
    "end": _INSTANT,
    "at": _INSTANT,
    "target_s": "write seconds, 0 or more",
    "pauses": "write [[from, to], …], with null for a pause that still goes on",
    "calendar": 'write {"timezone": "Europe/Berlin", "hours": {"mon": [["09:00", "17:00"]]}, …}',
}


class _Asked(BaseModel):
    # Strict, so that no number is taken for an instant. Other fields are the asker's own labels.
    model_config = ConfigDict(strict=True, extra="allow", allow_inf_nan=False)

    calendar: dict[str, Any]


class _Due(_Asked):
    op: Literal["due"]
    start: Instant
    target_s: float = Field(ge=0)
    pauses: Pauses = []


class _Elapsed(_Asked):
    op: Literal["elapsed"]
    start: Instant
    end: Instant
    pauses: Pauses = []


class _At(_Asked):
    op: Literal["open", "next_open", "next_close"]
    at: Instant


@lru_cache(maxsize=1)
def _questions() -> TypeAdapter[_Due | _Elapsed | _At]:
    return TypeAdapter(Annotated[_Due | _Elapsed | _At, Field(discriminator="op")])


@lru_cache(maxsize=1)
def _calendars() -> TypeAdapter[Calendar]:
    return TypeAdapter(Calendar)


def answer(line: str) -> dict[str, Any]:
    """Answer one line: `{"at": …}` in UTC, `{"seconds": n}` or `{"open": bool}`.

    A line that cannot be answered gives `{"error": …}`, which names the field and the remedy.
    Fields that have no meaning here are named under `ignored`.
    """
    try:
        asked = _questions().validate_json(line)
        told = _told(asked)
    except ValidationError as e:
        return {"error": "; ".join(_complaint(one) for one in e.errors())}
    except ValueError as e:
        return {"error": str(e)}
    return told | ({"ignored": sorted(asked.model_extra)} if asked.model_extra else {})


def _told(asked: _Due | _Elapsed | _At) -> dict[str, Any]:
    match asked:
        case _Due(start=start):
            calendar = _calendar(asked.calendar, start)
            return _instant(calendar.due(start, asked.target_s, asked.pauses))
        case _Elapsed(start=start, end=end):
            seconds = _calendar(asked.calendar, start, end).elapsed(start, end, asked.pauses)
            return {"seconds": int(seconds) if seconds.is_integer() else seconds}
        case _At(op="open", at=at):
            return {"open": _calendar(asked.calendar, at).is_open(at)}
        case _At(op="next_open", at=at):
            return _instant(_calendar(asked.calendar, at).next_open(at))
        case _At(at=at):
            return _instant(_calendar(asked.calendar, at).next_close(at))
        case _:
            assert_never(asked)


def _instant(at: datetime) -> dict[str, Any]:
    return {"at": at.isoformat().replace("+00:00", "Z")}


def _calendar(written: Mapping[str, Any], *concerned: datetime) -> Calendar:
    years = years_around(*concerned) if "country" in written else range(0)
    return _parsed(json.dumps(written), years)


@lru_cache(maxsize=CALENDARS_MAX)
def _parsed(text: str, years: range) -> Calendar:
    try:
        calendar = expanded(json.loads(text), years)
        _refuse_unknown(calendar)
        return _calendars().validate_json(json.dumps(calendar))
    except ValidationError as e:
        raise ValueError("; ".join(_complaint(one, "calendar") for one in e.errors())) from e
    except ValueError as e:
        raise ValueError(f"calendar.{e}") from e


def _refuse_unknown(calendar: Mapping[str, Any]) -> None:
    known = [f.name for f in fields(Calendar)]
    for name in calendar:
        if name not in known:
            raise ValueError(f"{name}: not known; write {', '.join(known)} or country")


def _complaint(error: Mapping[str, Any], within: str = "") -> str:
    """What is wrong, where, and what to write instead."""
    # Outside a calendar the first part is the op.
    place = [within, *map(str, error["loc"])] if within else [*map(str, error["loc"][1:])]
    if error["type"] == "value_error":
        # Our own sentences name their remedy, and those about a calendar their field.
        return f"{'.'.join(place)}{'.' if within else ': '}{error['ctx']['error']}"
    if error["type"] in ("union_tag_not_found", "union_tag_invalid"):
        return f"op: missing or not known; {REMEDIES['op']}"
    place = place or ["line"]
    return f"{'.'.join(place)}: {error['msg']}; {REMEDIES[place[0]]}"
