"""What comes over the wire, asked for or told: JSON that can be kept, and what of it we read."""

import json
from datetime import UTC
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict

Instant = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]


class Wire(BaseModel):
    """A part of a vendor's body: what we read of it, the rest ignored; numbers become text.

    What a customer wrote is kept out of errors: they are logged, and go into histories.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", coerce_numbers_to_str=True, hide_input_in_errors=True
    )


def loads(body: bytes | str) -> Any:
    """JSON in UTF-8. Raises ValueError or RecursionError.

    Half of a surrogate pair, as a vendor's cut through an emoji leaves it, becomes `?`: no store
    takes it, and a customer's ticket is worth more than one character.
    """
    text = body.decode() if isinstance(body, bytes) else body
    found = json.loads(text)
    if "\\ud" not in text.lower():
        return found
    return json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
