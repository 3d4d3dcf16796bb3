// The filters, and what says which of them are in use.

/** What can be chosen: for each filter its title and its options (value, text, indent). */
function facetsOf(data) {
  const editions = new Map();
  data.edition.forEach((edition, at) => {
    const version = data.framework_version[at];
    if (!version) return;
    if (!editions.has(data.framework[at])) editions.set(data.framework[at], new Map());
    editions.get(data.framework[at]).set(edition, version);
  });
  const frameworks = data.frameworks.flatMap(({ id, short }) => [
    { value: id, text: short },
    ...[...(editions.get(id) ?? [])].sort().map(([value, version]) => ({
      value, text: `${short}, ${version} edition`, inner: true,
    })),
  ]);
  const named = (items) => items.filter((item) => item.id).map(({ id, title, label }) => ({ value: id, text: title ?? label }));
  return {
    council: { title: "Council", options: data.councils.map(({ id, name }) => ({ value: id, text: name })), search: true },
    region: { title: "Region", options: data.regions.map((name) => ({ value: name, text: name })) },
    framework: { title: "Framework", options: frameworks },
    kind: { title: "Kind of inspection", options: Object.entries(data.kinds).map(([value, { title }]) => ({ value, text: title })) },
    years: { title: "Years" },
    area: {
      title: "Key area", options: named(data.areas),
      note: "Judgements, quotes and recommendations on these areas only.",
    },
    grade: {
      title: "Grade", options: named(data.grades),
      note: "Inspections with one of these grades: overall, or in the key areas chosen above.",
    },
    theme: { title: "Theme", options: named(data.themes), note: "Quotes on these themes only.", search: true },
    polarity: { title: "Strength or weakness", options: named(data.polarities), note: "Quotes of this kind only." },
  };
}

/** The filters as details elements with checkboxes; they follow the state. */
class Facets {
  #boxes = [];
  #follow = [];

  constructor(host, data, state) {
    this.data = data;
    this.state = state;
    this.facets = facetsOf(data);
    const latest = el("input", { type: "checkbox", id: "latest" });
    latest.addEventListener("change", () => state.set({ latest: latest.checked ? "yes" : "" }));
    this.#follow.push(() => (latest.checked = Boolean(state.latest)));
    host.append(
      el("label", { class: "tick" }, latest, "Only each council’s most recent inspection of each kind"),
      ...Object.entries(this.facets).map(([name, facet]) => (name === "years" ? this.#years(facet) : this.#facet(name, facet))),
      el("button", { type: "button", class: "plain", id: "clear", onclick: () => state.clear() }, "Clear all filters"),
    );
    this.follow();
  }

  follow() {
    for (const { name, input } of this.#boxes) input.checked = this.state[name].has(input.value);
    for (const step of this.#follow) step();
  }

  #facet(name, facet) {
    const badge = el("span", { class: "badge" });
    const list = el("div", { class: "options", role: "group", "aria-label": facet.title });
    const labels = facet.options.map(({ value, text, inner }) => {
      const input = el("input", { type: "checkbox", value, name });
      input.addEventListener("change", () => {
        const chosen = new Set(this.state[name]);
        if (input.checked) chosen.add(value);
        else chosen.delete(value);
        this.state.set({ [name]: chosen });
      });
      this.#boxes.push({ name, input });
      return el("label", { class: inner ? "tick inner" : "tick" }, input, text);
    });
    list.append(...labels);
    this.#follow.push(() => {
      const count = this.state[name].size;
      badge.textContent = count ? `${count} chosen` : "";
    });
    const search = facet.search && this.#search(facet.title, labels);
    return el("details", { class: "facet", data: { facet: name } },
      el("summary", {}, facet.title, badge),
      facet.note ? el("p", { class: "note" }, facet.note) : null,
      search || null, list);
  }

  #search(title, labels) {
    const find = el("input", { type: "search", placeholder: "Find in the list", "aria-label": `Find in the list: ${title}` });
    find.addEventListener("input", () => {
      const words = find.value.toLowerCase();
      for (const label of labels) label.hidden = !label.textContent.toLowerCase().includes(words);
    });
    return find;
  }

  #years(facet) {
    const known = [...new Set(this.data.year.filter((year) => year !== null))].sort();
    const badge = el("span", { class: "badge" });
    const choice = (name, text) => {
      const select = el("select", { id: name },
        el("option", { value: "" }, "Any"), ...known.map((year) => el("option", { value: String(year) }, String(year))));
      select.addEventListener("change", () => this.state.set({ [name]: select.value }));
      this.#follow.push(() => (select.value = this.state[name]));
      return el("label", { class: "choice" }, text, select);
    };
    this.#follow.push(() => (badge.textContent = this.state.from || this.state.to ? "chosen" : ""));
    return el("details", { class: "facet", data: { facet: "years" } },
      el("summary", {}, facet.title, badge),
      el("p", { class: "note" }, "By the first day of the inspection."),
      el("div", { class: "pair" }, choice("from", "From"), choice("to", "To")));
  }

  /** A chip for each filter in use: what it says, and the change that takes it away. */
  chips() {
    const { state, facets } = this;
    const made = [];
    for (const name of MANY) {
      const texts = new Map(facets[name].options.map(({ value, text }) => [value, text]));
      for (const value of state[name]) {
        const rest = new Set([...state[name]].filter((other) => other !== value));
        made.push({ text: `${facets[name].title}: ${texts.get(value) ?? value}`, change: { [name]: rest } });
      }
    }
    if (state.from) made.push({ text: `From ${state.from}`, change: { from: "" } });
    if (state.to) made.push({ text: `To ${state.to}`, change: { to: "" } });
    if (state.latest) made.push({ text: "Most recent only", change: { latest: "" } });
    return made;
  }
}
