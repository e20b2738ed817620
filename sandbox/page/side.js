// The left side: who one is, the channels with what is new in them, the app, the helpdesk.

import { el } from "./dom.js";

// Who is who in policies/default.yaml, as far as a newcomer needs it.
const ROLES = {
  U0CHLOE: "first line", U0BEN: "second line", U0DEV: "engineering", U0GRACE: "support lead",
  U0HIRO: "security", U0KARIN: "head of support",
};

const role = (one) => ROLES[one.id]
  ?? (one.is_stranger ? "of another company" : one.is_restricted ? "guest" : "");

const option = (one, me) => el("option", { value: one.id, selected: one.id === me },
  role(one) ? `${one.name}, ${role(one)}` : one.name);

const actAs = (app) => {
  const living = app.snapshot.people.filter((one) => !one.deleted && !one.is_bot);
  const known = Object.keys(ROLES);
  const rank = (one) => (known.indexOf(one.id) + 1 || 90);
  const leading = living.filter(role).sort((a, b) => rank(a) - rank(b));
  return el("label", { class: "as" }, "Act as ",
    el("select", { "aria-label": "Act as", onchange: (event) => app.become(event.target.value) },
      el("optgroup", { label: "Try these" }, leading.map((one) => option(one, app.me))),
      el("optgroup", { label: "Everybody else" },
        living.filter((one) => !role(one)).map((one) => option(one, app.me)))));
};

const entry = (app, id, sign, label, news = {}) => el("a", {
  href: `#${id}`, class: app.place.id === id ? "here" : news.isNew ? "new" : "",
}, el("span", { class: "sign" }, sign), label,
  news.mentions ? el("span", { class: "count", title: "mentions" }, String(news.mentions)) : null);

const newsOf = (app, channel) => {
  const fresh = app.messages(channel.id)
    .filter((m) => m.ts > app.seen(channel.id) && m.user !== app.me);
  const named = fresh.filter((m) => JSON.stringify([m.text, m.blocks]).includes(`<@${app.me}>`));
  return { isNew: fresh.length > 0, mentions: named.length };
};

export const side = (root, app) => {
  const channels = app.snapshot.channels;
  if (app.place.id) app.see(app.place.id);
  const focused = root.contains(document.activeElement);
  if (focused && document.activeElement.tagName === "SELECT") return;
  root.replaceChildren(
    el("div", { class: "workspace" }, "Sandbox"),
    actAs(app),
    el("h2", {}, "Channels"),
    ...channels.filter((one) => !one.is_im).map((one) =>
      entry(app, one.id, one.private ? "🔒" : "#", one.name, newsOf(app, one))),
    el("h2", {}, "Apps"),
    entry(app, "home", "H", "Handrail: Home"),
    ...channels.filter((one) => one.is_im).map((one) =>
      entry(app, one.id, "H", "Handrail: Messages", newsOf(app, one))),
    el("h2", {}, "Helpdesk and tracker"),
    entry(app, "desk", "🎫", "Tickets and issues"));
};
