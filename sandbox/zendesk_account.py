"""What a Zendesk account has besides tickets: people, groups, organizations, fields, webhooks."""

import itertools

from sandbox.config import SandboxConfig, stable_number
from sandbox.record import Json

STAFF = ("agent", "admin")
# Those of policies/default.yaml, so that `doctor` finds them.
GROUPS = ("Support 1", "Support 2", "Engineering", "Product", "Security")
# support.zendesk.com, "Managing ticket statuses": each category begins with one status of its own.
STATUSES = (
    ("New", "new"),
    ("Open", "open"),
    ("Pending", "pending"),
    ("On-hold", "hold"),
    ("Solved", "solved"),
)


class Account:
    """Everything by id, in the vendor's field names. Those named exist from then on."""

    def __init__(self, config: SandboxConfig) -> None:
        self._ids = itertools.count(7_000_001)
        self.users: dict[int, Json] = {}
        self.groups: dict[int, Json] = {}
        self.organizations: dict[int, Json] = {}
        self.fields: dict[int, Json] = {}
        self.webhooks: dict[str, Json] = {}
        self.statuses = [
            {
                "id": next(self._ids),
                "agent_label": label,
                "end_user_label": label,
                "status_category": category,
                "active": True,
                "default": True,
            }
            for label, category in STATUSES
        ]
        for title, kind in (("Subject", "subject"), ("Status", "status"), ("Group", "group")):
            self.add_field(title, kind, is_removable=False)
        self.api_user = self.user(config.zendesk_email, "admin")
        for person in config.people:
            self.user(person.name, "agent", person.email)
        for name in GROUPS:
            self.group(name)

    def user(self, name: str, role: str, email: str = "") -> int:
        """The id of the person of that name or e-mail address."""
        known = [u["id"] for u in self.users.values() if name in (u["name"], u["email"])]
        if known:
            return int(known[0])
        number = stable_number(name)
        email = email or (name if "@" in name else f"{name.lower().replace(' ', '.')}@example.com")
        person: Json = {"id": number, "name": name, "email": email, "role": role, "active": True}
        person |= {"locale": "en-US", "time_zone": "Berlin", "external_id": None}
        self.users[number] = person | {"organization_id": None, "user_fields": {}}
        return number

    def group(self, name: str) -> int:
        """The id of the group of that name."""
        number = stable_number(name)
        self.groups.setdefault(number, {"id": number, "name": name, "deleted": False})
        return number

    def organization(self, name: str) -> int:
        """The id of the organization of that name."""
        number = stable_number(name)
        blank: Json = {"id": number, "name": name, "details": None, "external_id": None}
        self.organizations.setdefault(number, blank | {"organization_fields": {}})
        return number

    def field(self, title: str) -> int:
        """The id of the ticket field of that title."""
        known = [f["id"] for f in self.fields.values() if f["title"] == title]
        return int(known[0]) if known else int(self.add_field(title, "text")["id"])

    def add_field(self, title: str, kind: str, *, is_removable: bool = True) -> Json:
        """A new field of tickets."""
        number = next(self._ids)
        self.fields[number] = {
            "id": number,
            "title": title,
            "raw_title": title,
            "type": kind,
            "active": True,
            "removable": is_removable,
        }
        return self.fields[number]

    def add_webhook(self, given: Json) -> Json:
        """A new webhook; its secret is made with it."""
        number = f"01SANDBOX{next(self._ids)}"
        self.webhooks[number] = {**given, "id": number}
        return self.webhooks[number]

    def found(self, query: str) -> list[Json]:
        """The people whom a search finds: an address as `email:"…"`, or a part of a name."""
        wanted = query.removeprefix("email:").strip('"').lower()
        part = "email" if query.startswith("email:") else "name"
        return [u for u in self.users.values() if wanted in str(u[part]).lower()]
