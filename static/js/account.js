/* What the pages of an account gain where scripts run. The words come with the script's own element. */
const account = document.currentScript.dataset;

/* A password can be looked at while it is typed; it is hidden again before it is sent. */
for (const input of document.querySelectorAll("input[type=password]")) {
  const row = document.createElement("div");
  const button = document.createElement("button");
  row.className = "peek";
  button.type = "button";
  button.className = "button button--quiet";
  const show = (open) => {
    input.type = open ? "text" : "password";
    button.textContent = open ? account.hide : account.show;
    button.setAttribute("aria-label", open ? account.hideLabel : account.showLabel);
  };
  button.addEventListener("click", () => show(input.type === "password"));
  input.form.addEventListener("submit", () => show(false));
  show(false);
  input.replaceWith(row);
  row.append(input, button);
}

/* Passkeys: the buttons show where the browser has them; what went wrong is said beside the button. */
const hasPasskeys = Boolean(window.PublicKeyCredential);
for (const button of document.querySelectorAll("[data-passkey-button]")) button.hidden = !hasPasskeys;
for (const note of document.querySelectorAll("[data-no-passkeys]")) note.hidden = hasPasskeys;
const trouble = document.querySelector("[data-passkey-trouble]");
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (trouble) trouble.textContent = account.passkey;
});
document.addEventListener("click", (event) => {
  if (trouble && event.target.closest("[data-passkey-button]")) trouble.textContent = "";
}, true);

/* Recovery codes: copied or printed. */
const copy = document.querySelector("[data-copy]");
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const codes = [...document.querySelectorAll("[data-copy-from] code")].map((code) => code.textContent);
    try {
      await navigator.clipboard.writeText(codes.join("\n"));
    } catch {
      return; // Refused: they stand on the page, and nothing says that they were copied.
    }
    document.querySelector("[data-copied]").textContent = account.copied;
  });
}
const printing = document.querySelector("[data-print]");
if (printing) {
  printing.hidden = false;
  printing.addEventListener("click", () => print());
}
