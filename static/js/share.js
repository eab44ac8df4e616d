/* Passing a page on: what the device offers, and copying the link. Without scripts the mail link remains. */

function setUpShare(group) {
  const url = group.dataset.share;
  const native = group.querySelector("[data-share-native]");
  const copy = group.querySelector("[data-share-copy]");
  if (navigator.share) {
    native.hidden = false;
    /* Closing the device's own sheet is no error. */
    native.addEventListener("click", () => navigator.share({ title: group.dataset.title, url }).catch(() => {}));
  }
  if (navigator.clipboard) {
    const said = group.querySelector("[data-share-said]");
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(url);
      } catch {
        /* The browser refused: the address is shown to be copied by hand. */
        said.textContent = url;
        return;
      }
      said.textContent = copy.dataset.done;
      setTimeout(() => { said.textContent = ""; }, 3000);
    });
  }
}

document.querySelectorAll("[data-share]").forEach(setUpShare);
