"""Public holidays by country become dates: the domain knows dates only."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import holidays

AROUND_YEARS = 5  # further off, governments have not fixed them, and policies are read again sooner
COUNTRIES_MAX = 128  # expansions kept; a policy names a handful


def years_around(*instants: datetime) -> range:
    """The years whose holidays are wanted: five before the first instant to five after the last."""
    years = [at.year for at in instants]
    return range(min(years) - AROUND_YEARS, max(years) + AROUND_YEARS + 1)


def expanded(written: Mapping[str, Any], years: range) -> dict[str, Any]:
    """A calendar as written, with `country` and `subdivision` replaced by `holidays` as dates.

    The dates are those of the `holidays` package: public holidays, and the days off given for those
    that fall on a weekend. Raises ValueError, naming the field.
    """
    calendar = dict(written)
    country, subdivision = calendar.pop("country", None), calendar.pop("subdivision", None)
    if country is None and subdivision is None:
        return calendar
    dates = _dates(str(country), subdivision and str(subdivision), years)
    own = calendar.get("holidays", [])
    # Anything but a list is left for the reader of calendars to refuse.
    calendar["holidays"] = [*own, *dates] if isinstance(own, list | tuple) else own
    return calendar


@lru_cache(maxsize=COUNTRIES_MAX)
def _dates(country: str, subdivision: str | None, years: range) -> tuple[str, ...]:
    known = holidays.list_supported_countries(include_aliases=True)
    if country not in known:
        raise ValueError(f"country: {country!r} is not known; write an ISO 3166 code like 'DE'")
    try:
        days = holidays.country_holidays(country, subdiv=subdivision, years=years)
    except NotImplementedError as e:
        ours = " ".join(known[country]) or "none, it has no subdivisions"
        raise ValueError(f"subdivision: {subdivision!r} is not in {country}; write {ours}") from e
    return tuple(day.isoformat() for day in sorted(days))
