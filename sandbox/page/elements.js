// What one can press or fill in (docs.slack.dev/reference/block-kit/block-elements).
//
// `on` says where it stands: { act(element, given), given(block, action), names, isView }.

import { el, menu, press } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { asLocal, asSeconds } from "./time.js";

const textOf = (text) => (text ? plain(text.text ?? "", text.emoji !== false) : "");

export const element = (e, block, on) => {
  const draw = DRAWN[e.type];
  if (!draw) return el("span", { class: "chip" }, `[${e.type}]`);
  return draw(e, block, on);
};

const button = (e, _, on) => {
  const press = async () => {
    if (e.url) open(e.url, "_blank", "noopener");
    if (e.confirm && !(await sure(e.confirm))) return;
    node.disabled = true;
    await on.act(e, { value: e.value });
    node.disabled = false;
  };
  const kind = `button ${e.style ?? ""}`;
  const label = e.accessibility_label;
  const given = { class: kind, type: "button", onclick: press, "aria-label": label };
  const node = el("button", { ...given, "data-action": e.action_id }, textOf(e.text));
  return node;
};

const overflow = (e, _, on) => {
  const chosen = (option) => async () => {
    if (e.confirm && !(await sure(e.confirm))) return;
    await on.act(e, { selected: option.value });
  };
  const entries = e.options.map((option) => ({ label: textOf(option.text), act: chosen(option) }));
  return el("button", {
    class: "button", type: "button", "aria-label": "More actions", "data-action": e.action_id,
    onclick: (event) => { event.stopPropagation(); menu(event.currentTarget, entries); },
  }, "⋯");
};

const select = (e, block, on) => {
  const groups = e.option_groups ?? [{ options: e.options ?? [] }];
  const options = groups.flatMap((group) => group.options);
  const before = on.given(block, e)?.selected_option ?? e.initial_option;
  const drawn = (option) => el("option",
    { value: option.value, selected: option.value === before?.value }, textOf(option.text));
  const node = el("select", { "data-action": e.action_id },
    el("option", { value: "" }, textOf(e.placeholder) || "Select an option"),
    groups.map((group) => group.label
      ? el("optgroup", { label: group.label.text }, group.options.map(drawn))
      : group.options.map(drawn)));
  const chosen = () => options.find((option) => option.value === node.value) ?? null;
  return filled(node, e, block, on, () => ({ selected_option: chosen() }), () => node.value);
};

const people = (e, block, on) => {
  const before = on.given(block, e)?.selected_user ?? e.initial_user;
  const node = el("select", { "data-action": e.action_id },
    el("option", { value: "" }, textOf(e.placeholder) || "Select a person"),
    on.names.everybody().map((one) =>
      el("option", { value: one.id, selected: one.id === before }, one.name)));
  const state = () => ({ selected_user: node.value || null });
  return filled(node, e, block, on, state, () => node.value);
};

// Radio buttons and checkboxes: one list, of which one or several are chosen.
const choices = (kind) => (e, block, on) => {
  const before = on.given(block, e);
  const chosen = kind === "radio"
    ? [before?.selected_option ?? e.initial_option]
    : before?.selected_options ?? e.initial_options ?? [];
  const boxes = e.options.map((option) => el("input", {
    type: kind, name: `${block.block_id}/${e.action_id}`, value: option.value,
    checked: chosen.some((one) => one?.value === option.value),
  }));
  const node = el("div", { class: "choices", "data-action": e.action_id },
    e.options.map((option, n) => el("label", {}, boxes[n], " ", textOf(option.text))));
  const now = () => e.options.filter((_, n) => boxes[n].checked);
  const state = () => kind === "radio"
    ? { selected_option: now()[0] ?? null }
    : { selected_options: now() };
  return filled(node, e, block, on, state, () => now().map((one) => one.value).join(","));
};

const text = (e, block, on) => {
  const given = {
    "data-action": e.action_id, placeholder: e.placeholder?.text,
    maxlength: e.max_length, rows: e.multiline ? 2 : undefined,
  };
  const node = e.multiline ? el("textarea", given) : el("input", { ...given, type: "text" });
  node.value = on.given(block, e)?.value ?? e.initial_value ?? "";
  return filled(node, e, block, on, () => ({ value: node.value || null }), () => node.value);
};

const picker = (type, name, initial) => (e, block, on) => {
  const node = el("input", { type, "data-action": e.action_id });
  node.value = on.given(block, e)?.[name] ?? e[initial] ?? "";
  return filled(node, e, block, on, () => ({ [name]: node.value || null }), () => node.value);
};

const instant = (e, block, on) => {
  const before = on.given(block, e)?.selected_date_time ?? e.initial_date_time;
  const node = el("input", { type: "datetime-local", "data-action": e.action_id });
  if (before) node.value = asLocal(before);
  const seconds = () => (node.value ? asSeconds(node.value) : null);
  const state = () => ({ selected_date_time: seconds() });
  return filled(node, e, block, on, state, () => String(seconds() ?? ""));
};

const image = (e) => el("span", { class: "chip", title: e.image_url ?? "" }, `🖼 ${e.alt_text}`);

const DRAWN = {
  button,
  overflow,
  image,
  static_select: select,
  users_select: people,
  radio_buttons: choices("radio"),
  checkboxes: choices("checkbox"),
  plain_text_input: text,
  email_text_input: text,
  url_text_input: text,
  number_input: text,
  datepicker: picker("date", "selected_date", "initial_date"),
  timepicker: picker("time", "selected_time", "initial_time"),
  datetimepicker: instant,
};

// Remembers how to read it, and tells of its changes where Slack would: outside of an input block,
// or in one with `dispatch_action`.
const filled = (node, e, block, on, state, chosen) => {
  node.readState = () => ({ type: e.type, ...state() });
  node.setAttribute("data-block", block.block_id);
  if (block.type === "input" && !block.dispatch_action) return node;
  const told = () => on.act(e, { selected: chosen(), value: chosen() });
  node.addEventListener("change", told);
  return node;
};

// What stands in all fields beneath `root`, as `view.state.values`.
export const valuesOf = (root) => {
  const values = {};
  for (const node of root.querySelectorAll("[data-block]"))
    (values[node.dataset.block] ??= {})[node.dataset.action] = node.readState();
  return values;
};

const sure = (confirm) => new Promise((resolve) => {
  const answer = (is) => () => { dialog.remove(); resolve(is); };
  const dialog = el("div", { class: "veil" }, el("div", { class: "modal", role: "alertdialog" },
    el("h2", {}, textOf(confirm.title)), el("p", {}, textOf(confirm.text)),
    el("footer", {},
      press(textOf(confirm.deny), answer(false)),
      press(textOf(confirm.confirm), answer(true), "button primary"))));
  document.body.append(dialog);
});
