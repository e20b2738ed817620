"""The page in a browser: what it draws, and that what others wrote stays words."""

import json
from urllib.parse import parse_qs

import pytest
from playwright.async_api import expect

from tests.browser import browsing

pytestmark = [pytest.mark.slow]

SCRIPTS = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
LINKS = "<javascript:window.ran=1|click> <https://example.com/?a=1&amp;b=2|there>"
DRAWN = [  # mrkdwn, and the HTML that it becomes
    ("*bold* _italic_ ~gone~ `a*b*`", "<b>bold</b> <i>italic</i> <s>gone</s> <code>a*b*</code>"),
    ("*bold _and italic_*", "<b>bold <i>and italic</i></b>"),
    ("snake_case_name 2*3*4", "snake_case_name 2*3*4"),
    ("&gt; one\n&gt; two\nthree", "<blockquote>one<br>two</blockquote>three"),
    ("```a *b* &lt;c&gt;```", "<pre>a *b* &lt;c&gt;</pre>"),
    ("<@U0BEN> :ticket: :no_such:", '<span class="mention mine">@Ben Okafor</span> 🎫 :no_such:'),
    ("5 < 6 &amp; 7 > 6", "5 &lt; 6 &amp; 7 &gt; 6"),
]


async def said(sandbox, text, **more):
    """Our app says something in second line's channel."""
    headers = {"Authorization": f"Bearer {sandbox.config.slack_token}"}
    body = {"channel": "C0SUPPORT2", "text": text, **more}
    answer = await sandbox.http.post("/slack/api/chat.postMessage", json=body, headers=headers)
    assert answer.json()["ok"], answer.text


def section(text):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


async def test_words_are_drawn_as_slack_draws_them(sandbox):
    await said(sandbox, "x", blocks=[section(text) for text, _ in DRAWN])
    async with browsing(sandbox.url) as player:
        await player.open("U0BEN", "C0SUPPORT2")
        texts = player.page.locator(".message .text")
        await expect(texts).to_have_count(len(DRAWN))
        assert [await one.inner_html() for one in await texts.all()] == [html for _, html in DRAWN]


async def test_what_somebody_wrote_never_runs(sandbox):
    plain = {"type": "plain_text", "text": SCRIPTS}
    button = {
        "type": "button",
        "action_id": "a",
        "text": {"type": "plain_text", "text": "<b>x</b>"},
    }
    blocks = [
        {"type": "header", "text": plain},
        {**section(f"{SCRIPTS} {LINKS}"), "fields": [plain]},
        {"type": "context", "elements": [plain, {"type": "mrkdwn", "text": SCRIPTS}]},
        {"type": "image", "image_url": "https://example.com/1.png", "alt_text": SCRIPTS},
        {"type": "actions", "elements": [button]},
    ]
    await said(sandbox, SCRIPTS)
    await said(sandbox, "x", blocks=blocks)
    await sandbox.control("/zendesk/tickets", subject=SCRIPTS, description=SCRIPTS)
    async with browsing(sandbox.url) as player:
        await player.open("U0BEN", "C0SUPPORT2")
        await expect(player.page.locator(".message")).to_have_count(2)
        hrefs = await player.page.locator(".message a").evaluate_all("all => all.map(a => a.href)")
        assert hrefs == ["https://example.com/?a=1&b=2"]
        assert "<script>" in await player.page.locator(".message h3").inner_text()
        await player.open("U0BEN", "desk")
        await expect(player.page.locator(".desk h3")).to_contain_text("<script>")
        assert await player.page.evaluate("window.ran") is None
        assert await player.page.locator("img, #room script").count() == 0


async def test_a_sandbox_without_a_town_has_no_clock_to_move(sandbox):
    assert (await sandbox.http.get("/control/clock")).status_code == 404
    async with browsing(sandbox.url) as player:
        await player.open("U0BEN", "C0SUPPORT2")
        await expect(player.page.get_by_role("button", name="+1 h")).to_be_hidden()


async def test_what_one_writes_is_sent_as_slacks_own_client_sends_it(sandbox):
    async with browsing(sandbox.url) as player:
        await player.open("U0DEV", "C0ENGINEER")
        await player.write("<b>look</b> @ben & co, mail@dev")
        await expect(player.page.locator(".message .text")).to_have_text(
            "<b>look</b> @Ben Okafor & co, mail@dev"
        )
        await player.write("/handrail mine")
        await sandbox.gateway.has(2)
    said, asked = sandbox.gateway.taken
    event = json.loads(said.body)["event"]
    assert event["text"] == "&lt;b&gt;look&lt;/b&gt; <@U0BEN> &amp; co, mail@dev"
    form = parse_qs(asked.body.decode())
    assert (form["command"], form["text"], form["user_name"]) == (["/handrail"], ["mine"], ["dev"])


async def test_what_is_new_in_a_channel_is_marked_until_one_looks(sandbox):
    async with browsing(sandbox.url) as player:
        await player.open("U0BEN", "C0ENGINEER")
        entry = player.page.get_by_role("link", name="support-l2")
        await expect(entry).not_to_have_class("new")
        await said(sandbox, "<@U0BEN> look")
        await expect(entry).to_have_class("new")
        await expect(entry.locator(".count")).to_have_text("1")
        await entry.click()
        await expect(player.page.locator(".message .mention.mine")).to_be_visible()
        await expect(entry).to_have_class("here")
