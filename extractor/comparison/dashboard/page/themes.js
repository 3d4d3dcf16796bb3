// Themes: how many reports find them weak, and strong; all together and by year.

const SIDES = {
  weakness: { title: "weak", colour: "#b35806", ink: [179, 88, 6] },
  strength: { title: "strong", colour: "#2166ac", ink: [33, 102, 172] },
};

class Themes {
  id = "themes";
  title = "Themes";
  link = "Themes";
  uses = ["by", "rows", "side", "frame"];
  about = "What inspectors found weak and strong. A report counts once for a theme, however often it says so. Findings are sorted into themes by a classifier that is sometimes wrong: read the quotes.";

  constructor(data, state, open) {
    Object.assign(this, { data, state, open });
  }

  build(host) {
    const { data, state } = this;
    const choice = (name, options) => {
      const select = el("select", { id: `themes-${name}`, onchange: () => state.set({ [name]: select.value }) },
        options.map(([value, text]) => el("option", { value }, text)));
      return (this[name] = select);
    };
    const counts = new Map();
    for (const framework of data.framework) counts.set(framework, (counts.get(framework) ?? 0) + 1);
    this.usual = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
    this.chart = new Chart("pairs", "", this.open);
    this.empty = el("p", {}, "No finding is selected.");
    this.fold = new TableFold("themes");
    this.box = el("div", { class: "scroll" });
    this.note = el("p", { class: "note" });
    host.append(
      el("div", { class: "tools" },
        el("label", { class: "choice" }, "Share of", choice("by", [["reports", "reports that say so"], ["sentences", "sentences of that kind"]])),
        el("label", { class: "choice" }, "Show", choice("rows", [["10", "the ten weakest"], ["", "all themes"]]))),
      el("ul", { class: "legend" }, Object.values(SIDES).map(({ title, colour }) =>
        el("li", {}, el("span", { class: "swatch", style: { "background-color": colour } }), `Found ${title}`))),
      this.empty, this.chart.host, this.fold.host,
      el("h3", {}, "By year"),
      el("div", { class: "tools" },
        el("label", { class: "choice" }, "Framework", choice("frame", data.frameworks.map(({ id, short }) => [id, short]))),
        el("label", { class: "choice" }, "Found", choice("side", [["weakness", "weak"], ["strength", "strong"]]))),
      this.box, this.note);
  }

  async update(chosen) {
    const { data, state } = this;
    for (const name of ["by", "rows", "side"]) this[name].value = state[name];
    this.frame.value = state.frame || this.usual;
    // a side that the filter left out would read as nought
    this.sides = Object.keys(SIDES).filter((side) => !chosen.polarities || chosen.polarities.has(data.place.polarities.get(side)));
    const figures = this.sides.length ? themeFigures(data, chosen.reports, chosen.findings, chosen.themes).sort(this.#order()) : [];
    this.empty.hidden = Boolean(figures.length);
    this.fold.set(() => this.#table(figures));
    this.#years(chosen);
    await this.chart.draw(this.#pairs(figures), `Themes found weak and strong, in ${many(chosen.reports.length, "report")}`);
  }

  /** The weakest first (the strongest, where only strengths are left). */
  #order() {
    const share = (told) => (this.state.by === "reports" ? told.share : told.sentenceShare) ?? -1;
    const side = this.sides[0];
    return (a, b) => share(b[side]) - share(a[side]) || (a.theme.id < b.theme.id ? -1 : 1);
  }

  #pairs(figures) {
    const { state } = this;
    const made = [];
    for (const figure of figures.slice(0, Number(state.rows) || figures.length)) {
      for (const side of this.sides) {
        const { title, colour } = SIDES[side];
        const told = figure[side];
        const share = state.by === "reports" ? told.share : told.sentenceShare;
        made.push({
          row: figure.theme.title, side, share: share ?? 0, colour, text: `${percent(share)} ${title}`,
          says: state.by === "reports"
            ? `${figure.theme.title}, found ${title} in ${many(told.reports, "report")} of ${figure.reports} (${percent(share)}), in ${many(told.sentences, "sentence")}`
            : `${figure.theme.title}, ${many(told.sentences, "sentence")}: ${percent(share)} of those that find something ${title}`,
          key: { theme: figure.theme.id, polarity: side },
        });
      }
    }
    return made;
  }

  #table(figures) {
    const head = ["Theme", ...this.sides.map((side) => (side === "weakness" ? "Weak" : "Strong")).flatMap((side) => [`${side}: reports`, `${side}: share`, `${side}: 95% interval`, `${side}: sentences`, `${side}: of sentences`])];
    return numbersTable(`Themes in ${figures[0]?.reports ?? 0} reports`, head, () => figures.map((figure) => [
      figure.theme.title,
      ...this.sides.flatMap((side) => {
        const told = figure[side];
        const key = { theme: figure.theme.id, polarity: side };
        const words = `${figure.theme.title}, ${SIDES[side].title}`;
        return [
          countButton(told.reports, `${words}, reports`, key, this.open), percent(told.share),
          told.interval ? `${percent(told.interval[0])} to ${percent(told.interval[1])}` : "–",
          countButton(told.sentences, `${words}, sentences`, key, this.open), percent(told.sentenceShare),
        ];
      }),
    ]));
  }

