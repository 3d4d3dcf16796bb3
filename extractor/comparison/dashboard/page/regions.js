// Where the councils of each region stand now.

class Regions {
  id = "regions";
  title = "Regions";
  link = "Regions";
  uses = ["now"];
  about = "How many councils of each region hold which grade now, by the most recent graded inspection of each. The numbers in the bars are councils. Regions are in order of name.";

  constructor(data, state, open) {
    Object.assign(this, { data, state, open });
  }

  build(host) {
    this.matter = matterChoice(this.data, this.state, "regions-matter");
    this.name = el("p", { class: "figure-name" });
    this.legend = el("div");
    this.chart = new Chart("bars", "Latest grades by region", this.open);
    this.empty = el("p", {}, "No such judgement is selected.");
    this.fold = new TableFold("regions");
    host.append(el("div", { class: "tools" }, el("label", { class: "choice" }, "Judgement of", this.matter)), this.name, this.legend, this.empty, this.chart.host, this.fold.host);
  }

  /** Rows that stand now, of the matter: by region. */
  #regions(chosen) {
    const { data } = this;
    const rows = standing(data, chosen).filter((row) => data.judgements.matter[row] === this.now.id);
    return new Map([...grouped(rows, (row) => data.region[data.judgements.report[row]] ?? "")].sort());
  }

  async update(chosen) {
    const { data, state } = this;
    this.now = matterOf(data, state);
    this.matter.value = this.now.id;
    const regions = this.#regions(chosen);
    const all = [...regions.values()].flat();
    const name = this.now.title;
    this.name.textContent = `${name}: ${many(all.length, "council")}`;
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
    const { id, area } = this.now;
    return { region, grade, matter: id, area: this.data.areas[area].id, current: "yes", show: "judgements" };
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
