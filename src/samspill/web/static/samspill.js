// What makes the pages quicker where there is JavaScript; all of them work without it.
"use strict";

const norwegian = document.documentElement.lang === "nb";

// the names of marks in a figure, beside the pointer
const hint = document.createElement("div");
hint.className = "hint";
hint.hidden = true;
hint.setAttribute("aria-hidden", "true");
document.body.append(hint);

function showHint(event) {
  const mark = event.target.closest?.(".drawn [aria-label]");
  if (!mark || mark.matches("svg, g[role=group]")) {
    hint.hidden = true;
    return;
  }
  hint.textContent = mark.getAttribute("aria-label");
  hint.hidden = false;
  const box = mark.getBoundingClientRect();
  const x = event.clientX ?? box.right;
  const y = event.clientY ?? box.bottom;
  const left = Math.min(x + 14, innerWidth - hint.offsetWidth - 8);
  const above = y + 18 + hint.offsetHeight > innerHeight;
  hint.style.left = `${Math.max(8, left)}px`;
  hint.style.top = `${above ? y - hint.offsetHeight - 12 : y + 18}px`;
}

document.addEventListener("pointermove", showHint, { passive: true });
document.addEventListener("focusin", showHint);
document.addEventListener("scroll", () => { hint.hidden = true; }, { passive: true });

// our hint takes the place of the browser's own
function quiet(root) {
  for (const title of root.querySelectorAll(".drawn svg [aria-label] > title")) title.remove();
}

// maps and networks: closer and further, and moved by dragging
function movable(box) {
  const svg = box.querySelector("svg");
  const start = svg?.viewBox.baseVal;
  if (!start || !start.width) return;
  const home = [start.x, start.y, start.width, start.height];
  let view = [...home];
  const draw = () => svg.setAttribute("viewBox", view.join(" "));

  function zoom(factor, cx = 0.5, cy = 0.5) {
    const width = Math.min(home[2], Math.max(home[2] / 12, view[2] * factor));
    const height = (width * home[3]) / home[2];
    view = [view[0] + (view[2] - width) * cx, view[1] + (view[3] - height) * cy, width, height];
    keep();
  }

  function keep() {
    view[0] = Math.min(Math.max(view[0], home[0]), home[0] + home[2] - view[2]);
    view[1] = Math.min(Math.max(view[1], home[1]), home[1] + home[3] - view[3]);
    box.classList.toggle("is-near", view[2] < home[2]);
    draw();
  }

  const buttons = document.createElement("div");
  buttons.className = "zoom";
  for (const [sign, name, act] of [
    ["+", norwegian ? "Nærmere" : "Closer", () => zoom(0.6)],
    ["−", norwegian ? "Lenger unna" : "Further", () => zoom(1 / 0.6)],
  ]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", name);
    button.addEventListener("click", act);
    buttons.append(button);
  }
  box.append(buttons);

  let from = null;
  let moved = false;
  svg.addEventListener("pointerdown", (event) => {
    if (view[2] >= home[2]) return;
    from = [event.clientX, event.clientY, view[0], view[1]];
    moved = false;
  });
  svg.addEventListener("pointermove", (event) => {
    if (!from) return;
    const scale = view[2] / svg.clientWidth;
    const dx = event.clientX - from[0];
    const dy = event.clientY - from[1];
    if (Math.hypot(dx, dy) > 4 && !moved) {
      moved = true;
      svg.setPointerCapture(event.pointerId);
      box.classList.add("is-moving");
    }
    if (moved) {
      view[0] = from[2] - dx * scale;
      view[1] = from[3] - dy * scale;
      keep();
    }
  });
  const end = () => { from = null; box.classList.remove("is-moving"); };
  svg.addEventListener("pointerup", end);
  svg.addEventListener("pointercancel", end);
  svg.addEventListener("click", (event) => { if (moved) event.preventDefault(); moved = false; }, true);
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && view[2] >= home[2]) return;
    event.preventDefault();
    const rect = svg.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 0.8 : 1.25, (event.clientX - rect.left) / rect.width,
      (event.clientY - rect.top) / rect.height);
  }, { passive: false });
}

// the menu folds when one turns to something else
function foldMenu(event) {
  for (const part of document.querySelectorAll(".menu details[open]")) {
    if (event.type === "keydown" && event.key === "Escape") {
      part.open = false;
      if (part.contains(document.activeElement)) part.firstElementChild.focus();
    } else if (event.type !== "keydown" && !part.contains(event.target)) part.open = false;
  }
}

for (const kind of ["keydown", "pointerdown", "focusin"]) document.addEventListener(kind, foldMenu);

// choosing without a full reload: the address changes, the middle of the page is fetched
async function go(address, push) {
  const main = document.getElementById("main");
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = document.activeElement?.name;
    document.title = page.title;
    document.querySelector(".languages").replaceWith(page.querySelector(".languages"));
    main.replaceChildren(...page.getElementById("main").childNodes);
    if (push) history.pushState({}, "", address);
    prepare(main);
    if (focused) main.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  } catch {
    location.assign(address);
  } finally {
    main.removeAttribute("aria-busy");
  }
}

function addressOf(form) {
  const given = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) given.append(name, value);
  return `${location.pathname}${given.size ? `?${given}` : ""}`;
}

function prepare(root) {
  quiet(root);
  for (const box of root.querySelectorAll(".drawn.is-map, .drawn.is-network")) movable(box);
  for (const form of root.querySelectorAll("form[data-live]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go(addressOf(form), true);
    });
    for (const field of form.querySelectorAll("select, input[type=checkbox]"))
      field.addEventListener("change", () => go(addressOf(form), true));
  }
}

addEventListener("popstate", () => go(location.href, false));
prepare(document);
