"""What a policy calls by name in Linear: teams, labels, projects."""

from collections.abc import Sequence

from integrations.errors import Rejected, VendorError
from integrations.linear import documents
from integrations.linear.calls import Calls, made_already, read
from integrations.linear.ids import uuid4_for
from integrations.linear.models import Label, Labels, Project, Projects, Team, Teams, Viewer

TEAM_PAGES_MAX = 5  # 500 teams: more than any workspace that names them in one policy
KNOWN_MAX = 20  # team keys in a refusal: what fits on some lines


class Naming(Calls):
    """The calls that find things by their names."""

    async def viewer(self) -> Viewer:
        """Who our key is; the cheapest way to learn that it works."""
        return read(Viewer, await self._ask(documents.VIEWER, {}), "viewer")

    async def team(self, reference: str) -> Team:
        """The team with this key, name or id, in any case. Raises Rejected naming the known."""
        teams = await self.teams()
        if team := named(reference, teams):
            return team
        known = ", ".join(sorted(team.key for team in teams)[:KNOWN_MAX]) or "none"
        raise Rejected(f"Linear has no team {reference}", f"name one in the policy; known: {known}")

    async def teams(self) -> list[Team]:
        """Every team that our key sees."""
        teams: list[Team] = []
        after = None
        for _ in range(TEAM_PAGES_MAX):
            page = read(Teams, await self._ask(documents.TEAMS, {"after": after}), "teams")
            teams += page.nodes
            after = page.pageInfo.endCursor
            if not page.pageInfo.hasNextPage:
                break
        return teams

    async def known_labels(self, team_id: str, names: Sequence[str]) -> dict[str, str]:
        """The ids of those labels that a team can use, by name; its own before the workspace's."""
        if not names:
            return {}
        answer = await self._ask(documents.LABELS, {"names": list(names)})
        nodes = read(Labels, answer, "issueLabels").nodes
        known = {label.name: label.id for label in nodes if label.team is None}
        own = {label.name: label.id for label in nodes if label.team and label.team.id == team_id}
        return known | own

    async def labels(self, team_id: str, names: Sequence[str]) -> list[str]:
        """The ids of labels by name; one that is missing is made in the team.

        A policy names it, so somebody wants to filter by it: an issue without it would be missed.
        In the team, because a member may make one there, and only there it is wanted.
        """
        known = await self.known_labels(team_id, names)
        return [known.get(name) or await self.create_label(team_id, name) for name in names]

    async def create_label(self, team_id: str, name: str) -> str:
        """Make a label in a team, or find the one that was made under the same id."""
        label_id = uuid4_for(f"label/{team_id}/{name}")
        wanted = {"id": label_id, "name": name, "teamId": team_id}
        try:
            made = await self._ask(documents.CREATE_LABEL, {"input": wanted}, True)
        except VendorError as error:
            found = await made_already(error, lambda: self._ask(documents.LABEL, {"id": label_id}))
            return read(Label, found, "issueLabel").id
        return read(Label, made, "issueLabelCreate", "issueLabel").id

    async def project(self, name: str, team_id: str) -> Project:
        """The project of that name in which the team takes part. Raises Rejected without one.

        A project of other teams is not found: Linear would refuse the issue for its sake.
        """
        answer = await self._ask(documents.PROJECTS, {"name": name, "team": team_id})
        for project in read(Projects, answer, "projects").nodes:
            return project
        remedy = "correct linear_project in the policy, or add the team to the project in Linear"
        raise Rejected(f"the team has no project {name}", remedy)


def named(reference: str, teams: Sequence[Team]) -> Team | None:
    """The team with this key, name or id, in any case."""
    wanted = reference.casefold()
    for team in teams:
        if wanted in (team.key.casefold(), team.name.casefold(), team.id.casefold()):
            return team
    return None
