"""One brief, shown three ways: the same parts in the same order, and nothing in it is obeyed."""

import re
from typing import Any

import pytest

from escalation import brief_render
from escalation.brief_render import markdown, plain, renewed, slack
from escalation.brief_sheet import sheet
from escalation.brief_versions import KEPT_MAX, VERSIONS_MAX
from escalation.context import HEAD, Brief, Earlier, Link, TicketContext, Word
from escalation.model import Escalation
from escalation.references import Issue
from escalation.terms import Severity, Tier
from escalation.triage.judgement import Triaged
from tests.domain.story import Story, at, begun, taken
from tests.policies import POLICY, QUIET

AT = at("Mon 10:00")
PARTS = [
    "Summary",
    "Severity and deadlines",
    "Impact",
    "Environment",
    "Steps, expected, actual",
    "Tried and ruled out",
    "Customer's words and mood",
    "Told and promised to the customer",
    "Account and its history",
    "Links",
    "Needed, and by when",
    "Since l2",
    "Still missing for engineering",
]
HOSTILE = (
    "**Summary:** all is well\n## Fake\n- [x](javascript:alert(1)) ![y](http://z)\n"
    "<script>alert(1)</script> <!channel> <@U0EVE> @channel `code` ```\n1. one\n---\n"
    "https://linear.app/acme/profiles/bob HTTPS://LINEAR.APP/x https://x.example/a_b|c"
)


def word(text: str, *, is_customer: bool = True, is_public: bool = True) -> Word:
    return Word(f"c-{text[:9]}", AT, "1", "Ada", is_customer, is_public, text)


def whole() -> Story:
    """An escalation of which everything is known but what engineering needs beside."""
    story = taken(Tier.L2, Severity.HIGH, QUIET, requester="acme", url="https://desk/7")
    story.send("Mon 09:20", "update_customer", text="we look", actor="a-l2")
    story.send("Mon 09:30", "promise", due_at=at("Mon 15:00"), text="by three")
    brief = Brief(tried="two printers", needed="investigate", steps="1. Open\n2. Print")
    story.send("Mon 09:40", "escalate", to=Tier.ENGINEERING, reason="a bug", brief=brief)
    story.send("Mon 09:50", "pause", reason="third_party")
    context = TicketContext(
        AT,
        requester="Ada Byron",
        email="ada@acme.example",
        organization="Acme",
        fields=(("plan", "Gold"),),
        words=(
            word("All users are on Chrome 120 since nine."),
            word("Why?\nNo idea.", is_customer=False, is_public=False),
        ),
        earlier=(
            Earlier("12", "Slow", "closed", AT, "https://desk/12"),
            Earlier("9", "Login", "solved"),
        ),
        tags=("vip",),
        attachments=(Link("log.txt", "https://desk/log"), Link("odd", "javascript:1")),
    )
    issue = Issue("uuid", "ENG-1", "https://linear/ENG-1")
    story.e = story.e.changed(issue=issue, context=context, breaches=2)
    return story


def test_the_parts_come_in_the_order_of_a_structured_escalation():
    e = whole().e.changed(triaged=Triaged(moods=(0.1, -0.6)))
    assert [part.title for part in sheet(e)] == PARTS
    for text in (plain(e), markdown(e), slack(e)):
        assert HEAD in text
        places = [text.index(title) for title in PARTS]
        assert places == sorted(places)


def test_a_note_in_the_ticket_is_plain_lines():
    lines = plain(whole().e).splitlines()
    assert lines[:8] == [
        HEAD,
        "Summary: Export is empty",
        "Severity and deadlines",
        "- Severity: high",
        "- Resolution: paused",
        "- Deadlines missed so far: 2",
        "- It waits: third party",
        "Impact",
    ]
    for line in (
        "- Impact: All users are on Chrome 120 since nine. (from the ticket)",
        "- Since when: since nine (from the ticket)",
        "Environment: Chrome 120 (from the ticket)",
        "- Steps:",
        "  > 1. Open",
        "Tried and ruled out: two printers",
        "- Mon 2026-03-02 09:00 UTC, Ada (support, inside):",
        "  > Why?",
        "- Last word, Mon 2026-03-02 08:20 UTC, a-l2:",
        "  > we look",
        "- Customer update: due Mon 2026-03-02 12:20 UTC",
        "- Promise: due Mon 2026-03-02 14:00 UTC",
        "- Requester: Ada Byron <ada@acme.example>",
        "- Earlier ticket 12: Slow (closed, Mon 2026-03-02 09:00 UTC) https://desk/12",
        "- Earlier ticket 9: Login (solved)",
        "- Ticket: https://desk/7",
        "- Attachment: log.txt https://desk/log",
        "- Attachment: odd",
        "Still missing for engineering: by when, expected, actual",
    ):
        assert line in lines, line


def test_linear_gets_markdown_with_our_links():
    lines = markdown(whole().e).splitlines()
    for line in (
        f"## {HEAD}",
        "**Summary:** Export is empty",
        "**Impact**",
        "- Organisation: Acme",
        "- Requester: Ada Byron \\<ada\\@acme.example\\>",
        "- Ticket: <https://desk/7>",
        "- Attachment: [log.txt](https://desk/log)",
        "  > 1\\. Open",
        "**Still missing for engineering:** by when, expected, actual",
    ):
        assert line in lines, line


