/* Photos of the writing form: chosen, dropped, pasted or taken, each is shown at once and sent with its progress; each can be put in
   another place, into the text, or taken out. Without this script the form brings them along, and numbers say their order. */

const form = document.querySelector("form[data-draft]");
const step = form.querySelector("[data-photos]");
const says = step.dataset;
const list = step.querySelector("[data-photo-list]");
const pattern = step.querySelector("[data-photo-template]");
const problems = step.querySelector("[data-photo-errors]");
const status = step.querySelector("[data-photo-status]");
const undo = step.querySelector("[data-photo-undo]");
const uploadTo = () => form.dataset.upload.replace("00000000-0000-0000-0000-000000000000", form.elements.draft.value);
const files = new WeakMap();
const requests = new WeakMap();
let queue = Promise.resolve();

/* --- The row of photos ------------------------------------------------------------------------------------ */

const part = (item, name) => item.querySelector(`[data-photo-${name}]`);
const doing = (item, name) => item.querySelector(`[data-do=${name}]`);
const shown = () => [...list.children].filter((item) => !item.hidden);
const counted = () => shown().filter((item) => item.dataset.photoState !== "refused");
const numberOf = (item) => shown().indexOf(item) + 1;
const named = (words, item) => words.replace("{n}", numberOf(item));

function complain(sentence) {
  problems.textContent = sentence;
  problems.hidden = !sentence;
}

function refresh() {
  const items = shown();
  items.forEach((item, at) => {
    const place = item.querySelector("[name^=place-]");
    if (place) place.value = at + 1;
    const hasArrived = Boolean(item.dataset.photo) && item.dataset.photoState !== "refused";
    const off = { earlier: at === 0, later: at === items.length - 1, insert: !hasArrived || !("editor" in form.dataset), remove: false };
    for (const [name, isOff] of Object.entries(off)) {
      const button = doing(item, name);
      button.disabled = isOff;
      button.title = named(says[name], item);
      button.setAttribute("aria-label", button.title);
    }
    item.setAttribute("aria-label", named(says.name, item));
    item.querySelector("progress").setAttribute("aria-label", named(says.sending, item));
  });
}

function furnish(item) {
  part(item, "tools").hidden = false;
  part(item, "drop").hidden = true;
  if (part(item, "place")) part(item, "place").hidden = true;
  part(item, "frame").draggable = true;
}

/* The order and the gaps that the fields tell of: draft.js may have put back what was never saved. */
function arrange() {
  const place = (item) => Number(item.querySelector("[name^=place-]")?.value ?? 99);
  list.append(...[...list.children].sort((one, other) => place(one) - place(other)));
  for (const item of list.children) item.hidden = item.querySelector("[name=drop]").checked;
  refresh();
}

function move(item, name) {
  const items = shown();
  const other = items[items.indexOf(item) + (name === "earlier" ? -1 : 1)];
  if (name === "earlier") other.before(item);
  else other.after(item);
  refresh();
  status.textContent = named(says.moved, item);
  const button = doing(item, name);
  (button.disabled ? doing(item, name === "earlier" ? "later" : "earlier") : button).focus();
}

function remove(item) {
  const sentence = named(says.removed, item);
  const next = item.nextElementSibling ?? item.previousElementSibling;
  requests.get(item)?.abort();
  if (item.dataset.photo) {
    item.querySelector("[name=drop]").checked = true;
    item.hidden = true;
    form.dispatchEvent(new CustomEvent("photo:gone", { detail: item.dataset.photoId }));
    undo.hidden = false;
    undo.onclick = () => {
      item.querySelector("[name=drop]").checked = item.hidden = false;
      undo.hidden = true;
      status.textContent = "";
      refresh();
      doing(item, "remove").focus();
    };
  } else item.remove();
  complain("");
  refresh();
  status.textContent = sentence;
  if (!undo.hidden) undo.focus();
  else (next && !next.hidden ? doing(next, "remove") : step.querySelector("input[type=file]")).focus();
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  const item = button.closest(".photo");
  const name = button.dataset.do;
  if (name === "remove") remove(item);
  else if (name === "retry") enqueue(item);
  else if (name === "insert") form.dispatchEvent(new CustomEvent("photo:insert", { detail: item.dataset.photoId }));
  else move(item, name);
});

