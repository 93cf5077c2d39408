// SPDX-License-Identifier: AGPL-3.0-or-later
// Says two minutes before the end of a session that it ends, without leaving the page. The server alone decides when it does.

export function session() {
  const dialog = document.querySelector("dialog[data-session-left]:not([data-session-init])");
  if (!dialog || !dialog.showModal) return;
  dialog.setAttribute("data-session-init", "");
  const form = dialog.querySelector("form");
  const part = (name) => dialog.querySelector(`[data-session-${name}]`);
  const warning = Number(dialog.dataset.sessionWarning) * 1000;
  let end = Date.now() + Number(dialog.dataset.sessionLeft) * 1000;
  let last = false;
  let timer = 0;
  let closed = "";

  const show = (name) => {
    if (closed === name) return;
    closed = "";
    for (const one of ["soon", "last", "over"]) part(one).hidden = one !== name;
    part("stay").hidden = name !== "soon";
    part("close").hidden = name === "soon";
    if (!dialog.open) dialog.showModal();
  };
  const look = () => {
    clearTimeout(timer);
    const left = end - Date.now();
    if (left <= 0) return show("over");
    if (left <= warning) show(last ? "last" : "soon");
    // A long wait is cut up: a computer that slept looks again when it wakes.
    timer = setTimeout(look, Math.min(left <= warning ? left : left - warning, 60000));
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const { left } = await answer.json();
      end = Date.now() + left * 1000;
      last = left * 1000 <= warning;
      dialog.close();
      look();
    } catch {
      end = Date.now();
      look();
    }
  }, { capture: true });
  // What was read and closed is not said again; Escape closes as well.
  const shown = () => ["soon", "last", "over"].find((one) => !part(one).hidden);
  dialog.addEventListener("cancel", () => (closed = shown()));
  part("close").addEventListener("click", () => {
    closed = shown();
    dialog.close();
  });
  document.addEventListener("visibilitychange", () => document.hidden || look());
  look();
}
