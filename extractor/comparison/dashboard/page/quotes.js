// What stands behind a figure: judgements, quotes and recommendations, each with its page.

const PAGE = 40;

/**
 * A query names the rows behind a figure: any of report, council, neighbours (of a council), region,
 * framework, year, area, theme, polarity, grade, matter (judged), current (only grades that stand
 * now), wide (the filters by council and region do not count), other (not this council), show (what
 * is opened first).
 */
const QUERY = [
  "report", "council", "neighbours", "region", "framework", "year", "area", "theme", "polarity", "grade", "matter", "current", "wide", "other", "show",
];

const TABS = [
  { id: "judgements", title: "Judgements" },
  { id: "weakness", title: "Weaknesses" },
  { id: "strength", title: "Strengths" },
  { id: "mixed", title: "Mixed" },
  { id: "recommendations", title: "Recommendations" },
];

function queryOf(text) {
  const given = new URLSearchParams(text);
  const made = {};
  for (const name of QUERY) if (given.has(name)) made[name] = given.get(name);
  return made;
}

/** The rows of the selection that a query means, by tab. */
function behind(data, chosen, query) {
  const near = query.neighbours ? new Set(data.councils[data.councilPlace.get(query.neighbours)]?.neighbours) : null;
  const fits = (at) =>
    (!query.report || data.reports.sha256[at] === query.report) &&
    (!query.council || (data.council_of[at] !== null && data.councils[data.council_of[at]].id === query.council)) &&
    (!query.other || (data.council_of[at] !== null && data.councils[data.council_of[at]].id !== query.other)) &&
    (!near || near.has(data.council_of[at])) &&
    (!query.region || data.region[at] === query.region) &&
    (!query.framework || data.framework[at] === query.framework) &&
    (!query.year || data.year[at] === Number(query.year));
  const inside = new Uint8Array(data.count);
  for (const at of chosen.reports) if (fits(at)) inside[at] = 1;
  const area = query.area === undefined ? null : new Set([data.place.areas.get(query.area || null)]);
  let judgements = query.theme || query.polarity ? [] : pick(data.judgements, inside, area, null, null);
  const held = new Set(chosen.judgements);
  judgements = judgements.filter((row) => held.has(row));
  if (query.grade || query.current || query.matter) {
    const grade = query.grade && data.place.grades.get(query.grade);
    const now = query.current ? new Set(standing(data, chosen)) : null;
    judgements = judgements.filter((row) => (!query.grade || data.judgements.grade[row] === grade) && (!query.matter || data.judgements.matter[row] === query.matter) && (!now || now.has(row)));
    inside.fill(0);
    for (const row of judgements) inside[data.judgements.report[row]] = 1;
  }
  const themes = query.theme ? themeSets(data, new Set([data.place.themes.get(query.theme)])) : null;
  const tabs = { judgements };
  const within = (name, polarity) => {
    const table = data[name];
    const made = [];
    for (const row of chosen[name]) {
      if (!inside[table.report[row]]) continue;
      if (area && !area.has(table.area[row])) continue;
      if (themes && !themes.has(table.themes[row])) continue;
      if (polarity !== undefined && table.polarity[row] !== polarity) continue;
      made.push(row);
    }
    return made;
  };
  data.polarities.forEach(({ id }, at) => {
    tabs[id] = query.polarity && query.polarity !== id ? [] : within("findings", at);
  });
  tabs.recommendations = query.polarity ? [] : within("recommendations");
  return tabs;
}

/** What a query is about, in words. */
function titleOf(data, query) {
  const told = [];
  const title = (what, id) => data[what][data.place[what].get(id)];
  if (query.council) told.push(data.councils[data.councilPlace.get(query.council)]?.name);
  if (query.neighbours) told.push(`Statistical neighbours of ${data.councils[data.councilPlace.get(query.neighbours)]?.name}`);
  if (query.other) told.push(`Other councils than ${data.councils[data.councilPlace.get(query.other)]?.name}`);
  if (query.region) told.push(query.region);
  if (query.theme) told.push(title("themes", query.theme)?.title);
  if (query.area !== undefined) told.push(title("areas", query.area || null)?.title);
  if (query.grade) told.push(title("grades", query.grade)?.label);
  if (query.framework) told.push(data.frameworkShort.get(query.framework));
  if (query.year) told.push(query.year);
  if (query.report) {
    const at = data.reports.sha256.indexOf(query.report);
    if (at >= 0) told.unshift(`${councilName(data, at)}, ${inspectionName(data, at)}, ${day(data.reports.start[at])}`);
  }
  return told.filter(Boolean).join(" · ") || "All that is selected";
}

/** "ILACS 2023 short", as people say it. */
function inspectionName(data, at) {
  const parts = [data.frameworkShort.get(data.framework[at]), data.framework_version[at], data.inspection_type[at]?.replaceAll("_", " ")];
  return parts.filter(Boolean).join(" ");
}

function councilName(data, at) {
  return data.council_of[at] === null ? "Council not known" : data.councils[data.council_of[at]].name;
}

/** A link to a page of a report, or words where there is no address. */
function pageLink(data, at, page, words = `page ${page} of the report`) {
  const address = safeAddress(data.url[at]);
  if (!address) return el("span", {}, `page ${page}`);
  return el("a", { href: `${address}#page=${page}`, target: "_blank", rel: "noopener noreferrer" }, words);
}

class Quotes {
  constructor(dialog, data, state, texts) {
    Object.assign(this, { dialog, data, state, texts });
    dialog.addEventListener("close", () => state.quotes && state.set({ quotes: "" }));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }

