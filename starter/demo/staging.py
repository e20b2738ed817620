"""What the programs of a town are told: addresses, the sandbox's words, and how time passes.

Nothing here reads our environment: what an operator has set must not leak into a demo, nor a demo
into their Slack.
"""

from dataclasses import dataclass
from pathlib import Path

import settings
from devserver.ports import HOST

POLICY = settings.ROOT / "policies" / "default.yaml"


@dataclass(frozen=True)
class Addresses:
    """Where everything answers; `token` opens the gateway's REST interface as a system.

    At `clock` somebody answers only while the town stays up for those who play in it.
    """

    temporal: str
    ui: str
    gateway: str
    sandbox: str
    clock: str
    token: str


@dataclass(frozen=True)
class Staging:
    """By which policy a town lives; where time is real, Slack's limits are, too."""

    policy: Path = POLICY
    skips_time: bool = True


def programs(addresses: Addresses, staging: Staging) -> dict[str, list[str]]:
    """The arguments of our own programs, by their names."""
    sandbox = ["sandbox", "--port", addresses.sandbox.rpartition(":")[2]]
    sandbox += ["--gateway-url", addresses.gateway, "--clock-url", addresses.clock]
    return {
        "sandbox": sandbox if staging.skips_time else [*sandbox, "--limits"],
        "worker": ["starter", "worker"],
        "gateway": ["starter", "gateway"],
    }


def environment(
    addresses: Addresses, gateway_port: int, folder: Path, staging: Staging
) -> dict[str, str]:
    """All of it: settings that name the sandbox's words, and nothing of whoever started us."""
    return {
        "PYTHONPATH": str(settings.ROOT),
        "TEMPORAL_ADDRESS": addresses.temporal,
        "HANDRAIL_ACTOR": "demo",
        "HANDRAIL_DATABASE_URL": f"sqlite:///{folder}/ledger.db",
        "HANDRAIL_POLICY": str(staging.policy),
        "HANDRAIL_HOST": HOST,
        "HANDRAIL_PORT": str(gateway_port),
        "HANDRAIL_TIME_SKIPPING": str(staging.skips_time).lower(),
        "HANDRAIL_API_TOKENS": f"demo:system:{addresses.token}",
        "HANDRAIL_SLACK_BASE_URL": f"{addresses.sandbox}/slack/api/",
        "HANDRAIL_SLACK_BOT_TOKEN": "xoxb-sandbox",
        "HANDRAIL_SLACK_SIGNING_SECRET": "sandbox-slack-signing",
        "HANDRAIL_LINEAR_BASE_URL": f"{addresses.sandbox}/linear",
        "HANDRAIL_LINEAR_API_KEY": "lin_api_sandbox",
        "HANDRAIL_LINEAR_WEBHOOK_SECRET": "sandbox-linear-webhook",
        "HANDRAIL_ZENDESK_BASE_URL": f"{addresses.sandbox}/zendesk",
        "HANDRAIL_ZENDESK_EMAIL": "handrail@example.com",
        "HANDRAIL_ZENDESK_TOKEN": "sandbox-zendesk-token",
        "HANDRAIL_ZENDESK_WEBHOOK_SECRET": "sandbox-zendesk-webhook",
    }
