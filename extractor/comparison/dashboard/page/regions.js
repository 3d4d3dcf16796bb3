// Where the councils of each region stand now.

class Regions {
  id = "regions";
  title = "Regions";
  link = "Regions";
  about = "How many councils of each region hold which grade now, by the most recent graded inspection of each. The numbers in the bars are councils. Regions are in order of name.";

  constructor(data, state, open) {
    Object.assign(this, { data, state, open });
    this.tables = tablesOfGrades(data);
  }

  build(host) {
    this.area = areaChoice(this.data, this.state, "regions-area");
    this.legend = el("div");
    this.chart = new Chart("bars", "Latest grades by region", this.open);
    this.empty = el("p", {}, "No such judgement is selected.");
    this.fold = new TableFold("regions");
    host.append(el("div", { class: "tools" }, el("label", { class: "choice" }, "Key area", this.area)), this.legend, this.empty, this.chart.host, this.fold.host);
  }

  /** Rows that stand now, for the key area, of one table of grades: by region. */
  #regions(chosen) {
    const { data, state } = this;
    const area = data.place.areas.get(state.now);
    const table = this.tables.find(({ areas }) => areas.includes(area));
    const rows = standing(data, chosen).filter((row) =>
      data.judgements.area[row] === area && table?.kinds.has(data.kind[data.judgements.report[row]]));
    return new Map([...grouped(rows, (row) => data.region[data.judgements.report[row]] ?? "")].sort());
  }

  async update(chosen) {
    const { data, state } = this;
    this.area.value = state.now;
    const regions = this.#regions(chosen);
    const all = [...regions.values()].flat();
    const name = data.areas[data.place.areas.get(state.now)]?.title ?? state.now;
    this.empty.hidden = Boolean(all.length);
    this.legend.replaceChildren(gradeLegend(byGrade(data, all).map(({ grade }) => grade)));
    this.fold.set(() => this.#table(regions, all, name));
    const rows = [];
    for (const [region, those] of regions) {
      for (const part of stacked(byGrade(data, those), ({ rows: held }) => held.length / those.length)) {
        const share = part.end - part.start;
        rows.push({
          row: region || "Region not known", start: part.start, end: part.end, middle: part.middle,
          colour: part.grade.colour, ink: part.grade.ink, text: share > 0.03 ? String(part.rows.length) : "",
          says: `${region}, ${part.grade.label}: ${many(part.rows.length, "council")} of ${those.length} (${percent(share)})`,
          key: this.#key(region, part.grade.id),
        });
      }
    }
    await this.chart.draw(rows, `${name}: latest grades by region`);
  }

  #key(region, grade) {
    return { region, grade, area: this.state.now, current: "yes", show: "judgements" };
  }

  #table(regions, all, name) {
    const { data } = this;
    const grades = byGrade(data, all).map(({ grade }) => grade);
    return numbersTable(`${name}: councils by region and latest grade`, ["Region", ...grades.map(({ label }) => label), "Councils"], () =>
      [...regions].map(([region, those]) => {
        const counts = new Map(byGrade(data, those).map((part) => [part.grade.id, part.rows.length]));
        return [
          region || "Region not known",
          ...grades.map(({ id, label }) => {
            const count = counts.get(id) ?? 0;
            return countButton(count, `${region}, ${label}`, this.#key(region, id), this.open, `${count} (${percent(count / those.length)})`);
          }),
          String(those.length),
        ];
      }));
  }
}
