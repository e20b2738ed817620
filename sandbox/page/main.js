// The page as a whole: who acts, what is shown, and the snapshot it is drawn from once a second.
//
// The address says where one is: ?as=U0BEN#C0ENGINEER-<ts of a message>, #home, #app, #desk.

import { get, post } from "./api.js";
import { clockBar } from "./clockbar.js";
import { desk } from "./desk.js";
import { byId, el, say } from "./dom.js";
import { showModal } from "./modal.js";
import { mrkdwn } from "./mrkdwn.js";
import { room } from "./room.js";
import { side } from "./side.js";
import { thread } from "./thread.js";

const EVERY_MS = 1000;
const FIRST = "U0BEN";

const shown = { text: "", snapshot: null, thread: null, dismissed: new Set(), seen: new Map() };
const clocks = clockBar(byId("top"), () => app.refresh());

let isPressed = false;
addEventListener("pointerdown", () => { isPressed = true; }, true);
addEventListener("pointerup", () => setTimeout(() => { isPressed = false; }), true);
addEventListener("pointercancel", () => { isPressed = false; }, true);

const nameOf = (list, id) => list?.find((one) => one.id === id)?.name ?? id;

// What the parts of the page share: who acts and sees, how one acts, what is said where.
const app = {
  say,
  get me() { return new URLSearchParams(location.search).get("as") ?? FIRST; },
  get snapshot() { return shown.snapshot; },
  get place() {
    const [id, ts = ""] = decodeURIComponent(location.hash.slice(1)).split("-");
    return { id: id || shown.snapshot?.channels[0]?.id || "", ts };
  },
  get openedThread() { return shown.thread; },
  names: {
    person: (id) => nameOf(shown.snapshot?.people, id),
    group: (id) => shown.snapshot?.groups?.find((one) => one.id === id)?.handle ?? id,
    channel: (id) => nameOf(shown.snapshot?.channels, id),
    everybody: () => shown.snapshot?.people ?? [],
    get me() { return app.me; },
    get now() { return clocks.now(); },
  },
  commands: () => (shown.snapshot?.commands ?? []).map((one) => one.command ?? one),
  shortcuts: (type) => (shown.snapshot?.shortcuts ?? []).filter((one) => one.type === type),
  messages: (channel) => shown.snapshot?.messages[channel] ?? [],
  whispers: (channel) => (shown.snapshot?.ephemerals ?? [])
    .filter((one) => one.channel === channel && !shown.dismissed.has(one.ts))
    .map((one) => ({ ...one, isWhisper: true, app_id: one.app_id ?? "app" })),
  thread: (channel, ts) => app.messages(channel)
    .filter((m) => m.ts === ts || m.thread_ts === ts),
  openThread(channel, ts) {
    shown.thread = ts && { channel, ts };
    draw();
  },
  dismiss(ts) {
    shown.dismissed.add(ts);
    draw();
  },
  become(id) {
    history.replaceState(null, "", `?as=${id}${location.hash}`);
    shown.text = "";
    arrive();
  },
  seen: (channel) => shown.seen.get(`${app.me}/${channel}`) ?? "",
  see(channel) {
    const last = app.messages(channel).at(-1);
    if (last) shown.seen.set(`${app.me}/${channel}`, last.ts);
  },
  // Does something as the one who looks, at the town's time; what came of it, or null.
  act: (what, body) => app.tell(`slack/${what}`, { user: app.me, ...body }),
  async tell(path, body) {
    try {
      const told = await post(path, { ...clocks.at(), ...body });
      if (told.status >= 400) say(`Handrail answers ${told.status}: ${told.body || "no words"}`);
      return told;
    } catch (error) {
      say(error.message);
      return null;
    } finally {
      await app.refresh();
    }
  },
  async refresh() {
    try {
      const snapshot = await get(`slack?as=${encodeURIComponent(app.me)}`);
      const text = JSON.stringify({ ...snapshot, now: "" });
      clocks.hear(snapshot.now);
      // A button that is drawn anew between press and release would not be clicked.
      if (text === shown.text || isPressed) return;
      if (shown.text) hear(snapshot.ephemerals, shown.snapshot.ephemerals);
      shown.text = text;
      shown.snapshot = snapshot;
      draw();
    } catch (error) {
      say(`The sandbox does not answer: ${error.message}`);
    }
  },
};

// What is whispered to one stands at the channel's end, which one may not see just now.
const hear = (whispers, before) => {
  const known = new Set(before.map((one) => one.ts));
  const news = whispers.filter((one) => !known.has(one.ts) && one.text).at(-1);
  if (news) say(`👁 ${el("span", {}, mrkdwn(news.text, app.names)).textContent}`);
};

const draw = () => {
  if (!shown.snapshot) return;
  if (app.place.id === "desk") desk(byId("room"), app);
  else room(byId("room"), app);
  thread(byId("thread"), app);
  showModal(byId("veil"), app);
  side(byId("side"), app);
};

// One has gone somewhere: to another place, or into somebody else's shoes.
const arrive = async () => {
  shown.thread = null;
  byId("room").replaceChildren();
  if (app.place.id === "home") await app.act("home", {});
  else await app.refresh();
  const { id, ts } = app.place;
  const linked = app.messages(id).find((m) => m.ts === ts);
  if (linked?.thread_ts && linked.thread_ts !== ts) app.openThread(id, linked.thread_ts);
  document.title = `${id === "desk" ? "Helpdesk" : "Slack"} (sandbox)`;
  draw();
};

addEventListener("hashchange", arrive);
arrive();
setInterval(app.refresh, EVERY_MS);
