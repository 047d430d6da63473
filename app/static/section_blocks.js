// The questions on a section's page: what is typed into each, putting in and taking out, mistakes beside fields.
"use strict";

const questions = (() => {
  const form = document.getElementById("form");

  const all = () => [...form.querySelectorAll(".question")];
  const id = (block) => block.id.slice("question-".length);
  const find = (question) => document.getElementById(`question-${question}`);
  const seen = (block) => block.querySelector("input[name^='seen.']");
  const isOpen = (block) => block.contains(document.activeElement);
  const ofField = (field) => field.replace(/^(answer|comment|reply)-/, "").split(".")[0];
  const tickable = (control) => control.type === "radio" || control.type === "checkbox";

  function controls(block) {
    const typable = "input:not([type=hidden], [type=file], [type=submit]), textarea, select";
    return [...block.querySelectorAll(typable)].filter((control) => control.name && control.form === form);
  }

  // What is typed into a block, as pairs of name and value.
  function typed(block) {
    const filled = controls(block).filter((control) => !tickable(control) || control.checked);
    return filled.map((control) => [control.name, control.value]);
  }

  const text = (block) => JSON.stringify(typed(block));

  function fill(block, pairs) {
    for (const control of controls(block)) {
      const values = pairs.filter(([name]) => name === control.name).map(([, value]) => value);
      if (tickable(control)) control.checked = values.includes(control.value);
      else control.value = values[0] ?? "";
    }
  }

  // Put in what the page lacks or what somebody else changed; gives the blocks that were put in.
  // A block that is being written in, or was changed since `sent`, stays: its old trace lets the server ask.
  function put(answer, sent) {
    const made = [];
    for (const [question, html] of Object.entries(answer.blocks)) {
      const old = find(question);
      if (old && (isOpen(old) || text(old) !== sent[question])) continue;
      const template = document.createElement("template");
      template.innerHTML = html;
      const block = template.content.querySelector(".question");
      if (old) old.replaceWith(block);
      else place(block, question, answer.order);
      made.push(block);
    }
    for (const [question, trace] of Object.entries(answer.seen)) {
      const block = find(question);
      if (block) seen(block).value = trace;
    }
    return made;
  }

  function place(block, question, order) {
    const following = order.slice(order.indexOf(question) + 1).map(find).find(Boolean);
    (following ?? form.querySelector(":scope > .actions")).before(block);
  }

  // Show the sentences beside the fields that somebody has left; take away those that no longer hold.
  function showMistakes(mistakes) {
    for (const block of all()) {
      const own = Object.keys(mistakes).filter((field) => ofField(field) === id(block));
      if (own.length && isOpen(block)) continue;
      const shown = JSON.stringify(own.map((field) => mistakes[field]));
      if ((block.dataset.mistakes ?? "[]") === shown && (own.length || !block.querySelector(".error"))) continue;
      block.dataset.mistakes = shown;
      block.classList.toggle("wrong", own.length > 0);
      block.querySelectorAll("p.error").forEach((sentence) => sentence.remove());
      block.querySelectorAll("[aria-invalid]").forEach((control) => control.removeAttribute("aria-invalid"));
      for (const field of own) say(block, field, mistakes[field]);
    }
    clearSummary(mistakes);
  }

  function say(block, field, sentences) {
    const label = block.querySelector(`label[for="${field}"]`) ?? block.querySelector("legend");
    const help = block.querySelector(`[id="${field}-help"]`);
    const sentence = document.createElement("p");
    sentence.className = "error";
    sentence.id = `${field}-error`;
    sentence.textContent = sentences.join(" ");
    (help ?? label).after(sentence);
    const marked = controls(block).filter((control) => control.id === field || control.id.startsWith(`${field}.`));
    for (const control of marked) if (!tickable(control)) control.setAttribute("aria-invalid", "true");
    const described = block.matches("fieldset") && field.startsWith("answer-") ? block : marked[0];
    const names = new Set((described.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
    described.setAttribute("aria-describedby", [...names.add(sentence.id)].join(" "));
  }

  // The summary of the last time the page was sent loses what has been mended since.
  function clearSummary(mistakes) {
    const summary = document.querySelector("main > .summary");
    if (!summary) return;
    for (const link of summary.querySelectorAll("li a")) {
      const field = link.hash.slice(1);
      if (!(field in mistakes || field.split(".")[0] in mistakes)) link.parentElement.remove();
    }
    if (!summary.querySelector("li")) summary.remove();
  }

  return { all, id, ofField, find, seen, isOpen, typed, text, fill, put, showMistakes };
})();
