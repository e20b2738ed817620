"""Which permissions of Slack we need, and what for: the app asks for these and for no others.

A method or an event that is not listed here is not used: a test compares the table with the code.
"""

from collections.abc import Iterator, Mapping

_READ_CHANNELS = ("channels:read", "groups:read")  # public and private ones
_READ_MESSAGES = ("channels:history", "groups:history")
_READ_DIRECT = "im:history"  # whether a warning was sent already, after a lost answer

# Slack, "Web API methods": the bot scopes of each, as far as our channels need them.
METHODS: Mapping[str, tuple[str, ...]] = {
    "apps.connections.open": (),  # connections:write, but of the app-level token
    "auth.test": (),
    "chat.getPermalink": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": (*_READ_MESSAGES, _READ_DIRECT),
    "conversations.list": _READ_CHANNELS,
    "conversations.open": ("im:write",),
    "conversations.replies": _READ_MESSAGES,
    "usergroups.list": ("usergroups:read",),
    "users.info": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.update": (),
}
# Slack, "Events": what we are told, each with the scope it takes.
EVENTS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "reaction_added": ("reactions:read",),
}
# Slack, "commands": one scope for slash commands and shortcuts.
FEATURES: Mapping[str, tuple[str, ...]] = {"slash command and shortcuts": ("commands",)}


def needed() -> tuple[str, ...]:
    """Every scope that the app needs, in order."""
    return tuple(sorted({scope for _, scope in _uses()}))


def used_by(scope: str) -> tuple[str, ...]:
    """What a scope is needed for."""
    return tuple(use for use, needs in _uses() if needs == scope)


def _uses() -> Iterator[tuple[str, str]]:
    for table in (METHODS, EVENTS, FEATURES):
        yield from ((use, scope) for use, scopes in table.items() for scope in scopes)
