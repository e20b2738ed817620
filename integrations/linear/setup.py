"""What a Linear workspace needs before it works with us: webhooks, and what the policy names."""

import secrets
from collections.abc import Iterator
from datetime import datetime

import httpx

from escalation.policy import Policy
from integrations.errors import Rejected
from integrations.linear.client import LinearClient
from integrations.linear.failures import NotAllowed
from integrations.linear.hooks import LABEL, RESOURCES, Hooks
from integrations.linear.models import Team, Webhook
from integrations.linear.naming import named
from integrations.setup import Step

SECRET = "HANDRAIL_LINEAR_WEBHOOK_SECRET"  # noqa: S105 - the setting's name
SECRET_BYTES = 32  # what the digest of a signature has
CUSTOMERS = "Linear: Settings, Customer requests; without them an issue does not say who needs it"
NAME_IT = "name another in the policy, or make it in Linear"


class LinearSetup:
    """A workspace's set-up, for a policy. Every call raises VendorError and nothing else.

    `secret` is what our gateway checks signatures with; without one a new webhook brings one.
    """

    name = "linear"

    def __init__(self, client: httpx.AsyncClient, policy: Policy, secret: str = "") -> None:
        self._linear = LinearClient(client)
        self._hooks = Hooks(client)
        self._policy = policy
        self._secret = secret
        self._new_secret = secret or secrets.token_hex(SECRET_BYTES)

    async def steps(self, url: str) -> list[Step]:
        """The webhooks, the teams, labels and projects of the policy, customer requests."""
        teams = await self._linear.teams()
        opening = {name: named(name, teams) for name, _, _ in _routes(self._policy)}
        # A webhook names a team by its key alone, so a route must too.
        by_key = {team.key: team for team in teams}
        routed = {key: by_key.get(key) for key in self._policy.linear_routes}
        known = {**opening, **routed}
        found = {team.id: team for team in known.values() if team}
        steps = await self._webhooks(f"{url}/webhooks/linear", list(found.values()))
        for name, team in sorted(known.items()):
            steps.append(Step(f"team {name}", "there" if team else "missing", NAME_IT))
        for name, labels, project in _routes(self._policy):
            if team := opening[name]:
                steps += await self._labels(team, labels)
                steps += await self._project(team, project)
        if not await self._hooks.has_customers():
            steps.append(Step("customer requests", "by_hand", CUSTOMERS))
        return list({step.what: step for step in steps}.values())

    async def lacking(self) -> list[str]:
        """The rights that our key lacks; a wrong one raises Rejected."""
        try:
            await self._hooks.webhooks()
        except NotAllowed:
            return ["admin, to see and make webhooks"]
        return []

    async def clock(self) -> datetime | None:
        """Linear's clock, to the second."""
        return await self._hooks.clock()

    async def _webhooks(self, address: str, teams: list[Team]) -> list[Step]:
        """One for all public teams, and one for each other team that the policy names."""
        scopes = [None, *(team for team in teams if team.visibility != "public")]
        try:
            known = await self._hooks.webhooks()
        except NotAllowed:
            how = f"an admin makes it, Linear: Settings, API: {address}, {', '.join(RESOURCES)}"
            return [Step(_what(team), "by_hand", how) for team in scopes]
        return [self._webhook(address, team, known) for team in scopes]

    def _webhook(self, address: str, team: Team | None, known: tuple[Webhook, ...]) -> Step:
        # By its address first: another of the same label may be another gateway's.
        own = [w for w in known if address == w.url]
        own += [w for w in known if address != w.url and w.label == LABEL]
        found = next((w for w in own if _hears(w, team)), None)
        if found is None:

            async def make() -> str:
                await self._hooks.create_webhook(address, self._new_secret, team)
                return self._to_keep()

            return Step(_what(team), "missing", "", make)
        faults = list(self._faults(found, address))
        if not faults:
            return Step(_what(team), "there")

        async def correct() -> str:
            await self._hooks.correct_webhook(found, address, self._secret)
            return ""

        return Step(_what(team), "differs", "; ".join(faults), correct)

    def _faults(self, webhook: Webhook, address: str) -> Iterator[str]:
        if webhook.url != address:
            yield f"calls {webhook.url}"
        if not webhook.enabled:
            yield "is switched off: Linear does that after too many failures"
        if unheard := [kind for kind in RESOURCES if kind not in webhook.resourceTypes]:
            yield f"does not hear {', '.join(unheard)}"
        theirs = webhook.secret.get_secret_value() if webhook.secret else ""
        if self._secret and theirs and theirs != self._secret:
            yield f"signs with another secret than {SECRET}"

    def _to_keep(self) -> str:
        return "" if self._secret else f"set {SECRET} to {self._new_secret}"

    async def _labels(self, team: Team, names: tuple[str, ...]) -> list[Step]:
        known = await self._linear.known_labels(team.id, names)
        return [self._label(team, name, name in known) for name in names]

    def _label(self, team: Team, name: str, is_there: bool) -> Step:
        async def make() -> str:
            await self._linear.create_label(team.id, name)
            return ""

        what = f"label “{name}” in {team.key}"
        return Step(what, "there") if is_there else Step(what, "missing", "", make)

    async def _project(self, team: Team, name: str) -> list[Step]:
        if not name:
            return []
        what = f"project “{name}” with {team.key}"
        try:
            await self._linear.project(name, team.id)
        except Rejected as error:
            return [Step(what, "missing", error.remedy)]
        return [Step(what, "there")]


def _routes(policy: Policy) -> list[tuple[str, tuple[str, ...], str]]:
    """Team, labels and project of each tier that logs in Linear."""
    rules = policy.tiers.values()
    routes = [
        (r.linear_team or policy.linear_team, r.linear_labels, r.linear_project) for r in rules
    ]
    return [route for route in routes if route[0]]


def _what(team: Team | None) -> str:
    return f"webhook of the team {team.key}" if team else "webhook of all public teams"


def _hears(webhook: Webhook, team: Team | None) -> bool:
    if team is None:
        return webhook.allPublicTeams
    return webhook.team is not None and webhook.team.id == team.id
