"""Below a living message: words become notes, are corrected and withdrawn, and reach the ticket."""

import pytest

from escalation.model import Note
from integrations.slack.client import EVENT_TYPE
from tests.gateway.conftest import Gateway
from tests.gateway.in_slack import chose, event, said
from tests.gateway.senders import Request, created, status_changed

ROOT, WRITTEN = "5.000001", "9.000001"
OURS = {"channel": "C0L2", "user": "U0BOT", "bot_id": "B0BOT", "text": "medium at l2"}
URGENT = created(priority="URGENT")
REF = f"slack:C0L2:{WRITTEN}"


@pytest.fixture(autouse=True)
def living_message(gateway: Gateway) -> None:
    post(gateway, ROOT, key="zendesk-4711/message/l2")


def post(gateway: Gateway, ts: str, key: str = "", **more: str) -> None:
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
    gateway.slack.messages.append({**OURS, "ts": ts, "metadata": metadata, **more})


def written(gateway: Gateway, text: str = "It is the cache") -> None:
    words = {"channel": "C0L2", "user": "U-a-l2", "text": text, "ts": WRITTEN}
    gateway.slack.messages.append({**words, "thread_ts": ROOT})


def edited(text: str, id_: str = "Ev2", **more: str) -> Request:
    now = {"user": "U-a-l2", "text": text, "ts": WRITTEN, "thread_ts": ROOT, **more}
    return event(
        {"type": "message", "channel": "C0L2", "subtype": "message_changed", "message": now}, id_
    )


def deleted(id_: str = "Ev3") -> Request:
    was = {"user": "U-a-l2", "text": "It is the cache", "ts": WRITTEN, "thread_ts": ROOT}
    gone = {"type": "message", "channel": "C0L2", "subtype": "message_deleted"}
    return event({**gone, "previous_message": was}, id_)


def reacted(emoji: str = "ticket", ts: str = WRITTEN, id_: str = "Ev4") -> Request:
    item = {"type": "message", "channel": "C0L2", "ts": ts}
    return event({"type": "reaction_added", "user": "U-a-l2", "reaction": emoji, "item": item}, id_)


def notes(gateway: Gateway) -> list[Note]:
    return list(gateway["zendesk-4711"].notes)


async def test_what_a_person_writes_is_kept_as_theirs(gateway: Gateway):
    assert await gateway.take(URGENT, said("It is &lt;the&gt; cache", ROOT)) == [200, 200]
    (note,) = notes(gateway)
    assert (note.actor, note.text, note.ref) == ("a-l2", "It is <the> cache", REF)
    told = gateway.told[-1]
    assert (told["command_id"], "to_ticket" in told, "reply_to" in told) == (
        "slack:Ev1",
        False,
        False,
    )


async def test_files_are_named_with_their_address(gateway: Gateway):
    files = [{"title": "log.txt", "permalink": "https://x.slack.com/f1"}]
    sent = said("See", ROOT, subtype="file_share", files=files)
    alone = said("", ROOT, "9.000002", "Ev2", subtype="file_share", files=files)
    await gateway.take(URGENT, sent, alone)
    shown = "log.txt: https://x.slack.com/f1"
    assert [note.text for note in notes(gateway)] == [f"See\n{shown}", shown]


async def test_an_edit_corrects_and_a_deletion_withdraws(gateway: Gateway):
    await gateway.take(URGENT, said("It is the cache", ROOT), edited("It is the queue"))
    assert [note.text for note in notes(gateway)] == ["It is the queue"]
    await gateway.take(deleted())
    assert notes(gateway) == []


