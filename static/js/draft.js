/* Nothing typed is lost: the writing form is kept in this browser every 2 s and on the server every 10 s, and when the tab is left.
   Two versions never overwrite one another; the writer is asked. Without this script: "Save draft". */

import { forgetTheOld, store, stored, takesCookies } from "kept-drafts";

const form = document.querySelector("form[data-draft]");
const body = form.elements.body;
const format = form.elements.body_format;
const line = form.querySelector("[data-autosave]");
const note = (name) => form.querySelector(`[data-${name}]`);
const NO_WORDS = [
  "csrfmiddlewaretoken", "version", "photos", "draft", "opened", "body_format", "kind", "post", "aside", "instead_of", "window",
];
let editor = null;

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
const version = () => Number(form.elements.version.value);
const uuid = () => form.elements.draft.value;

/* Every field takes its value by its name; of several with one name each takes the next. Whoever draws more from a field than its
   value hears "draft:filled". */
function fill(fields) {
  const left = new Map();
  for (const [name, value] of fields) left.set(name, [...(left.get(name) ?? []), value]);
  for (const field of form.elements) {
    const values = left.get(field.name) ?? [];
    if (field === body || !field.name || NO_WORDS.includes(field.name)) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = values.includes(option.value);
    else if (values.length) field.value = values.shift();
  }
  form.dispatchEvent(new CustomEvent("draft:filled"));
}

/* Whether the kept words say something else than the form, as far as it asks for it. */
function differs({ fields }) {
  const joined = (pairs, name) => pairs.filter(([of]) => of === name).map(([, value]) => value).join("\n");
  const now = words();
  return fields.some(([name]) => form.elements[name] && joined(fields, name) !== joined(now, name));
}

function show(kept) {
  fill(kept.fields);
  const text = kept.fields.find(([name]) => name === "body")?.[1] ?? "";
  setBody(text, kept.format);
  if (!editor) body.addEventListener("prose-editor:ready", () => setBody(text, kept.format), { once: true });
}

/* --- In this browser ------------------------------------------------------------------------------------ */

const isNew = "new" in form.dataset;
const { writer } = form.dataset;
// Which draft a form that is opened anew goes on with.
const pointer = `draft:${form.elements.post ? `edit:${form.elements.post.value}` : `new:${form.dataset.kind}`}`;

let isKept = true;

/* `isSaved`: the server has these very words. */
function remember(isSaved) {
  if (isNew) store(pointer, { uuid: uuid(), at: Date.now() });
  isKept = store(`draft:${uuid()}`, { writer: form.dataset.writer, version: version(), fields: words(), format: format.value, isSaved, at: Date.now() });
  return isKept;
}

function forget(key) {
  store(`draft:${key}`, null);
  if (stored(pointer)?.uuid === key) store(pointer, null);
}

const hasWords = ({ fields }) => fields.some(([name, value]) => ["title", "body"].includes(name) && value.replace(/<[^>]*>/g, "").trim());
const at = (pattern, key) => pattern.replace("00000000-0000-0000-0000-000000000000", key);

