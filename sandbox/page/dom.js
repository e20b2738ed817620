// Makes elements. Text goes in as text alone, so nothing that anybody wrote can become markup.

// `el("button", { class: "x", onclick: f, title: "y" }, "text", node, [more])`
export const el = (tag, given = {}, ...inside) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name === "class" ? "class" : name, value === true ? "" : value);
  }
  node.append(...inside.flat(Infinity).filter((part) => part !== null && part !== undefined));
  return node;
};

// A button that only does something here.
export const press = (label, act, kind = "button") =>
  el("button", { type: "button", class: kind, onclick: act }, label);

export const byId = (id) => document.getElementById(id);

// A menu beneath a button; it closes with the next click anywhere, or with Escape.
export const menu = (anchor, entries) => {
  document.querySelector(".menu")?.remove();
  const close = () => {
    list.remove();
    document.removeEventListener("click", close);
    document.removeEventListener("keydown", onKey);
  };
  const onKey = (event) => event.key === "Escape" && close();
  const list = el("div", { class: "menu", role: "menu" },
    entries.map(({ label, act }) => press(label, () => { close(); act(); }, "entry")));
  document.body.append(list);
  const at = anchor.getBoundingClientRect();
  const down = at.bottom + list.offsetHeight > innerHeight ? at.top - list.offsetHeight : at.bottom;
  list.style.top = `${Math.max(0, down)}px`;
  list.style.left = `${Math.max(0, Math.min(at.left, innerWidth - list.offsetWidth - 8))}px`;
  // The click that opened it is still on its way up.
  setTimeout(() => {
    document.addEventListener("click", close);
    document.addEventListener("keydown", onKey);
  });
};

let fading = 0;

// A sentence at the bottom that goes away by itself.
export const say = (sentence) => {
  const said = byId("said");
  said.textContent = sentence;
  said.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { said.hidden = true; }, 6000);
};
