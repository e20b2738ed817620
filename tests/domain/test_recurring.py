"""Causes that come again: by the problem that people named, else by what was reported."""

from escalation.recurring import CAUSES_MAX, NAMED_MAX, Solved, digest, recurring

EXPORT = "CSV export of the monthly report is empty\nThe file has only a header"
LOGIN = "Login fails with single sign-on\nAn error page is shown after the redirect"


def solved(number: int, reported: str, problem: str = "", **fields: str) -> Solved:
    fields = {"customer": f"customer-{number}", **fields}
    return Solved(f"zendesk-{number}", problem=problem, reported=reported, **fields)


def test_one_cause_is_a_problem_or_what_was_reported_alike():
    found = recurring(
        [
            solved(5, LOGIN),
            solved(1, EXPORT, "problem-zendesk-1"),
            solved(2, "Nothing comes out", "problem-zendesk-1"),
            solved(3, "A report is slow", "problem-zendesk-3"),
            solved(4, LOGIN),
            solved(6, LOGIN, customer="customer-5"),
            solved(7, "Invoices have the wrong address"),
        ]
    )
    assert [(c.problem, [s.escalation for s in c.solved], c.customers) for c in found] == [
        ("", ["zendesk-4", "zendesk-5", "zendesk-6"], 2),
        ("problem-zendesk-1", ["zendesk-1", "zendesk-2"], 2),
    ]


def test_a_digest_names_the_cause_how_many_and_what_was_learned():
    text = digest(
        recurring(
            [
                solved(1, EXPORT, "p-1", root_cause="Too little memory", learned="Measure it"),
                solved(2, EXPORT, "p-1", root_cause="Too little memory"),
                solved(3, EXPORT, "p-1", customer=""),
            ]
        )
    )
    assert text.splitlines() == [
        "• CSV export of the monthly report is empty (p-1): 3 escalations, 3 customers",
        "    Too little memory",
        "    Measure it",
    ]


def test_a_long_lesson_is_one_line():
    long = {"customer": "acme", "root_cause": "A page\n" + "of a post-mortem " * 99}
    head, lesson = digest(recurring([solved(n, EXPORT, **long) for n in (1, 2)])).splitlines()
    assert head.endswith("2 escalations, 1 customer")
    assert lesson.startswith("    A page of a post-mortem of")
    assert (len(lesson), lesson[-1]) == (NAMED_MAX + 4, "…")


def test_nothing_that_came_once_is_told_and_of_many_the_first():
    assert digest(recurring([solved(1, EXPORT), solved(2, LOGIN)])) == ""
    crowd = [solved(n, EXPORT, f"p-{n // 2}") for n in range(2 * CAUSES_MAX + 4)]
    lines = digest(recurring(crowd)).splitlines()
    assert (len(lines), lines[-1]) == (CAUSES_MAX + 1, "and 2 more")
