// Sends several files one after another and tells what became of each. Without this
// script the same form sends them all at once, and the same list comes back.
"use strict";

(() => {
  const form = document.querySelector("#import form");
  const files = form && form.querySelector("input[type=file][name=file]");
  const progress = document.querySelector("#import-progress");
  if (!files || !progress) return;
  const list = progress.querySelector("ul");
  const told = progress.querySelector("[role=status]");

  function row(name) {
    const item = list.appendChild(document.createElement("li"));
    item.append(Object.assign(document.createElement("strong"), { textContent: name }));
    item.append(" ");
    const state = item.appendChild(document.createElement("span"));
    return { item, state };
  }

  function say({ item, state }, className, sentence, address, headline) {
    item.className = className;
    state.textContent = sentence;
    if (address) {
      const link = Object.assign(document.createElement("a"), {
        href: address,
        textContent: headline,
      });
      state.before(link, " ");
    }
  }

  function sent(file) {
    const body = new FormData(form);
    body.delete(files.name);
    body.append(files.name, file);
    const headers = { Accept: "application/json" };
    return fetch(form.action || location.href, { method: "POST", body, headers });
  }

  async function answer(file) {
    let response;
    try {
      response = await sent(file);
    } catch {
      return { sentence: "The desk did not answer. Try this file again." };
    }
    if (response.status === 413) {
      return { sentence: "The file is larger than 10 megabytes." };
    }
    const isOurs = (response.headers.get("Content-Type") || "").includes("json");
    if (!response.ok || response.redirected || !isOurs) {
      return { sentence: "The desk could not take this file. Are you still signed in?" };
    }
    return (await response.json()).files[0];
  }

  form.addEventListener("submit", async (event) => {
    const chosen = [...files.files];
    const typed = [...form.querySelectorAll("[name=text], [name=url], [name=published_on], [name=byline]")];
    // What belongs to one article is refused by the desk, in its own sentence.
    if (chosen.length < 2 || typed.some((field) => field.value.trim())) return;
    event.preventDefault();
    const rows = chosen.map((file) => row(file.name));
    rows.forEach((each) => say(each, "waiting", "Waiting"));
    document.querySelector("#import").hidden = true;
    progress.hidden = false;
    let refused = 0;
    for (const [index, file] of chosen.entries()) {
      say(rows[index], "reading", "Reading …");
      told.textContent = `Reading file ${index + 1} of ${chosen.length}: ${file.name}`;
      const { address, headline, sentence } = await answer(file);
      if (!address) refused += 1;
      say(rows[index], address ? "done" : "refused", sentence, address, headline);
    }
    const taken = chosen.length - refused;
    told.textContent = `${taken} of ${chosen.length} files are in${refused ? `, ${refused} refused` : ""}.`;
  });
})();
