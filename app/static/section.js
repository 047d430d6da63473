// Saves a section as one goes. The server decides everything: what is valid, what is asked, what to say.
"use strict";

(() => {
  const TYPING = 1000; // milliseconds of rest after which text is saved
  const PATIENCE = 20000;
  const PAUSES = [2000, 4000, 8000, 15000, 30000, 60000];
  const LARGEST_KEPT_ALIVE = 60000; // browsers send at most 64 KiB after a page is gone

  const form = document.getElementById("form");
  const line = document.getElementById("saving");
  const news = document.getElementById("news");
  const now = () => Object.fromEntries(questions.all().map((block) => [questions.id(block), questions.text(block)]));

  let told = now(); // what the server has heard last, question by question
  const stored = { ...told }; // what it has stored
  let unanswered = null; // what was sent and may or may not have arrived: it is sent again before anything newer
  let running = null;
  let timer = 0;
  let failures = 0;
  let mistakes = {};
  let order = null;
  let arrived = [];
  let leaving = false;

  const isDirty = () => questions.all().some((block) => questions.text(block) !== told[questions.id(block)]);
  const isOwed = () => unanswered !== null || isDirty();

  function compose() {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    body.set("then", "stay");
    return { body: body.toString(), sent: now() };
  }

  function show(state, words) {
    const trouble = state !== line.dataset.state && state !== "saved" && state !== "saving";
    line.dataset.state = state;
    line.querySelector("p").textContent = words;
    const button = line.querySelector("button");
    const label = line.dataset[`${state}Button`];
    button.hidden = !label;
    if (label) button.textContent = label;
    if (!trouble) return;
    news.textContent = words;
    const focused = document.activeElement;
    if (form.contains(focused)) focused.scrollIntoView({ block: "nearest" }); // out from behind the line
  }

  function request(body, options) {
    const headers = { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" };
    const keepalive = body.length < LARGEST_KEPT_ALIVE;
    return fetch(form.getAttribute("action"), { method: "POST", body, headers, keepalive, redirect: "manual", ...options });
  }

  // The server's answer; null when there is none.
  async function ask(body) {
    try {
      const response = await request(body, { signal: AbortSignal.timeout(PATIENCE) });
      if (response.status >= 500 || response.status === 429) return null;
      if (response.headers.get("Content-Type")?.startsWith("application/json")) return await response.json();
      return { state: response.status === 403 || response.type === "opaqueredirect" ? "ended" : "refused" };
    } catch {
      return null;
    }
  }

  function plan(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  // One save at a time; true when the server has answered.
  function save() {
    clearTimeout(timer);
    running ??= round().finally(() => (running = null));
    return running;
  }

  async function round() {
    if (!isOwed()) return true;
    unanswered ??= compose();
    const waiting = setTimeout(() => failures || show("saving", line.dataset.saving), 500);
    const answer = await ask(unanswered.body);
    clearTimeout(waiting);
    if (!answer) {
      show("offline", line.dataset.offline);
      plan(PAUSES[Math.min(failures++, PAUSES.length - 1)]);
      return false;
    }
    failures = 0;
    const { sent } = unanswered;
    unanswered = null;
    told = { ...told, ...sent };
    if (answer.order) adopt(answer, sent);
    show(answer.state, answer.said ?? line.dataset[answer.state]);
    kept.keep(stored);
    if (isDirty()) plan(TYPING);
    return true;
  }

  function adopt(answer, sent) {
    ({ mistakes, order } = answer);
    const wrong = Object.keys(mistakes).map(questions.ofField);
    for (const question of Object.keys(answer.seen)) if (!wrong.includes(question)) stored[question] = sent[question];
    for (const block of questions.put(answer, sent)) {
      if (!(questions.id(block) in sent)) arrived.push(block);
      told[questions.id(block)] = stored[questions.id(block)] = questions.text(block);
      kept.putBack(block);
    }
    if (answer.news) news.textContent = answer.news;
    tidy();
  }

  // Take out what is no longer asked, and say what is wrong, except where somebody is writing.
  function tidy() {
    questions.showMistakes(mistakes);
    if (!order) return;
    for (const block of questions.all()) {
      const question = questions.id(block);
      const written = questions.isOpen(block) || questions.text(block) !== told[question];
      if (!order.includes(question) && !written) block.remove();
    }
  }

  form.addEventListener("input", (event) => {
    kept.keep(stored);
    if (!event.isComposing && !failures) plan(TYPING);
  });
  form.addEventListener("compositionend", () => plan(TYPING));
  form.addEventListener("change", save);
  form.addEventListener("focusout", () => setTimeout(tidy));

  form.addEventListener("submit", async (event) => {
    const meantToLeave = ["ended", "clash", "refused"].includes(line.dataset.state);
    if (leaving || meantToLeave || !(running || isOwed())) {
      leaving = true;
      return;
    }
    event.preventDefault();
    arrived = [];
    while (running || isOwed()) if (!(await save())) return; // no connection: what is typed stays here
    const pressed = [event.submitter?.name, event.submitter?.value];
    const goesOn = !pressed.some((word) => /^(later$|switch_language$|evidence:)/.test(word));
    if (arrived.length && goesOn) {
      arrived[0].querySelector("input:not([type=hidden]), textarea")?.focus();
      return;
    }
    leaving = true;
    form.requestSubmit(event.submitter);
  });

  addEventListener("online", save);
  addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("pagehide", () => {
    if (leaving || !isOwed()) return;
    unanswered ??= compose();
    request(unanswered.body, {}).catch(() => {});
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    leaving = false;
    save();
  });
  addEventListener("beforeunload", (event) => {
    const unsaved = questions.all().some((block) => questions.text(block) !== stored[questions.id(block)]);
    const trouble = !["saved", "saving", undefined].includes(line.dataset.state);
    if (!leaving && trouble && unsaved) event.preventDefault();
  });
  document.querySelector("form[action$='/sign-out']")?.addEventListener("submit", kept.forgetAll);

  kept.offer(() => {
    kept.keep(stored);
    save();
  });
})();
