"""JSON as Temporal's pydantic converter writes it, with one set of type adapters for a process.

The SDK makes a converter for each workflow, and each would build the schema of `Start`, which holds
the whole domain, for itself. Measured with the default policy: 850 KiB and some 100 ms of CPU for
each open escalation.
"""

from functools import cache

from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import CompositePayloadConverter, DataConverter, EncodingPayloadConverter


class SharedConverter(CompositePayloadConverter):
    """The same bytes as `pydantic_data_converter`; what it keeps depends on types alone."""

    def __init__(self) -> None:
        super().__init__(*_encodings())


@cache
def _encodings() -> tuple[EncodingPayloadConverter, ...]:
    return tuple(PydanticPayloadConverter().converters.values())


@cache
def our_converter() -> DataConverter:
    """The converter of every client and worker of this project."""
    return DataConverter(payload_converter_class=SharedConverter)