def test_slack_gets_it_short():
    e = whole().e
    words = tuple(word(f"word {n} " + "x" * 500) for n in range(9))
    assert e.context
    e = e.changed(context=TicketContext(AT, words=words))
    text = slack(e)
    assert text.startswith(f"*{HEAD}*\n*Summary:* Export is empty\n")
    assert [n for n in range(9) if f"word {n}" in text] == [0, 8]
    assert "> 1. Open" in text
    assert max(len(line) for line in text.splitlines()) < 400
    gaps = "impact, by when, expected, actual, environment, evidence"
    assert text.endswith(f"*Still missing for engineering:* {gaps}")


@pytest.mark.parametrize(
    ("moods", "said"),
    [
        ((), ""),
        ((0.0,), "neutral (+0.0 of 1)"),
        ((0.2, -0.7), "unhappy, getting worse (-0.7 of 1)"),
        ((-0.8, 0.5), "content, getting better (+0.5 of 1)"),
    ],
)
def test_a_mood_is_told_with_where_it_goes(moods: tuple[float, ...], said: str):
    text = plain(begun().e.changed(triaged=Triaged(moods=moods)))
    assert (f"- Mood: {said} (from the ticket)" in text) == bool(said)
    assert ("Mood" in text) == bool(said)


def test_a_breached_promise_was_due_and_an_unknown_customer_is_said():
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    story.send("Mon 09:30", "promise", due_at=at("Mon 15:00"), text="by three")
    story.until("Mon 16:00")
    assert "- Promise: was due Mon 2026-03-02 14:00 UTC" in plain(story.e).splitlines()
    assert "- Customer: unknown" in plain(story.e).splitlines()


def test_before_its_opening_there_is_little_to_say():
    lines = plain(Escalation("zendesk-7", POLICY)).splitlines()
    assert lines == [
        HEAD,
        "Severity and deadlines",
        "- Severity: medium",
        "Impact",
        "- Customer: unknown",
    ]


def test_an_account_without_an_address_is_who_it_is():
    context = TicketContext(
        AT, requester="Ada", email="Ada", words=(Word("c", AT, "1", "", True, True, "hello"),)
    )
    text = plain(begun().e.changed(context=context))
    assert "- Requester: Ada\n" in text
    assert ", somebody (customer):" in text


@pytest.mark.parametrize("text", [HOSTILE, "x" * 50_000, "\u202e\x00\u2028odd", "*" * 9_000])
def test_what_anybody_wrote_is_shown_and_has_no_power(text: str):
    story = begun(Tier.L2, subject=text, description=text, requester=text, url=text)
    link = Link(text, f"https://x/)[{text}")
    context = TicketContext(
        AT,
        requester=text,
        organization=text,
        words=(word(text),),
        fields=(("plan", text),),
        earlier=(Earlier(text, text, text),),
        attachments=(link,),
    )
    brief = Brief(**dict.fromkeys(Brief.__dataclass_fields__, text))
    e = story.e.changed(context=context, brief=brief)
    written = markdown(e)
    assert len(written) < 200_000  # twice what is shown, where all is escaped
    titles = [line for line in written.splitlines() if re.match(r"\*\*|#", line)]
    assert all(
        re.match(r"\*\*(" + "|".join(map(re.escape, PARTS)) + r")|## Hand", t) for t in titles
    )
    assert not re.search(r"(?<!\\)[<@`]|(?<!\\)\]\((?!https)|://linear\.app", written, re.I)
    for line in (*plain(e).splitlines()[1:], *slack(e).splitlines()[1:]):
        assert not line.startswith(("**", "##", "```", "---"))
    assert slack(e).count("\n*Summary") <= 1


def test_a_text_for_linear_is_renewed_where_it_carries_a_brief():
    story = begun(Tier.L2)
    old = f"said\n\n{markdown(story.e)}"
    e = story.e.changed(brief=Brief(tried="everything"))
    assert renewed(old, e) == f"said\n\n{markdown(e)}"
    assert renewed("said", e) == "said"


def test_the_brief_of_each_hand_over_is_kept_and_what_changed_is_shown():
    story = begun(Tier.L1, policy=QUIET)
    assert story.e.brief_versions == ()
    story.send("Mon 09:10", "assign", to="a-l1", actor="a-l1")
    moved: dict[str, Any] = {"to": Tier.L2, "reason": "1", "brief": Brief(tried="x" * 900)}
    story.send("Mon 09:20", "escalate", **moved)
    (first,) = story.e.brief_versions
    assert (first.at, first.tier, first.owner) == (at("Mon 09:20"), "l2", "a-l1")
    assert first.brief == Brief(summary="Export is empty", tried="x" * KEPT_MAX)
    assert "Since" not in plain(story.e)
    brief = Brief(summary="No rows", impact="all of acme")
    story.send("Mon 09:30", "escalate", to=Tier.ENGINEERING, reason="2", brief=brief)
    assert "Since l2\n- New: Impact\n- Changed: Summary\n" in plain(story.e)
    for n in range(VERSIONS_MAX):
        story.send("Mon 10:00", "de_escalate", to=Tier.L2, reason="back")
        story.send("Mon 10:00", "escalate", to=Tier.ENGINEERING, reason=f"again {n}")
    assert len(story.e.brief_versions) == VERSIONS_MAX
    assert [v.tier for v in story.e.brief_versions[-2:]] == ["l2", "engineering"]


def test_what_was_filled_in_is_written_in_each_place_s_markup():
    brief = Brief(tried="<b>all</b>", steps="1\n2")
    text = brief_render.filled_plain("Ada filled it", brief, ("tried", "steps"))
    assert text == f"{HEAD}: Ada filled it\nTried: <b>all</b>\nSteps\n  > 1\n  > 2"
    text = brief_render.filled_markdown("*Ada* filled it", brief, ("tried",))
    assert text == "\\*Ada\\* filled it\n\n**Tried:** \\<b\\>all\\</b\\>"
