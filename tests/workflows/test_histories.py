"""Every saved history replays on today's code: a running escalation survives an upgrade.

A change that breaks one of these needs `workflow.patched`; `python -m tests.workflows.record` then
adds histories of the new era beside the old ones.
"""

import gzip
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from workflows.converter import our_converter
from workflows.escalation import EscalationWorkflow
from workflows.runner import workflow_runner

HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json.gz"))


@pytest.mark.parametrize("path", HISTORIES, ids=lambda p: p.name)
async def test_a_saved_history_replays(path: Path) -> None:
    id_ = f"zendesk-{path.name.partition('-')[0]}"  # as `record` named the file
    history = WorkflowHistory.from_json(id_, gzip.decompress(path.read_bytes()).decode())
    replayer = Replayer(
        workflows=[EscalationWorkflow],
        workflow_runner=workflow_runner(),
        data_converter=our_converter(),
    )
    await replayer.replay_workflow(history)


def test_there_are_histories_to_replay() -> None:
    assert len(HISTORIES) >= 4
