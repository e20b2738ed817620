// One message of a channel or a thread, with what one can do to it.

import { el, menu, press } from "./dom.js";
import { blocks } from "./blocks.js";
import { emoji, mrkdwn } from "./mrkdwn.js";
import { clock, full, instantOf } from "./time.js";

const APP = { id: "app", name: "Handrail" };

// Who said it: a person, or the app.
const author = (message, names) => message.bot_id || message.app_id
  ? { ...APP, isApp: true }
  : { id: message.user, name: names.person(message.user) };

const hue = (id) => [...(id ?? "")].reduce((sum, c) => (sum * 31 + c.codePointAt(0)) % 360, 7);

export const avatar = (who) => el("span", {
  class: who.isApp ? "avatar app" : "avatar", "aria-hidden": "true",
  style: who.isApp ? "" : `background: hsl(${hue(who.id)} 45% 42%)`,
}, who.isApp ? "H" : who.name.split(" ").map((part) => part[0]).slice(0, 2).join(""));

// `app` acts; `room` is the channel's id; `inThread` hides what stands in the thread's own pane.
export const message = (m, app, room, inThread = false) => {
  const who = author(m, app.names);
  const at = instantOf(m.ts);
  const kind = m.isWhisper ? "message whisper" : "message";
  const node = el("article", { class: kind, "data-ts": m.ts },
    avatar(who),
    el("div", { class: "body" },
      m.isWhisper ? el("div", { class: "quiet" }, "👁 Only visible to you") : null,
      el("div", { class: "by" },
        el("b", {}, who.name),
        who.isApp ? el("span", { class: "badge" }, "APP") : null,
        el("time", { class: "quiet", title: full(at) }, clock(at)),
        m.edited ? el("span", { class: "quiet" }, "(edited)") : null),
      content(m, app, room),
      files(m),
      reactions(m, app, room),
      inThread ? null : replies(m, app, room)),
    hover(m, app, room, inThread));
  return node;
};

const content = (m, app, room) => {
  const on = {
    names: app.names,
    given: () => undefined,
    act: (e, given) => app.act("click",
      { channel: room, ts: m.ts, action_id: e.action_id, ...(isAlone(e, m) ? {} : given) }),
  };
  return m.blocks?.length
    ? el("div", { class: "blocks" }, blocks(m.blocks, on))
    : el("div", { class: "text" }, mrkdwn(m.text ?? "", app.names));
};

// A button's value may change before one presses it; it is needed only to tell buttons apart.
const isAlone = (e, m) => e.type === "button" && m.blocks
  .flatMap((block) => [...(block.elements ?? []), block.accessory ?? {}])
  .filter((one) => one.action_id === e.action_id).length === 1;

const files = (m) => (m.files ?? []).map((file) =>
  el("div", { class: "chip" }, `📄 ${file.title ?? file.name ?? file.id}`));

const reactions = (m, app, room) => (m.reactions ?? []).length
  ? el("div", {}, m.reactions.map((r) => el("button", {
    class: "chip", type: "button", title: (r.users ?? []).map(app.names.person).join(", "),
    onclick: () => react(m, app, room, r.name),
  }, emoji(r.name), ` ${r.count ?? r.users?.length ?? 1}`)))
  : null;

const replies = (m, app, room) => {
  const thread = app.thread(room, m.ts).slice(1);
  if (!thread.length) return null;
  const last = instantOf(thread.at(-1).ts);
  const count = `${thread.length} ${thread.length === 1 ? "reply" : "replies"}`;
  const told = [count, el("span", { class: "quiet" }, `last ${full(last)}`)];
  return press(told, () => app.openThread(room, m.ts), "replies");
};

const react = (m, app, room, name) => app.act("react", { channel: room, ts: m.ts, name });

const tool = (label, sign, act) => el("button", { type: "button", title: label, "aria-label": label,
  onclick: (event) => { event.stopPropagation(); act(event.currentTarget); } }, sign);

const hover = (m, app, room, inThread) => {
  if (m.isWhisper)
    return el("div", { class: "hover" }, tool("Dismiss", "✕", () => app.dismiss(m.ts)));
  const more = app.shortcuts("message").map(({ callback_id, name }) => ({
    label: name,
    act: () => app.act("shortcut", { callback_id, channel: room, ts: m.ts }),
  }));
  if (m.user === app.me && !m.bot_id) more.push(...own(m, app, room));
  return el("div", { class: "hover" },
    tool("React with :ticket:", "🎫", () => react(m, app, room, "ticket")),
    tool("React with :eyes:", "👀", () => react(m, app, room, "eyes")),
    inThread ? null : tool("Reply in thread", "💬", () => app.openThread(room, m.ts)),
    tool("More actions", "⋯", (anchor) => menu(anchor, more)));
};

const own = (m, app, room) => [
  {
    label: "Edit message",
    act: () => {
      const text = prompt("Edit message", m.text);
      if (text) app.act("edit", { channel: room, ts: m.ts, text });
    },
  },
  { label: "Delete message", act: () => app.act("delete", { channel: room, ts: m.ts }) },
];