async def test_a_message_that_slack_sends_again_is_one_note(gateway: Gateway):
    once = said("It is the cache", ROOT)
    again = said("It is the cache", ROOT)
    again.headers |= {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    assert await gateway.take(URGENT, once, again) == [200] * 3
    assert len(notes(gateway)) == 1


async def test_what_apps_say_is_nobodys_word(gateway: Gateway):
    ours = said("Escalated to l2", ROOT, user="U0BOT", bot_id="B0BOT")
    other = said("Deployed", ROOT, "9.000002", "Ev2", subtype="bot_message", bot_id="B9")
    assert await gateway.take(URGENT, ours, other) == [200] * 3
    assert notes(gateway) == []
    assert gateway.calls("conversations.replies") == []


@pytest.mark.parametrize(
    "root",
    [
        {"key": "zendesk-4711/message/l2", "user": "U7", "bot_id": "B9"},
        {"key": "zendesk-4711/17"},
        {"key": ""},
    ],
    ids=["another app's", "an alarm", "without a key"],
)
async def test_below_any_other_message_nothing_is_kept(gateway: Gateway, root):
    post(gateway, "6.000001", **root)
    assert await gateway.take(URGENT, said("Hello", "6.000001")) == [200, 200]
    assert notes(gateway) == []


async def test_what_is_said_in_a_channel_itself_is_not_even_looked_up(gateway: Gateway):
    plain = event({"type": "message", "channel": "C0L2", "user": "U1", "text": "Hi", "ts": "7.1"})
    assert await gateway.take(URGENT, plain, said("Root", ROOT, ROOT)) == [200] * 3
    assert gateway.slack.calls == []


async def test_a_thread_is_looked_up_once(gateway: Gateway):
    words = [said(f"{n}", ROOT, f"9.00000{n}", f"Ev{n}") for n in range(3)]
    await gateway.take(URGENT, *words)
    assert len(gateway.calls("conversations.replies")) == 1
    assert len(notes(gateway)) == 3


async def test_while_slack_does_not_say_which_thread_it_is_the_event_comes_again(gateway: Gateway):
    sent = said("It is the cache", ROOT)
    gateway.slack.silent = {"conversations.replies"}
    assert await gateway.take(URGENT, sent) == [200, 503]
    gateway.slack.silent = set()
    assert await gateway.take(sent) == [200]
    assert len(notes(gateway)) == 1


async def test_a_thread_whose_first_message_is_gone_is_none_of_ours(gateway: Gateway):
    gateway.slack.refused = {"conversations.replies": "thread_not_found"}
    assert await gateway.take(URGENT, said("Hello", ROOT)) == [200, 200]
    assert notes(gateway) == []


async def test_while_slack_does_not_say_who_it_is_the_event_comes_again(gateway: Gateway):
    await gateway.take(URGENT, said("First", ROOT, user="U-a-l2"))
    gateway.slack.silent = {"users.info"}
    assert await gateway.take(said("It is the cache", ROOT, user="U9", id_="Ev2")) == [503]


async def test_a_guest_is_told_once_that_it_is_not_kept(gateway: Gateway):
    gateway.slack.accounts["U9"] = {"is_restricted": True}
    guest = said("I think", ROOT, user="U9"), edited("I thought", user="U9")
    assert await gateway.take(URGENT, *guest) == [200] * 3
    assert notes(gateway) == []
    ((channel, user, _),) = gateway.whispers
    assert (channel, user) == ("C0L2", "U9")


async def test_the_emoji_of_the_policy_sends_a_message_to_the_ticket(gateway: Gateway):
    written(gateway)
    asked = said("It is the cache", ROOT), reacted("eyes"), reacted()
    assert await gateway.take(URGENT, *asked) == [200] * 4
    (note,) = notes(gateway)
    assert note.in_ticket
    assert (
        sum("Copied into the ticket" in line.text for line in gateway["zendesk-4711"].history) == 1
    )


async def test_the_emoji_elsewhere_means_nothing(gateway: Gateway):
    post(gateway, "9.000005", thread_ts=ROOT)
    told = len(gateway.told)
    ours, root, nowhere = reacted(ts="9.000005"), reacted(ts=ROOT, id_="Ev5"), reacted(ts="8.1")
    assert await gateway.take(ours, root, nowhere) == [200] * 3
    assert len(gateway.told) == told


async def test_the_shortcut_sends_a_message_to_the_ticket(gateway: Gateway):
    message = {"user": "U-a-l2", "text": "It is the cache", "ts": WRITTEN, "thread_ts": ROOT}
    await gateway.take(URGENT, chose("handrail_note_to_ticket", message))
    (note,) = notes(gateway)
    assert (note.ref, note.in_ticket) == (REF, True)
    outside = {"user": "U-a-l2", "text": "Hello", "ts": "8.1"}
    await gateway.take(chose("handrail_note_to_ticket", outside))
    assert "Only what a person wrote" in gateway.whispers[-1][2]


async def test_a_closed_escalation_takes_no_note_and_nobody_is_bothered(gateway: Gateway):
    await gateway.take(created(), status_changed("SOLVED"), said("Thanks", ROOT))
    assert notes(gateway) == []
    assert gateway.whispers == []
