"""What every call to the control side may say, and how it is refused."""

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Ask(BaseModel):
    """What every control call may say.

    `at` is when it happens, in virtual time, and ends up in the body of the callback. With
    `send` false the signed requests are answered instead of sent.
    """

    model_config = ConfigDict(extra="forbid")
    at: AwareDatetime | None = None
    send: bool = True


class WebhookAsk(Ask):
    """A call that makes a vendor send webhooks; they get lost on their way where it is `silent`."""

    silent: bool = False


class Unknown(Exception):  # noqa: N818 - an answer, not a crash
    """The control call names something that is not there."""
