// SPDX-License-Identifier: AGPL-3.0-or-later
// What both sites share: accessible components of the pattern library, guarded submits, warnings.
import { Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, Radios, SkipLink } from "govuk-frontend";
import { passkeys } from "./passkey.mjs";
import { session } from "./session.mjs";

const MODULES = [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, Radios, SkipLink];

/** Starts each component once; called again after a part of the page was replaced. */
export function start(root = document) {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  for (const Module of MODULES) {
    for (const element of root.querySelectorAll(`[data-module="${Module.moduleName}"]`)) {
      if (element.hasAttribute(`data-${Module.moduleName}-init`)) continue;
      try {
        new Module(element, { i18n: texts(element) });
      } catch {
        // A component that cannot start leaves the plain form behind, which works.
      }
    }
  }
  passkeys(root);
  session();
  guardSubmits(root);
  printButtons(root);
  unsaved(root);
}

/** Texts of a component come from the page's own catalogue, in `data-i18n.*` attributes that the components read themselves. */
function texts() {
  return undefined;
}

/** A second press of the same button while the first is under way does nothing: the server would answer the same anyway. */
function guardSubmits(root) {
  for (const form of root.querySelectorAll("form[method=post]:not([data-guarded])")) {
    form.setAttribute("data-guarded", "");
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "1";
      const again = () => delete form.dataset.sent;
      setTimeout(again, 4000);
      window.addEventListener("pageshow", again, { once: true });
    });
  }
}

function printButtons(root) {
  for (const button of root.querySelectorAll("[data-print]:not([data-print-init])")) {
    button.setAttribute("data-print-init", "");
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

/** Forms marked `data-unsaved` ask before they are left with text that was typed and not sent. */
function unsaved(root) {
  for (const form of root.querySelectorAll("form[data-unsaved]:not([data-unsaved-init])")) {
    form.setAttribute("data-unsaved-init", "");
    let touched = form.dataset.unsaved === "touched";
    form.addEventListener("input", () => (touched = true));
    form.addEventListener("submit", () => (touched = false));
    window.addEventListener("beforeunload", (event) => {
      if (touched) event.preventDefault();
    });
  }
}
