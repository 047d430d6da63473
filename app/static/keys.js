// Keys for whoever reviews many assessments: j and k move, others lead where the list on the page says.
"use strict";

(() => {
  const NAME = "fenji:keys"; // "off" where somebody does not want them
  const TYPED = "input, textarea, select, [contenteditable]";
  const section = document.getElementById("shortcuts");
  if (!section) return;

  // The list becomes a dialog: it closes with Escape, and the focus goes back to where it was.
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "shortcuts-title");
  section.removeAttribute("aria-labelledby");
  section.before(dialog);
  dialog.append(section);
  section.querySelector("form").hidden = false;
  document.querySelectorAll("[data-shortcuts]").forEach((link) => {
    link.setAttribute("role", "button");
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
    link.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      dialog.showModal();
    });
  });
  section.querySelectorAll("a").forEach((link) => link.addEventListener("click", () => dialog.close()));

  const box = document.getElementById("shortcuts-on");
  box.checked = isOn();
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(NAME);
      else localStorage.setItem(NAME, "off");
    } catch {
      // A forbidden storage: the choice holds for this page.
    }
  });

  function isOn() {
    try {
      return localStorage.getItem(NAME) !== "off";
    } catch {
      return true;
    }
  }

  function move(step) {
    const items = [...document.querySelectorAll("[data-item], .answers > div")];
    if (!items.length) return;
    const here = items.findIndex((item) => item.contains(document.activeElement));
    const next = here < 0 ? (step > 0 ? 0 : items.length - 1) : Math.min(Math.max(here + step, 0), items.length - 1);
    const item = items[next];
    if (!item.matches("a")) item.tabIndex = -1;
    item.focus();
    item.scrollIntoView({ block: "nearest" });
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => document.querySelector("[data-search]")?.focus(),
    "?": () => dialog.showModal(),
  };
  section.querySelectorAll("[data-key]").forEach((link) => (keys[link.dataset.key] = () => link.click()));

  document.addEventListener("keydown", (event) => {
    if (!box.checked || dialog.open || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target instanceof Element && event.target.closest(TYPED)) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
})();