  /** Open what the state asks for, or close. */
  async follow(chosen) {
    const { state, dialog } = this;
    if (!state.quotes) {
      if (dialog.open) dialog.close();
      return;
    }
    const query = queryOf(state.quotes);
    if (query.wide) chosen = select(this.data, { ...state, council: new Set(), region: new Set() });
    this.tabs = behind(this.data, chosen, query);
    this.words = "";
    this.tab = query.show in this.tabs && this.tabs[query.show].length ? query.show
      : (TABS.find(({ id }) => this.tabs[id].length) ?? TABS[0]).id;
    this.list = el("ol", { class: "quotes" });
    this.count = el("p", { role: "status", class: "count" });
    this.more = el("button", { type: "button", class: "plain", onclick: () => this.#show(this.shown + PAGE) });
    this.buttons = TABS.filter(({ id }) => this.tabs[id].length).map(({ id, title }) => el("button", {
      type: "button", "aria-pressed": "false", data: { tab: id },
      onclick: () => { this.tab = id; this.#fill(); },
    }, `${title} (${whole.format(this.tabs[id].length)})`));
    const find = el("input", { type: "search", id: "find-words" });
    find.addEventListener("input", () => { this.words = find.value.trim().toLowerCase(); this.#fill(); });
    dialog.replaceChildren(
      el("div", { class: "panel-head" },
        el("h2", { id: "panel-title", tabIndex: -1 }, titleOf(this.data, query)),
        el("button", { type: "button", class: "close", onclick: () => dialog.close() }, "Close")),
      el("div", { class: "tabs", role: "group", "aria-label": "What to list" }, this.buttons),
      el("div", { class: "panel-tools" },
        el("label", { class: "choice" }, "Only those with these words", find),
        el("button", { type: "button", class: "plain", onclick: () => this.#save() }, "Save as CSV")),
      this.count, this.list, this.more);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    await this.#fill();
  }

  async #fill() {
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.tab === this.tab));
    this.known = await this.texts;
    const table = this.#table();
    const { start } = this.data.reports;
    let rows = this.tabs[this.tab];
    if (this.words) rows = rows.filter((row) => this.#text(row).toLowerCase().includes(this.words));
    const when = (row) => start[table.report[row]] ?? "";
    this.rows = rows.toSorted((a, b) => (when(a) < when(b) ? 1 : when(a) > when(b) ? -1 : a - b));
    const reports = new Set(rows.map((row) => table.report[row])).size;
    const one = { judgements: "judgement", recommendations: "recommendation" }[this.tab] ?? "quote";
    this.count.textContent = rows.length ? `${many(rows.length, one)} from ${many(reports, "report")}, the most recent first.` : "Nothing.";
    this.list.replaceChildren();
    this.shown = 0;
    this.#show(PAGE);
  }

  #table() {
    return { judgements: this.data.judgements, recommendations: this.data.recommendations }[this.tab] ?? this.data.findings;
  }

  #text(row) {
    if (this.tab === "judgements") return `${this.data.judgements.title[row]}: ${this.data.judgements.label[row]}`;
    return this.known.at(this.tab === "recommendations" ? this.data.findings.report.length + row : row);
  }

  #show(until) {
    this.list.append(...this.rows.slice(this.shown, until).map((row) => this.#item(row)));
    this.shown = Math.min(until, this.rows.length);
    const left = this.rows.length - this.shown;
    this.more.hidden = !left;
    this.more.textContent = `Show ${whole.format(Math.min(PAGE, left))} more of ${whole.format(left)}`;
  }

  #item(row) {
    const { data } = this;
    const table = this.#table();
    const at = table.report[row];
    const about = [data.areas[table.area[row]]];
    const told = [el("strong", {}, councilName(data, at)), `${inspectionName(data, at)}, ${day(data.reports.start[at])}`];
    if (about[0].id) told.push(about[0].title);
    if (table.themes) told.push(...data.theme_sets[table.themes[row]].map((theme) => data.themes[theme].title));
    if (table.priority?.[row]) told.push("priority action");
    const meta = el("p", { class: "meta" });
    told.forEach((part, place) => meta.append(place ? " · " : "", part));
    const proof = el("p", { class: "proof" }, pageLink(data, at, table.page[row]));
    if (table.confidence) proof.append(` · confidence ${(table.confidence[row] / 100).toFixed(2)}`);
    if (this.tab === "judgements" && data.judgements.covers[row]) proof.append(` · covers ${data.judgements.covers[row]}`);
    const polarity = table.polarity ? data.polarities[table.polarity[row]].id : this.tab;
    return el("li", { class: `quote ${polarity}` }, el("blockquote", {}, this.#text(row)), meta, proof);
  }

  #save() {
    const { data } = this;
    const table = this.#table();
    const head = ["council", "inspection", "date", "key area", "themes", "kind", "text", "page", "link", "confidence"];
    const lines = this.rows.map((row) => {
      const at = table.report[row];
      const address = safeAddress(data.url[at]);
      return [
        councilName(data, at), inspectionName(data, at), data.reports.start[at] ?? "", data.areas[table.area[row]].id ?? "",
        table.themes ? data.theme_sets[table.themes[row]].map((theme) => data.themes[theme].id).join("; ") : "",
        this.tab, this.#text(row), table.page[row], address ? `${address}#page=${table.page[row]}` : "",
        table.confidence ? table.confidence[row] / 100 : "",
      ];
    });
    const cell = (value) => `"${String(value).replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
    const text = `\ufeff${[head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    el("a", { href: address, download: `${this.tab}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }
}
