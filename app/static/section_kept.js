// What was typed and is not saved yet, kept in this tab so that a reload, a crash or a sleeping laptop loses nothing.
"use strict";

const kept = (() => {
  const key = `fenji:${location.pathname}`;
  let waiting = read(); // from an earlier visit: [question, what the page was made of, what was typed]
  let accepted = false;

  function read() {
    try {
      return JSON.parse(sessionStorage.getItem(key)) ?? [];
    } catch {
      return [];
    }
  }

  // Keep the blocks that differ from what is stored on the server.
  function keep(stored) {
    const unsaved = questions
      .all()
      .filter((block) => questions.text(block) !== stored[questions.id(block)])
      .map((block) => [questions.id(block), questions.seen(block).value, questions.typed(block)]);
    const older = waiting.filter(([question]) => !unsaved.some(([other]) => other === question));
    try {
      if (unsaved.length + older.length) sessionStorage.setItem(key, JSON.stringify([...unsaved, ...older]));
      else sessionStorage.removeItem(key);
    } catch {
      // A full or forbidden storage takes nothing from saving on the server.
    }
  }

  // Offer what an earlier visit left; `done` is called when it was put back or dropped.
  function offer(done) {
    const differs = ([question, , pairs]) => {
      const block = questions.find(question);
      return block && questions.text(block) !== JSON.stringify(pairs);
    };
    if (!waiting.some(differs)) waiting = [];
    if (!waiting.length) return done();
    const notice = document.getElementById("kept").content.firstElementChild.cloneNode(true);
    notice.addEventListener("click", (event) => {
      if (!event.target.value) return;
      accepted = event.target.value === "back";
      if (!accepted) waiting = [];
      questions.all().forEach(putBack);
      notice.remove();
      document.querySelector("#form .question :is(input:not([type=hidden]), textarea)")?.focus();
      done();
    });
    document.querySelector("main h1").after(notice);
  }

  // Put into a block what was typed there, also when the block comes later; its old trace lets the server compare.
  function putBack(block) {
    const found = waiting.find(([question]) => question === questions.id(block));
    if (!accepted || !found) return;
    waiting = waiting.filter((each) => each !== found);
    questions.seen(block).value = found[1];
    questions.fill(block, found[2]);
  }

  function forgetAll() {
    Object.keys(sessionStorage)
      .filter((name) => name.startsWith("fenji:"))
      .forEach((name) => sessionStorage.removeItem(name));
  }

  return { keep, offer, putBack, forgetAll };
})();
