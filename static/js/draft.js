/* Nothing typed is lost: the writing form is kept in this browser every 2 s and on the server every 10 s.
   An older version never overwrites a newer one; the writer is asked. Without this script: "Save draft". */

const form = document.querySelector("form[data-draft]");
const body = form.elements.body;
const format = form.elements.body_format;
const line = form.querySelector("[data-autosave]");
const note = (name) => form.querySelector(`[data-${name}]`);
const NO_WORDS = ["csrfmiddlewaretoken", "version", "photos", "draft", "opened", "body_format"];
let editor = null;
let stopped = false;

/* --- The editor: it writes HTML, the bare textarea text ------------------------------------------------- */

function paragraphs(text) {
  const escape = (words) => words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return text.split(/\n{2,}/).map((part) => `<p>${escape(part).replace(/\n/g, "<br>")}</p>`).join("");
}

function setBody(words, wordsFormat) {
  const html = wordsFormat === "html" ? words : paragraphs(words);
  if (editor) editor.commands.setContent(html);
  body.value = editor ? html : words;
  if (!editor) format.value = wordsFormat;
}

/* The editor adds a style element where it finds none of its own, and the policy of this site refuses that.
   It is given one that is no stylesheet; the few rules that matter stand in our own files. */
function standInForStyles() {
  const none = document.createElementNS("urn:none", "style");
  none.setAttribute("data-tiptap-style", "");
  document.head.append(none);
}

function prepareEditor() {
  standInForStyles();
  const typed = { value: body.value, format: format.value };
  const label = form.querySelector(`label[for="${body.id}"]`);
  if (typed.format === "text" && typed.value) body.value = body.dataset.html || paragraphs(typed.value);
  body.addEventListener("prose-editor:ready", (event) => {
    editor = event.detail.editor;
    format.value = "html";
    const area = editor.view.dom;
    label.id = `${body.id}_label`;
    area.setAttribute("aria-labelledby", label.id);
    label.addEventListener("click", () => editor.commands.focus());
  });
  // No editor came: give the words back as they were typed.
  addEventListener("load", () => setTimeout(() => {
    if (!editor && typed.format === "text" && body.value === (body.dataset.html || paragraphs(typed.value))) {
      body.value = typed.value;
    }
  }, 4000));
}

/* --- What stands in the form ---------------------------------------------------------------------------- */

function words() {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NO_WORDS.includes(name));
}

const snapshot = () => JSON.stringify(words());

function fill(fields) {
  for (const field of form.elements) {
    if (["checkbox", "radio"].includes(field.type)) {
      field.checked = fields.some(([name, value]) => name === field.name && value === field.value);
    }
  }
  for (const [name, value] of fields) {
    const field = form.elements[name];
    if (name !== "body" && field && "value" in field && !["checkbox", "radio"].includes(field.type)) {
      field.value = value;
    }
  }
}

/* --- In this browser ------------------------------------------------------------------------------------ */

const isNew = "new" in form.dataset;
const place = () => `draft:${isNew ? `new:${form.dataset.kind}` : form.elements.draft.value}`;

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(place()));
  } catch {
    return null;
  }
}

function remember() {
  try {
    localStorage.setItem(place(), JSON.stringify({
      uuid: form.elements.draft.value, version: Number(form.elements.version.value), fields: words(),
      format: format.value,
    }));
    return true;
  } catch {
    return false;
  }
}

function forget() {
  try {
    localStorage.removeItem(place());
  } catch {
    /* Storage is refused: there is nothing to forget. */
  }
}

function putBack(kept) {
  fill(kept.fields);
  const text = kept.fields.find(([name]) => name === "body")?.[1] ?? "";
  const restore = () => setBody(text, kept.format);
  if (editor) restore();
  else {
    restore();
    body.addEventListener("prose-editor:ready", restore, { once: true });
  }
  note("restored").hidden = false;
}

const address = (pattern, uuid) => pattern.replace("00000000-0000-0000-0000-000000000000", uuid);

async function restore() {
  const kept = remembered();
  if (!kept?.fields || form.querySelector("[data-error-summary]")) return;
  if (!isNew) {
    if (kept.version === Number(form.elements.version.value) && JSON.stringify(kept.fields) !== snapshot()) putBack(kept);
    return;
  }
  let state = {};
  try {
    state = await (await fetch(address(form.dataset.save, kept.uuid))).json();
  } catch {
    /* Offline: what this browser holds is all there is. */
  }
  if (state.posted) {
    forget();
    return;
  }
  if (!kept.fields.some(([name, value]) => ["title", "body"].includes(name) && value.replace(/<[^>]*>/g, "").trim())) return;
  form.elements.draft.value = kept.uuid;
  form.elements.version.value = Math.min(kept.version, state.version ?? 0);
  putBack(kept);
}

/* --- On the server -------------------------------------------------------------------------------------- */

let saved = "";
let typed = "";

async function save() {
  const now = snapshot();
  if (stopped || now === saved || !navigator.onLine) return;
  const data = new FormData(form);
  data.delete("photos");
  let answer, told;
  try {
    answer = await fetch(address(form.dataset.save, form.elements.draft.value), { method: "POST", body: data });
    told = await answer.json();
  } catch {
    line.textContent = line.dataset.local;
    return;
  }
  if (answer.ok) {
    saved = now;
    form.elements.version.value = told.version;
    remember();
    const time = new Date(told.saved_at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
    line.textContent = `${line.dataset.saved} · ${time}`;
  } else if (told.posted) {
    stopped = true;
    forget();
    location.assign(told.posted);
  } else if (answer.status === 409) {
    stopped = true;
    askAboutClash(told);
  } else {
    line.textContent = told.error || line.dataset.local;
  }
}

function askAboutClash(theirs) {
  const clash = note("clash");
  clash.hidden = false;
  clash.scrollIntoView({ block: "center" });
  clash.querySelector("[data-take-theirs]").onclick = () => {
    forget();
    location.assign(theirs.url);
  };
  clash.querySelector("[data-keep-mine]").onclick = () => {
    form.elements.version.value = theirs.version;
    clash.hidden = true;
    stopped = false;
    save();
  };
}

/* --- Setting out ---------------------------------------------------------------------------------------- */

prepareEditor();
restore().finally(() => {
  saved = typed = snapshot();
  // The editor tidies what it is given: that is not typing.
  body.addEventListener("prose-editor:ready", () => setTimeout(() => { saved = typed = snapshot(); }, 200), { once: true });
  setInterval(() => {
    if (stopped || snapshot() === typed) return;
    typed = snapshot();
    if (remember()) line.textContent = line.dataset.local;
  }, 2000);
  setInterval(save, 10000);
});
addEventListener("pagehide", () => {
  if (!stopped && snapshot() !== saved) remember();
});
form.addEventListener("submit", (event) => {
  if (event.submitter?.name === "save") forget();
  else remember();
  stopped = true;
  // A second press of the same button sends nothing more.
  setTimeout(() => {
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = true;
  });
});
// Coming back by the browser's own button finds a form that works.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
note("start-anew")?.addEventListener("click", () => {
  forget();
  stopped = true;
  location.assign(location.pathname + location.search);
});
