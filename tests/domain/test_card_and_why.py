"""What a person sees of an escalation, and how a deadline explains itself."""

from dataclasses import replace

import pytest

from escalation.actions import Button, Tell
from escalation.card import card, markdown, next_step
from escalation.model import Escalation
from escalation.references import FailedDelivery, Issue
from escalation.terms import ALONGSIDE, PauseReason, Severity, Status, Tier
from escalation.why import SPANS_MAX, why
from tests.domain.story import Story, at, begun, said, standing, taken
from tests.policies import POLICY, QUIET

CUSTOMERS = (Button.UPDATE_CUSTOMER, Button.SET_SEVERITY, Button.PROMISE)
COMPANY = (Button.ASSIGN, Button.ENGAGE, Button.DISENGAGE)
BRIEF = (Button.FILL_BRIEF,)
WORK = (Button.DE_ESCALATE, Button.NOT_A_BUG, Button.RESUME, Button.RESOLVE, *CUSTOMERS)
TOGETHER = (*WORK[:4], *BRIEF, *WORK[4:])
PAUSABLE = (Button.DE_ESCALATE, Button.NOT_A_BUG, Button.PAUSE, Button.RESOLVE, *BRIEF)


def full() -> Story:
    story = taken(Tier.ENGINEERING, Severity.HIGH, QUIET, requester="acme", assignee="agent-7")
    ticket = story.e.ticket
    assert ticket
    story.send("Mon 09:10", "update_customer", text="we look")
    story.send("Mon 09:20", "engage", tier=Tier.LEADERSHIP)
    story.send("Mon 09:30", "pause", reason="third_party")
    story.e = story.e.changed(
        ticket=replace(ticket, url="https://desk/7"),
        issue=Issue("uuid", "ENG-1", "https://linear/ENG-1"),
        failed=(FailedDelivery(at("Mon 09:00"), "e1", "slack", "channel_not_found"),) * 4,
    )
    return story


def test_a_card_shows_who_what_and_until_when():
    shown = card(full().e)
    assert (shown.title, shown.severity, shown.tier) == ("Export is empty", "high", "engineering")
    assert (shown.status, shown.waits) == ("waiting", ("third_party",))
    assert (shown.owner, shown.contact, shown.customer) == ("a-engineering", "agent-7", "acme")
    assert shown.engaged == ("leadership (asked)",)
    assert (shown.issue, shown.issue_url) == ("ENG-1", "https://linear/ENG-1")
    assert (shown.ticket_url, shown.last_word) == ("https://desk/7", "we look")
    assert shown.failed == ("slack: channel_not_found",) * 3
    assert [(c.name, c.state, said(c.due_at)) for c in shown.clocks] == [
        ("acknowledge leadership", "running", "Mon 10:20"),
        ("internal_follow_up", "running", "Mon 13:00"),
        ("customer_update", "running", "Mon 13:10"),
        ("review third_party", "running", "Thu 09:30"),
        ("resolution", "paused", ""),
    ]


def test_the_details_panel_says_the_same():
    text = markdown(full().e)
    for part in (
        "### Export is empty",
        "**high** at **engineering**, waiting",
        "- Owner: a-engineering · contact: agent-7",
        "- **Next step:** Acknowledge",
        "- Waits for: third_party",
        "- Alongside: leadership (asked)",
        "| customer_update | running | Mon 02 Mar 12:10 |",
        "| resolution | paused | paused |",
        "- Delivery failed: slack: channel_not_found",
        "- [issue](https://linear/ENG-1)",
        "- [ticket](https://desk/7)",
    ):
        assert part in text
    assert "| clock |" not in markdown(standing(Status.CLOSED).e)
    assert "contact: nobody yet" in markdown(begun(Tier.L1).e)


@pytest.mark.parametrize(
    ("tier", "when", "step"),
    [
        (Tier.L2, "Mon 09:00", "Acknowledge by a-l2, due Mon 2026-03-02 09:00 UTC"),
        (Tier.L1, "Mon 09:00", "Answer the customer by agent-7, due Mon 2026-03-02 10:00 UTC"),
        (Tier.L1, "Mon 10:40", "Climbs by itself, due Mon 2026-03-02 10:00 UTC"),
    ],
)
def test_the_next_step_says_what_who_and_when(tier: Tier, when: str, step: str):
    triggers = (replace(POLICY.triggers[-2], unanswered_for={Severity.HIGH: "2h"}),)
    policy = replace(POLICY, triggers=triggers)
    story = begun(tier, Severity.HIGH, policy, assignee="agent-7").until(when)
    assert next_step(story.e) == step


