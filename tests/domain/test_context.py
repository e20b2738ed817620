"""What the ticket tells the next owner: bounded, and as people read it."""

from escalation.context import (
    EARLIER_MAX,
    FIELD_MAX,
    LINKS_MAX,
    TAGS_MAX,
    WORD_MAX,
    WORDS_MAX,
    Earlier,
    Link,
    TicketContext,
    Word,
    bounded,
    render,
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


def test_it_reads_as_a_person_would_tell_it():
    context = TicketContext(
        READ_AT,
        requester="Ada Byron",
        email="ada@acme.example",
        organization="Acme",
        fields=(("plan", "Enterprise"),),
        words=(
            word(1, "It fails.\n\nSince nine."),
            word(2, "Why?", is_customer=False, is_public=False),
        ),
        earlier=(
            Earlier("12", "Slow", "closed", READ_AT, "https://desk/12"),
            Earlier("9", "Login", "solved"),
        ),
        tags=("vip",),
        attachments=(Link("log.txt", "https://desk/log"),),
    )
    assert render(context).splitlines() == [
        "**Requester:** Ada Byron <ada@acme.example>",
        "**Organisation:** Acme",
        "**Plan:** Enterprise",
        "**Tags:** vip",
        "",
        "**Conversation**",
        "- Mon 2026-03-02 09:00 UTC, Ada (customer)",
        "> It fails.",
        "> Since nine.",
        "- Mon 2026-03-02 09:00 UTC, Ada (support, inside)",
        "> Why?",
        "",
        "**Earlier tickets**",
        "- [12](https://desk/12) Slow (closed, Mon 2026-03-02 09:00 UTC)",
        "- 9 Login (solved)",
        "",
        "**Attachments**",
        "- [log.txt](https://desk/log)",
    ]
    assert render(TicketContext(READ_AT)) == ""
    assert render(TicketContext(READ_AT, requester="Ada")) == "**Requester:** Ada"
