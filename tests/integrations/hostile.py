"""What customers and vendors may write: words that ping, break out, turn around, or never end."""

import re
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from escalation.actions import Button, Tell
from escalation.brief import REQUIRED
from escalation.card import Card, ClockLine
from escalation.context import Brief
from escalation.model import Pause
from escalation.noise import Notice
from escalation.preview import Move, Preview
from escalation.terms import ClockState, PauseReason, Severity, Tier
from integrations.slack.forms.form import Form, Known, Place
from integrations.slack.home import Home, Lead
from tests.integrations.contracts import shown

DUE = datetime(2026, 3, 2, 11, 30, tzinfo=UTC)
PEOPLE = {"ben": "U0BEN", "ana": "U0ANA", "nobody": ""}
NASTY = "<!channel> <!here> <@U0EVE> @here @channel &lt;!channel&gt; ](http://x) | > & *b* `c` ```"
RTL = "\u202eהתחברות נכשלת\u2067 עם שגיאה"
ODD = "half \ud83d of a pair, \x00\x1b[31m\x7f, \u2028\u200d\ufeff, e\u0301\u0301, 👩‍👩‍👧"
LONG = ("&" * 5_000, "<" * 5_000, "a\n" * 5_000, "😀" * 5_000, '"\\' * 5_000)

texts = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(exclude_categories=()), max_size=10),
    st.sampled_from([NASTY, RTL, ODD, *LONG, NASTY * 60, "", "\n \t"]),
)
addresses = st.one_of(
    texts,
    st.sampled_from(
        [
            "https://a.zendesk.com/1|<!channel>",
            "https://linear.app/" + "x" * 5_000,
            "https://linear.app/" + "&" * 390,
            "https://a.zendesk.com/agent/tickets/4711",
            "javascript:alert(1)",
        ]
    ),
)
ids = st.from_regex(r"[a-z]{1,20}-[0-9]{1,200}(~[0-9])?", fullmatch=True)
people = st.one_of(st.sampled_from(["", "ben", "nobody", "U0STRANGER"]), texts)
instants = st.one_of(st.none(), st.just(DUE))
clocks = st.builds(ClockLine, texts, st.sampled_from(ClockState), instants)
moves = st.lists(st.builds(Move, texts, instants, instants), max_size=5)
buttons = st.sets(st.sampled_from(Button)).map(tuple)
cards = st.builds(
    Card,
    id=ids,
    title=texts,
    severity=st.sampled_from(Severity),
    tier=st.sampled_from(Tier),
    status=st.just("working"),
    customer=texts,
    owner=people,
    contact=people,
    next_step=texts,
    next_due_at=instants,
    came=texts,
    asked=st.lists(people, max_size=60).map(tuple),
    gaps=st.sampled_from([(), *REQUIRED.values()]),
    is_stub=st.booleans(),
    clocks=st.lists(clocks, max_size=5).map(lambda some: tuple(some * 40)),
    waits=st.lists(st.sampled_from(PauseReason).map(str), max_size=4).map(tuple),
    engaged=st.lists(texts, max_size=3).map(tuple),
    last_word=texts,
    issue=texts,
    issue_url=addresses,
    ticket_url=addresses,
    buttons=buttons,
    failed=st.lists(texts, max_size=60).map(tuple),
)
tells = st.builds(
    Tell,
    effect=st.just("e1"),
    tier=st.sampled_from(Tier),
    text=texts.filter(str.strip),
    ask=st.lists(people, max_size=60).map(tuple),
    buttons=buttons,
)
briefs = st.builds(Brief, **dict.fromkeys(Brief.__dataclass_fields__, texts))
known = st.builds(
    Known,
    card=st.one_of(st.none(), cards),
    brief=briefs,
    tiers=st.lists(st.sampled_from(Tier), unique=True).map(tuple),
    preview=st.one_of(
        st.none(),
        st.builds(
            Preview,
            refused=st.one_of(st.just(""), texts),
            clocks=moves.map(lambda some: tuple(some * 40)),
            asked=st.lists(people, max_size=60).map(tuple),
        ),
    ),
    people=st.just(PEOPLE),
    waits=st.lists(
        st.builds(Pause, st.sampled_from(PauseReason), st.just(DUE), instants), max_size=4
    ).map(tuple),
    notice=texts,
    draft=texts,
)
places = st.builds(
    Place,
    escalation=ids,
    tier=st.sampled_from(["", *Tier]),
    channel=st.just("C0ENG"),
    message_ts=st.sampled_from(["", "1772442000.000100"]),
    context=texts,
)
answers = st.one_of(texts, st.none(), st.sampled_from([*Tier, *Severity, *PauseReason, "9" * 12]))
_NAMES = ["to", "reason", "severity", "until", "due_at", "text", "customer", "ticket", "category"]
filled = st.dictionaries(st.sampled_from([*_NAMES, *Brief.__dataclass_fields__]), answers)
forms = st.sampled_from(Form)
lists = st.lists(cards, max_size=3).map(lambda some: tuple(some * 10))
homes = st.builds(
    Home,
    mine=lists,
    team=lists,
    lead=st.one_of(st.none(), st.builds(Lead, lists, lists, lists)),
    people=st.just(PEOPLE),
    notice=texts,
)
notices = st.lists(
    st.builds(
        Notice,
        key=ids,
        person=people,
        account=st.just("U0BEN"),
        title=texts,
        text=texts,
        next_step=texts,
        due_at=st.just(DUE),
        window_s=st.just(120),
        channel=st.just("C0ENG"),
        ts=st.just("1772442000.000100"),
    ),
    min_size=1,
    max_size=4,
).map(lambda some: some if len(some) == 1 else some * 25)


def obeyed(text: str, blocks: Any) -> set[str]:
    """What Slack would act on, in what is shown and notified: everything in angle brackets."""
    return set(re.findall(r"<([^>]*)>", "\n".join([text, *shown(blocks)])))


def pinged(text: str, blocks: Any) -> set[str]:
    """Whom Slack would tell: all that is obeyed but dates and links."""
    return {w for w in obeyed(text, blocks) if not w.startswith(("!date^", "http"))}