def test_what_is_over_or_not_begun_has_no_next_step():
    assert next_step(standing(Status.CLOSED).e) == "Nothing: it is closed (closed)"
    assert next_step(Escalation("zendesk-7", POLICY)) == "Nothing is due"


@pytest.mark.parametrize(
    ("status", "buttons"),
    [
        (Status.NEW, ()),
        (Status.WATCHING, (Button.ESCALATE, *WORK[2:], *COMPANY)),
        (Status.UNACKNOWLEDGED, (Button.ACKNOWLEDGE, Button.ESCALATE, *TOGETHER, *COMPANY)),
        (Status.WORKING, (Button.ESCALATE, *TOGETHER, *COMPANY)),
        (Status.RESOLVED, (Button.CONFIRM, Button.REOPEN, Button.UPDATE_CUSTOMER)),
        (Status.CLOSED, ()),
    ],
)
def test_the_buttons_are_what_can_be_asked_now(status: Status, buttons: tuple[Button, ...]):
    assert card(standing(status).e).buttons == buttons


@pytest.mark.parametrize(
    ("reader", "first", "last"),
    [
        (Tier.L2, (), (Button.ENGAGE,)),  # it left: it moves nothing, but it has the customer
        (Tier.PRODUCT, (), ()),
        (Tier.ENGINEERING, (Button.ACKNOWLEDGE, Button.ESCALATE, *PAUSABLE), COMPANY),
        (Tier.LEADERSHIP, (Button.ACKNOWLEDGE,), (Button.DISENGAGE,)),
    ],
)
def test_the_buttons_fit_the_tier_that_reads(
    reader: Tier, first: tuple[Button, ...], last: tuple[Button, ...]
):
    story = taken(Tier.L2)
    story.send("Mon 09:10", "escalate", to=Tier.ENGINEERING, reason="a bug")
    story.send("Mon 09:11", "engage", tier=Tier.LEADERSHIP, reason="a key account")
    assert card(story.e, reader).buttons == (*first, *CUSTOMERS, *last)
    asked = {
        Tier.L2: (),
        Tier.PRODUCT: (),
        Tier.ENGINEERING: ("a-engineering",),
        Tier.LEADERSHIP: ("a-leadership",),
    }
    assert card(story.e, reader).asked == asked[reader]
    story.send("Mon 09:12", "acknowledge", tier=reader, actor="a")
    assert Button.ACKNOWLEDGE not in card(story.e, reader).buttons


@pytest.mark.parametrize("tier", Tier)
def test_who_can_come_alongside_is_offered_until_everybody_is_there(tier: Tier):
    story = taken(tier) if tier != Tier.L1 else begun(tier)
    for called in ALONGSIDE:
        could = [t for t in ALONGSIDE if t != tier and not story.e.engagement(t)]
        assert (Button.ENGAGE in card(story.e).buttons) == bool(could)
        assert (Button.DISENGAGE in card(story.e).buttons) == bool(story.e.engaged)
        story.send("Mon 09:10", "engage", tier=called)
    assert Button.ENGAGE not in card(story.e).buttons


def test_the_card_tells_how_it_came_here_and_what_the_tier_still_needs():
    story = taken(Tier.L2)
    story.send("Mon 09:10", "escalate", to=Tier.PRODUCT, reason="a wish")
    shown = card(story.e)
    assert shown.came.startswith("agent escalated l2 → product: a wish")
    assert "frequency" in shown.gaps
    assert shown.next_step == "Acknowledge by " + ", ".join(shown.asked)
    assert shown.next_due_at == story.clock("acknowledge").due_at


def test_who_does_not_wait_may_pause():
    assert Button.PAUSE in card(taken(Tier.L2).e).buttons


@pytest.mark.parametrize(
    ("reader", "is_stub"),
    [(Tier.L2, True), (Tier.SECURITY, False), (Tier.ENGINEERING, False), (None, False)],
)
def test_a_restricted_tier_s_work_is_a_stub_to_every_other(reader: Tier | None, is_stub: bool):
    shown = card(standing(Status.WORKING).e, reader)
    assert (shown.title == "Restricted: security works on it") == is_stub
    assert (shown.clocks == ()) == is_stub
    assert not (is_stub and (shown.owner or shown.customer or shown.next_step))


def test_a_restricted_tier_s_work_is_not_told_elsewhere():
    story = taken(Tier.L2)
    story.send("Mon 09:10", "escalate", to=Tier.SECURITY, reason="keys are public")
    story.send("Mon 09:11", "note", text="the keys are AKIA", actor="a-security")
    told = [a for a in story.all_actions if isinstance(a, Tell) and a.tier == Tier.L2]
    assert told[-1].text == "Restricted: security works on it"
    assert not [t for t in told if "keys" in t.text]


