"""HubSpot's conversations API: threads, what was said in them, and our answers."""

from collections.abc import Mapping
from datetime import datetime

from sandbox.hubspot import US, HubSpot, Talk
from sandbox.hubspot_answers import invalid, missing, page
from sandbox.record import Json

NEEDED = ("type", "text", "senderActorId", "channelId", "channelAccountId", "recipients")


class Talks:
    """Answers under /conversations/v3/conversations/threads."""

    def __init__(self, hubspot: HubSpot) -> None:
        self._hubspot = hubspot

    def answer(
        self, method: str, rest: list[str], asked: Mapping[str, str], given: Json, at: datetime
    ) -> tuple[Json, list[Json]]:
        """The body of an answer, and the events that the request caused."""
        match (method, *rest):
            case ("GET",):
                return {"results": [self._shown(talk, False) for talk in self._of(asked)]}, []
            case ("GET", id_):
                return self._shown(self._talk(id_), "TICKET" in asked.get("association", "")), []
            case ("GET", id_, "messages"):
                newest_first = self._talk(id_).messages[::-1]
                return page(newest_first, asked.get("after", ""), int(asked.get("limit", 20))), []
            case ("POST", id_, "messages"):
                return self._say(self._talk(id_), given, at)
            case _:
                raise missing()

    def _of(self, asked: Mapping[str, str]) -> list[Talk]:
        ticket = asked.get("associatedTicketId")
        return [talk for talk in self._hubspot.talks.values() if ticket in (None, talk.ticket)]

    def _talk(self, id_: str) -> Talk:
        if id_ not in self._hubspot.talks:
            raise missing()
        return self._hubspot.talks[id_]

    def _say(self, talk: Talk, given: Json, at: datetime) -> tuple[Json, list[Json]]:
        lacking = [name for name in NEEDED if not given.get(name)]
        if lacking:
            raise invalid(f"Some required fields were not set: {lacking}")
        if given["senderActorId"] != US.actor:
            raise invalid("senderActorId must be an agent of this account")
        recipients = [
            {**who, "deliveryIdentifier": address}
            for who in given["recipients"]
            for address in who.pop("deliveryIdentifiers", [])
        ]
        said = {name: given[name] for name in (*NEEDED, "richText", "subject") if name in given}
        sender = {"actorId": said.pop("senderActorId"), "name": "Handrail"}
        direction = {"direction": "OUTGOING", "status": {"statusType": "SENT"}}
        whole = said | direction | {"recipients": recipients, "senders": [sender]}
        return self._hubspot.say(talk, whole, US, at)

    def _shown(self, talk: Talk, with_ticket: bool) -> Json:
        belongs = {"threadAssociations": {"associatedTicketId": talk.ticket}}
        return {
            "id": talk.id,
            "associatedContactId": talk.contact,
            "createdAt": talk.messages[0]["createdAt"],
            "originalChannelId": "1002",
            "originalChannelAccountId": "77",
            "inboxId": "1",
            "status": "OPEN",
            "spam": False,
            "archived": False,
            "latestMessageTimestamp": talk.messages[-1]["createdAt"],
            **(belongs if with_ticket and talk.ticket else {}),
        }
