"""What ties an issue to the world: addresses, escalations, other issues, customers."""

from typing import Any

from integrations.errors import Absent, VendorError
from integrations.linear import documents
from integrations.linear.calls import Calls, given, made_already, read
from integrations.linear.mark import ESCALATION, owner_in, owner_of
from integrations.linear.models import Attached, NewCustomer, NewNeed, Relations


class Bonds(Calls):
    """The calls that tie issues, and follow the ties.

    Addresses are attached by attachmentCreate, whichever helpdesk they lead to:
    attachmentLinkZendesk and its like need the vendor's own integration in the workspace, there is
    none for Freshdesk and HubSpot, and none carries metadata, by which the issue knows us.
    """

    async def attach(self, url: str, title: str, issue_id: str, escalation: str = "") -> None:
        """Link an address to an issue. Repeatable: Linear keeps one for each issue and url."""
        wanted: dict[str, Any] = {"url": url, "title": title, "issueId": issue_id}
        if escalation:
            wanted["metadata"] = {ESCALATION: escalation}
        await self._ask(documents.ATTACH, {"input": wanted}, True)

    async def attached(self, issue_id: str) -> Attached:
        """An issue's description and the addresses that it shows. Raises Absent."""
        answer = await self._ask(documents.ATTACHMENTS, {"id": issue_id})
        return read(Attached, answer, "issue")

    async def linked(self, issue_id: str) -> list[str]:
        """The escalations that an issue stands for, the oldest first; none for one unknown.

        Each is named in the metadata of its attachments, the one that opened it in the
        description as well.
        """
        try:
            found = await self.attached(issue_id)
        except Absent:
            return []
        named = [owner_of(found.description or "")]
        named += [owner_in(one.metadata) for one in found.attachments.nodes]
        return [escalation for escalation in dict.fromkeys(named) if escalation]

    async def duplicate_of(self, issue_id: str) -> str:
        """The identifier of the issue that this one repeats; empty when Linear names none."""
        answer = await self._ask(documents.RELATIONS, {"id": issue_id})
        relations = read(Relations, answer, "issue", "relations").nodes
        return next((r.relatedIssue.identifier for r in relations if r.type == "duplicate"), "")

    async def relate(self, relation_id: str, issue_id: str, other: str, kind: str) -> None:
        """Make an issue `duplicate` of another or `related` to it; an earlier try is found.

        Linear moves a duplicate to its team's state for them.
        """
        wanted = {"id": relation_id, "issueId": issue_id, "relatedIssueId": other, "type": kind}
        try:
            await self._ask(documents.RELATE, {"input": wanted}, True)
        except VendorError as error:
            await made_already(error, lambda: self._ask(documents.RELATION, {"id": relation_id}))

    async def upsert_customer(self, customer: NewCustomer) -> None:
        """Make or correct a customer. Repeatable: Linear knows it by its id outside of Linear."""
        wanted = {
            "externalId": customer.external_id,
            "name": customer.name,
            "revenue": customer.revenue,
            "tierName": customer.tier,
        }
        await self._ask(documents.UPSERT_CUSTOMER, {"input": given(wanted)}, True)

    async def create_need(self, need: NewNeed) -> None:
        """Say that a customer needs an issue, or find that an earlier try did."""
        wanted = {
            "id": need.id,
            "issueId": need.issue_id,
            "customerExternalId": need.customer,
            "body": need.body,
        }
        try:
            await self._ask(documents.CREATE_NEED, {"input": wanted}, True)
        except VendorError as error:
            await made_already(error, lambda: self._ask(documents.NEED, {"id": need.id}))
