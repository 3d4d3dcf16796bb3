// Elements. Text only ever becomes text: nothing here reads HTML.

/** An element: properties set as they are, `data` and attributes with a dash as attributes. */
function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [k, v] of Object.entries(value)) made.style.setProperty(k, v);
    else if (name === "data") Object.assign(made.dataset, value);
    else if (name.includes("-") || name === "role" || name === "colspan" || name === "scope") {
      made.setAttribute(name, value);
    } else made[name] = value;
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

const whole = new Intl.NumberFormat("en-GB");

/** "1,234 reports", "1 report" */
function many(count, one, more = `${one}s`) {
  return `${whole.format(count)} ${count === 1 ? one : more}`;
}

/** 0.4567 as "46%"; a part that rounding would hide is said. */
function percent(share) {
  if (share === null || Number.isNaN(share)) return "–";
  if (share > 0 && share < 0.005) return "<1%";
  if (share < 1 && share >= 0.995) return ">99%";
  return `${Math.round(share * 100)}%`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** An ISO date as "5 Mar 2021"; nothing known: "date not stated". */
function day(iso) {
  if (!iso) return "date not stated";
  const [year, month, number] = iso.split("-").map(Number);
  return `${number} ${MONTHS[month - 1]} ${year}`;
}

/** Only addresses that a report may have; whatever else a file says becomes no link. */
function safeAddress(address) {
  return /^(https?|file):\/\//i.test(address ?? "") ? address : null;
}

/** Arrow keys walk through the buttons of a table; one of them is in the tab order. */
function walkable(table) {
  const rows = () => [...table.rows].map((row) => [...row.querySelectorAll("button")]);
  const all = [...table.querySelectorAll("td button, th button")];
  all.forEach((button, at) => (button.tabIndex = at ? -1 : 0));
  table.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const from = event.target.closest("button");
    if (!from || (!step && event.key !== "Home" && event.key !== "End")) return;
    const grid = rows();
    const row = grid.findIndex((buttons) => buttons.includes(from));
    let to;
    if (event.key === "Home") to = grid[row][0];
    else if (event.key === "End") to = grid[row].at(-1);
    else if (step[0] === 0) to = grid[row][grid[row].indexOf(from) + step[1]];
    else to = across(grid, row, step[0], from);
    event.preventDefault();
    if (!to) return;
    for (const button of all) button.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  });
}

/** The next row's button nearest to the one left, by its column. */
function across(grid, row, step, from) {
  const column = from.closest("td, th").cellIndex;
  for (let at = row + step; at >= 0 && at < grid.length; at += step) {
    const near = grid[at].toSorted(
      (a, b) =>
        Math.abs(a.closest("td, th").cellIndex - column) - Math.abs(b.closest("td, th").cellIndex - column),
    )[0];
    if (near) return near;
  }
  return undefined;
}
