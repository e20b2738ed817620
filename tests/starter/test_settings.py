"""Settings: read once, from one place, secrets kept secret."""

from pathlib import Path

import pytest

import settings
from settings import ApiToken


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_any_setting_there_is_a_gateway_on_this_machine_and_a_policy():
    found = settings.load()
    assert (found.host, found.port, found.zendesk_url) == ("127.0.0.1", 8080, "")
    assert found.policy.is_file()


def test_tokens_are_names_with_a_role(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HANDRAIL_API_TOKENS", "desk:operator:a:b, monitor:system:c")
    desk, monitor = settings.load().api_tokens
    assert (desk.name, desk.role, desk.token.get_secret_value()) == ("desk", "operator", "a:b")
    assert isinstance(monitor, ApiToken)
    assert monitor.role == "system"


def test_a_subdomain_is_an_address_and_a_base_url_comes_before_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HANDRAIL_ZENDESK_SUBDOMAIN", "example")
    assert settings.load().zendesk_url == "https://example.zendesk.com"
    monkeypatch.setenv("HANDRAIL_ZENDESK_BASE_URL", "http://127.0.0.1:8090/zendesk")
    assert settings.load().zendesk_url == "http://127.0.0.1:8090/zendesk"


def test_a_file_beside_it_sets_too(tmp_path: Path):
    (tmp_path / ".env").write_text("HANDRAIL_PORT=9000\nOTHER=1\n")
    assert settings.load().port == 9000


def test_no_secret_is_printed(monkeypatch: pytest.MonkeyPatch):
    names = [
        name for name, field in settings.Settings.model_fields.items() if "Secret" in str(field)
    ]
    for name in names:
        monkeypatch.setenv(f"HANDRAIL_{name}".upper(), f"hidden-{name}")
    monkeypatch.setenv("HANDRAIL_API_TOKENS", "desk:operator:hidden")
    assert len(names) == 7
    assert "hidden" not in repr(settings.load())


def test_temporals_own_settings_are_temporals(monkeypatch: pytest.MonkeyPatch):
    assert settings.temporal()["target_host"] == "localhost:7233"
    monkeypatch.setenv("TEMPORAL_ADDRESS", "temporal.example.com:7233")
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "support")
    found = settings.temporal()
    assert (found["target_host"], found["namespace"]) == ("temporal.example.com:7233", "support")
