// The middle: a channel's messages and where one writes, or the app's Home.

import { el } from "./dom.js";
import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { valuesOf } from "./elements.js";
import { message } from "./message.js";
import { dayOf, instantOf } from "./time.js";

const SHOWN_MAX = 100; // messages: what one scrolls through; a storm has hundreds
const NEAR_END = 60; // pixels: whoever is as near to the end follows what comes

// Nodes are kept while what they show is the same: a click does not lose its button.
const kept = new Map();

export const keptMessage = (m, app, channel, inThread) => {
  const tail = inThread ? [] : app.thread(channel, m.ts).map((reply) => reply.ts);
  const at = `${channel}/${m.ts}/${inThread}`;
  const shown = JSON.stringify([m, tail, app.me, dayOf(instantOf(m.ts), app.names.now)]);
  if (kept.get(at)?.shown !== shown)
    kept.set(at, { shown, node: message(m, app, channel, inThread) });
  return kept.get(at).node;
};

// A whisper into a thread that is not open would be seen by nobody.
const isTop = (m, app) => !m.thread_ts || m.thread_ts === m.ts || m.subtype === "thread_broadcast"
  || (m.isWhisper && app.openedThread?.ts !== m.thread_ts);

const listed = (app, channel) => {
  const all = [...app.messages(channel), ...app.whispers(channel)]
    .filter((m) => isTop(m, app))
    .sort((a, b) => Number(a.ts) - Number(b.ts))
    .slice(-SHOWN_MAX);
  let day = "";
  return all.flatMap((m) => {
    const its = dayOf(instantOf(m.ts), app.names.now);
    const divider = its === day ? [] : [el("div", { class: "day" }, its)];
    day = its;
    return [...divider, keptMessage(m, app, channel, false)];
  });
};

export const room = (root, app) => {
  const { id, ts } = app.place;
  if (id === "home") return home(root, app);
  const channel = app.snapshot.channels.find((one) => one.id === id);
  if (!channel) return root.replaceChildren(empty("No such channel, or it is a private one."));
  if (root.dataset.place !== id || !root.firstChild) begin(root, app, channel);
  const list = root.querySelector(".messages");
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END;
  const isNew = !list.firstChild;
  const nodes = listed(app, id);
  list.replaceChildren(...(nodes.length ? nodes : [empty("Nothing was said here yet.")]));
  const linked = isNew && ts && list.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
  if (linked) {
    linked.scrollIntoView({ block: "center" });
    linked.classList.add("linked");
  } else if (isAtEnd || isNew) list.scrollTop = list.scrollHeight;
};

const begin = (root, app, channel) => {
  root.dataset.place = channel.id;
  const sign = channel.private ? "🔒" : "#";
  const name = channel.is_im ? "Handrail" : `${sign} ${channel.name}`;
  root.replaceChildren(
    el("header", {}, el("h1", {}, name)),
    el("div", { class: "messages" }),
    composer(app, `Message ${name}`, () => ({ channel: channel.id })));
};

const home = (root, app) => {
  root.dataset.place = "home";
  const view = app.snapshot.home;
  const on = {
    names: app.names,
    given: () => undefined,
    act: (e, given) => app.act("click",
      { view_id: view.id, action_id: e.action_id, values: valuesOf(root), ...given }),
  };
  root.replaceChildren(
    el("header", {}, el("h1", {}, "Handrail"), el("span", { class: "badge" }, "APP")),
    el("div", { class: "messages home" }, view
      ? el("div", { class: "blocks" }, blocks(view.blocks, on))
      : empty("Handrail has not shown you its Home yet.")));
};

const empty = (sentence) => el("p", { class: "empty" }, sentence);
