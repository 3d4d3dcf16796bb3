// Latest grades: councils by key areas, a table whose cells are coloured.

const GLYPHS = { diamond: "◆", circle: "●", "triangle-up": "▲", square: "■", "triangle-down": "▼" };
const STEPS = { better: ["↑", "better than"], worse: ["↓", "worse than"], same: ["=", "the same as"] };

/** A grade's colours and mark; the word stands beside it. */
function gradeBox(grade, ...more) {
  return el("span", { class: "grade", style: { "background-color": grade.colour, color: grade.ink } },
    el("span", { class: "glyph", "aria-hidden": "true" }, GLYPHS[grade.shape]), ...more);
}

/** What the marks and colours of these grades mean. */
function gradeLegend(grades) {
  return el("ul", { class: "legend", "aria-label": "Grades" },
    grades.map((grade) => el("li", {}, gradeBox(grade), grade.label)));
}

/** A judgement in a sentence. */
function judgementWords(data, row) {
  const { judgements } = data;
  const at = judgements.report[row];
  const words = [
    `${councilName(data, at)}, ${data.areas[judgements.area[row]].title}: ${data.grades[judgements.grade[row]].label}`,
    `inspected ${day(data.reports.start[at])} (${inspectionName(data, at)})`,
  ];
  if (judgements.covers[row]) words.push(`covers ${judgements.covers[row]}`);
  const step = STEPS[judgements.step[row]];
  if (step) words.push(`${step[1]} the last comparable grade (${gradeLabel(data, judgements.previous_grade[row])}, ${day(judgements.previous_start[row])})`);
  return words.join("; ");
}

const gradeLabel = (data, id) => data.grades[data.place.grades.get(id)]?.label ?? id;

/** The key of a judgement: its quote and what the report finds in that area. */
function judgementKey(data, row) {
  const { report, area } = data.judgements;
  return { report: data.reports.sha256[report[row]], area: data.areas[area[row]].id, show: "judgements" };
}

/** A judgement as a button with its grade, year and step. */
function gradeButton(data, row, open) {
  const { judgements } = data;
  const grade = data.grades[judgements.grade[row]];
  const words = judgementWords(data, row);
  const year = data.year[judgements.report[row]];
  const step = STEPS[judgements.step[row]];
  const button = el("button", {
    type: "button", class: "cell", "aria-label": words, title: words,
    style: { "background-color": grade.colour, color: grade.ink },
    onclick: () => open(judgementKey(data, row)),
  },
    el("span", { class: "word" }, el("span", { class: "glyph" }, GLYPHS[grade.shape]), " ", grade.short),
    el("span", { class: "when" }, year ?? "", judgements.also[row].length ? "†" : "", step ? ` ${step[0]}` : ""));
  return button;
}

/** A column's head: its title; its short title where that is long, or the columns narrow, or on a
 *  phone. */
function areaHead(area, narrow) {
  const long = narrow || area.title.length > 22;
  return el("th", { scope: "col", title: area.title },
    el("span", { class: long ? "unseen" : "long" }, area.title),
    el("span", { class: long ? "" : "short", "aria-hidden": "true" }, area.short));
}

/** The key areas of rows of judgements, and those of them that at least a tenth of the councils hold. */
function commonAreas(data, all, rows, councils) {
  const count = grouped(rows, (row) => data.judgements.area[row]);
  const found = all.filter((area) => count.has(area));
  const common = found.filter((area) => count.get(area).length >= 0.1 * councils);
  return { found, common: common.length ? common : found };
}

class Heat {
  id = "grades";
  title = "Latest grades";
  link = "Latest grades";
  uses = ["table", "sort", "areas"];
  about = "Each council’s grades at its most recent graded inspection. Choose a grade to read what the report says. Councils are in order of name, not of merit.";

  constructor(data, state, open) {
    Object.assign(this, { data, state, open });
    this.tables = tablesOfGrades(data);
  }

