// Slack's mrkdwn and plain text as nodes (docs.slack.dev/messaging/formatting-message-text).

import { el } from "./dom.js";
import { dated } from "./time.js";

const EMOJI = {
  warning: "⚠️", rotating_light: "🚨", bell: "🔔",
  no_bell: "🔕", ticket: "🎫", lock: "🔒", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌",
  no_entry: "⛔", hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", clock3: "🕒",
  calendar: "📆", memo: "📝", pencil2: "✏️", speech_balloon: "💬", email: "✉️", eyes: "👀",
  arrow_up: "⬆️", arrow_down: "⬇️", arrow_right: "➡️", double_vertical_bar: "⏸️", zzz: "💤",
  arrow_forward: "▶️", fire: "🔥", tada: "🎉", wave: "👋", "+1": "👍", thumbsup: "👍", link: "🔗",
  information_source: "ℹ️", question: "❓", exclamation: "❗", bust_in_silhouette: "👤", moon: "🌙",
  busts_in_silhouette: "👥", raised_hand: "✋", bulb: "💡", mag: "🔍", robot_face: "🤖",
  crescent_moon: "🌙", sunrise: "🌅", mega: "📣", loudspeaker: "📢", pushpin: "📌", paperclip: "📎",
};
// Drawn, as they carry the severity: not every machine has a font for them.
const DOTS = {
  red_circle: "#dd2e44", large_orange_circle: "#f4900c", large_yellow_circle: "#fdcb58",
  white_circle: "#e6e7e8", large_green_circle: "#78b159", large_blue_circle: "#55acee",
};
const BROADCASTS = new Set(["here", "channel", "everyone"]);

export const emoji = (name) => name in DOTS
  ? el("span", { class: "dot", title: `:${name}:`, style: `background: ${DOTS[name]}` })
  : EMOJI[name] ?? `:${name}:`;

const unescaped = (text) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const withEmoji = (text) => text
  .split(/:([a-z0-9_+-]+):/)
  .map((part, n) => (n % 2 ? emoji(part) : part))
  .filter((part) => part !== "");

export const plain = (text, hasEmoji = true) => (hasEmoji ? withEmoji(text) : [text]);

// `names` knows people, groups and channels: { person(id), group(id), channel(id), me, now }.
export const mrkdwn = (text, names) =>
  text.split(/(```[\s\S]*?```)/).flatMap((part) => part.startsWith("```") && part.length >= 6
    ? [el("pre", {}, unescaped(part.slice(3, -3).replace(/^\n/, "")))]
    : lines(part, names));

const QUOTED = /^(?:&gt;|>) ?/;

// Lines that begin with > are gathered into one quotation.
const lines = (text, names) => {
  const found = [];
  let quote = null;
  for (const [number, line] of text.split("\n").entries()) {
    if (QUOTED.test(line)) {
      if (quote) quote.append(el("br"));
      else found.push(quote = el("blockquote"));
      quote.append(...inline(line.replace(QUOTED, ""), names));
      continue;
    }
    if (number > 0 && !quote) found.push(el("br"));
    quote = null;
    found.push(...inline(line, names));
  }
  return found;
};

// Between the angle brackets stands what Slack obeys; anything else there is only words.
const TOKEN = /`([^`]+)`|<((?:[@#!]|https?:|mailto:)[^<>]+)>/g;

const inline = (text, names) => {
  const found = [];
  let end = 0;
  for (const token of text.matchAll(TOKEN)) {
    found.push(...styled(text.slice(end, token.index), names));
    found.push(token[1] ? el("code", {}, unescaped(token[1])) : special(token[2], names));
    end = token.index + token[0].length;
  }
  return spanning([...found, ...styled(text.slice(end), names)]);
};

const MARKS = { "*": "b", _: "i", "~": "s" };

// Plain words, cut at the marks, which `spanning` pairs up: a bold part may hold a link.
const styled = (text) => text
  .split(/((?<![\p{L}\p{N}])[*_~](?=\S)|(?<=\S)[*_~](?![\p{L}\p{N}]))/u)
  .filter(Boolean)
  .flatMap((part) => (part in MARKS ? [{ mark: part }] : withEmoji(unescaped(part))));

const spanning = (parts) => {
  const start = parts.findIndex((part, n) => part.mark &&
    parts.slice(n + 2).some((later) => later.mark === part.mark));
  if (start < 0) return parts.map((part) => part.mark ?? part);
  const end = parts.findIndex((part, n) => n > start + 1 && part.mark === parts[start].mark);
  const inside = el(MARKS[parts[start].mark], {}, spanning(parts.slice(start + 1, end)));
  return [
    ...parts.slice(0, start).map((part) => part.mark ?? part),
    inside,
    ...spanning(parts.slice(end + 1)),
  ];
};

const special = (inside, names) => {
  const [what, label] = cut(inside, "|");
  const id = what.slice(1);
  if (what.startsWith("@")) return mention(`@${names.person(id)}`, id === names.me);
  if (what.startsWith("#")) return channel(id, label, names);
  if (what.startsWith("!date^")) return date(what.slice(6), label, names.now);
  if (what.startsWith("!subteam^")) return mention(label || `@${names.group(id.slice(8))}`, false);
  if (what.startsWith("!")) return mention(`@${id}`, BROADCASTS.has(id));
  return anchor(unescaped(what), unescaped(label || what.replace(/^mailto:/, "")));
};

const cut = (text, mark) => {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
};

const mention = (name, isMine) => el("span", { class: isMine ? "mention mine" : "mention" }, name);

const channel = (id, label, names) =>
  el("a", { class: "mention", href: `#${id}` }, `#${label || names.channel(id)}`);

const date = (given, fallback, now) => {
  const [seconds, format, url] = given.split("^");
  const at = new Date(Number(seconds) * 1000);
  const shown = Number.isNaN(at.valueOf()) ? fallback : dated(at, format, now);
  return url ? anchor(url, shown) : el("time", { title: at.toLocaleString() }, shown);
};

// Only what leads somewhere harmless becomes a link; `javascript:` stays words.
export const anchor = (url, ...label) => /^(https?:|mailto:)/i.test(url)
  ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label)
  : el("span", {}, label);
