/* Photos of the writing form: each is sent as soon as it is chosen, dropped or pasted, shown at once, with its
   progress. Without this script the form brings them along. */

const zoneForm = document.querySelector("form[data-draft]");
const step = zoneForm.querySelector("[data-photos]");
const input = step.querySelector("input[type=file]");
const list = step.querySelector("[data-photo-list]");
const pattern = step.querySelector("[data-photo-template]");
const problems = step.querySelector("[data-photo-errors]");
const uploadTo = () => zoneForm.dataset.upload.replace("00000000-0000-0000-0000-000000000000", zoneForm.elements.draft.value);
let queue = Promise.resolve();

function complain(sentence) {
  problems.textContent = sentence;
  problems.hidden = !sentence;
}

function refuse(item, sentence) {
  item.dataset.photoState = "refused";
  const place = item.querySelector("[data-photo-refusal]");
  place.textContent = sentence;
  place.hidden = false;
  item.querySelector("progress")?.remove();
  item.querySelector("input[type=text]")?.remove();
  item.querySelector(".field-label")?.remove();
}

function add(file) {
  const item = pattern.content.firstElementChild.cloneNode(true);
  const picture = item.querySelector("img");
  picture.src = URL.createObjectURL(file);
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
  // What a browser cannot show (HEIC) shows its name instead.
  picture.addEventListener("error", () => {
    const name = document.createElement("span");
    name.className = "meta";
    name.textContent = file.name;
    picture.replaceWith(name);
  }, { once: true });
  const drop = item.querySelector("[name=drop]");
  drop.disabled = true;
  list.append(item);
  queue = queue.then(() => send(file, item, drop));
}

function send(file, item, drop) {
  const data = new FormData();
  for (const name of ["csrfmiddlewaretoken", "kind", "post"]) {
    if (zoneForm.elements[name]) data.append(name, zoneForm.elements[name].value);
  }
  data.append("photo", file);
  const bar = item.querySelector("progress");
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("loadend", () => {
      const told = request.response;
      if (request.status === 201 && told) arrived(item, drop, told);
      else refuse(item, told?.error || step.dataset.failed);
      done();
    });
    request.open("POST", uploadTo());
    request.send(data);
  });
}

function arrived(item, drop, told) {
  item.dataset.photo = told.uuid;
  item.dataset.photoState = told.state;
  item.querySelector("progress")?.remove();
  drop.value = told.uuid;
  drop.disabled = false;
  const words = item.querySelector("input[type=text]");
  words.name = words.id = `alt-${told.uuid}`;
  item.querySelector(".field-label").htmlFor = words.id;
  watch();
}

/* Whether a photo could be taken is known a few seconds after it has arrived. */
let watching = null;

function watch() {
  watching ??= setInterval(look, 2000);
}

async function look() {
  const waiting = [...list.querySelectorAll("[data-photo-state=waiting]")];
  let told = { photos: [] };
  try {
    if (waiting.length) told = await (await fetch(uploadTo())).json();
  } catch {
    return;
  }
  for (const photo of told.photos ?? []) {
    const item = list.querySelector(`[data-photo="${photo.uuid}"]`);
    if (!item || item.dataset.photoState === photo.state) continue;
    item.dataset.photoState = photo.state;
    if (photo.refusal) refuse(item, photo.refusal);
    else showPrepared(item, photo.preview);
  }
  if (!list.querySelector("[data-photo-state=waiting]")) {
    clearInterval(watching);
    watching = null;
  }
}

/* A preview the browser could not draw itself comes back redrawn. */
function showPrepared(item, address) {
  if (item.querySelector("img")) return;
  const picture = document.createElement("img");
  picture.src = address;
  picture.alt = "";
  item.querySelector(".meta, .quiet")?.replaceWith(picture);
}

function take(files) {
  complain("");
  const shown = [...list.children].filter((item) => item.dataset.photoState !== "refused").length;
  const most = Number(step.dataset.most);
  const pictures = [...files].filter((file) => file.type.startsWith("image/") || /\.(hei[cf]|avif)$/i.test(file.name));
  if (shown + pictures.length > most) complain(step.dataset.tooMany);
  pictures.slice(0, Math.max(0, most - shown)).forEach(add);
}

input.addEventListener("change", () => {
  take(input.files);
  input.value = "";
});
const zone = step.querySelector(".dropzone");
zone.addEventListener("dragover", (event) => {
  event.preventDefault();
  zone.dataset.over = "";
});
for (const end of ["dragleave", "drop"]) zone.addEventListener(end, () => delete zone.dataset.over);
zone.addEventListener("drop", (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  take(event.dataTransfer.files);
}, true);
document.addEventListener("paste", (event) => {
  if (event.clipboardData?.files.length) take(event.clipboardData.files);
});
// Nothing is sent off before the photos have arrived.
zoneForm.addEventListener("submit", (event) => {
  if (!list.querySelector("progress")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  queue.then(() => zoneForm.requestSubmit(button));
}, true);
if (list.querySelector("[data-photo-state=waiting]")) watch();