  build(host) {
    const { state } = this;
    this.kind = el("select", { id: "heat-kind", onchange: () => state.set({ table: this.kind.value }) },
      this.tables.map(({ title }, at) => el("option", { value: at ? String(at) : "" }, title)));
    this.sort = el("select", { id: "heat-sort", onchange: () => state.set({ sort: this.sort.value }) },
      el("option", { value: "name" }, "Name"), el("option", { value: "region" }, "Region, then name"));
    this.find = el("input", { type: "search", id: "heat-find", oninput: () => this.#hide() });
    this.legend = el("div");
    this.box = el("div", { class: "scroll tall" });
    this.all = el("input", { type: "checkbox", id: "heat-all", onchange: () => state.set({ areas: this.all.checked ? "all" : "" }) });
    this.seldom = el("label", { class: "tick" }, this.all, el("span"));
    this.note = el("p", { class: "note" });
    host.append(
      el("div", { class: "tools" },
        this.tables.length > 1 ? el("label", { class: "choice" }, "Inspections", this.kind) : null,
        el("label", { class: "choice" }, "In order of", this.sort),
        el("label", { class: "choice" }, "Find a council", this.find)),
      this.legend, this.seldom, this.box, this.note);
  }

  /** The key areas to show; says which could be shown as well. */
  #areas(all, rows, councils) {
    const { data, state } = this;
    const { found, common } = commonAreas(data, all, rows, councils);
    const seldom = found.filter((area) => !common.includes(area));
    this.seldom.hidden = !seldom.length;
    this.all.checked = state.areas === "all";
    this.seldom.lastChild.textContent = `Show key areas that few hold as well: ${seldom.map((area) => data.areas[area].title).join(", ")}`;
    return state.areas === "all" ? found : common;
  }

  update(chosen) {
    const { data, state } = this;
    const table = this.tables[Number(state.table)] ?? this.tables[0];
    this.kind.value = state.table;
    this.sort.value = state.sort;
    const rows = table ? standing(data, chosen).filter((row) => table.kinds.has(data.kind[data.judgements.report[row]])) : [];
    const councils = grouped(rows, (row) => data.council_of[data.judgements.report[row]]);
    const areas = this.#areas(table?.areas ?? [], rows, councils.size);
    const region = (at) => data.councils[at].region ?? "";
    const order = [...councils.keys()].sort((a, b) =>
      (state.sort === "region" && region(a).localeCompare(region(b))) || data.councils[a].name.localeCompare(data.councils[b].name));
    this.legend.replaceChildren(gradeLegend(byGrade(data, rows).map(({ grade }) => grade)));
    this.box.replaceChildren(rows.length ? this.#table(order, councils, areas) : el("p", {}, "No graded inspection is selected."));
    const joint = rows.find((row) => data.judgements.also[row].length);
    const others = joint === undefined ? [] : data.judgements.also[joint].map((id) => data.areas[data.place.areas.get(id)]?.title.toLowerCase() ?? id);
    this.note.textContent = rows.length
      ? `${many(order.length, "council")}, ${many(rows.length, "grade")}. ↑ better, ↓ worse, = same as the last comparable grade. – not judged by itself in that inspection.${
          others.length ? ` † judged together with ${others.join(", ")}.` : ""}`
      : "";
    this.#hide();
  }

  #table(order, councils, areas) {
    const { data, state } = this;
    const body = el("tbody");
    let last = null;
    for (const council of order) {
      const region = data.councils[council].region ?? "Region not known";
      if (state.sort === "region" && region !== last) {
        last = region;
        body.append(el("tr", { class: "group" }, el("th", { colspan: areas.length + 1, scope: "colgroup" }, region)));
      }
      const held = new Map(councils.get(council).map((row) => [data.judgements.area[row], row]));
      body.append(el("tr", { data: { name: data.councils[council].name.toLowerCase() } },
        el("th", { scope: "row" }, data.councils[council].name),
        areas.map((area) => el("td", {}, held.has(area) ? gradeButton(data, held.get(area), this.open) : this.#none(held, area)))));
    }
    const table = el("table", { class: "heat" },
      el("caption", { class: "unseen" }, "Latest grades by council and key area"),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Council"), areas.map((area) => areaHead(data.areas[area], areas.length > 7)))),
      body);
    walkable(table);
    return table;
  }

  /** An empty cell, and why it is empty where the scales tell. */
  #none(held, area) {
    const { data } = this;
    const id = data.areas[area].id;
    const joint = [...held.values()].find((row) => data.judgements.also[row]?.includes(id));
    if (joint === undefined) return el("span", { class: "none" }, "–");
    const where = data.areas[data.judgements.area[joint]];
    return el("span", { class: "none", title: `Judged together with ${where.title.toLowerCase()}` }, `in “${where.short}”`);
  }

  #hide() {
    const words = this.find.value.toLowerCase();
    for (const row of this.box.querySelectorAll("tr[data-name]")) row.hidden = !row.dataset.name.includes(words);
  }
}
