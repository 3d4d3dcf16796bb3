// The numbers of the figures, from the rows that the filters leave. Each function says which view
// of extractor.comparison.views it agrees with; the tests hold them against each other.

/** Rows of judgements that stand now: of each council's latest graded inspection of each kind
 *  (grades_latest). */
function standing(data, chosen) {
  const { report } = data.judgements;
  const graded = [...new Set(chosen.judgements.map((row) => report[row]))].sort((a, b) => a - b);
  const last = new Set(latest(data, graded));
  return chosen.judgements.filter((row) => last.has(report[row]));
}

/** Kinds of inspection whose key areas do not clash stand in one table: the kind of most reports
 *  first, then what can stand beside it. Other kinds get tables of their own. */
function tablesOfGrades(data) {
  const areas = new Map(), size = new Map();
  data.judgements.report.forEach((report, row) => {
    const kind = data.kind[report];
    if (!areas.has(kind)) areas.set(kind, new Set());
    areas.get(kind).add(data.judgements.area[row]);
    size.set(kind, (size.get(kind) ?? 0) + 1);
  });
  const kinds = [...areas.keys()].sort((a, b) => size.get(b) - size.get(a) || (a < b ? -1 : 1));
  const made = [];
  for (const kind of kinds) {
    const home = made[0] && [...areas.get(kind)].every((area) => !made[0].areas.has(area)) ? made[0] : null;
    if (home) {
      home.kinds.push(kind);
      for (const area of areas.get(kind)) home.areas.add(area);
    } else made.push({ kinds: [kind], areas: new Set(areas.get(kind)) });
  }
  return made.map(({ kinds: those, areas: found }) => ({
    kinds: new Set(those),
    areas: [...found].sort((a, b) => a - b),
    title: those.map((kind) => data.kinds[kind].title).join(" and "),
  }));
}

/** Counts of grades, in the scales' order, of rows of judgements: [{grade, rows}]. */
function byGrade(data, rows) {
  const made = data.grades.map((grade) => ({ grade, rows: [] }));
  for (const row of rows) made[data.judgements.grade[row]].rows.push(row);
  return made.filter((part) => part.rows.length);
}

/** The 95% score interval of a share (Wilson), null of nothing. */
function wilson(part, all) {
  if (!all) return null;
  const z = 1.959963984540054, share = part / all, spread = (z * z) / all;
  const middle = (share + spread / 2) / (1 + spread);
  const half = (z * Math.sqrt((share * (1 - share)) / all + spread / (4 * all))) / (1 + spread);
  return [part ? Math.max(0, middle - half) : 0, part < all ? Math.min(1, middle + half) : 1];
}

/**
 * Themes with the reports and sentences that find them weak, and strong (themes, themes_by_year).
 * `reports` and `findings` are row numbers; the shares are of these reports and of the sentences
 * of that polarity. `wanted` are the places of the themes asked for (null: all).
 */
function themeFigures(data, reports, findings, wanted = null) {
  const { report, polarity, themes } = data.findings;
  const count = data.themes.length;
  const sides = ["weakness", "strength"].map((id) => ({
    at: data.place.polarities.get(id), total: 0, sentences: new Int32Array(count),
    reports: new Int32Array(count), last: new Int32Array(count).fill(-1),
  }));
  const seen = new Uint8Array(count);
  for (const row of findings) {
    const members = data.theme_sets[themes[row]];
    for (const theme of members) seen[theme] = 1;
    for (const side of sides) {
      if (side.at !== polarity[row]) continue;
      side.total++;
      for (const theme of members) {
        side.sentences[theme]++;
        if (side.last[theme] === report[row]) continue;
        side.last[theme] = report[row];
        side.reports[theme]++;
      }
    }
  }
  const told = (side, theme) => ({
    reports: side.reports[theme],
    share: reports.length ? side.reports[theme] / reports.length : null,
    interval: wilson(side.reports[theme], reports.length),
    sentences: side.sentences[theme],
    sentenceShare: side.total ? side.sentences[theme] / side.total : null,
  });
  const made = [];
  data.themes.forEach((theme, at) => {
    if (seen[at] && (!wanted || wanted.has(at))) made.push({ theme, reports: reports.length, weakness: told(sides[0], at), strength: told(sides[1], at) });
  });
  return made;
}

/** Rows grouped by what `of` gives, in the order of first appearance. */
function grouped(rows, of) {
  const made = new Map();
  for (const row of rows) {
    const key = of(row);
    if (!made.has(key)) made.set(key, []);
    made.get(key).push(row);
  }
  return made;
}
