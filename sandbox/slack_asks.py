"""What people do in Slack, as the control side is told of it.

`user` is an id or a handle, `channel` an id or a name. In `values` a field is
`{block_id: {action_id: {"type": …, "value" or "selected_option" or …}}}`, as Slack itself has it;
what is left out stands as it was.
"""

from typing import Any

from pydantic import BaseModel, Field

from sandbox.asking import Ask


class Deed(Ask):
    """Somebody does something."""

    user: str


class Click(Deed):
    """A button is pressed or a menu used, in a message (`channel` and `ts`) or a view (`view_id`).

    `value` tells buttons of one action_id apart; `selected` is an option's value, a user's id, a
    date or Unix seconds. Slack sends a click once; those who `insist` wait for a button that is not
    there yet, and press until they are heard.
    """

    action_id: str
    channel: str = ""
    ts: str = ""
    view_id: str = ""
    value: str | None = None
    selected: str | None = None
    values: dict[str, dict[str, Any]] | None = None
    insist: bool = False


class Submit(Deed):
    """A modal is submitted; Slack's client looks at the fields first."""

    view_id: str
    values: dict[str, dict[str, Any]] | None = None


class Close(Deed):
    """A modal is left."""

    view_id: str


class Command(Deed):
    """A slash command is written."""

    channel: str
    command: str
    text: str = ""


class Shortcut(Deed):
    """A shortcut is chosen; one of a message names it by `channel` and `ts`."""

    callback_id: str
    channel: str = ""
    ts: str = ""


class FileGiven(BaseModel):
    """A file that comes with a message; its size in bytes."""

    name: str
    size: int = 1024
    mimetype: str = "text/plain"


class Say(Deed):
    """A message is written, into a thread perhaps."""

    channel: str
    text: str = ""
    thread_ts: str = ""
    files: list[FileGiven] = Field(default_factory=list)


class OnMessage(Deed):
    """Something is done with a message."""

    channel: str
    ts: str


class Edit(OnMessage):
    """One changes what one wrote."""

    text: str


class React(OnMessage):
    """An emoji is put on a message; `name` stands without colons."""

    name: str
