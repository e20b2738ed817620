// The helpdesk and the tracker, small: enough to begin an incident and to see what reaches them.

import { get } from "./api.js";
import { el, press } from "./dom.js";
import { full } from "./time.js";

const LAST = 30; // tickets and issues that are shown
const STATUSES = ["new", "open", "pending", "hold", "solved", "closed"];
const TAGS = ["l2", "engineering", "product", "security", "leadership"]
  .map((tier) => `escalate_${tier}`);
const STATES = ["Triage", "Backlog", "Todo", "In Progress", "Done", "Canceled"];

let drawn = "";
const tickets = new Map(); // as they were last seen
const kept = new Map(); // the forms of each ticket and issue: a redraw takes no words away

const once = (key, make) => {
  if (!kept.has(key)) kept.set(key, make());
  return kept.get(key);
};

export const desk = async (root, app) => {
  if (root.dataset.place !== "desk" || !root.firstChild) begin(root, app);
  const state = await get(`state?last=${LAST}`);
  const text = JSON.stringify([state.zendesk, state.linear]);
  const list = root.querySelector(".desk");
  if (!list || (text === drawn && list.childElementCount)) return;
  drawn = text;
  for (const one of state.zendesk.tickets) tickets.set(one.id, one);
  list.replaceChildren(
    el("section", {}, el("h2", {}, "Zendesk"), once("new", () => opening(app)),
      state.zendesk.tickets.toReversed().map((one) => ticket(one, app))),
    el("section", {}, el("h2", {}, "Linear"),
      state.linear.issues.length ? null : el("p", { class: "quiet" }, "No issues yet."),
      state.linear.issues.toReversed().map((one) => issue(one, app))));
};

// Slack's snapshot does not say that a ticket changed.
const EVERY_MS = 1500;
const begin = (root, app) => {
  root.dataset.place = "desk";
  root.replaceChildren(
    el("header", {}, el("h1", {}, "🎫 Tickets and issues")),
    el("div", { class: "messages desk" }));
  const ticking = setInterval(() => {
    if (root.dataset.place === "desk") desk(root, app);
    else clearInterval(ticking);
  }, EVERY_MS);
};

const field = (label, input) => el("label", {}, label, input);
const picked = (list, first, label) => el("select", { "aria-label": label },
  first ? el("option", { value: "" }, first) : null,
  list.map((one) => el("option", { value: one }, one)));

const opening = (app) => {
  const subject = el("input", { required: true, placeholder: "The export of March is empty" });
  const description = el("textarea",
    { required: true, rows: 2, placeholder: "What the customer sees" });
  const priority = picked(["high", "urgent", "normal", "low"], "", "Priority");
  const requester = el("input", { value: "Maya Lindgren" });
  const organization = el("input", { value: "Northwind Freight" });
  const send = async (event) => {
    event.preventDefault();
    const told = await app.tell("zendesk/tickets", {
      subject: subject.value, description: description.value, priority: priority.value,
      requester: requester.value, organization: organization.value,
    });
    if (told) subject.value = description.value = "";
  };
  return el("form", { class: "card", onsubmit: send },
    el("b", {}, "A customer writes in"),
    field("Subject", subject), field("Description", description),
    el("div", { class: "row" },
      field("Priority", priority), field("From", requester), field("Company", organization)),
    el("button", { class: "button primary" }, "Open the ticket"));
};

const ticket = (t, app) => el("article", { class: "card", id: `ticket-${t.id}` },
  el("h3", {}, `#${t.id} ${t.subject}`),
  el("div", {}, chip(t.status), t.priority ? chip(t.priority) : null, t.tags.map(chip)),
  t.comments.map((c) => comment(c.body, c.public ? "comment" : "comment private",
    `${c.author}${c.public ? "" : " · private note"} · ${full(new Date(c.created_at))}`)),
  once(`ticket/${t.id}`, () => answering(t.id, app)));

const answering = (id, app) => {
  const words = el("input", { placeholder: "Write …", "aria-label": `Write on ticket ${id}` });
  const reply = (body) => async () => {
    if (!words.value) return;
    const told = await app.tell(`zendesk/tickets/${id}/reply`, { ...body(), text: words.value });
    if (told) words.value = "";
  };
  const me = () => app.names.person(app.me);
  const change = (list, name, first, as) => {
    const node = picked(list, first, `${first} ${id}`);
    node.addEventListener("change", async () => {
      await app.tell(`zendesk/tickets/${id}`, { by: me(), [name]: as(node.value) });
      node.value = "";
    });
    return node;
  };
  return el("div", { class: "answer" }, words,
    el("div", { class: "row" },
      press("Customer replies", reply(() => ({ author: "customer" }))),
      press("I reply", reply(() => ({ author: "agent", name: me(), public: true }))),
      press("Private note", reply(() => ({ author: "agent", name: me(), public: false }))),
      change(STATUSES, "status", "Set status", (value) => value),
      change(TAGS, "tags", "Tag", (value) => [...tickets.get(id).tags, value])));
};

const issue = (i, app) => el("article", { class: "card", id: i.identifier },
  el("h3", {}, `${i.identifier} ${i.title}`),
  el("div", {},
    chip(i.state.name), chip(i.priorityLabel), i.assignee ? chip(i.assignee.name) : null),
  i.comments.map((c) => comment(c.body, "comment", c.user.name)),
  once(`issue/${i.identifier}`, () => moving(i.identifier, app)));

const moving = (id, app) => {
  const by = () => app.snapshot.people.find((one) => one.id === app.me)?.email ?? "dev";
  const state = picked(STATES, "Move to", `Move ${id}`);
  state.addEventListener("change", async () => {
    await app.tell(`linear/issues/${id}`, { by: by(), state: state.value });
    state.value = "";
  });
  const words = el("input", { placeholder: "Comment …", "aria-label": `Comment on ${id}` });
  const send = async () => {
    if (!words.value) return;
    const told = await app.tell(`linear/issues/${id}/comment`, { by: by(), text: words.value });
    if (told) words.value = "";
  };
  return el("div", { class: "answer row" }, words, press("Comment", send), state);
};

const comment = (body, kind, by) =>
  el("div", { class: kind }, el("span", { class: "quiet" }, by), el("div", {}, body));

const chip = (text) => el("span", { class: "chip" }, String(text));
