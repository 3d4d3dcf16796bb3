// One council: its inspections in order, with grades where they were given.

/** A choice of one council; the state's `focus`, or the first council that is chosen or known. */
function focusChoice(data, state, id) {
  return el("select", { id, onchange: (event) => state.set({ focus: event.target.value }) },
    data.councils.map((council) => el("option", { value: council.id }, council.name)));
}

/** The place of the council in focus: the one asked for, the first that the filter names, the one
 *  with most of the reports chosen; null where there is none. */
function focused(data, state, chosen) {
  const known = [state.focus, ...state.council].map((id) => data.councilPlace.get(id)).find((at) => at !== undefined);
  if (known !== undefined) return known;
  const sizes = data.councils.map(() => 0);
  for (const at of chosen.reports) if (data.council_of[at] !== null) sizes[data.council_of[at]]++;
  return sizes.length ? sizes.indexOf(Math.max(...sizes)) : null;
}

class Timeline {
  id = "council";
  title = "One council over time";
  link = "One council";
  uses = ["focus"];
  about = "All its inspections among the results, by their first day. The filters by council and region do not count here. Visits and joint inspections give no grades, and none is made up for them.";

  constructor(data, state, open) {
    Object.assign(this, { data, state, open });
  }

  build(host) {
    this.choice = focusChoice(this.data, this.state, "timeline-council");
    this.legend = el("div");
    this.chart = new Chart("timeline", "", this.open);
    this.box = el("div", { class: "scroll" });
    this.history = el("ul", { class: "history" });
    host.append(el("div", { class: "tools" }, el("label", { class: "choice" }, "Council", this.choice)), this.legend, this.chart.host, this.history, this.box);
  }

  async update(selected) {
    const { data, state } = this;
    const council = focused(data, state, selected);
    if (council === null) return;
    const { id, name } = data.councils[council];
    this.choice.value = id;
    const chosen = select(data, { ...state, council: new Set([id]), region: new Set() });
    this.legend.replaceChildren(gradeLegend(byGrade(data, chosen.judgements).map(({ grade }) => grade)));
    this.box.replaceChildren(this.#table(chosen, name));
    this.history.replaceChildren(...this.#history(data.councils[council]));
    await this.chart.draw(this.#points(chosen), `${name}: inspections over time`);
  }

  #points(chosen) {
    const { data } = this;
    const { judgements } = data;
    const dated = (at) => data.reports.start[at];
    const areas = [...new Set(chosen.judgements.map((row) => judgements.area[row]))].sort((a, b) => a - b);
    const made = [];
    for (const area of areas) {
      for (const row of chosen.judgements) {
        if (judgements.area[row] !== area || !dated(judgements.report[row])) continue;
        const grade = data.grades[judgements.grade[row]];
        made.push({
          row: data.areas[area].title, date: dated(judgements.report[row]), shape: grade.shape, colour: grade.colour, text: grade.short,
          says: judgementWords(data, row), key: { ...judgementKey(data, row), wide: "yes" },
        });
      }
    }
    const graded = new Set(chosen.judgements.map((row) => judgements.report[row]));
    for (const at of chosen.reports) {
      if (graded.has(at) || !dated(at)) continue;
      made.push({
        row: "No grade given", date: dated(at), shape: "cross", colour: "#ffffff", text: "",
        says: `${inspectionName(data, at)}, ${day(dated(at))}: no grade${data.focus[at] ? `; about: ${data.focus[at]}` : ""}`,
        key: { report: data.reports.sha256[at], wide: "yes" },
      });
    }
    return made;
  }

  /** The councils before and after this one, whose reports are not its own. */
  #history({ history, notes, name }) {
    const { data, state } = this;
    const others = history.map(({ council, said }) => el("li", {}, `The area of ${name}, ${said}: `,
      el("button", { type: "button", class: "plain", onclick: () => state.set({ focus: data.councils[council].id }) },
        `Look at ${data.councils[council].name}`)));
    return [...others, ...notes.map((note) => el("li", {}, `${name}: ${note}`))];
  }

  /** A grade with the short name of its key area. */
  #graded(row) {
    const { data } = this;
    const grade = data.grades[data.judgements.grade[row]];
    return el("button", {
      type: "button", class: "graded", "aria-label": judgementWords(data, row),
      onclick: () => this.open({ ...judgementKey(data, row), wide: "yes" }),
    }, `${data.areas[data.judgements.area[row]].short} `, gradeBox(grade, grade.short));
  }

  #table(chosen, name) {
    const { data } = this;
    const judged = grouped(chosen.judgements, (row) => data.judgements.report[row]);
    const sides = new Map(data.polarities.map(({ id }, at) => [id, grouped(chosen.findings.filter((row) => data.findings.polarity[row] === at), (row) => data.findings.report[row])]));
    const recommended = grouped(chosen.recommendations, (row) => data.recommendations.report[row]);
    const order = chosen.reports.toSorted((a, b) => ((data.reports.start[a] ?? "") < (data.reports.start[b] ?? "") ? 1 : -1));
    return numbersTable(`${name}: inspections, the most recent first`, ["Inspected", "Inspection", "Grades", "Weaknesses", "Strengths", "Recommendations", "Report"], () =>
      order.map((at) => {
        const key = { report: data.reports.sha256[at], wide: "yes" };
        const numbers = (rows, words, more) => countButton(rows?.length ?? 0, `${inspectionName(data, at)} ${day(data.reports.start[at])}, ${words}`, { ...key, ...more }, this.open);
        const grades = (judged.get(at) ?? []).toSorted((a, b) => data.judgements.area[a] - data.judgements.area[b]);
        return [
          day(data.reports.start[at]),
          el("span", {}, inspectionName(data, at), data.focus[at] ? el("span", { class: "of" }, data.focus[at]) : null),
          grades.length
            ? el("span", { class: "grades" }, grades.map((row) => this.#graded(row)))
            : el("span", { class: "none" }, "none given"),
          numbers(sides.get("weakness")?.get(at), "weaknesses", { show: "weakness" }),
          numbers(sides.get("strength")?.get(at), "strengths", { show: "strength" }),
          numbers(recommended.get(at), "recommendations", { show: "recommendations" }),
          pageLink(data, at, 1, "open"),
        ];
      }));
  }
}
