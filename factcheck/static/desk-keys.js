/* The desk by keyboard: next and previous row, open, tick, search, home, send.
 *
 * Everything here is also done by mouse, touch or Tab; without this file nothing is
 * missing but speed. Keys move the browser's real focus, so a screen reader says where
 * one is. A single key never fires while somebody types, and all of them can be turned
 * off in the list of keys (for who speaks to their computer, every letter is a word).
 */
"use strict";

(() => {
  const ROWS = "#result_list tbody tr, ul.articles > li, ul.waiting > li, ul.chosen > li";
  const OFF = "desk-keys-off";
  const BOX = "input[type=checkbox]";
  const SEARCH = "#searchbar, main input[type=search]";
  const hasRows = () => rows().length > 0;
  // Each key, what it does, and whether there is anything on this page to do it to.
  const KEYS = [
    ["j", "next row", hasRows],
    ["k", "previous row", hasRows],
    ["Enter or o", "open the row", hasRows],
    ["x", "tick the row", () => rows().some((row) => row.querySelector(BOX))],
    ["/", "search", () => document.querySelector(SEARCH)],
    ["g h", "go home", () => true],
    ["Ctrl + Enter", "send the form one is in", () => document.querySelector("main form[method=post]")],
    ["?", "this list of keys", () => true],
  ];
  const WRITTEN_IN = "input:not([type=checkbox], [type=radio], [type=button], "
    + "[type=submit], [type=reset], [type=file]), textarea, select, [contenteditable]";

  let pending = "";

  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  };

  const isOff = () => {
    try {
      return localStorage.getItem(OFF) === "yes";
    } catch {
      return false;  // a browser that keeps nothing
    }
  };

  const turnOff = (off) => {
    try {
      localStorage.setItem(OFF, off ? "yes" : "no");
    } catch {
      // Then it holds for this page no longer than the page.
    }
  };

  const shown = (element) => element.getClientRects().length > 0;
  const rows = () => [...document.querySelectorAll(ROWS)].filter(shown);
  const present = () => document.activeElement?.closest(ROWS) ?? null;
  const linkOf = (row) => row.querySelector("th a, :scope > a, td a, a");

  const move = (by) => {
    const all = rows();
    const at = all.indexOf(present());
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
    const row = all[Math.min(Math.max(next, 0), all.length - 1)];
    const link = row && linkOf(row);
    if (!link) {
      return;
    }
    link.focus();
    row.scrollIntoView({ block: "nearest" });
  };

  const open = () => {
    const row = present();
    if (row) {
      linkOf(row)?.click();
    }
  };

  const tick = () => {
    present()?.querySelector(BOX)?.click();
  };

  const search = () => {
    const field = document.querySelector(SEARCH);
    field?.focus();
    field?.select();
  };

  const home = () => document.querySelector("#site-name a")?.click();

  const told = () => {
    const list = make("dl");
    for (const [key, does] of KEYS.filter(([, , applies]) => applies())) {
      list.append(make("dt", {}, make("kbd", {}, key)), make("dd", {}, does));
    }
    const off = make("input", { type: "checkbox", id: "keys-off" });
    off.checked = isOff();
    off.addEventListener("change", () => turnOff(off.checked));
    const close = make("button", { type: "submit", class: "button", autofocus: "" }, "Close");
    const dialog = make(
      "dialog",
      { class: "keys", "aria-labelledby": "keys-title" },
      make("h2", { id: "keys-title" }, "Keys"),
      list,
      make("p", {}, off, " ", make("label", { for: "keys-off" }, "Turn single keys off")),
      make("form", { method: "dialog" }, close),
    );
    document.body.append(dialog);
    return dialog;
  };

  const showKeys = () => {
    const dialog = document.querySelector("dialog.keys") ?? told();
    if (!dialog.open) {
      dialog.showModal();
    }
  };

  const acts = {
    "j": () => move(1),
    "k": () => move(-1),
    "o": open,
    "x": tick,
    "/": search,
    "?": showKeys,
    "g h": home,
  };

  const send = (event) => {
    const form = event.target.closest?.("form");
    if (form && (form.getAttribute("method") ?? "").toLowerCase() === "post") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[type=submit]"));
    }
  };

  document.addEventListener("keydown", (event) => {
    const held = event.repeat && !["j", "k"].includes(event.key);
    if (event.defaultPrevented || event.isComposing || held) {
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      send(event);
      return;
    }
    const typing = event.target.closest?.(WRITTEN_IN);
    const elsewhere = event.ctrlKey || event.metaKey || event.altKey;
    if (typing || elsewhere || document.querySelector("dialog[open]")) {
      pending = "";
      return;
    }
    if (isOff()) {
      return;
    }
    const key = pending ? `${pending} ${event.key}` : event.key;
    pending = event.key === "g" ? "g" : "";
    const act = acts[key];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  const tools = document.querySelector("#user-tools");
  if (tools) {
    const button = make("button", { type: "button", class: "keys-button" }, "Keys");
    button.addEventListener("click", showKeys);
    tools.append(button);
  }
})();
