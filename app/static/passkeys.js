// Passkeys: a form that was hidden asks the browser to make or use one, and is sent with its answer.
"use strict";

(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replace(/=+$/, "");
  const described = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

  // What the server wants, with its texts turned into bytes.
  function wanted(options) {
    const found = { ...options, challenge: bytes(options.challenge) };
    if (options.user) found.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) found.excludeCredentials = described(options.excludeCredentials);
    if (options.allowCredentials) found.allowCredentials = described(options.allowCredentials);
    return found;
  }

  // The answer as JSON, with its bytes turned into texts.
  function answer(credential) {
    const given = credential.response;
    const response = { clientDataJSON: text(given.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (given[name]) response[name] = text(given[name]);
    }
    if (given.getTransports) response.transports = given.getTransports();
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
  }

  async function use(form) {
    const asked = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
    if (!asked.ok) throw new Error(asked.statusText);
    const publicKey = wanted(await asked.json());
    const make = form.dataset.passkey === "make";
    const found = await (make ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
    form.elements.answer.value = answer(found);
    form.submit();
  }

  if (!window.PublicKeyCredential || !navigator.credentials) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (form.dataset.domain !== location.hostname) continue;
    const failed = form.querySelector("[role=alert]");
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      if (event.submitter?.name) return; // another language: the page comes back in it
      event.preventDefault();
      failed.hidden = true;
      use(form).catch(() => {
        failed.hidden = false;
      });
    });
    document.querySelectorAll("[data-without-passkeys]").forEach((words) => (words.hidden = true));
  }
})();
