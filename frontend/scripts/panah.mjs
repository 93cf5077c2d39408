// SPDX-License-Identifier: AGPL-3.0-or-later
// Staff site. Every page reads and submits without this file; it saves clicks, it holds no rule.
import htmx from "htmx.org";
import { start } from "./common.mjs";

htmx.config.includeIndicatorCSS = false;
htmx.config.history = false;
window.htmx = htmx;

start();
document.addEventListener("htmx:after:swap", () => start());
