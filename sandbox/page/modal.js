// The modal that the app has opened: fields, their faults, and what changes while one fills it in.

import { el, press } from "./dom.js";
import { blocks } from "./blocks.js";
import { valuesOf } from "./elements.js";
import { plain } from "./mrkdwn.js";

let shown = ""; // the view and hash that are drawn

export const showModal = (veil, app) => {
  const view = app.snapshot.views?.at(-1);
  const key = view ? `${view.id}/${view.hash ?? JSON.stringify(view.blocks)}` : "";
  if (key === shown) return;
  // An updated view keeps what was filled in where block and action are the same, as Slack does.
  const isSame = view && shown.startsWith(`${view.id}/`);
  const before = isSame ? valuesOf(veil) : {};
  const focus = isSame ? document.activeElement?.dataset.action : null;
  shown = key;
  veil.hidden = !view;
  veil.replaceChildren(...(view ? [form(view, app, before)] : []));
  const first = focus
    ? veil.querySelector(`[data-action="${CSS.escape(focus)}"]`)
    : veil.querySelector("input, textarea, select");
  first?.focus();
};

const form = (view, app, before) => {
  const on = {
    names: app.names,
    isView: true,
    given: ({ block_id: id }, e) => (before[id] ?? view.state?.values[id])?.[e.action_id],
    act: (e, given) => app.act("click",
      { view_id: view.id, action_id: e.action_id, values: valuesOf(node), ...given }),
  };
  const close = () => app.act("close", { view_id: view.id });
  const submit = async (event) => {
    event.preventDefault();
    const pressed = node.querySelector("[type=submit]");
    pressed.disabled = true;
    const told = await app.act("submit", { view_id: view.id, values: valuesOf(node) });
    pressed.disabled = false;
    mark(node, told?.errors ?? {}, app);
  };
  const node = el("form", {
    class: "modal", role: "dialog", "aria-label": view.title.text, novalidate: true,
    onsubmit: submit,
    onkeydown: (event) => event.key === "Escape" && close(),
  },
  el("header", {}, el("h2", {}, plain(view.title.text)),
    el("button", { type: "button", class: "close", "aria-label": "Close", onclick: close }, "✕")),
  el("div", { class: "blocks" }, blocks(view.blocks, on)),
  el("footer", {},
    press(plain(view.close?.text ?? "Cancel"), close),
    view.submit
      ? el("button", { type: "submit", class: "button primary" }, plain(view.submit.text))
      : null));
  return node;
};

const mark = (node, errors, app) => {
  for (const field of node.querySelectorAll("[data-input]")) {
    const said = errors[field.dataset.input];
    field.classList.toggle("wrong", Boolean(said));
    field.querySelector(".fault").textContent = said ?? "";
  }
  const elsewhere = Object.entries(errors)
    .filter(([block]) => !node.querySelector(`[data-input="${CSS.escape(block)}"]`));
  for (const [, said] of elsewhere) app.say(said);
  node.querySelector(".wrong")?.scrollIntoView({ block: "nearest" });
};
