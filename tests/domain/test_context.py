"""What the ticket tells the next owner: bounded, and as people read it."""

from escalation.context import (
    EARLIER_MAX,
    FIELD_MAX,
    LINKS_MAX,
    TAGS_MAX,
    WORD_MAX,
    WORDS_MAX,
    Brief,
    Earlier,
    Link,
    TicketContext,
    Word,
    bounded,
    heard,
    merged,
)
from tests.domain.story import at

READ_AT = at("Mon 10:00")
WANTED = {"plan": ("organization.plan", "ticket.plan"), "revenue": ("organization.revenue",)}


def word(n: int, text: str = "hello", is_customer: bool = True, is_public: bool = True) -> Word:
    return Word(f"c{n}", READ_AT, "1", "Ada", is_customer, is_public, text)


def test_fields_go_by_the_policy_s_names_and_the_first_that_is_filled_counts():
    found = (("ticket.plan", "Gold"), ("organization.revenue", ""), ("ticket.secret", "x"))
    kept = bounded(TicketContext(READ_AT, fields=found), WANTED)
    assert kept.fields == (("plan", "Gold"),)
    both = (*found, ("organization.plan", "Enterprise"))
    assert bounded(TicketContext(READ_AT, fields=both), WANTED).fields == (("plan", "Enterprise"),)


def test_of_many_words_the_first_and_the_newest_are_kept_and_each_is_cut():
    words = tuple(word(n, "x" * 2 * WORD_MAX) for n in range(2 * WORDS_MAX))
    kept = bounded(TicketContext(READ_AT, words=words), {}).words
    assert len(kept) == WORDS_MAX
    assert (kept[0].ref, kept[1].ref, kept[-1].ref) == ("c0", "c13", "c23")
    assert {len(w.text) for w in kept} == {WORD_MAX}


def test_earlier_tickets_and_attachments_are_few():
    found = TicketContext(
        READ_AT,
        earlier=tuple(Earlier(str(n), "x", "solved") for n in range(50)),
        attachments=tuple(Link(str(n), f"https://x/{n}") for n in range(50)),
    )
    kept = bounded(found, {})
    assert (len(kept.earlier), len(kept.attachments)) == (EARLIER_MAX, LINKS_MAX)


def test_whatever_somebody_wrote_at_length_is_cut():
    long = "x" * 2 * FIELD_MAX
    found = TicketContext(
        READ_AT,
        requester=long,
        email=long,
        organization=long,
        tags=tuple(map(str, range(50))),
        earlier=(Earlier("1", long, "solved"),),
        attachments=(Link(long, "https://x"),),
    )
    kept = bounded(found, {})
    texts = (kept.requester, kept.email, kept.organization, kept.earlier[0].subject)
    assert {len(text) for text in (*texts, kept.attachments[0].title)} == {FIELD_MAX}
    assert len(kept.tags) == TAGS_MAX


def test_a_word_that_is_told_later_joins_the_others_once():
    context = TicketContext(READ_AT, words=tuple(word(n) for n in range(WORDS_MAX)))
    told = heard(context, word(99, "x" * 2 * WORD_MAX))
    assert [w.ref for w in told.words[:2]] == ["c0", "c2"]
    assert (told.words[-1].ref, len(told.words[-1].text)) == ("c99", WORD_MAX)
    assert heard(told, word(99)) == told
    assert heard(told, word(100, " ")) == told
    nameless = Word("", READ_AT, "1", "Ada", True, True, "hello")
    assert len(heard(heard(TicketContext(READ_AT), nameless), nameless).words) == 2


def test_what_is_said_now_goes_over_what_was_known():
    old, new = Brief(tried="all", steps="one"), Brief(steps="two", impact="many")
    assert merged(old, new) == Brief(tried="all", steps="two", impact="many")