  /** A table of themes by years of one framework, shaded by the share of reports. */
  #years(chosen) {
    const { data, state } = this;
    const framework = this.frame.value;
    const side = state.side in SIDES ? state.side : "weakness";
    const reports = chosen.reports.filter((at) => data.framework[at] === framework && data.year[at] !== null);
    const years = new Map([...grouped(reports, (at) => data.year[at])].sort());
    const findings = grouped(
      chosen.findings.filter((row) => data.framework[data.findings.report[row]] === framework),
      (row) => data.year[data.findings.report[row]]);
    const cells = new Map();
    for (const [year, those] of years) {
      for (const figure of themeFigures(data, those, findings.get(year) ?? [], chosen.themes)) cells.set(`${figure.theme.id} ${year}`, figure[side]);
    }
    const all = themeFigures(data, reports, [...findings].filter(([year]) => years.has(year)).flatMap(([, rows]) => rows).sort((a, b) => a - b), chosen.themes);
    all.sort((a, b) => b[side].share - a[side].share || (a.theme.id < b.theme.id ? -1 : 1));
    if (!all.length) {
      this.box.replaceChildren(el("p", {}, "No finding of this framework is selected."));
      this.note.textContent = "";
      return;
    }
    const name = data.frameworkShort.get(framework);
    const cell = (figure, told, year) => {
      if (!told?.reports) return el("td", {}, el("span", { class: "none" }, "0%"));
      const key = { theme: figure.theme.id, polarity: side, framework, ...(year ? { year: String(year) } : {}) };
      const of = year ? years.get(year).length : reports.length;
      const button = countButton(told.reports, `${figure.theme.title}, ${year ?? "all years"}, found ${SIDES[side].title} in ${told.reports} of ${of} reports`, key, this.open, percent(told.share));
      const [r, g, b] = SIDES[side].ink;
      button.style.setProperty("background-color", `rgba(${r}, ${g}, ${b}, ${(told.share * 0.5).toFixed(2)})`);
      button.classList.add("shade");
      return el("td", {}, button);
    };
    const table = el("table", { class: "shaded", data: { table: "themes-by-year" } },
      el("caption", {}, `${name}: share of reports that find the theme ${SIDES[side].title}, by year`),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Theme"), [...years].map(([year, those]) =>
        el("th", { scope: "col" }, String(year), el("span", { class: "of" }, many(those.length, "report")))),
      el("th", { scope: "col" }, "All", el("span", { class: "of" }, many(reports.length, "report"))))),
      el("tbody", {}, all.map((figure) => el("tr", {}, el("th", { scope: "row" }, figure.theme.title),
        [...years.keys()].map((year) => cell(figure, cells.get(`${figure.theme.id} ${year}`), year)), cell(figure, figure[side], null)))));
    walkable(table);
    this.box.replaceChildren(table);
    const few = [...years.values()].filter((those) => those.length < 10).length;
    this.note.textContent = few ? `${many(few, "year")} with fewer than ten reports: there one report more or less changes much.` : "";
  }
}
