"""Intercom's own client finds an Intercom in the sandbox."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.sandbox.conftest import Sandbox, standing

intercom = pytest.importorskip(
    "intercom", reason="python-intercom is missing: pip install -r requirements-conformance.in"
)
CHAT = "9007199254740993"


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[tuple[Sandbox, Any]]:
    """A sandbox with one conversation, and the vendor's client for it."""
    async with standing(None) as sandbox:
        await sandbox.control(
            "/intercom/tickets",
            silent=True,
            id=CHAT,
            subject="Payments fail",
            description="All of them",
            organization="Acme",
            fields={"organization.plan": "Gold"},
        )
        token, url = sandbox.config.intercom_token, f"{sandbox.url}/intercom"
        yield sandbox, intercom.AsyncIntercom(base_url=url, token=token)


async def test_it_reads_what_there_is(desk: tuple[Sandbox, Any]):
    _, client = desk
    me = await client.admins.identify()
    assert (await client.admins.find(int(me.id))).name == "Handrail"
    assert "ana@example.com" in [admin.email for admin in (await client.admins.list()).admins]
    assert (await client.teams.list()).teams == []
    chat = await client.conversations.find(CHAT)
    assert (chat.id, chat.state, chat.source.body) == (CHAT, "open", "<p>All of them</p>")
    contact = chat.contacts.contacts[0].id
    assert (await client.contacts.find(contact)).email == "casey.customer@example.com"
    companies = [c async for c in await client.contacts.list_attached_companies(contact)]
    assert [(c.name, c.plan.name) for c in companies] == [("Acme", "Gold")]
    attributes = await client.data_attributes.list(model="conversation")
    assert {"handrail_tier", "handrail_severity"} == {a.name for a in attributes.data}


async def test_it_writes_as_we_do(desk: tuple[Sandbox, Any]):
    _, client = desk
    me = (await client.admins.identify()).id
    note = intercom.AdminReplyConversationRequest(
        message_type="note", type="admin", admin_id=me, body="<p>L2 has it</p>"
    )
    answer = await client.conversations.reply(CHAT, request=note)
    part = answer.conversation_parts.conversation_parts[-1]
    assert (part.part_type, part.body, part.author.id) == ("note", "<p>L2 has it</p>", me)
    wanted = {"handrail_tier": "l2"}
    changed = await client.conversations.update(CHAT, custom_attributes=wanted)
    assert changed.custom_attributes == wanted
    tag = await client.tags.create(request=intercom.CreateOrUpdateTagRequest(name="vip"))
    tagged = await client.tags.tag_conversation(CHAT, tag_id=tag.id, admin_id=me)
    assert (tagged.name, tagged.applied_at is not None) == ("vip", True)
    await client.tags.untag_conversation(CHAT, tag.id, admin_id=me)
    assert (await client.conversations.find(CHAT)).tags.tags == []


def body(kind: str, **fields: Any) -> Any:
    """What one may ask of a conversation, as the client words it."""
    made = getattr(intercom.conversations, f"ConversationsManageRequestBody_{kind}")
    return made(**fields)


async def test_it_moves_a_conversation_through_its_states(desk: tuple[Sandbox, Any]):
    _, client = desk
    manage = intercom.conversations
    me = (await client.admins.identify()).id
    acts = [
        (
            manage.ConversationsManageRequestBody_Snoozed(admin_id=me, snoozed_until=2**31),
            "snoozed",
        ),
        (manage.ConversationsManageRequestBody_Open(admin_id=me), "open"),
        (manage.ConversationsManageRequestBody_Close(type="admin", admin_id=me), "closed"),
        (
            manage.ConversationsManageRequestBody_Assignment(
                type="admin", admin_id=me, assignee_id=me
            ),
            "open",
        ),
    ]
    for act, state in acts:
        assert (await client.conversations.manage(CHAT, request=act)).state == state
    assert (await client.conversations.find(CHAT)).admin_assignee_id == int(me)


async def test_it_searches_and_turns_the_pages(desk: tuple[Sandbox, Any]):
    sandbox, client = desk
    paging = intercom.StartingAfterPaging
    for n in range(4):
        ask = {"id": str(n + 1), "subject": "s", "description": "d", "silent": True}
        await sandbox.control("/intercom/tickets", **ask)
    one = intercom.SingleFilterSearchRequest(field="id", operator="IN", value=["1", "2", "3", "9"])
    first = await client.conversations.search(query=one, pagination=paging(per_page=2))
    # Its own pager asks for the first page for ever: it leaves the cursor out (5.0.1).
    after = first.response.pages.next.starting_after
    pages = paging(per_page=2, starting_after=after)
    last = await client.conversations.search(query=one, pagination=pages)
    assert sorted(chat.id for chat in [*first.items, *last.items]) == ["1", "2", "3"]
    assert not last.has_next
    listed = [c.id async for c in await client.conversations.list(per_page=2)]
    assert len(listed) == 5


async def test_it_understands_our_refusals(desk: tuple[Sandbox, Any]):
    sandbox, client = desk
    with pytest.raises(intercom.NotFoundError) as gone:
        await client.conversations.find("404")
    assert gone.value.body["errors"][0]["code"] == "not_found"
    wrong = intercom.AsyncIntercom(base_url=f"{sandbox.url}/intercom", token="wrong")
    with pytest.raises(intercom.UnauthorizedError) as refused:
        await wrong.conversations.find(CHAT)
    assert refused.value.body.errors[0].message == "Access Token Invalid"
