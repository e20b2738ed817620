// Where one writes: words, or a slash command. Made once, so that a redraw takes no words away.

import { el, menu, press } from "./dom.js";

// Slack's own client escapes what one types, and writes names as references.
const asSlackWrites = (text, app) => text
  .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
  .replace(/(^|\s)@([\w.-]+)/g, (whole, before, name) => {
    const one = app.names.everybody().find(({ handle }) => handle === name.toLowerCase());
    return one ? `${before}<@${one.id}>` : whole;
  });

// `place` gives { channel, thread_ts? } at the moment of sending.
export const composer = (app, placeholder, place) => {
  const box = el("textarea", { rows: 1, placeholder, "aria-label": placeholder });
  const hint = el("div", { class: "hint", hidden: true });

  const send = async () => {
    const text = box.value.trim();
    if (!text) return;
    box.value = "";
    resize();
    const { channel, thread_ts } = place();
    const [command] = text.split(/\s/, 1);
    const isCommand = app.commands().includes(command);
    if (text.startsWith("/") && !isCommand) app.say(`${command} is not a valid command`);
    else if (isCommand)
      await app.act("command", { channel, command, text: text.slice(command.length).trim() });
    else {
      const thread = thread_ts ? { thread_ts } : {};
      await app.act("say", { channel, text: asSlackWrites(text, app), ...thread });
    }
  };
  const resize = () => {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
    hint.hidden = !box.value.startsWith("/") || box.value.includes(" ");
    hint.textContent = `${app.commands().join("  ")}   open · find · mine · on-call · help`;
  };
  box.addEventListener("input", resize);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  const attach = () => {
    const name = prompt("Name of the file", "trace.log");
    if (name) app.act("say", { ...place(), text: box.value.trim(), files: [{ name }] });
    box.value = "";
  };
  const shortcuts = (event) => {
    event.stopPropagation();
    menu(event.currentTarget, [
      ...app.shortcuts("global").map(({ callback_id, name }) =>
        ({ label: `⚡ ${name}`, act: () => app.act("shortcut", { callback_id }) })),
      { label: "📎 Attach a file", act: attach },
    ]);
  };
  return el("div", { class: "composer" }, hint, box,
    el("div", { class: "tools" },
      el("button", { type: "button", "aria-label": "Shortcuts", onclick: shortcuts }, "+"),
      press("Send", send, "button primary")));
};
