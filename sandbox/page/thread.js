// The right side: one thread, and where one answers in it.

import { el } from "./dom.js";
import { composer } from "./composer.js";
import { keptMessage } from "./room.js";

export const thread = (root, app) => {
  const open = app.openedThread;
  root.hidden = !open;
  document.body.classList.toggle("with-thread", Boolean(open));
  if (!open) return root.replaceChildren();
  const at = `${open.channel}/${open.ts}`;
  if (root.dataset.place !== at || !root.firstChild) begin(root, app, open, at);
  const list = root.querySelector(".messages");
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  const whispers = app.whispers(open.channel).filter((m) => m.thread_ts === open.ts);
  const said = [...app.thread(open.channel, open.ts), ...whispers]
    .sort((a, b) => Number(a.ts) - Number(b.ts));
  list.replaceChildren(...said.map((m) => keptMessage(m, app, open.channel, true)));
  if (isAtEnd) list.scrollTop = list.scrollHeight;
};

const begin = (root, app, open, at) => {
  root.dataset.place = at;
  root.replaceChildren(
    el("header", {}, el("h1", {}, "Thread"),
      el("button", { type: "button", class: "close", "aria-label": "Close thread",
        onclick: () => app.openThread(null, null) }, "✕")),
    el("div", { class: "messages" }),
    composer(app, "Reply …", () => ({ channel: open.channel, thread_ts: open.ts })));
};
