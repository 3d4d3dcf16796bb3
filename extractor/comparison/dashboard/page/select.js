// Which rows the filters leave: the same rules as extractor.comparison.selection.

/** Values that rows are compared by, made once. */
function prepare(data) {
  const { reports } = data;
  const of = (name) => {
    const { values, codes } = reports[name];
    return codes.map((code) => values[code]);
  };
  data.count = reports.sha256.length;
  for (const name of ["framework", "framework_version", "inspection_type", "kind", "url", "focus", "region"]) {
    data[name] = of(name);
  }
  data.year = reports.start.map((date) => (date ? Number(date.slice(0, 4)) : null));
  data.edition = data.framework.map((id, at) => `${id}/${data.framework_version[at] ?? ""}`);
  data.place = {};
  for (const name of ["areas", "themes", "grades", "polarities"]) {
    data.place[name] = new Map(data[name].map((item, at) => [item.id, at]));
  }
  data.matters = mattersOf(data);
  data.councilPlace = new Map(data.councils.map((council, at) => [council.id, at]));
  data.frameworkShort = new Map(data.frameworks.map((item) => [item.id, item.short]));
  return data;
}

/** What was judged, where grades may stand together: {id, area, title}, in the order of the areas;
 *  each judgement gets its `matter`. A matter is a series of the scales, or else a key area. */
function mattersOf(data) {
  const { judgements } = data;
  const found = new Map();
  judgements.matter = judgements.series.map((series, row) => {
    const area = judgements.area[row];
    const id = series ?? `area ${data.areas[area].id}`;
    const covers = judgements.covers[row];
    if (!found.has(id)) found.set(id, { id, area, title: data.areas[area].title + (covers ? `: ${covers}` : "") });
    return id;
  });
  return [...found.values()].sort((a, b) => a.area - b.area || (a.id < b.id ? -1 : 1));
}

/**
 * The rows that the filters leave, as row numbers.
 * `given` has the sets of MANY and from, to, latest; what it leaves out does not filter.
 */
function select(data, given) {
  const has = (name) => given[name]?.size > 0;
  const areas = has("area") ? places(data, "areas", given.area) : null;
  let reports = [];
  for (let at = 0; at < data.count; at++) {
    const council = data.council_of[at];
    if (has("council") && !(council !== null && given.council.has(data.councils[council].id))) continue;
    if (has("region") && !given.region.has(data.region[at])) continue;
    if (has("framework") && !given.framework.has(data.framework[at]) && !given.framework.has(data.edition[at])) continue;
    if (has("kind") && !given.kind.has(data.kind[at])) continue;
    if (given.from && !(data.year[at] >= Number(given.from))) continue;
    if (given.to && !(data.year[at] !== null && data.year[at] <= Number(given.to))) continue;
    reports.push(at);
  }
  if (given.latest) reports = latest(data, reports);
  if (has("grade")) {
    const fit = graded(data, places(data, "grades", given.grade), areas);
    reports = reports.filter((at) => fit.has(at));
  }
  const inside = new Uint8Array(data.count);
  for (const at of reports) inside[at] = 1;
  const wanted = has("theme") ? places(data, "themes", given.theme) : null;
  const themes = wanted ? themeSets(data, wanted) : null;
  const polarities = has("polarity") ? places(data, "polarities", given.polarity) : null;
  const rows = {
    judgements: pick(data.judgements, inside, areas, null, null),
    findings: pick(data.findings, inside, areas, themes, polarities),
    recommendations: pick(data.recommendations, inside, areas, themes, null),
  };
  if (areas) {
    const spoken = new Uint8Array(data.count);
    for (const [name, chosen] of Object.entries(rows)) for (const row of chosen) spoken[data[name].report[row]] = 1;
    reports = reports.filter((at) => spoken[at]);
  }
  return { reports, ...rows, themes: wanted, polarities };
}

function places(data, what, ids) {
  return new Set([...ids].map((id) => data.place[what].get(id)).filter((at) => at !== undefined));
}

/** The sets of themes that hold one of the themes. */
function themeSets(data, themes) {
  const fit = new Set();
  data.theme_sets.forEach((members, at) => members.some((theme) => themes.has(theme)) && fit.add(at));
  return fit;
}

function pick(table, inside, areas, themes, polarities) {
  const made = [];
  const { report, area } = table;
  for (let row = 0; row < report.length; row++) {
    if (!inside[report[row]]) continue;
    if (areas && !areas.has(area[row])) continue;
    if (themes && !themes.has(table.themes[row])) continue;
    if (polarities && !polarities.has(table.polarity[row])) continue;
    made.push(row);
  }
  return made;
}

/** Each council's most recent inspection of each kind, of these reports. */
function latest(data, reports) {
  const { start, end, published, sha256 } = data.reports;
  const later = (a, b) => {
    for (const told of [start, end, published, sha256]) {
      const [x, y] = [told[a] ?? "", told[b] ?? ""];
      if (x !== y) return x > y;
    }
    return false;
  };
  const last = new Map();
  for (const at of reports) {
    if (data.council_of[at] === null || !start[at]) continue;
    const key = `${data.council_of[at]} ${data.kind[at]}`;
    if (!last.has(key) || later(at, last.get(key))) last.set(key, at);
  }
  return [...last.values()].sort((a, b) => a - b);
}

/** Reports with one of the grades: for one of the areas, or, without areas, as a whole. */
function graded(data, grades, areas) {
  const { report, area, grade } = data.judgements;
  const fit = new Set();
  for (let row = 0; row < report.length; row++) {
    if (!grades.has(grade[row])) continue;
    const about = areas ? areas.has(area[row]) : data.areas[area[row]].id === data.kinds[data.kind[report[row]]].headline;
    if (about) fit.add(report[row]);
  }
  return fit;
}
