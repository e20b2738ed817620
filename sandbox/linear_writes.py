"""What can be written into Linear by its API: each write is recorded, and echoed where it is on."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.callbacks import Callback, Courier
from sandbox.config import SandboxConfig
from sandbox.linear import Linear
from sandbox.linear_bonds import LinearBonds
from sandbox.linear_told import told, told_attachment, told_comment, told_made, told_removed
from sandbox.record import Json, Present, Record


class LinearWrites:
    """The mutations, by us."""

    def __init__(
        self,
        config: SandboxConfig,
        workspace: tuple[Linear, LinearBonds],
        courier: Courier,
        record: Record,
        present: Present,
    ) -> None:
        self._echo = config.echo
        self._linear, self._bonds = workspace
        self._courier = courier
        self._record = record
        self._present = present

    def root(self) -> Json:
        """The mutations by their names."""
        return {
            "issueCreate": self._issue_create,
            "issueUpdate": self._issue_update,
            "issueDelete": self._issue_delete,
            "commentCreate": self._comment_create,
            "attachmentCreate": self._attachment_create,
            "issueLabelCreate": self._label_create,
            "issueRelationCreate": self._relation_create,
            "customerUpsert": self._customer_upsert,
            "customerNeedCreate": self._need_create,
            "webhookCreate": self._webhook_create,
            "webhookUpdate": self._webhook_update,
        }

    def _issue_create(self, _: object, **args: Json) -> Json:
        given, at = args["input"], self._present.now()
        issue = self._linear.create_issue(given, at)
        self._echoed("issue", lambda by, at: told_made(issue, by, at), at)
        return self._done("issueCreate", "issue", issue, given.get("id"))

    def _issue_update(self, _: object, **args: Any) -> Json:
        issue, at = self._linear.issue(args["id"]), self._present.now()
        before = self._linear.update_issue(issue, args["input"], at)
        self._echoed("issue", lambda by, at: told(issue, by, at, before), at)
        return self._done("issueUpdate", "issue", issue, None)

    def _issue_delete(self, _: object, **args: Any) -> Json:
        issue, at = self._linear.issue(args["id"]), self._present.now()
        self._linear.throw_away(issue, at, bool(args.get("permanentlyDelete")))
        self._echoed("issue", lambda by, at: told_removed(issue, by, at), at)
        return self._done("issueDelete", "entity", issue, None)

    def _comment_create(self, _: object, **args: Json) -> Json:
        given, at = args["input"], self._present.now()
        comment = self._linear.create_comment(given, self._linear.viewer, at)
        self._echoed("comment", lambda by, at: told_comment(comment, by, at), at)
        return self._done("commentCreate", "comment", comment, given.get("id"))

    def _attachment_create(self, _: object, **args: Json) -> Json:
        at = self._present.now()
        attachment = self._linear.create_attachment(args["input"], at)
        self._echoed("attachment", lambda by, at: told_attachment(attachment, by, at), at)
        return self._done("attachmentCreate", "attachment", attachment, attachment["url"])

    def _label_create(self, _: object, **args: Json) -> Json:
        given = args["input"]
        label = self._bonds.create_label(given)
        return self._done("issueLabelCreate", "issueLabel", label, given.get("id"))

    def _relation_create(self, _: object, **args: Json) -> Json:
        given = args["input"]
        relation = self._bonds.relate(given, self._present.now())
        return self._done("issueRelationCreate", "issueRelation", relation, given.get("id"))

    def _customer_upsert(self, _: object, **args: Json) -> Json:
        given = args["input"]
        customer = self._bonds.upsert_customer(given)
        return self._done("customerUpsert", "customer", customer, given.get("externalId"))

    def _need_create(self, _: object, **args: Json) -> Json:
        given = args["input"]
        need = self._bonds.create_need(given)
        return self._done("customerNeedCreate", "need", need, given.get("id"))

    def _webhook_create(self, _: object, **args: Json) -> Json:
        given = args["input"]
        webhook = self._bonds.create_webhook(given, self._present.now())
        return self._done("webhookCreate", "webhook", webhook, given.get("id"))

    def _webhook_update(self, _: object, **args: Any) -> Json:
        webhook = self._bonds.update_webhook(args["id"], args["input"])
        return self._done("webhookUpdate", "webhook", webhook, None)

    def _echoed(self, what: str, tell: Callable[[Json, datetime], Callback], at: datetime) -> None:
        """Our own write comes back, as it does with the vendor."""
        if f"linear.{what}" in self._echo:
            self._courier.deliver_behind(tell(self._linear.viewer, at))

    def _done(self, what: str, kind: str, entity: Json, key: str | None) -> Json:
        """The vendor's payload, and a line in the record: where, by which key, what it says."""
        issue = entity.get("issue", entity)
        target = issue.get("identifier") or entity.get("name") or entity.get("url") or ""
        said = next((entity[n] for n in ("body", "title", "type", "name") if entity.get(n)), "")
        self._record.add("linear", what, str(target), key or "", str(said))
        return {"success": True, "lastSyncId": 1, kind: entity}
