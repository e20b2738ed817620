// The town's time, and the buttons that move it on.

import { get, post } from "./api.js";
import { el, press, say } from "./dom.js";
import { away, full } from "./time.js";

const EVERY_MS = 3000;
const STEPS = {
  "+15 min": 900_000, "+1 h": 3_600_000, "next deadline": null, "+1 day": 86_400_000,
};
const STOPS_MAX = 96; // on one way, so that nothing is told more than a quarter of an hour late

export const clockBar = (root, onMoved) => {
  // How far the town is ahead of this machine, in ms; whether it has a clock that can be moved.
  const town = { aheadMs: 0, isThere: false, dueAt: null, open: 0 };
  const time = el("b", { id: "now" });
  const due = el("span", { class: "quiet", id: "due" });
  const now = () => new Date(Date.now() + town.aheadMs);

  const learn = (told) => {
    const dueAt = told.next_at && new Date(told.next_at);
    Object.assign(town, { isThere: true, dueAt, open: told.open });
    town.aheadMs = new Date(told.now) - Date.now();
    show();
  };
  const show = () => {
    time.textContent = full(now());
    root.classList.toggle("still", !town.isThere);
    due.textContent = !town.isThere ? "" : town.dueAt
      ? `${town.open} open · next deadline ${away(town.dueAt - now())} (${full(town.dueAt)})`
      : `${town.open} open · no deadline ahead`;
  };
  const ask = () => get("clock").then(learn, (error) => {
    town.isThere = false;
    show();
    if (error.status === 404) clearInterval(asking); // there is none, and there will be none
  });
  // From one deadline to the next, so that what happens is told about when it happens.
  const move = async (byMs) => {
    const goal = byMs === null ? town.dueAt : new Date(now().valueOf() + byMs);
    const stopMs = byMs / STOPS_MAX;
    for (const button of buttons) button.disabled = true;
    root.classList.add("moving");
    try {
      while (goal && now() < goal) {
        const stop = Math.min(goal, Math.max(town.dueAt ?? goal, now().valueOf() + stopMs));
        learn(await post("clock", { to: new Date(stop).toISOString() }));
      }
    } catch (error) {
      say(error.message);
    }
    onMoved();
    root.classList.remove("moving");
    for (const button of buttons) button.disabled = false;
  };
  const buttons = Object.entries(STEPS).map(([label, byMs]) => press(label, () => move(byMs)));
  root.append(el("span", { class: "quiet" }, "It is"), time,
    el("span", { class: "steps" }, buttons), due);
  const asking = setInterval(ask, EVERY_MS);
  ask();
  show();
  setInterval(show, 1000);
  return {
    now,
    // When it happens, for those who act; without a town's clock, it simply happens now.
    at: () => (town.isThere ? { at: now().toISOString() } : {}),
    // A sandbox without a town is as late as what was last told to it.
    hear(instant) {
      if (town.isThere || !instant) return;
      town.aheadMs = Math.max(0, new Date(instant) - Date.now());
      show();
    },
  };
};
