"""The converter of all clients and workers: Temporal's own bytes, one set of adapters."""

from temporalio.contrib.pydantic import pydantic_data_converter

from tests.policies import POLICY
from workflows.converter import SharedConverter, our_converter
from workflows.start import Start

START = Start(policy=POLICY, commands=({"type": "note", "text": "ü"},))


def test_the_bytes_are_those_of_temporals_own_converter():
    ours, theirs = our_converter().payload_converter, pydantic_data_converter.payload_converter
    assert ours.to_payload(START) == theirs.to_payload(START)
    assert ours.from_payload(theirs.to_payload(START), Start) == START


def test_every_workflow_shares_one_set_of_type_adapters():
    first, second = SharedConverter(), SharedConverter()
    assert first.converters == second.converters
    assert all(first.converters[name] is second.converters[name] for name in first.converters)


def test_a_policy_is_one_object_however_often_it_is_read():
    converter = SharedConverter()
    payload = converter.to_payload(START)
    first, second = (converter.from_payload(payload, Start) for _ in range(2))
    assert first.policy is second.policy
