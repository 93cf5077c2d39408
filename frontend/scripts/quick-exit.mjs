// SPDX-License-Identifier: AGPL-3.0-or-later
// Leaves the site at once. The page is blanked first, the history entry is replaced so that "back" does not return here.
// Without scripts the same control is a form that ends the session and redirects.

export function quickExit() {
  const control = document.querySelector("[data-quick-exit]");
  if (!control) return;
  const away = control.dataset.quickExit;
  let presses = 0;
  let timer = 0;

  const leave = () => {
    document.body.hidden = true;
    document.title = " ";
    const form = control.closest("form");
    if (form) {
      const end = fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true });
      const go = () => window.location.replace(away);
      end.then(go, go);
      setTimeout(go, 700);
    } else {
      window.location.replace(away);
    }
  };

  control.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  // Three presses of Shift leave as well: quicker than a mouse when somebody enters the room.
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = 0;
      return;
    }
    presses += 1;
    clearTimeout(timer);
    timer = setTimeout(() => (presses = 0), 3000);
    if (presses >= 3) leave();
  });
}
