// Instants as people read them, in the browser's own zone.

const DAY_MS = 86_400_000;
const form = (options) => (at) => at.toLocaleString("en-GB", options);

export const clock = form({ hour: "2-digit", minute: "2-digit" });
export const weekday = form({ weekday: "short", day: "numeric", month: "short" });
export const full = (at) => `${weekday(at)} ${clock(at)}`;
export const instantOf = (ts) => new Date(Number(ts) * 1000);

const midnight = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate());
const NEAR = { "-1": "yesterday", 0: "today", 1: "tomorrow" };

const near = (at, now) => NEAR[Math.round((midnight(at) - midnight(now)) / DAY_MS)];
const pretty = (write) => (at, now) => near(at, now) ?? write(at);

const long = form({ weekday: "long", month: "long", day: "numeric", year: "numeric" });
const short = form({ month: "short", day: "numeric", year: "numeric" });
const plain = form({ month: "long", day: "numeric", year: "numeric" });

// docs.slack.dev/messaging/formatting-message-text, "Date formatting"
const TOKENS = {
  date_num: form({ year: "numeric", month: "2-digit", day: "2-digit" }),
  date: plain,
  date_short: short,
  date_long: long,
  date_pretty: pretty(plain),
  date_short_pretty: pretty(short),
  date_long_pretty: pretty(long),
  time: clock,
  time_secs: form({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago: (at, now) => away(at - now),
};

export const dated = (at, format, now) =>
  format.replace(/\{(\w+)\}/g, (whole, name) => TOKENS[name]?.(at, now) ?? whole);

// "in 12 min", "3 h ago": as long as it is, roughly.
export const away = (ms) => {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const [hours, days] = [Math.round(minutes / 60), Math.round(minutes / 1440)];
  const span = minutes < 90 ? `${minutes} min` : hours < 36 ? `${hours} h` : `${days} days`;
  return ms < 0 ? `${span} ago` : `in ${span}`;
};

// What divides one day's messages from another's.
export const dayOf = (at, now) => {
  const name = near(at, now);
  return name ? name[0].toUpperCase() + name.slice(1) : weekday(at);
};

// The value of an <input type="datetime-local">, and back to unix seconds.
export const asLocal = (seconds) => {
  const at = new Date(seconds * 1000);
  return new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
export const asSeconds = (local) => Math.floor(new Date(local).valueOf() / 1000);