/* Dragging is a short way for those with a mouse. */
let dragged = null;
list.addEventListener("dragstart", (event) => {
  dragged = event.target.closest(".photo");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
});
list.addEventListener("dragover", (event) => {
  const under = event.target.closest(".photo");
  if (!dragged || !under) return;
  event.preventDefault();
  if (under === dragged) return;
  const { left, width } = under.getBoundingClientRect();
  if (event.clientX < left + width / 2) under.before(dragged);
  else under.after(dragged);
});
list.addEventListener("dragend", () => {
  refresh();
  status.textContent = named(says.moved, dragged);
  dragged = null;
});

/* --- What it looks like ----------------------------------------------------------------------------------- */

function picture(item, address) {
  const image = new Image(400, 300);
  image.alt = "";
  image.draggable = false;
  image.decoding = "async";
  image.src = address;
  return image;
}

/* What a browser cannot show (HEIC, nearly everywhere) has its name there until it comes back redrawn. */
function preview(item, file) {
  const frame = part(item, "frame");
  const image = picture(item, URL.createObjectURL(file));
  image.addEventListener("error", () => {
    URL.revokeObjectURL(image.src);
    const words = document.createElement("p");
    words.className = "quiet";
    words.textContent = `${file.name} · ${says.noPreview}`;
    image.replaceWith(words);
  }, { once: true });
  frame.replaceChildren(image);
}

/* Redrawn it is upright and small; eight photos of fifty megapixels would fill a telephone's memory. */
function showPrepared(item, address) {
  const image = picture(item, address);
  image.addEventListener("load", () => {
    const before = part(item, "frame").querySelector("img");
    part(item, "frame").replaceChildren(image);
    form.dispatchEvent(new CustomEvent("photo:ready", { detail: item.dataset.photoId }));
    if (before?.src.startsWith("blob:")) URL.revokeObjectURL(before.src);
  }, { once: true });
}

/* --- On its way ------------------------------------------------------------------------------------------- */

function tell(item, sentence, mayTryAgain) {
  const place = part(item, "refusal");
  place.textContent = sentence;
  place.hidden = !sentence;
  item.querySelector("progress").hidden = true;
  doing(item, "retry").hidden = !mayTryAgain;
}

/* It cannot be taken: trying again would not help. */
function refuse(item, sentence) {
  item.dataset.photoState = "refused";
  tell(item, sentence, false);
  part(item, "words")?.remove();
  part(item, "place")?.remove();
  refresh();
}

/* It did not arrive: the file is still here. */
function fail(item, sentence) {
  item.dataset.photoState = "failed";
  status.textContent = "";
  tell(item, sentence || (navigator.onLine ? says.failed : says.offline), true);
}

function add(file) {
  const item = pattern.content.firstElementChild.cloneNode(true);
  files.set(item, file);
  item.querySelector("[name=alt-]").removeAttribute("name");
  item.querySelector("[name=place-]").removeAttribute("name");
  const alt = item.querySelector("input[type=text]");
  alt.id = `alt-${crypto.randomUUID?.() ?? Math.random()}`;
  item.querySelector("[for=alt-]").htmlFor = alt.id;
  list.append(item);
  furnish(item);
  preview(item, file);
  if (file.size > Number(says.largest)) refuse(item, `${file.name}: ${says.tooLarge}`);
  else enqueue(item);
  refresh();
}

function enqueue(item) {
  item.dataset.photoState = "sending";
  tell(item, "", false);
  const bar = item.querySelector("progress");
  bar.value = 0;
  bar.hidden = false;
  queue = queue.then(() => (item.isConnected ? send(item) : null));
}

function upload(item, onProgress) {
  const data = new FormData();
  for (const name of ["csrfmiddlewaretoken", "kind", "post"]) {
    if (form.elements[name]) data.append(name, form.elements[name].value);
  }
  for (const box of list.querySelectorAll("[name=drop]:checked")) data.append("drop", box.value);
  data.append("photo", files.get(item));
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    requests.set(item, request);
    request.responseType = "json";
    request.upload.addEventListener("progress", onProgress);
    request.addEventListener("loadend", () => done(request));
    request.open("POST", uploadTo());
    request.send(data);
  });
}

