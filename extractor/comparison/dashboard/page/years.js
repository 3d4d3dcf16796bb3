// How many judgements of each grade were given in each year, by framework.

class Years {
  id = "years";
  title = "Grades by year";
  link = "By year";
  about = "Every grade that the selected reports give, by the year in which the inspection began. Frameworks stand apart: their bars are not the same.";

  constructor(data, state, open) {
    Object.assign(this, { data, state, open });
    this.charts = new Map();
  }

  build(host) {
    this.area = areaChoice(this.data, this.state, "years-area");
    this.legend = el("div");
    this.box = el("div", { class: "several" });
    this.fold = new TableFold("years");
    host.append(el("div", { class: "tools" }, el("label", { class: "choice" }, "Key area", this.area)), this.legend, this.box, this.fold.host);
  }

  async update(chosen) {
    const { data, state } = this;
    this.area.value = state.now;
    const { report, area } = data.judgements;
    const rows = chosen.judgements.filter((row) => data.areas[area[row]].id === state.now && data.year[report[row]] !== null);
    const frameworks = new Map([...grouped(rows, (row) => data.framework[report[row]])].sort());
    this.legend.replaceChildren(gradeLegend(byGrade(data, rows).map(({ grade }) => grade)));
    const name = data.areas[data.place.areas.get(state.now)]?.title ?? state.now;
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

  #columns(framework, rows) {
    const { data, state } = this;
    const years = new Map([...grouped(rows, (row) => data.year[data.judgements.report[row]])].sort());
    const made = [];
    const first = Math.min(...years.keys()), last = Math.max(...years.keys());
    const most = Math.max(...[...years.values()].map((those) => those.length));
    for (let year = first; year <= last; year++) {
      const parts = byGrade(data, years.get(year) ?? []).toReversed();
      if (!parts.length) made.push({ row: String(year), start: 0, end: 0, middle: 0, text: "", colour: "#fff", ink: "#000", says: "", key: null });
      for (const part of stacked(parts, ({ rows: held }) => held.length)) {
        const count = part.rows.length;
        made.push({
          row: String(year), start: part.start, end: part.end, middle: part.middle, colour: part.grade.colour, ink: part.grade.ink,
          text: count / most > 0.05 ? String(count) : "",
          says: `${year}, ${part.grade.label}: ${many(count, "judgement")}`,
          key: { framework, year: String(year), grade: part.grade.id, area: state.now, show: "judgements" },
        });
      }
    }
    return made;
  }

  #table(frameworks, name) {
    const { data, state } = this;
    const all = [...frameworks.values()].flat();
    const grades = byGrade(data, all).map(({ grade }) => grade);
    return numbersTable(`${name}: judgements by framework, year and grade`, ["Framework and year", ...grades.map(({ label }) => label), "All"], () => {
      const made = [];
      for (const [framework, rows] of frameworks) {
        const years = new Map([...grouped(rows, (row) => data.year[data.judgements.report[row]])].sort());
        for (const [year, those] of years) {
          const counts = new Map(byGrade(data, those).map((part) => [part.grade.id, part.rows.length]));
          const key = { framework, year: String(year), area: state.now, show: "judgements" };
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

/** A choice of the key area that the figures by year and by region show. */
function areaChoice(data, state, id) {
  const judged = new Set(data.judgements.area);
  const select = el("select", { id, onchange: () => state.set({ now: select.value }) },
    data.areas.map((area, at) => judged.has(at) ? el("option", { value: area.id }, area.title) : null));
  return select;
}

/** A count that opens what stands behind it; zero opens nothing. */
function countButton(count, words, key, open, text = whole.format(count)) {
  if (!count) return el("span", { class: "none" }, text);
  return el("button", { type: "button", class: "count-button", "aria-label": `${words}: ${text}`, onclick: () => open(key) }, text);
}