/* What the server holds under a key, who is signed in, and a token for the form; null if it cannot be reached. */
async function ask(key) {
  try {
    const answer = await fetch(at(form.dataset.save, key));
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/* The address of a form may name another product than the words kept in this browser are about. */
function isAskedForElse({ fields }) {
  return [...new URLSearchParams(location.search)].some(
    ([name, value]) => ["product", "topic"].includes(name) && !fields.some(([of, is]) => of === name && is === value),
  );
}

async function restore() {
  // What was just sent and could not be taken stands in the form already.
  if ("asSent" in form.dataset || form.querySelector("[data-error-summary]")) return;
  const key = isNew ? stored(pointer)?.uuid : uuid();
  const kept = key && stored(`draft:${key}`);
  // Words of somebody who signed out are not for whoever comes next; they wait for them.
  if (!kept?.fields || (kept.writer && kept.writer !== writer)) return;
  if (isNew) await goOn(key, kept);
  else if (location.hash === "#before") note("restored").hidden = false;
  if (isNew || kept.isSaved || !differs(kept)) return;
  if (kept.version === version()) {
    show(kept);
    note("restored").hidden = false;
  } else store(aside(), kept);
}

/* A new form was opened, and another was begun in this browser. */
async function goOn(key, kept) {
  if (isAskedForElse(kept)) return;
  const state = await ask(key);
  if (state?.version) {
    location.replace(`${at(form.dataset.draftPage, key)}#before`);
    return;
  }
  if (state?.posted || (state && kept.isSaved && kept.writer)) {
    // It was published, or thrown away.
    forget(key);
    return;
  }
  if (!hasWords(kept)) return;
  if (state) forget(key);
  else form.elements.draft.value = key;
  show(kept);
  note("restored").hidden = false;
}

/* Words that were never saved, of a draft that was saved elsewhere since, lie aside: one may look at either. */
const aside = () => `draft:${uuid()}:aside`;

function offer() {
  const kept = stored(aside());
  if (!kept || "asSent" in form.dataset || (kept.writer && kept.writer !== writer)) return;
  const place = note("kept");
  let other = kept;
  place.hidden = false;
  place.querySelector("[data-swap]").addEventListener("click", () => {
    const mine = { fields: words(), format: format.value };
    isTouched = true;
    show(other);
    keepsOther = other === kept;
    other = other === kept ? mine : kept;
  });
  place.querySelector("[data-throw]").addEventListener("click", () => {
    store(aside(), null);
    place.hidden = true;
  });
}

/* --- On the server -------------------------------------------------------------------------------------- */

let saved = "";
let typed = "";
let isPaused = false;
let isSending = false;
let isTouched = false;
form.addEventListener("input", () => { isTouched = true; }, { once: true });
// What the server holds was not written here: saving keeps it beside, as a draft of its own.
let keepsOther = false;

/* Where the browser keeps nothing, nothing says that it does. */
const say = (name) => { line.textContent = line.dataset[isKept ? name : "unkept"]; };

/* One window's saves follow one another: an answer that was lost on the way is no other version. */
const mark = document.createElement("input");
mark.type = "hidden";
mark.name = "window";
mark.value = Math.random().toString(36).slice(2);
form.append(mark);

function isNewer(state) {
  if (!(state?.version > version())) return false;
  if (state.fields.window !== mark.value) return true;
  form.elements.version.value = state.version;
  return false;
}

/* A form may be open for longer than its session. Returns what the server holds, null where it cannot be sent as it is. */
async function freshen() {
  const state = await ask(uuid());
  if (!state) return null;
  form.elements.csrfmiddlewaretoken.value = state.csrf;
  // Signing in takes a visitor's drafts along.
  if (!form.dataset.writer) form.dataset.writer = state.writer;
  note("signed-out").hidden = form.dataset.writer === state.writer;
  note("signed-out").querySelector("a").href = `${form.dataset.signIn}?next=${encodeURIComponent(at(form.dataset.draftPage, uuid()))}`;
  return form.dataset.writer === state.writer ? state : null;
}

form.addEventListener("draft:freshen", ({ detail }) => { detail.done = freshen(); });

async function send(keepalive) {
  const data = new FormData(form);
  data.delete("photos");
  if (keepsOther) data.set("aside", "1");
  const answer = await fetch(at(form.dataset.save, uuid()), { method: "POST", body: data, keepalive });
  return [answer, await answer.json().catch(() => null)];
}

async function sendAgain(told) {
  if (!(await freshen())) return null;
  if (told && !form.dataset.writer && crypto.randomUUID) {
    // A visitor's cookie is gone, and with it their draft: these words begin another.
    form.elements.draft.value = crypto.randomUUID();
    form.elements.version.value = 0;
  }
  return send();
}

async function save(keepalive = false) {
  const now = snapshot();
  if (isPaused || isSending || now === saved) return;
  if (!navigator.onLine) {
    say("offline");
    return;
  }
  isSending = true;
  try {
    let [answer, told] = await send(keepalive);
    if (answer.status === 403) [answer, told] = (await sendAgain(told)) ?? [answer, told];
    take(answer, told, now);
  } catch {
    say(navigator.onLine ? "local" : "offline");
  } finally {
    isSending = false;
  }
}

function take(answer, told, now) {
  if (answer.ok) {
    saved = now;
    if (keepsOther) store(aside(), null);
    keepsOther = false;
    form.elements.version.value = told.version;
    remember(snapshot() === now);
    const time = new Date(told.saved_at).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
    line.textContent = `${line.dataset.saved} · ${time}`;
  } else if (told?.posted) {
    isPaused = true;
    forget(uuid());
    location.assign(told.posted);
  } else if (answer.status === 409) askAboutClash(told);
  else if (told?.error && isKept) line.textContent = told.error;
  else say("local");
}

function askAboutClash(theirs) {
  isPaused = true;
  const clash = note("clash");
  clash.hidden = false;
  clash.scrollIntoView({ block: "center" });
  clash.querySelector("[data-take-theirs]").onclick = () => {
    remember(snapshot() === saved);
    location.assign(theirs.url);
  };
  clash.querySelector("[data-keep-mine]").onclick = () => {
    form.elements.version.value = theirs.version;
    keepsOther = true;
    saved = "";
    clash.hidden = true;
    isPaused = false;
    save();
  };
}

async function comeBack() {
  if (isPaused) return;
  const state = await ask(uuid());
  if (isNewer(state)) askAboutClash(state);
  else if (!note("signed-out").hidden && (await freshen())) save();
}

/* --- Sending it off ------------------------------------------------------------------------------------- */

const buttons = () => form.querySelectorAll("button[type=submit]");
const allow = (may) => buttons().forEach((button) => { button.disabled = !may; });
let mayGo = false;

/* First a look whether the site is there and knows the writer: no page takes the place of the words that cannot take them. */
async function check(button) {
  remember(snapshot() === saved);
  allow(false);
  const state = await freshen();
  allow(true);
  if (isNewer(state)) askAboutClash(state);
  else if (state) {
    mayGo = true;
    form.requestSubmit(button);
  } else if (!note("signed-out").hidden) note("signed-out").scrollIntoView({ block: "center" });
  else say(navigator.onLine ? "unreachable" : "offline");
}

form.addEventListener("submit", (event) => {
  if (!mayGo) {
    event.preventDefault();
    check(event.submitter);
    return;
  }
  mayGo = false;
  isPaused = true;
  // A second press of the same button sends nothing more.
  setTimeout(() => allow(false));
});

/* --- Setting out ---------------------------------------------------------------------------------------- */

if (note("no-cookies")) note("no-cookies").hidden = takesCookies();
prepareEditor();
forgetTheOld();
restore().finally(() => {
  offer();
  const isRestored = !note("restored").hidden;
  const begin = () => {
    typed = snapshot();
    // What was put back is on the server only once it has been saved.
    saved = isRestored ? "" : typed;
  };
  begin();
  // The editor tidies what it is given: that is not typing, unless somebody has been typing meanwhile.
  body.addEventListener("prose-editor:ready", () => setTimeout(() => { if (!isTouched) begin(); }, 200), { once: true });
  setInterval(() => {
    if (snapshot() === typed) return;
    typed = snapshot();
    if (remember(false)) say("local");
  }, 2000);
  setInterval(save, 10000);
});
function leave() {
  if (snapshot() === saved) return;
  remember(false);
  save(true);
}
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : comeBack()));
addEventListener("pagehide", leave);
addEventListener("online", () => save());
addEventListener("offline", () => say("offline"));
// Coming back by the browser's own button finds a form that works.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
note("start-anew").addEventListener("click", async () => {
  if (isNew) forget(uuid());
  else await save();
  store(pointer, null);
  isPaused = true;
  location.assign(isNew ? location.pathname + location.search : form.dataset.anew);
});
