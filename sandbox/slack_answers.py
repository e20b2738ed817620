"""What Slack does with the app's answer: to a submitted modal, to a slash command."""

import json
from collections.abc import Callable

from sandbox.callbacks import Answer
from sandbox.config import Channel, Person
from sandbox.record import Json
from sandbox.slack import Slack
from sandbox.slack_messages import Refused

TROUBLE = "We had some trouble connecting. Try again?"  # Slack's words, above the modal

Answered = Callable[[Answer], Json]


def top(slack: Slack, person: Person) -> Json | None:
    """The modal that somebody has before them."""
    stack = slack.views.stacks.get(person.id)
    return stack[-1] if stack else None


def submission_answered(slack: Slack, person: Person, view: Json) -> Answered:
    """Carry out `response_action`; docs.slack.dev/surfaces/modals#response_actions.

    An error that belongs to no field stands under the empty name.
    """

    def answered(answer: Answer) -> Json:
        try:
            errors = _carry_out(slack, person, view, answer)
        except (Refused, ValueError) as error:
            problem = {"problem": f"the answer is not understood: {error}"}
            return {"delivered": False, "errors": {"": TROUBLE}, "view": view, **problem}
        return {"delivered": True, "errors": errors or None, "view": top(slack, person)}

    return answered


def _carry_out(slack: Slack, person: Person, view: Json, answer: Answer) -> dict[str, str]:
    """The errors for its fields, if that is the answer. Raises Refused, ValueError."""
    if not answer.is_taken:
        raise ValueError(f"status {answer.status}")
    said = json.loads(answer.body or "{}")
    match said.get("response_action"):
        case None:
            slack.views.close(person.id, view)
        case "errors":
            fields = {b["block_id"] for b in view["blocks"] if b["type"] == "input"}
            errors: dict[str, str] = said["errors"]
            if not errors or errors.keys() - fields:
                raise ValueError(f"no such fields: {sorted(errors.keys() - fields)}")
            return errors
        case "update":
            slack.views.change(view, said.get("view"))
        case "push":
            slack.views.put(person.id, said.get("view"))
        case "clear":
            slack.views.clear(person.id)
        case other:
            raise ValueError(f"response_action {other}")
    return {}


def command_answered(slack: Slack, channel: Channel, person: Person, command: str) -> Answered:
    """Show the answer, a text or a message as JSON, or that there was none in 3 s."""

    def answered(answer: Answer) -> Json:
        if not answer.is_taken:
            word = "dispatch_failed" if answer.status else "operation_timeout"
            slack.reply(channel.id, person.id, {"text": f'{command} failed: "{word}"'})
        elif answer.body:
            slack.reply(channel.id, person.id, _message(answer.body))
        return {}

    return answered


def _message(body: str) -> Json:
    try:
        said = json.loads(body)
    except ValueError:
        return {"text": body}
    return said if isinstance(said, dict) else {"text": body}
