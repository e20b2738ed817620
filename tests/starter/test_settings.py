"""Settings: read once, from one place, secrets kept secret."""

from pathlib import Path

import pytest

import settings
from settings import ApiToken, WrongSetting


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


@pytest.mark.parametrize(
    ("domain", "url"),
    [
        ("", ""),
        ("example", "https://example.freshdesk.com"),
        ("help.example.com", "https://help.example.com"),
    ],
)
def test_a_domain_is_an_address_short_or_whole(monkeypatch, domain: str, url: str):
    monkeypatch.setenv("HANDRAIL_FRESHDESK_DOMAIN", domain)
    assert settings.load().freshdesk_url == url


def test_a_public_address_is_kept_without_its_last_slash(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HANDRAIL_PUBLIC_URL", "https://handrail.example.com/")
    assert settings.load().public_url == "https://handrail.example.com"
    monkeypatch.setenv("HANDRAIL_PUBLIC_URL", "handrail.example.com")
    with pytest.raises(WrongSetting, match="HANDRAIL_PUBLIC_URL: write an address that begins"):
        settings.load()


@pytest.mark.parametrize("said_in", ["the environment", ".env"])
def test_secrets_are_read_from_files_of_their_own(monkeypatch, tmp_path: Path, said_in: str):
    mounted = tmp_path / "secrets"
    mounted.mkdir()
    (mounted / "handrail_linear_api_key").write_text("from a file\n")
    (mounted / "handrail_api_tokens").write_text("desk:operator:t")
    if said_in == ".env":
        (tmp_path / ".env").write_text(f"HANDRAIL_SECRETS_DIR={mounted}\n")
    else:
        monkeypatch.setenv("HANDRAIL_SECRETS_DIR", str(mounted))
    found = settings.load()
    assert found.linear_api_key.get_secret_value() == "from a file"
    assert [each.name for each in found.api_tokens] == ["desk"]
    assert "from a file" not in repr(found)
    monkeypatch.setenv("HANDRAIL_LINEAR_API_KEY", "from the environment")
    assert settings.load().linear_api_key.get_secret_value() == "from the environment"


def test_a_folder_of_secrets_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HANDRAIL_SECRETS_DIR", "nowhere")
    with pytest.raises(WrongSetting, match="HANDRAIL_SECRETS_DIR: nowhere is no folder"):
        settings.load()


def test_a_file_that_cannot_be_read_is_named_without_what_stands_in_it(monkeypatch, tmp_path: Path):
    (tmp_path / "handrail_hubspot_token").write_bytes(b"hidden\xff")
    monkeypatch.setenv("HANDRAIL_SECRETS_DIR", str(tmp_path))
    with pytest.raises(WrongSetting, match=r"hubspot_token.*UTF-8") as refused:
        settings.load()
    assert "hidden" not in str(refused.value)
    monkeypatch.delenv("HANDRAIL_SECRETS_DIR")
    (tmp_path / ".env").write_bytes(b"HANDRAIL_PORT=\xff")
    with pytest.raises(WrongSetting, match="UTF-8"):
        settings.load()


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
    monkeypatch.setenv("HANDRAIL_DATABASE_URL", "postgresql://us:hidden@db/ledger")
    monkeypatch.setenv("HANDRAIL_ROSTER_FEEDS", "pager=https://hidden.example/feed.ics")
    assert len(names) == 14
    assert "hidden" not in repr(settings.load())


def test_temporals_own_settings_are_temporals(monkeypatch: pytest.MonkeyPatch):
    assert settings.temporal()["target_host"] == "localhost:7233"
    monkeypatch.setenv("TEMPORAL_ADDRESS", "temporal.example.com:7233")
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "support")
    found = settings.temporal()
    assert (found["target_host"], found["namespace"]) == ("temporal.example.com:7233", "support")