async function send(item) {
  const bar = item.querySelector("progress");
  status.textContent = named(says.sending, item);
  const onProgress = (event) => {
    // All is sent, the answer is to come: from now on nobody knows how long.
    if (event.loaded === event.total) bar.removeAttribute("value");
    else bar.value = (100 * event.loaded) / event.total;
  };
  let answer = await upload(item, onProgress);
  if (answer.status === 403 && !answer.response) {
    // The token of this form is older than the session.
    const asked = new CustomEvent("draft:freshen", { detail: {} });
    form.dispatchEvent(asked);
    if (await asked.detail.done) answer = await upload(item, onProgress);
  }
  requests.delete(item);
  if (!item.isConnected) return;
  const told = answer.response;
  if (answer.status === 201 && told) arrived(item, told);
  else if (answer.status === 413 && !told) refuse(item, says.tooLarge);
  else if ([400, 413].includes(answer.status) && told?.error) refuse(item, told.error);
  else fail(item, told?.error);
}

function arrived(item, told) {
  files.delete(item);
  item.dataset.photo = told.uuid;
  item.dataset.photoId = told.id;
  item.dataset.photoState = told.state;
  tell(item, "", false);
  item.querySelector("[name=drop]").value = told.uuid;
  item.querySelector("input[type=text]").name = `alt-${told.uuid}`;
  item.querySelector("input[type=number]").name = `place-${told.uuid}`;
  refresh();
  status.textContent = named(says.arrived, item);
  watch();
}

/* Whether a photo could be taken is known a few seconds after it has arrived. */
let watching = null;

function watch() {
  watching ??= setInterval(look, 2000);
}

async function look() {
  let told = { photos: [] };
  try {
    if (list.querySelector("[data-photo-state=waiting]")) told = await (await fetch(uploadTo())).json();
  } catch {
    return;
  }
  for (const photo of told.photos ?? []) {
    const item = list.querySelector(`[data-photo="${photo.uuid}"]`);
    if (!item || item.dataset.photoState === photo.state) continue;
    item.dataset.photoState = photo.state;
    if (photo.refusal) refuse(item, photo.refusal);
    else if (photo.state !== "waiting") showPrepared(item, photo.preview);
  }
  if (!list.querySelector("[data-photo-state=waiting]")) {
    clearInterval(watching);
    watching = null;
  }
}

/* --- Where they come from --------------------------------------------------------------------------------- */

const isPicture = (file) => file.type.startsWith("image/") || /\.(hei[cf]|avif)$/i.test(file.name);

function take(chosen) {
  const pictures = [...chosen].filter(isPicture);
  const room = Math.max(0, Number(says.most) - counted().length);
  complain(pictures.length < chosen.length ? says.notAPicture : pictures.length > room ? says.tooMany : "");
  pictures.slice(0, room).forEach(add);
}

for (const input of step.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
}

/* A photo dropped beside the field must not take the place of the page. */
const zone = step.querySelector(".dropzone");
const bringsFiles = (event) => event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  zone.dataset.over = "";
}, true);
for (const end of ["dragleave", "drop"]) document.addEventListener(end, () => delete zone.dataset.over, true);
document.addEventListener("drop", (event) => {
  if (!bringsFiles(event)) return;
  event.preventDefault();
  event.stopPropagation();
  take([...event.dataTransfer.files]);
}, true);

/* Word processors bring a picture of the words along with the words: then the words are meant. */
document.addEventListener("paste", (event) => {
  const pasted = [...(event.clipboardData?.files ?? [])];
  if (!pasted.length || event.clipboardData.getData("text/plain").trim()) return;
  event.preventDefault();
  event.stopPropagation();
  take(pasted);
}, true);

addEventListener("online", () => list.querySelectorAll("[data-photo-state=failed]").forEach(enqueue));

/* Nothing is sent off before the photos have arrived, and nothing is published without one that did not. */
form.addEventListener("submit", (event) => {
  const isSending = list.querySelector("[data-photo-state=sending]");
  const missing = event.submitter?.name === "publish" && list.querySelector("[data-photo-state=failed]");
  if (!isSending && !missing) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (isSending) {
    status.textContent = says.waiting;
    queue.then(() => form.requestSubmit(event.submitter));
  } else {
    complain(says.unsent);
    doing(missing, "retry").focus();
  }
}, true);

form.addEventListener("draft:filled", arrange);
form.addEventListener("prose-editor:ready", () => {
  form.dataset.editor = "";
  refresh();
});
step.dataset.live = "";
for (const item of list.children) {
  furnish(item);
  if (item.dataset.photoState === "refused") part(item, "place")?.remove();
}
arrange();
if (list.querySelector("[data-photo-state=waiting]")) watch();
