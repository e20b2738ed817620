"""What /handrail answers: escalations found, who is on call, and what can be said."""

from pathlib import Path

from escalation.terms import Tier
from integrations.slack.listing import ROWS_SHOWN, commands, listing, on_call
from tests.integrations.contracts import shown, slack
from tests.integrations.hostile import PEOPLE, obeyed
from tests.integrations.test_slack_home import CARD


def test_what_was_found_is_counted_and_shown_with_its_buttons(shared: Path):
    message = listing("Found for <!channel>", (CARD, CARD), PEOPLE)
    slack(shared).check_message(*message)
    assert message[0] == "Found for &lt;!channel&gt;: 2"
    assert [block["type"] for block in message[1]] == ["section", *["section", "actions"] * 2]


def test_nothing_found_is_said(shared: Path):
    message = listing("Yours", (), PEOPLE)
    slack(shared).check_message(*message)
    assert shown(message[1]) == ["*Yours: nothing*"]


def test_of_many_the_first_are_shown_and_the_others_counted(shared: Path):
    message = listing("Yours", (CARD,) * 40, PEOPLE)
    slack(shared).check_message(*message)
    assert shown(message[1])[-1] == f"and {40 - ROWS_SHOWN} more"


def test_who_is_on_call_is_named_by_tier(shared: Path):
    duty = {Tier.L2: ("ben", "carla"), Tier.SECURITY: (), Tier.PRODUCT: ("ana",) * 23}
    message = on_call(duty, PEOPLE)
    slack(shared).check_message(*message)
    assert shown(message[1])[1:3] == ["*l2*: <@U0BEN>, carla", "*security*: nobody"]
    assert shown(message[1])[3].endswith("<@U0ANA> and 3 more")
    doubted = on_call(duty, PEOPLE, ["feed pd: “<!here>” is on, and nobody is that"] * 90)
    slack(shared).check_message(*doubted)
    assert "“&lt;!here&gt;” is on" in shown(doubted[1])[-1]


def test_help_says_what_was_wrong_and_every_command(shared: Path):
    message = commands("“<@U0EVE>” is no command")
    slack(shared).check_message(*message)
    assert obeyed(*message) == set()
    assert shown(message[1])[0] == "“&lt;@U0EVE&gt;” is no command"
    for name in ("open", "find", "mine", "on-call", "help"):
        assert f"`/handrail {name}" in shown(message[1])[1]
