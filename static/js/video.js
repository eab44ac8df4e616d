/* A film plays where it stands; its site is asked for nothing before somebody presses play. */

function play(button) {
  const frame = document.createElement("iframe");
  frame.src = button.dataset.player;
  frame.title = button.dataset.title;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-presentation");
  const stage = document.createElement("div");
  stage.className = button.className;
  stage.append(button.querySelector("svg"), frame);
  button.replaceWith(stage);
  frame.focus();
}

/* Without scripts it is a link to the film's page. */
for (const link of document.querySelectorAll("a[data-player]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  Object.assign(button.dataset, link.dataset);
  button.append(...link.childNodes);
  button.addEventListener("click", () => play(button));
  link.replaceWith(button);
}
