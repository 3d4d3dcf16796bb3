// Puts the page together: filters first, then the figures one after the other.

/** The filters and the first figure are painted (or cannot be: the page is out of sight) and can be
 *  used; those who measure are told. */
async function painted() {
  await new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 500);
  });
  performance.mark("usable");
  document.body.dataset.usable = "yes";
}

/** Lets the browser draw, and take what the reader does, between two figures. */
const pause = () => new Promise((done) => setTimeout(done));

async function start() {
  const data = prepare(await loadFigures());
  const state = new State();
  const dates = data.reports.start.filter(Boolean).sort();
  document.getElementById("lead").textContent =
    `${many(data.count, "inspection report")} on ${many(data.councils.length, "council")}, ${dates[0]?.slice(0, 4) ?? "?"} to ${dates.at(-1)?.slice(0, 4) ?? "?"}. Every number opens the quotes and pages behind it.`;
  const fold = document.getElementById("filters-fold");
  fold.open = !window.matchMedia("(max-width: 899px)").matches;
  const facets = new Facets(document.getElementById("facets"), data, state);
  let ready;
  const texts = new Promise((done) => (ready = done));
  const quotes = new Quotes(document.getElementById("panel"), data, state, texts);
  const open = (key) => state.set({ quotes: new URLSearchParams(key).toString() });
  const sections = [Heat, Years, Regions, Themes, Timeline, Neighbours, About].map((Kind) => new Kind(data, state, open));
  lay(sections);
  let turn = 0, filters = null, chosen = null;
  const drawn = new Map();
  const update = async () => {
    const mine = ++turn;
    facets.follow();
    const told = (names) => JSON.stringify(names.map((name) => [...state[name]]));
    const now = told([...MANY, "from", "to", "latest"]);
    if (now !== filters) {
      chosen = select(data, state);
      tell(data, facets, state, chosen);
      filters = now;
    }
    document.body.setAttribute("aria-busy", "true");
    for (const section of sections) {
      const wanted = `${now} ${told(section.uses)} ${window.innerWidth}`;
      if (drawn.get(section) === wanted) continue;
      const done = section.update(chosen);
      const first = !drawn.size;
      drawn.set(section, wanted);
      await done;
      await (first ? painted() : pause());
      if (first) Texts.load().then(ready, fail);
      if (mine !== turn) return;
    }
    document.body.removeAttribute("aria-busy");
    await quotes.follow(chosen);
  };
  state.heard(update);
  window.addEventListener("resize", update);
  await update();
  await texts;
  performance.mark("complete");
  document.body.dataset.complete = "yes";
}

/** The sections and the list of links to them. */
function lay(sections) {
  const contents = document.getElementById("contents");
  const host = document.getElementById("sections");
  for (const section of sections) {
    const jump = () => {
      const head = document.getElementById(`${section.id}-title`);
      head.scrollIntoView();
      head.focus({ preventScroll: true });
    };
    contents.append(el("button", { type: "button", class: "plain", onclick: jump }, section.link));
    const box = el("section", { id: section.id, "aria-labelledby": `${section.id}-title` },
      el("h2", { id: `${section.id}-title`, tabIndex: -1 }, section.title),
      section.about ? el("p", { class: "intro" }, section.about) : null);
    section.build(box);
    host.append(box);
  }
}

/** What is selected, in numbers and as chips that take a filter away. */
function tell(data, facets, state, chosen) {
  const councils = new Set(chosen.reports.map((at) => data.council_of[at]).filter((at) => at !== null)).size;
  document.getElementById("shown").textContent =
    `Selected: ${many(chosen.reports.length, "report")} on ${many(councils, "council")}, with ${many(chosen.judgements.length, "grade")}, ${many(chosen.findings.length, "finding")} and ${many(chosen.recommendations.length, "recommendation")}.`;
  document.getElementById("chips").replaceChildren(...facets.chips().map(({ text, change }) =>
    el("li", {}, el("button", { type: "button", class: "chip", "aria-label": `Take away the filter ${text}`, onclick: () => state.set(change) }, text, el("span", { "aria-hidden": "true" }, " ×")))));
}

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("figures").focus();
});

function fail(error) {
  const trouble = document.getElementById("trouble");
  trouble.hidden = false;
  trouble.textContent = "DecompressionStream" in window
    ? `The page could not be put together (${error}). Make it again with “extract compare”.`
    : "This browser is too old for the page. Use one of 2023 or later.";
}

if ("DecompressionStream" in window) start().catch((error) => { fail(error); throw error; });
else fail();
