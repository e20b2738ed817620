"""Whom an entry of a calendar means: by the addresses of its attendees, else by its title.

A title holds a name among other words: PagerDuty writes “On Call - Ana Ribeiro - Primary”, GoAlert
“Ana Ribeiro On-Call (GoAlert: Support)” (its `calsub/renderdata.go`), Grafana OnCall a user's name.
"""

import re
from collections.abc import Iterable, Mapping

from escalation.rosters import Person

SHORT = 3  # letters: a shorter name or id is a word of its own in too many titles


class Matching:
    """The people of a policy, as calendars name them."""

    def __init__(self, people: Mapping[str, Person]) -> None:
        self._by_email = {p.email.casefold(): id_ for id_, p in people.items() if p.email}
        self._by_name = {
            name.casefold(): id_
            for id_, person in people.items()
            for name in (id_, person.name, person.email)
            if name
        }
        # The longest first, so that “Ana” is not found within “Ana Ribeiro”.
        names = sorted((n for n in self._by_name if len(n) >= SHORT), key=lambda n: (-len(n), n))
        written = "|".join(map(re.escape, names))
        self._names = re.compile(rf"(?<![\w@.+-])(?:{written})(?![\w@])") if names else None

    def who(self, addresses: Iterable[str], title: str) -> tuple[str, ...]:
        """The ids of those who are meant, in alphabetical order; none when nobody is known."""
        emails = (a.casefold().removeprefix("mailto:").strip() for a in addresses)
        invited = {self._by_email[email] for email in emails if email in self._by_email}
        return tuple(sorted(invited or self._titled(title.casefold().strip())))

    def _titled(self, title: str) -> set[str]:
        if title in self._by_name:
            return {self._by_name[title]}
        found = self._names.findall(title) if self._names else []
        return {self._by_name[name] for name in found}
