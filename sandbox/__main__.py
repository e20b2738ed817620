"""`python -m sandbox --port 8090`: a sandbox on this machine, its secrets given as arguments."""

import argparse
from pathlib import Path

import uvicorn

from sandbox.app import create_app
from sandbox.config import SandboxConfig

OTHER_DESKS = (
    "intercom_token",
    "intercom_secret",
    "freshdesk_key",
    "freshdesk_secret",
    "hubspot_token",
    "hubspot_secret",
)


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--gateway-url", default="http://127.0.0.1:8080")
    parser.add_argument("--public-url", help="how others reach the sandbox")
    parser.add_argument("--contracts", type=Path, help="folder of the vendors' contracts")
    parser.add_argument(
        "--echo", default=",".join(SandboxConfig.echo), help="own writes that come back"
    )
    parser.add_argument("--clock-url", default="", help="the clock of the town around it")
    parser.add_argument("--limits", action="store_true", help="keep Slack's rate limits")
    # Words for a stand-in, not secrets: nothing real answers to them.
    parser.add_argument("--slack-token", default="xoxb-sandbox")
    parser.add_argument("--slack-signing-secret", default="sandbox-slack-signing")
    parser.add_argument("--linear-key", default="lin_api_sandbox")
    parser.add_argument("--linear-webhook-secret", default="sandbox-linear-webhook")
    parser.add_argument("--zendesk-email", default="handrail@example.com")
    parser.add_argument("--zendesk-token", default="sandbox-zendesk-token")
    parser.add_argument("--zendesk-webhook-secret", default="sandbox-zendesk-webhook")
    for name in OTHER_DESKS:
        default = getattr(SandboxConfig, name)
        parser.add_argument(f"--{name.replace('_', '-')}", default=default)
    given = vars(parser.parse_args())
    host, port = given.pop("host"), given.pop("port")
    given["public_url"] = given["public_url"] or f"http://{host}:{port}"
    given["echo"] = frozenset(filter(None, given["echo"].split(",")))
    uvicorn.run(create_app(SandboxConfig(**given)), host=host, port=port, log_level="warning")


if __name__ == "__main__":
    main()
