"""A wrong policy file is refused: each error has its file, line, field and remedy."""

import pytest

from tests.integrations.small_policy import SMALL, errors, small

REFUSED: list[tuple[str, str]] = [
    (
        small("ask: on, wait", "ask: onn, wait"),
        "p.yaml:16: tiers.l2.steps[0].ask: no roster or person “onn”; did you mean on?",
    ),
    (
        small("l2: {channel", "l2: {chanel: x, channel"),
        "p.yaml:16: tiers.l2.chanel: is not a key; did you mean channel?",
    ),
    (
        small("l2: {channel", "l2: {routing: {skils: {}}, channel"),
        "p.yaml:16: tiers.l2.routing.skils: is not a key; did you mean skills?",
    ),
    (
        SMALL + "triggers:\n  - {name: a, to: l2, customer: {plan: [gold]}}\n",
        "p.yaml:29: triggers[0].customer.plan: is not a key; did you mean plans?",
    ),
    (
        small("holidays:", "holiday: x\n    holidays:"),
        "p.yaml:6: calendars.office.holiday: is not a key; did you mean holidays?",
    ),
    (
        SMALL + "texts: {bye: now}\n",
        "p.yaml:28: texts.bye: is not a key; "
        "write one of fixed, resolved, reminder, no_answer, holding, not_a_bug",
    ),
    (
        small("critical: 15m", "critcal: 15m, critical: 15m"),
        "p.yaml:23: clocks.acknowledge.targets.critcal: “critcal” is not known;"
        " did you mean critical?",
    ),
    (
        small("[on_hold]", "[later]"),
        "p.yaml:25: clocks.acknowledge.stops[0]: “later” is not known;"
        " write one of waiting_for_customer, third_party, on_hold, snoozed",
    ),
    (
        small("2: l2", "2: engineer"),
        "p.yaml:27: groups.2: “engineer” is not known; did you mean engineering?",
    ),
    (
        SMALL + "watch: al\n",
        "p.yaml:28: watch: “al” is not known; did you mean all?",
    ),
    (
        small("is_always_on: true", "is_always_on: often"),
        "p.yaml:13: rosters.on.is_always_on: “often” is neither true nor false;"
        " write true or false",
    ),
    (
        small("2026-01-05", "Monday"),
        "p.yaml:13: rosters.on.since: “Monday” is not a date; write 2026-01-05",
    ),
    (
        SMALL + "reviews_after_days: [3, soon]\n",
        "p.yaml:28: reviews_after_days[1]: “soon” is not a whole number; write digits",
    ),
    (
        small("[no], turns", "no, turns"),
        "p.yaml:13: rosters.on.people: “no” is not a list; write [one, two], or each after a dash",
    ),
    (
        small("[{ask: no}]", "[no]"),
        "p.yaml:17: tiers.engineering.steps[0]: “no” is not a mapping;"
        " write key: value, one to a line",
    ),
    (
        small("slack: U0NORA", "slack: [U0NORA]"),
        "p.yaml:11: people.no.slack: is not a text; write a single word or text",
    ),
    (
        small("09:00, 18:30", "9:00, 18:30"),
        "p.yaml:5: calendars.office.hours.mon: '9:00' is not a time;"
        " write 09:00, 24:00 or 02:00+1",
    ),
    (
        small("[[09:00, 18:30]]", "[[09:00]]"),
        "p.yaml:5: calendars.office.hours.mon[0][1]: is missing; add it",
    ),
    (
        small("[[09:00, 18:30]]", "[[09:00, 10:00, 11:00]]"),
        "p.yaml:5: calendars.office.hours.mon[0]: tuple should have at most 2 items after"
        " validation, not 3; see docs/policy.md",
    ),
    (
        small("    timezone: Europe/Berlin\n", ""),
        "p.yaml:3: calendars.office.timezone: is missing; add it",
    ),
    (
        small('fallback_channel: "#alarms"', "fallback_channel: #alarms"),
        "p.yaml:26: fallback_channel: has no value;"
        ' write one, in quotes if it begins with "#", or leave the key out',
    ),
    (
        SMALL + "triggers:\n",
        "p.yaml:28: triggers: has no value;"
        ' write one, in quotes if it begins with "#", or leave the key out',
    ),
    (
        SMALL + "version: 8\n",
        "p.yaml:28: version: stands twice, first on line 1; keep one",
    ),
    (
        small("channel: \"#l1\"", "channel: !secret x"),
        "p.yaml:15: tiers.l1.channel: the tag !secret means nothing here; leave the tag out",
    ),
    (
        small("groups: {2: l2}", "groups: {[2]: l2}"),
        "p.yaml:27: groups: has a key that is no word; write a word",
    ),
    (
        small("timezone: Europe/Berlin", "timezone: Europe/Berlin\n    country: DE"),
        "p.yaml:5: calendars.office.country: cannot be looked up here;"
        " write the dates under holidays",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_an_error_names_file_line_field_and_remedy(text: str, said: str) -> None:
    assert errors(text) == [said]


LOOK = "look at colons, quotes and indents near this line"
UNREADABLE: list[tuple[str, int, str]] = [
    ("", 1, "is empty"),
    ("# only a comment\n", 1, "is empty"),
    ("a: 1\nb: c: d\n", 2, "is no YAML: mapping values are not allowed here"),
    ("a: 1\nb: [\n", 3, "while parsing a flow node"),
    ("a:\n\t- b\n", 2, "found character '\\t' that cannot start any token"),
    ("a: 1\nb: @team\n", 2, "found character '@' that cannot start any token"),
    ("a: 1\nb: \x01\n", 2, "a character that cannot be printed"),
    ("a: &a [*a]\n", 1, "an alias (*name) is not read"),
    ("a: 1\n---\nb: 2\n", 2, "expected a single document in the stream"),
    ("[" * 10_000, 1, "is nested too deep"),
]


@pytest.mark.parametrize(("text", "line", "problem"), UNREADABLE)
def test_what_is_no_yaml_has_the_same_form(text: str, line: int, problem: str) -> None:
    (said,) = errors(text)
    assert said.startswith(f"p.yaml:{line}: ")
    assert problem in said
    assert said.endswith(LOOK)


@pytest.mark.parametrize("text", ["just words", "[a, b]", "- a\n- b"])
def test_a_file_that_is_no_mapping_is_refused(text: str) -> None:
    (said,) = errors(text)
    assert said.startswith("p.yaml:1: ")
    assert "is not a mapping; write key: value" in said
