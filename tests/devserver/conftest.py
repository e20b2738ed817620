"""The server's fixtures, for the tests of this folder."""

from tests.temporal_server import temporal_client, temporal_program, temporal_server

__all__ = ["temporal_client", "temporal_program", "temporal_server"]
