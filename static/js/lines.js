/* Short sentences as a list of fields (the steps of a tip; what speaks for and against), with buttons to add one, take one out and, where
   the order counts, move it. The textarea below stays what is saved and sent; without this script one types a line each. */

const pattern = document.querySelector("[data-line-template]");
const growsByItself = CSS.supports("field-sizing", "content");

function setUp(area) {
  const { dataset: says, id } = area;
  const place = area.closest("[data-lines-field]");
  const isOrdered = "up" in says;
  const list = document.createElement(isOrdered ? "ol" : "ul");
  const add = document.createElement("button");
  const told = document.createElement("p");
  let written = area.value;

  list.className = "lines";
  list.setAttribute("role", "list");
  add.type = "button";
  add.className = "button button--quiet button--small";
  add.textContent = says.add;
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  area.id = `${id}_lines`;
  area.hidden = true;
  area.after(list, add, told);

  const rows = () => [...list.children];
  const field = (row) => row.querySelector("textarea");
  const named = (words, number) => words.replace("{n}", number);

  /* What stands in the fields is written to the textarea: on typing only, so that opening the form changes nothing. */
  function write() {
    area.value = rows().map((row) => field(row).value.trim()).filter(Boolean).join("\n");
    written = area.value;
  }

  function refresh() {
    rows().forEach((row, at) => {
      const input = field(row);
      const over = input.value.trim().length - says.longest;
      input.id = at ? `${id}_${at + 1}` : id;
      input.setAttribute("aria-label", `${label.textContent.trim()}: ${named(says.item, at + 1)}`);
      input.setAttribute("aria-invalid", String(over > 0));
      if (!growsByItself) input.rows = Math.min(6, 1 + Math.floor(input.value.length / 36));
      row.querySelector(".line-over").textContent = over > 0 ? `${input.value.trim().length} / ${says.longest}` : "";
      for (const [name, isOff] of [["up", at === 0], ["down", at === rows().length - 1], ["remove", rows().length === 1 && !input.value]]) {
        const button = row.querySelector(`[data-${name}]`);
        if (!(name in says)) {
          button?.remove();
          continue;
        }
        button.disabled = isOff;
        button.title = named(says[name], at + 1);
        button.setAttribute("aria-label", button.title);
      }
    });
    add.hidden = rows().length >= says.most;
  }

  function insert(text, after) {
    const row = pattern.content.firstElementChild.cloneNode(true);
    field(row).value = text;
    if (described) field(row).setAttribute("aria-describedby", described);
    if (after) after.after(row);
    else list.append(row);
    return row;
  }

  function draw() {
    written = area.value;
    list.replaceChildren();
    const lines = area.value.split("\n").filter((line) => line.trim());
    (lines.length ? lines : [""]).forEach((line) => insert(line));
    refresh();
  }

  function go(row, atEnd = true) {
    const input = field(row);
    input.focus();
    if (atEnd) input.setSelectionRange(input.value.length, input.value.length);
  }

  function addAfter(row) {
    if (rows().length >= says.most) return;
    const fresh = insert("", row);
    refresh();
    go(fresh);
  }

  function remove(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    if (next) row.remove();
    else field(row).value = "";
    write();
    refresh();
    go(next ?? row);
  }

  function move(row, name) {
    if (name === "up") row.previousElementSibling.before(row);
    else row.nextElementSibling.after(row);
    write();
    refresh();
    told.textContent = named(says.moved, rows().indexOf(row) + 1);
    const button = row.querySelector(`[data-${name}]`);
    if (button.disabled) go(row);
    else button.focus();
  }

  /* Several lines at once, pasted or by a keyboard whose Enter is no key: one field each. */
  function split(row) {
    const [first, ...rest] = field(row).value.split(/\r?\n/);
    field(row).value = first;
    const last = rest.reduce((after, text) => insert(text, after), row);
    go(last);
  }

  list.addEventListener("input", (event) => {
    const row = event.target.closest(".line");
    if (event.target.value.includes("\n")) split(row);
    write();
    refresh();
  });
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest(".line");
    if (event.target !== field(row) || event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (event.target.value.trim()) addAfter(row);
    } else if (event.key === "Backspace" && !event.target.value && rows().length > 1) {
      event.preventDefault();
      remove(row);
    }
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const row = button.closest(".line");
    if ("remove" in button.dataset) remove(row);
    else move(row, "up" in button.dataset ? "up" : "down");
  });
  add.addEventListener("click", () => addAfter(rows().at(-1)));
  // Whoever reads the form, draft.js every two seconds, first lets us see what it has put back behind our back.
  area.form.addEventListener("formdata", () => {
    if (area.value !== written) draw();
  });

  const label = place.querySelector("label");
  const described = area.getAttribute("aria-describedby");
  draw();
}

document.querySelectorAll("textarea[data-lines]").forEach(setUp);
