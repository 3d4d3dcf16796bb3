// What the reader has chosen; it stands in the address behind the #, so that a view can be kept.

/** Filters that hold several values, with the letters they have in the address. */
const MANY = ["council", "region", "framework", "kind", "area", "theme", "grade", "polarity"];

/** Other choices and what they are when nothing is chosen. */
const PLAIN = {
  from: "", to: "", latest: "", // filters too
  table: "", sort: "name", areas: "", // of the latest grades
  now: "overall_effectiveness", // the key area of the figures by year and region
  by: "reports", rows: "10", side: "weakness", frame: "", // of the themes
  focus: "", // the one council looked at
  quotes: "", // what the panel shows
};

class State {
  #listeners = [];

  constructor() {
    this.read();
    window.addEventListener("hashchange", () => {
      if (this.#written() === location.hash) return;
      this.read();
      this.tell();
    });
  }

  read() {
    let given;
    try {
      given = new URLSearchParams(location.hash.slice(1));
    } catch {
      given = new URLSearchParams();
    }
    for (const name of MANY) this[name] = new Set(given.getAll(name));
    for (const [name, usual] of Object.entries(PLAIN)) this[name] = given.get(name) ?? usual;
  }

  /** Change what `change` names, write the address, tell those who listen. */
  set(change) {
    Object.assign(this, change);
    const hash = this.#written();
    if (hash !== location.hash) history.replaceState(null, "", hash || location.pathname + location.search);
    this.tell();
  }

  heard(listener) {
    this.#listeners.push(listener);
  }

  tell() {
    for (const listener of this.#listeners) listener();
  }

  clear() {
    const none = Object.fromEntries(MANY.map((name) => [name, new Set()]));
    this.set({ ...none, from: "", to: "", latest: "" });
  }

  /** Whether any filter is in use. */
  get filtered() {
    return MANY.some((name) => this[name].size) || Boolean(this.from || this.to || this.latest);
  }

  #written() {
    const made = new URLSearchParams();
    for (const name of MANY) for (const value of this[name]) made.append(name, value);
    for (const [name, usual] of Object.entries(PLAIN)) if (this[name] !== usual) made.set(name, this[name]);
    const text = made.toString();
    return text ? `#${text}` : "";
  }
}
