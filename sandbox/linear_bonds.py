"""What hangs on Linear's issues and workspace: labels, projects, relations, customers, webhooks."""

from datetime import datetime

from sandbox.config import stable_uuid
from sandbox.linear import Linear, Refused
from sandbox.record import Json, zulu

# What a new workspace has: linear.app/docs/labels.
LABELS = (("Bug", "#eb5757"), ("Feature", "#bb87fc"), ("Improvement", "#4ea7fc"))
GREY = "#bec2c8"


class LinearBonds:
    """The rest of a workspace. Its plan has `customers`, unless somebody says otherwise."""

    def __init__(self, linear: Linear, url: str) -> None:
        self._linear = linear
        self._url = url
        self.has_customers = True
        for name, color in LABELS:
            self._label(stable_uuid("label", name), name, color, None)

    def create_label(self, given: Json) -> Json:
        """Raises Refused where the id or the name is taken."""
        label_id, every = self._linear.free_id("labels", given), self._linear.all
        team = self._linear.find("teams", given["teamId"], "key") if given.get("teamId") else None
        near = (label for label in every.labels.values() if label["team"] in (None, team))
        if any(label["name"].lower() == given["name"].lower() for label in near):
            raise Refused(f"Label {given['name']} already exists")
        return self._label(label_id, given["name"], given.get("color") or GREY, team)

    def create_project(self, name: str, keys: list[str]) -> Json:
        """A project in which those teams take part. Raises Refused for an unknown one."""
        teams = [self._linear.find("teams", key, "key") for key in keys]
        project_id, url = stable_uuid("project", name), f"{self._url}/#{name}"
        project = {"id": project_id, "name": name, "url": url, "accessibleTeams": teams}
        self._linear.all.projects[project_id] = project
        return project

    def relate(self, given: Json, at: datetime) -> Json:
        """Tie two issues; a duplicate moves to its team's state for them. Raises Refused."""
        relation_id = self._linear.free_id("relations", given)
        one, other = (self._linear.issue(given[n]) for n in ("issueId", "relatedIssueId"))
        if one is other:
            raise Refused("An issue cannot be related to itself")
        relation = {"id": relation_id, "type": given["type"], "issue": one, "relatedIssue": other}
        self._linear.all.relations[relation_id] = relation
        if given["type"] == "duplicate":
            state = self._linear.state(one["team"], "duplicate")
            self._linear.update_issue(one, {"stateId": state["id"]}, at)
        return relation

    def upsert_customer(self, given: Json) -> Json:
        """The customer of that id outside of Linear, made or corrected. Raises Refused."""
        self._check_plan()
        outside = given.get("externalId")
        known = (c for c in self._linear.all.customers.values() if outside in c["externalIds"])
        customer = next(known, None)
        if customer is None:
            if not given.get("name"):
                raise Refused("name should not be empty")
            customer_id = self._linear.free_id("customers", given)
            customer = {"id": customer_id, "externalIds": [outside], "revenue": None, "tier": None}
            self._linear.all.customers[customer_id] = customer
        customer.update({n: given[n] for n in ("name", "revenue") if n in given})
        if tier := given.get("tierName"):
            customer["tier"] = {"id": stable_uuid("tier", tier), "name": tier, "displayName": tier}
        return customer

    def create_need(self, given: Json) -> Json:
        """What a customer asks of an issue. Raises Refused."""
        self._check_plan()
        need_id = self._linear.free_id("needs", given)
        issue = self._linear.issue(given.get("issueId"))
        outside, every = given.get("customerExternalId"), self._linear.all.customers.values()
        customer = next((c for c in every if outside in c["externalIds"]), None)
        if customer is None:
            raise Refused("Entity not found: Customer - Could not find referenced Customer.")
        need = {"id": need_id, "body": given.get("body"), "issue": issue, "customer": customer}
        self._linear.all.needs[need_id] = need | {"priority": given.get("priority") or 0}
        return self._linear.all.needs[need_id]

    def customers(self) -> list[Json]:
        """All of them. Raises Refused where the plan has none."""
        self._check_plan()
        return list(self._linear.all.customers.values())

    def create_webhook(self, given: Json, at: datetime) -> Json:
        """An address that is told. Raises Refused; members who are no admins may not."""
        self.check_admin()
        team = self._linear.find("teams", given["teamId"], "key") if given.get("teamId") else None
        if not team and not given.get("allPublicTeams"):
            raise Refused("Either teamId or allPublicTeams is required")
        webhook_id = self._linear.free_id("webhooks", given)
        webhook: Json = {"id": webhook_id, "team": team, "enabled": True}
        webhook |= {"allPublicTeams": False, "label": None, "secret": None, "createdAt": zulu(at)}
        names = ("url", "label", "resourceTypes", "secret", "allPublicTeams", "enabled")
        webhook |= {name: given[name] for name in names if name in given}
        self._linear.all.webhooks[webhook_id] = webhook
        return webhook

    def update_webhook(self, webhook_id: str, given: Json) -> Json:
        """Raises Refused."""
        self.check_admin()
        webhook = self._linear.find("webhooks", webhook_id)
        names = ("url", "label", "resourceTypes", "secret", "enabled")
        webhook.update({name: given[name] for name in names if name in given})
        return webhook

    def check_admin(self) -> None:
        """linear.app/developers/webhooks: only admins create or read webhooks. Raises Refused."""
        if not self._linear.viewer["admin"]:
            raise Refused("You need to be an admin to do this", "forbidden", "FORBIDDEN")

    def _check_plan(self) -> None:
        if not self.has_customers:
            said = "Customer requests are not available on your plan"
            raise Refused(said, "feature not accessible", "FEATURE_NOT_ACCESSIBLE")

    def _label(self, label_id: str, name: str, color: str, team: Json | None) -> Json:
        label = {"id": label_id, "name": name, "color": color, "team": team, "isGroup": False}
        self._linear.all.labels[label_id] = label
        return label
