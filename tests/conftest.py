"""What every test may lean on: where the shared contracts and recorded data lie."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["tests.temporal_server"]
# How long one example takes says more about the machine than about us.
settings.register_profile("handrail", deadline=None, print_blob=True)
settings.load_profile("handrail")
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of vendors' contracts and recorded data, or a skip that says how to name it."""
    folder = Path(os.environ.get("HANDRAIL_SHARED", ROOT.parent / "shared"))
    if not (folder / "contracts").is_dir():
        pytest.skip(f"no contracts in {folder}: set HANDRAIL_SHARED to the folder that has them")
    return folder
