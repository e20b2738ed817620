"""Whether an address may be given to vendors: customers' words go there."""

import ipaddress
from urllib.parse import urlsplit


def is_safe(url: str) -> bool:
    """Whether it is whole and encrypted; plain http is for a sandbox beside us only."""
    parts = urlsplit(url)
    if not parts.hostname or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_near(parts.hostname))


def _is_near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return "." not in host  # localhost, or a neighbour in the same network
