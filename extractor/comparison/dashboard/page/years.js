// How many judgements of each grade were given in each year, by framework.

class Years {
  id = "years";
  title = "Grades by year";
  link = "By year";
  uses = ["now"];
  about = "Every grade that the selected reports give, by the year in which the inspection began. Frameworks stand apart: their bars are not the same.";

  constructor(data, state, open) {
    Object.assign(this, { data, state, open });
    this.charts = new Map();
  }

  build(host) {
    this.matter = matterChoice(this.data, this.state, "years-matter");
    this.name = el("p", { class: "figure-name" });
    this.legend = el("div");
    this.box = el("div", { class: "several" });
    this.fold = new TableFold("years");
    host.append(el("div", { class: "tools" }, el("label", { class: "choice" }, "Judgement of", this.matter)), this.name, this.legend, this.box, this.fold.host);
  }

  async update(chosen) {
    const { data, state } = this;
    const matter = (this.now = matterOf(data, state));
    this.matter.value = matter.id;
    const { report } = data.judgements;
    const rows = chosen.judgements.filter((row) => data.judgements.matter[row] === matter.id && data.year[report[row]] !== null);
    const frameworks = new Map([...grouped(rows, (row) => data.framework[report[row]])].sort());
    this.legend.replaceChildren(gradeLegend(byGrade(data, rows).map(({ grade }) => grade)));
    const name = matter.title;
    this.name.textContent = `${name}: ${many(rows.length, "judgement")}`;
    this.fold.set(() => this.#table(frameworks, name));
    const shown = [];
    const drawn = [];
    for (const [framework, those] of frameworks) {
      if (!this.charts.has(framework)) {
        const chart = new Chart("columns", "", this.open);
        chart.most = (columns) => 90 + 52 * new Set(columns.map(({ row }) => row)).size;
        this.charts.set(framework, { chart, host: el("figure", {}, el("figcaption", {}, data.frameworkShort.get(framework)), chart.host) });
      }
      const { chart, host } = this.charts.get(framework);
      shown.push(host);
      drawn.push([chart, this.#columns(framework, those), `${name}: grades by year, ${data.frameworkShort.get(framework)}`]);
    }
    this.box.replaceChildren(...(shown.length ? shown : [el("p", {}, "No such judgement is selected.")]));
    for (const [chart, columns, label] of drawn) await chart.draw(columns, label);
  }

  #key(framework, year) {
    const { id, area } = this.now;
    return { framework, year: String(year), matter: id, area: this.data.areas[area].id, show: "judgements" };
  }

  #columns(framework, rows) {
    const { data } = this;
    const years = new Map([...grouped(rows, (row) => data.year[data.judgements.report[row]])].sort());
    const made = [];
    const first = Math.min(...years.keys()), last = Math.max(...years.keys());
    const most = Math.max(...[...years.values()].map((those) => those.length));
    for (let year = first; year <= last; year++) {
      const parts = byGrade(data, years.get(year) ?? []).toReversed();
      if (!parts.length) made.push({ row: String(year), start: 0, end: 0, middle: 0, text: "", colour: "#fff", ink: "#000", says: `${year}: no judgement`, key: null });
      for (const part of stacked(parts, ({ rows: held }) => held.length)) {
        const count = part.rows.length;
        made.push({
          row: String(year), start: part.start, end: part.end, middle: part.middle, colour: part.grade.colour, ink: part.grade.ink,
          text: count / most > 0.05 ? String(count) : "",
          says: `${year}, ${part.grade.label}: ${many(count, "judgement")}`,
          key: { ...this.#key(framework, year), grade: part.grade.id },
        });
      }
    }
    return made;
  }

  #table(frameworks, name) {
    const { data } = this;
    const all = [...frameworks.values()].flat();
    const grades = byGrade(data, all).map(({ grade }) => grade);
    return numbersTable(`${name}: judgements by framework, year and grade`, ["Framework and year", ...grades.map(({ label }) => label), "All"], () => {
      const made = [];
      for (const [framework, rows] of frameworks) {
        const years = new Map([...grouped(rows, (row) => data.year[data.judgements.report[row]])].sort());
        for (const [year, those] of years) {
          const counts = new Map(byGrade(data, those).map((part) => [part.grade.id, part.rows.length]));
          const key = this.#key(framework, year);
          made.push([
            `${data.frameworkShort.get(framework)} ${year}`,
            ...grades.map(({ id, label }) => countButton(counts.get(id) ?? 0, `${label}, ${year}`, { ...key, grade: id }, this.open)),
            String(those.length),
          ]);
        }
      }
      return made;
    });
  }
}

/** A choice of the matter that the figures by year and by region show. */
function matterChoice(data, state, id) {
  const select = el("select", { id, onchange: () => state.set({ now: select.value }) },
    data.matters.map((matter) => el("option", { value: matter.id }, matter.title)));
  return select;
}

/** The matter in focus: the one asked for, or the first. */
function matterOf(data, state) {
  return data.matters.find(({ id }) => id === state.now) ?? data.matters[0] ?? { id: "", area: 0, title: "" };
}

/** A count that opens what stands behind it; zero opens nothing. */
function countButton(count, words, key, open, text = whole.format(count)) {
  if (!count) return el("span", { class: "none" }, text);
  return el("button", { type: "button", class: "count-button", "aria-label": `${words}: ${text}`, onclick: () => open(key) }, text);
}
