// Block Kit as nodes (docs.slack.dev/reference/block-kit/blocks); `on` is what elements.js wants.

import { el } from "./dom.js";
import { element } from "./elements.js";
import { anchor, emoji, mrkdwn, plain } from "./mrkdwn.js";

export const blocks = (list, on) => list.map((block) => drawn(block, on));

const drawn = (block, on) => {
  const draw = DRAWN[block.type];
  return draw ? draw(block, on) : el("div", { class: "chip" }, `[${block.type}]`);
};

export const text = (given, names) => given.type === "mrkdwn"
  ? mrkdwn(given.text, names)
  : [plain(given.text, given.emoji !== false)];

const section = (block, on) => el("div", { class: "section" },
  el("div", {},
    block.text ? el("div", { class: "text" }, text(block.text, on.names)) : null,
    block.fields ? el("div", { class: "fields" },
      block.fields.map((field) => el("div", { class: "text" }, text(field, on.names)))) : null),
  block.accessory ? el("div", {}, element(block.accessory, block, on)) : null);

const context = (block, on) => el("div", { class: "context" },
  block.elements.map((e) =>
    e.type === "image" ? element(e, block, on) : el("span", {}, text(e, on.names))));

const input = (block, on) => {
  const field = element(block.element, block, on);
  const optional = block.optional ? el("span", { class: "quiet" }, " (optional)") : null;
  return el("div", { class: "input", "data-input": block.block_id },
    el("label", {}, el("b", {}, plain(block.label.text), optional), field),
    block.hint ? el("div", { class: "quiet" }, plain(block.hint.text)) : null,
    el("div", { class: "fault", role: "alert" }));
};

const picture = (block) => el("figure", {},
  el("figcaption", { class: "quiet" }, block.title?.text ?? ""),
  el("span", { class: "chip", title: block.image_url ?? "" }, `🖼 ${block.alt_text}`));

const rich = (block, on) => el("div", { class: "text" },
  block.elements.map((e) => RICH[e.type]?.(e, on) ?? null));

const piece = (e, on) => {
  const style = e.style ?? {};
  let node = WORDS[e.type]?.(e, on) ?? "";
  if (style.code) node = el("code", {}, node);
  if (style.bold) node = el("b", {}, node);
  if (style.italic) node = el("i", {}, node);
  if (style.strike) node = el("s", {}, node);
  return node;
};
const pieces = (e, on) => e.elements.map((one) => piece(one, on));

const WORDS = {
  text: (e) => e.text,
  link: (e) => anchor(e.url, e.text ?? e.url),
  emoji: (e) => emoji(e.name),
  user: (e, on) => el("span", { class: "mention" }, `@${on.names.person(e.user_id)}`),
  usergroup: (e, on) => el("span", { class: "mention" }, `@${on.names.group(e.usergroup_id)}`),
  channel: (e, on) => el("span", { class: "mention" }, `#${on.names.channel(e.channel_id)}`),
  broadcast: (e) => el("span", { class: "mention" }, `@${e.range}`),
};
const RICH = {
  rich_text_section: (e, on) => el("span", {}, pieces(e, on)),
  rich_text_quote: (e, on) => el("blockquote", {}, pieces(e, on)),
  rich_text_preformatted: (e, on) => el("pre", {}, pieces(e, on)),
  rich_text_list: (e, on) => el(e.style === "ordered" ? "ol" : "ul", {},
    e.elements.map((item) => el("li", {}, pieces(item, on)))),
};

const DRAWN = {
  header: (block) => el("h3", {}, plain(block.text.text, block.text.emoji !== false)),
  section,
  context,
  divider: () => el("hr"),
  actions: (block, on) => el("div", { class: "actions" },
    block.elements.map((e) => element(e, block, on))),
  input,
  image: picture,
  rich_text: rich,
};
