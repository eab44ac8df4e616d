/* A photo that stands in the words: the editor's HTML names it by its number only; where it lies is written when the words are shown. */

import { Node } from "django-prose-editor/editor";

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
