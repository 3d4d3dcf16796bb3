// Charts: Vega draws them; each mark can be reached by keyboard and opens what stands behind it.

/** Run the charts' library, which lies in the page as text until the first chart needs it; the
 *  policy names its hash. */
function loadLibrary() {
  const text = document.getElementById("library");
  if (!text) return;
  document.body.append(el("script", { textContent: text.textContent }));
  text.remove();
}

const specs = () => (specs.known ??= JSON.parse(document.getElementById("chart-specs").textContent));

class Chart {
  #view = null;
  #busy = Promise.resolve();

  /** `name`: a specification of charts.py; `open(key)`: what happens when a mark is chosen. */
  constructor(name, label, open) {
    this.name = name;
    this.label = label;
    this.open = open;
    this.tip = el("div", { class: "tip", hidden: true, "aria-hidden": "true" });
    this.drawing = el("div", { class: "drawing" });
    this.host = el("div", { class: "chart" }, this.drawing, this.tip);
    this.host.addEventListener("keydown", (event) => this.#key(event));
    this.host.addEventListener("focusin", (event) => this.#hint(event.target));
    this.host.addEventListener("focusout", () => this.#hint(null));
    this.host.addEventListener("pointerover", (event) => this.#hint(event.target));
    this.host.addEventListener("pointerout", () => this.#hint(null));
    this.host.addEventListener("click", (event) => this.#choose(event.target));
  }

  /** Draw these rows (see charts.py for their fields); drawings of one chart wait for each other. */
  draw(rows, label = this.label) {
    this.label = label;
    this.#busy = this.#busy.then(() => this.#draw(rows));
    return this.#busy;
  }

  async #draw(rows) {
    this.host.hidden = !rows.length;
    if (!rows.length) return;
    const room = Math.max(200, Math.min(this.host.clientWidth || 600, 860));
    const width = this.most ? Math.min(room, this.most(rows)) : room;
    const small = room < 480;
    if (small) rows = rows.map((row) => ({ ...row, row: folded(row.row, 22) }));
    if (this.#view) {
      this.#view.data("rows", rows);
      if (this.#view.width() !== width) this.#view.width(width);
      await this.#view.runAsync();
    } else {
      loadLibrary();
      const spec = structuredClone(specs()[this.name]);
      spec.width = width;
      if (small) forPhone(spec);
      spec.autosize = { type: "fit-x", contains: "padding" };
      spec.data.find((set) => set.name === "rows").values = rows;
      const made = await window.vegaEmbed(this.drawing, spec, {
        mode: "vega", ast: true, actions: false, defaultStyle: false, tooltip: false, renderer: "svg",
      });
      this.#view = made.view;
    }
    this.#reach();
  }

  #marks() {
    return [...this.drawing.querySelectorAll("[aria-label]")].filter((node) => node.__data__?.datum?.key);
  }

  /** Marks are buttons; one is in the tab order, arrow keys go to the others. */
  #reach() {
    const svg = this.drawing.querySelector("svg");
    svg.setAttribute("aria-label", this.label);
    svg.setAttribute("role", "group");
    svg.removeAttribute("aria-roledescription");
    const marks = this.#marks();
    marks.forEach((node, at) => {
      node.setAttribute("role", "button");
      node.removeAttribute("aria-roledescription");
      node.setAttribute("tabindex", at ? "-1" : "0");
      node.classList.add("mark");
    });
  }

  #key(event) {
    const node = event.target.closest(".mark");
    if (!node) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#choose(node);
      return;
    }
    const marks = this.#marks();
    const at = marks.indexOf(node);
    const next = {
      ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: marks.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const to = marks[next];
    if (!to) return;
    node.setAttribute("tabindex", "-1");
    to.setAttribute("tabindex", "0");
    to.focus();
  }

  #choose(target) {
    const datum = target.closest?.(".mark")?.__data__?.datum;
    if (datum) this.open(datum.key);
  }

  #hint(target) {
    const node = target?.closest?.(".mark");
    this.tip.hidden = !node;
    if (!node) return;
    this.tip.textContent = node.getAttribute("aria-label");
    const [mark, box] = [node.getBoundingClientRect(), this.host.getBoundingClientRect()];
    const left = Math.max(0, Math.min(mark.left - box.left, box.width - this.tip.offsetWidth));
    this.tip.style.setProperty("left", `${left}px`);
    this.tip.style.setProperty("top", `${mark.bottom - box.top + 6}px`);
  }
}

/** Smaller words, and room for labels of two lines. */
function forPhone(spec) {
  spec.config.axis.labelFontSize = 11;
  const step = spec.signals?.find(({ name }) => name === "y_step");
  if (step?.value) step.value = Math.max(step.value, 32);
}

/** A label in lines of about `size` letters. */
function folded(text, size) {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1) && lines.at(-1).length + word.length >= size) lines.push(word);
    else lines[lines.length - 1] += (lines.at(-1) ? " " : "") + word;
  }
  return lines.join("\n");
}

/** Runs of shares, or of counts, that lie one after the other: start, end and middle of each. */
function stacked(parts, size) {
  let at = 0;
  return parts.map((part) => {
    const [start, end] = [at, at + size(part)];
    at = end;
    return { ...part, start, end, middle: (start + end) / 2 };
  });
}

/** The same numbers as a table, closed until asked for: `head` texts, `rows` of texts or buttons. */
function numbersTable(caption, head, rows) {
  const table = el("table", { class: "numbers" },
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, head.map((text) => el("th", { scope: "col" }, text)))));
  const body = el("tbody");
  for (const cells of rows()) {
    body.append(el("tr", {}, cells.map((cell, at) => at ? el("td", {}, cell) : el("th", { scope: "row" }, cell))));
  }
  table.append(body);
  walkable(table);
  return table;
}

/** A details element that makes its table when it is opened, and anew when the rows change. */
class TableFold {
  #make = null;

  constructor(name) {
    this.box = el("div", { class: "scroll" });
    this.host = el("details", { class: "table-fold", data: { table: name } }, el("summary", {}, "The numbers as a table"), this.box);
    this.host.addEventListener("toggle", () => this.#fill());
  }

  set(make) {
    this.#make = make;
    this.box.replaceChildren();
    this.#fill();
  }

  #fill() {
    if (this.host.open && this.#make && !this.box.childNodes.length) this.box.append(this.#make());
  }
}
