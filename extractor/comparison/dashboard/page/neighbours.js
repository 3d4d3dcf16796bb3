// One council beside its statistical neighbours, its region and everyone.

const GROUPS = [
  { id: "council", shape: "circle", colour: "#111111", glyph: "●" },
  { id: "neighbours", shape: "diamond", colour: "#e69f00", glyph: "◆" },
  { id: "region", shape: "square", colour: "#56b4e9", glyph: "■" },
  { id: "everyone", shape: "triangle-up", colour: "#ffffff", glyph: "▲" },
];

class Neighbours {
  id = "neighbours";
  title = "Beside its neighbours";
  link = "Neighbours";
  uses = ["focus", "side", "areas"];
  about = "The same council beside its statistical neighbours: councils that are alike in what surrounds children’s lives, the most alike first. The filters by council and region do not count here.";

  constructor(data, state, open) {
    Object.assign(this, { data, state, open });
    this.tables = tablesOfGrades(data);
  }

  build(host) {
    const { data, state } = this;
    this.choice = focusChoice(data, state, "neighbours-council");
    this.side = el("select", { id: "neighbours-side", onchange: () => state.set({ side: this.side.value }) },
      el("option", { value: "weakness" }, "weak"), el("option", { value: "strength" }, "strong"));
    this.grades = el("div", { class: "scroll" });
    this.note = el("p", { class: "note" });
    this.legend = el("ul", { class: "legend" });
    this.chart = new Chart("dots", "", this.open);
    this.fold = new TableFold("neighbours");
    host.append(
      el("div", { class: "tools" }, el("label", { class: "choice" }, "Council", this.choice)),
      el("h3", {}, "Latest grades"), this.grades, this.note,
      el("h3", {}, "Themes"),
      el("div", { class: "tools" }, el("label", { class: "choice" }, "Share of reports that find the theme", this.side)),
      this.legend, this.chart.host, this.fold.host);
  }

  async update(chosen) {
    const { data, state } = this;
    const place = focused(data, state, chosen);
    if (place === null) return;
    const council = data.councils[place];
    this.choice.value = council.id;
    this.side.value = state.side;
    const all = select(data, { ...state, council: new Set(), region: new Set() });
    this.#grades(all, place);
    const groups = this.#groups(all, place);
    this.legend.replaceChildren(...groups.map(({ glyph, colour, name, reports }) =>
      el("li", {}, el("span", { class: "dot", style: { color: colour }, "aria-hidden": "true" }, glyph), `${name} (${many(reports.length, "report")})`)));
    const themes = this.#themes(groups);
    this.fold.set(() => this.#table(groups, themes));
    await this.chart.draw(this.#dots(groups, themes.slice(0, 15)), `${council.name} beside others: themes found ${SIDES[this.side.value].title}`);
  }

  #grades(all, place) {
    const { data } = this;
    const table = this.tables[0];
    const council = data.councils[place];
    const rows = table ? standing(data, all).filter((row) => table.kinds.has(data.kind[data.judgements.report[row]])) : [];
    const held = grouped(rows, (row) => data.council_of[data.judgements.report[row]]);
    const order = [place, ...council.neighbours.filter((at) => held.has(at))];
    const { found, common } = commonAreas(data, table?.areas ?? [], rows, held.size);
    const areas = this.state.areas === "all" ? found : common;
    const made = el("table", { class: "heat", data: { table: "neighbour-grades" } },
      el("caption", { class: "unseen" }, `${council.name} and its statistical neighbours: latest grades`),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Council"), areas.map((area) => areaHead(data.areas[area], areas.length > 7)))),
      el("tbody", {}, order.map((at) => {
        const cells = new Map((held.get(at) ?? []).map((row) => [data.judgements.area[row], row]));
        return el("tr", { class: at === place ? "self" : "" }, el("th", { scope: "row" }, data.councils[at].name),
          areas.map((area) => el("td", {}, cells.has(area)
            ? gradeButton(data, cells.get(area), (key) => this.open({ ...key, wide: "yes" })) : el("span", { class: "none" }, "–"))));
      })));
    walkable(made);
    this.grades.replaceChildren(areas.length ? made : el("p", {}, "No graded inspection is selected."));
    const known = council.neighbours.filter((at) => held.has(at)).length;
    this.note.textContent = council.known_neighbours
      ? `${known} of its ${council.known_neighbours} statistical neighbours have graded inspections among those selected.`
      : "No statistical neighbours are known for this council.";
  }

  /** The council, its neighbours, its region and everyone, each with its reports and findings. */
  #groups(all, place) {
    const { data } = this;
    const council = data.councils[place];
    const neighbours = new Set(council.neighbours);
    const tests = {
      council: (at) => data.council_of[at] === place,
      neighbours: (at) => neighbours.has(data.council_of[at]),
      region: (at) => data.council_of[at] !== null && data.council_of[at] !== place && council.region && data.region[at] === council.region,
      everyone: (at) => data.council_of[at] !== null && data.council_of[at] !== place,
    };
    const names = { council: council.name, neighbours: "Its neighbours", region: `Others in ${council.region}`, everyone: "All other councils" };
    // as the view profile: the council itself is in no group but its own
    return GROUPS.map((group) => {
      const reports = all.reports.filter(tests[group.id]);
      const findings = all.findings.filter((row) => tests[group.id](data.findings.report[row]));
      const figures = new Map(themeFigures(data, reports, findings, all.themes).map((figure) => [figure.theme.id, figure]));
      return { ...group, name: names[group.id], reports, figures, council };
    }).filter(({ reports }) => reports.length);
  }

  /** Every theme that any of the groups has, those of most reports elsewhere first. */
  #themes(groups) {
    const everyone = groups.at(-1)?.figures ?? new Map();
    const share = ({ id }) => everyone.get(id)?.[this.side.value].share ?? 0;
    const themes = new Map(groups.flatMap(({ figures }) => [...figures.values()].map(({ theme }) => [theme.id, theme])));
    return [...themes.values()].sort((a, b) => share(b) - share(a) || (a.id < b.id ? -1 : 1));
  }

  #key(group, theme) {
    const key = { theme: theme.id, polarity: this.side.value, wide: "yes" };
    if (group.id === "council") return { ...key, council: group.council.id };
    if (group.id === "neighbours") return { ...key, neighbours: group.council.id };
    return { ...key, other: group.council.id, ...(group.id === "region" ? { region: group.council.region } : {}) };
  }

  #dots(groups, themes) {
    const side = this.side.value;
    return themes.flatMap((theme) => groups.toReversed().map((group) => {
      const told = group.figures.get(theme.id)?.[side] ?? { reports: 0, share: 0 };
      return {
        row: theme.title, share: told.share, shape: group.shape, colour: group.colour,
        says: `${theme.title}, ${group.name}: found ${SIDES[side].title} in ${told.reports} of ${many(group.reports.length, "report")} (${percent(told.share)})`,
        key: this.#key(group, theme),
      };
    }));
  }

  #table(groups, themes) {
    const side = this.side.value;
    return numbersTable(`Share of reports that find the theme ${SIDES[side].title}`, ["Theme", ...groups.map(({ name }) => name)], () => themes.map((theme) => [
      theme.title,
      ...groups.map((group) => {
        const told = group.figures.get(theme.id)?.[side] ?? { reports: 0, share: 0 };
        return countButton(told.reports, `${theme.title}, ${group.name}`, this.#key(group, theme), this.open,
          `${percent(told.share)} (${told.reports} of ${group.reports.length})`);
      }),
    ]));
  }
}
