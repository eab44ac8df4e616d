/* What the editor learns from us.
   Photo: one of the photos beside the words, put into them. The editor's HTML names it by its number only; where it lies is written when
   the words are shown.
   CleanPaste: what word processors lay on the clipboard. They say in styles what is bold, and Word even what is a list; this site's policy lets
   no style be read, so it is said in tags before the editor reads it. */

import { Extension, Node, Plugin } from "django-prose-editor/editor";

const form = document.querySelector("form[data-draft]");
const item = (photo) => form.querySelector(`.photo[data-photo-id="${photo}"]`);

function draw(image, photo) {
  const row = item(photo);
  const preview = row?.querySelector("img");
  if (preview) image.src = preview.src;
  image.alt = row?.querySelector("input[type=text]")?.value || row?.getAttribute("aria-label") || "";
}

function insert(editor, photo) {
  // Nobody has been in the words yet: then it stands below them.
  if (!editor.storage.photo.wasEntered) editor.commands.setTextSelection(editor.state.doc.content.size);
  editor.chain().focus().insertContent([{ type: "photo", attrs: { photo } }, { type: "paragraph" }]).scrollIntoView().run();
}

function takeOut(editor, photo) {
  const places = [];
  editor.state.doc.descendants((node, at) => {
    if (node.type.name === "photo" && node.attrs.photo === photo) places.unshift([at, at + node.nodeSize]);
  });
  const change = editor.state.tr;
  for (const [from, to] of places) change.delete(from, to);
  if (places.length) editor.view.dispatch(change);
}

export const Photo = Node.create({
  name: "photo",
  group: "block",
  atom: true,
  draggable: true,
  addStorage: () => ({ wasEntered: false }),
  addAttributes: () => ({
    photo: {
      default: null,
      parseHTML: (element) => element.dataset.photo,
      renderHTML: ({ photo }) => ({ "data-photo": photo }),
    },
  }),
  parseHTML: () => [{ tag: "img[data-photo]", getAttrs: (element) => (/^[1-9][0-9]*$/.test(element.dataset.photo) ? null : false) }],
  renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
  addNodeView: () => ({ node }) => {
    const dom = new Image();
    dom.dataset.inText = node.attrs.photo;
    draw(dom, node.attrs.photo);
    return { dom };
  },
  onFocus() {
    this.storage.wasEntered = true;
  },
  onCreate() {
    const { editor } = this;
    form.addEventListener("photo:insert", ({ detail }) => insert(editor, detail));
    form.addEventListener("photo:gone", ({ detail }) => takeOut(editor, detail));
    form.addEventListener("photo:ready", ({ detail }) => {
      editor.view.dom.querySelectorAll(`[data-in-text="${detail}"]`).forEach((image) => draw(image, detail));
    });
  },
});

/* --- Pasting ---------------------------------------------------------------------------------------------- */

/* The HTML with no style left that the policy would complain of: it is in data-style now. */
function withoutStyles(html) {
  return html
    .replace(/<(style|script|xml)\b[^]*?<\/\1\s*>/gi, "")
    .replace(/<!--[^]*?-->|<!\[[^>]*>/g, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
}

function rename(element, name) {
  const other = element.ownerDocument.createElement(name);
  other.append(...element.childNodes);
  for (const { name: of, value } of element.attributes) if (of !== "data-style") other.setAttribute(of, value);
  element.replaceWith(other);
}

function wrap(element, name) {
  const inner = element.ownerDocument.createElement(name);
  inner.append(...element.childNodes);
  element.append(inner);
}

/* Word writes a list as paragraphs that begin with a mark. */
function gatherLists(body) {
  for (const paragraph of body.querySelectorAll("p[data-style*='mso-list']")) {
    const mark = paragraph.querySelector("[data-style*='mso-list:Ignore' i]");
    const name = /^\s*\w{1,3}[.)]/.test(mark?.textContent ?? "") ? "ol" : "ul";
    mark?.remove();
    const before = paragraph.previousElementSibling;
    const list = before?.matches(`${name}[data-word]`) ? before : paragraph.ownerDocument.createElement(name);
    if (list !== before) {
      list.dataset.word = "";
      paragraph.before(list);
    }
    const item = paragraph.ownerDocument.createElement("li");
    list.append(item);
    item.append(paragraph);
  }
}

function clean(html) {
  const { body } = new DOMParser().parseFromString(withoutStyles(html), "text/html");
  gatherLists(body);
  for (const element of body.querySelectorAll("[data-style]")) {
    const style = element.dataset.style.toLowerCase();
    const block = /^(p|li|h[1-6]|ul|ol|div|table|td|tr|body)$/i.test(element.tagName);
    if (/^(b|strong)$/i.test(element.tagName) && /(^|[;\s])font-weight:\s*(normal|[1-4]00)/.test(style)) rename(element, "span");
    else if (!block && /(^|[;\s])font-weight:\s*(bold|[6-9]00)/.test(style)) wrap(element, "strong");
    if (!block && /(^|[;\s])font-style:\s*italic/.test(style)) wrap(element, "em");
  }
  for (const heading of body.querySelectorAll("h1")) rename(heading, "h2");
  for (const heading of body.querySelectorAll("h4, h5, h6")) rename(heading, "h3");
  // An empty line between paragraphs is the look of one, not one.
  for (const paragraph of body.querySelectorAll("p")) {
    if (!paragraph.textContent.trim() && !paragraph.querySelector("img")) paragraph.remove();
  }
  return body.innerHTML;
}

export const CleanPaste = Extension.create({
  name: "cleanPaste",
  addProseMirrorPlugins: () => [new Plugin({ props: { transformPastedHTML: clean } })],
});