def test_the_end_opens_nothing_that_was_restricted_and_a_release_does():
    story = taken(Tier.ENGINEERING)
    story.send("Mon 09:10", "engage", tier=Tier.SECURITY)
    story.send("Mon 09:11", "resolve", resolution="keys replaced")
    assert card(story.e, Tier.L2).is_stub
    story.send("Mon 09:12", "confirm")
    assert card(story.e, Tier.L2).is_stub
    story.send("Tue 09:12", "reopen", reason="again")
    assert (story.e.run, card(story.e, Tier.L2).is_stub) == (2, True)
    story.send("Tue 09:13", "engage", tier=Tier.SECURITY)
    story.send("Tue 09:14", "disengage", tier=Tier.SECURITY)
    assert not card(story.e, Tier.L2).is_stub


@pytest.mark.parametrize(
    ("answered", "shown"),
    [("", "leadership (asked)"), ("never", "leadership (unanswered)"), ("cto", "leadership (cto)")],
)
def test_who_works_alongside_is_shown_with_their_answer(answered: str, shown: str):
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    story.send("Mon 09:10", "engage", tier=Tier.LEADERSHIP)
    if answered == "never":
        story.until("Mon 16:00")
    elif answered:
        story.send("Mon 09:20", "acknowledge", tier=Tier.LEADERSHIP, actor=answered)
    assert card(story.e).engaged == (shown,)


def test_a_deadline_explains_itself():
    story = taken(Tier.L2, Severity.HIGH, QUIET)
    story.send("Mon 10:00", "pause", reason="third_party")
    story.send("Mon 12:00", "resume", reason="third_party")
    story.send("Mon 13:00", "set_severity", severity=Severity.MEDIUM, reason="looked closer")
    (told,) = why(story.e, at("Tue 10:00"), "resolution")
    assert (said(told["started_at"]), said(told["due_at"])) == ("Mon 09:00", "Mon 11:00 +1")
    assert (told["target"], told["counted_s"]) == ("5d", 8 * 3_600)
    assert (told["calendar"], told["timezone"]) == ("support", "Europe/Berlin")
    assert [(said(s["from"]), said(s["to"])) for s in told["spans"]][:3] == [
        ("Mon 09:00", "Mon 10:00"),
        ("Mon 12:00", "Mon 18:00"),
        ("Tue 09:00", "Tue 18:00"),
    ]
    (pause,) = told["pauses"]
    assert (said(pause["from"]), said(pause["to"])) == ("Mon 10:00", "Mon 12:00")
    assert [(change["reason"], said(change["after"])) for change in told["changes"]] == [
        ("started", "Wed 09:00"),
        ("resumed: third_party", "Wed 11:00"),
        ("agent changed severity high → medium: looked closer", "Mon 11:00 +1"),
    ]
    assert (told["severity"], told["policy"]) == (Severity.MEDIUM, "quiet")
    assert PauseReason.THIRD_PARTY in told["stops"]


def test_every_clock_explains_itself_newest_cycle_first():
    story = begun(Tier.L2, Severity.HIGH)
    story.send("Mon 09:10", "engage", tier=Tier.SECURITY)
    story.until("Mon 10:30")
    told = why(story.e, at("Mon 10:30"))
    assert len(told) == len(story.e.clocks)
    acknowledge = [(t["clock"], t["cycle"]) for t in told if "acknowledge" in t["clock"]]
    assert acknowledge == [
        ("acknowledge", 2),
        ("acknowledge", 1),
        ("acknowledge security", 2),
        ("acknowledge security", 1),
    ]
    assert len(why(story.e, at("Mon 10:30"), "acknowledge security")) == 2
    assert why(story.e, at("Mon 10:30"), "review") == []


def test_a_paused_clock_explains_what_it_counted_and_a_long_one_sums_up():
    story = taken(Tier.L2, Severity.LOW, QUIET)
    story.send("Mon 10:00", "pause", reason="third_party")
    (told,) = why(story.e, at("Mon 10:00 +20"), "resolution")
    assert (told["due_at"], told["counted_s"], len(told["spans"])) == (None, 3_600, 1)
    story = taken(Tier.L2, Severity.LOW, QUIET)
    long = replace(story.clock("resolution"), ended_at=at("Mon 10:00 +20"))
    (told,) = why(story.e.changed(clocks=(long,)), at("Mon 10:00 +30"))
    assert (len(told["spans"]), told["spans_left_out"]) == (SPANS_MAX, 41)
