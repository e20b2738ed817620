"""Who and what is in the workspace: `users.*`, `usergroups.*`, `conversations.*`, `team.info`."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from sandbox.config import Channel, Group, Person
from sandbox.record import Json
from sandbox.slack_messages import Refused, cut, is_asked
from sandbox.slack_workspace import BOT, TEAM, Workspace, kind_of, team_of


class People:
    """The methods that only look, and those by which the app comes into a conversation."""

    def __init__(self, workspace: Workspace) -> None:
        self._all = workspace
        self.methods: dict[str, Callable[[Json], Json]] = {
            "auth.test": self._auth_test,
            "team.info": self._team,
            "apps.connections.open": self._socket,
            "users.info": self._user,
            "users.list": self._users,
            "users.lookupByEmail": self._user_by_email,
            "usergroups.list": self._groups,
            "usergroups.users.list": self._group_users,
            "conversations.list": self._channels,
            "conversations.info": self._channel,
            "conversations.members": self._members,
            "conversations.join": self._join,
            "conversations.open": self._open,
        }

    def profile(self, person: Person) -> Json:
        """A user object as `users.info` gives it; docs.slack.dev/reference/objects/user-object."""
        team, zone = team_of(person), ZoneInfo(person.tz)
        offset = self._all.present.now().astimezone(zone).utcoffset()
        told = {
            "id": person.id,
            "team_id": team,
            "name": person.handle,
            "real_name": person.name,
            "deleted": person.kind == "deactivated",
            "is_bot": person.kind == "bot",
            "is_app_user": False,
            "profile": {
                "email": person.email,
                "real_name": person.name,
                "display_name": person.handle,
                "team": team,
            },
        }
        if person.kind == "deactivated":
            return told
        time = {"tz": person.tz, "tz_offset": int(offset.total_seconds()) if offset else 0}
        ranks = {"is_restricted": person.kind == "guest", "is_ultra_restricted": False}
        stranger = {"is_stranger": True} if person.kind == "stranger" else {}
        return {**told, **time, **ranks, **stranger, "is_admin": False, "is_owner": False}

    def _auth_test(self, _: Json) -> Json:
        who = {"user": "handrail", "user_id": BOT["user"], "bot_id": BOT["bot_id"]}
        url = self._all.config.public_url + "/"
        where = {"team": "Sandbox", "team_id": TEAM["id"], "url": url}
        return {**who, **where, "is_enterprise_install": False}

    def _team(self, args: Json) -> Json:
        if args.get("team", TEAM["id"]) != TEAM["id"]:
            raise Refused("team_not_found")
        return {"team": {**TEAM, "name": "Sandbox", "email_domain": "example.com", "icon": {}}}

    def _socket(self, _: Json) -> Json:
        """Socket Mode takes an app-level token, and here is none."""
        raise Refused("not_allowed_token_type")

    def _user(self, args: Json) -> Json:
        return {"user": self.profile(self._named(args.get("user")))}

    def _users(self, args: Json) -> Json:
        everybody = (*self._all.people, self._all.us)
        return cut("members", [self.profile(person) for person in everybody], args)

    def _user_by_email(self, args: Json) -> Json:
        for person in self._all.people:
            if person.email == args.get("email") and person.kind != "deactivated":
                return {"user": self.profile(person)}
        raise Refused("users_not_found")

    def _groups(self, args: Json) -> Json:
        told = []
        for group in self._all.config.groups:
            users = {"users": list(group.users)} if is_asked(args, "include_users") else {}
            count = {"user_count": len(group.users)} if is_asked(args, "include_count") else {}
            told.append({**_group(group), **users, **count})
        return {"usergroups": told}

    def _group_users(self, args: Json) -> Json:
        for group in self._all.config.groups:
            if group.id == args.get("usergroup"):
                return {"users": list(group.users)}
        raise Refused("no_such_subteam")

    def _channels(self, args: Json) -> Json:
        kinds = str(args.get("types") or "public_channel").split(",")
        if set(kinds) - {"public_channel", "private_channel", "im", "mpim"}:
            raise Refused("invalid_types")
        seen = [c for c in self._all.channels.values() if not c.private or self._is_in(c)]
        return cut("channels", [self._told(c) for c in seen if kind_of(c) in kinds], args)

    def _channel(self, args: Json) -> Json:
        return {"channel": self._told(self._seen(args))}

    def _members(self, args: Json) -> Json:
        channel = self._seen(args)
        members = [p.id for p in self._all.people if self._all.is_in(p, channel)]
        us = [BOT["user"]] if self._is_in(channel) else []
        return cut("members", members + us, args)

    def _join(self, args: Json) -> Json:
        channel = self._seen(args)
        if channel.private:
            raise Refused("method_not_supported_for_channel_type")
        self._all.joined.add(channel.id)
        return {"channel": self._told(channel)}

    def _open(self, args: Json) -> Json:
        if args.get("channel"):
            channel = self._seen(args)
        else:
            users = [user for user in str(args.get("users", "")).split(",") if user]
            if not users:
                raise Refused("users_list_not_supplied")
            if len(users) > 1:
                raise Refused("invalid_user_combination")  # direct messages are with one, here
            channel = self._all.direct(self._named(users[0]))
        return {"channel": self._told(channel) if is_asked(args, "return_im") else _id(channel)}

    def _named(self, id_: object) -> Person:
        """Somebody by their id alone. Raises Refused."""
        person = self._all.person(id_)
        if person.id != id_:
            raise Refused("user_not_found")
        return person

    def _seen(self, args: Json) -> Channel:
        """A channel by its id; private ones only where the app is in. Raises Refused."""
        channel = self._all.channels.get(str(args.get("channel")))
        if channel is None or (channel.private and not self._is_in(channel)):
            raise Refused("channel_not_found")
        return channel

    def _is_in(self, channel: Channel) -> bool:
        return channel.id in self._all.joined

    def _told(self, channel: Channel) -> Json:
        if channel.user:
            return {**_id(channel), "is_im": True, "user": channel.user, "is_archived": False}
        names = {"name": channel.name, "name_normalized": channel.name}
        kind = {"is_channel": True, "is_private": channel.private, "is_im": False}
        joined = {"is_member": self._is_in(channel), "is_archived": False}
        return {**_id(channel), **names, **kind, **joined}


def _id(channel: Channel) -> Json:
    return {"id": channel.id}


def _group(group: Group) -> Json:
    about = {"name": group.name, "handle": group.handle, "description": group.name}
    flags = {"is_usergroup": True, "is_external": False, "date_create": 0, "date_delete": 0}
    return {"id": group.id, "team_id": TEAM["id"], **about, **flags}
