// SPDX-License-Identifier: AGPL-3.0-or-later
// Portal and public pages. Small on purpose: it travels over a slow network to an old phone.
import { start } from "./common.mjs";
import { quickExit } from "./quick-exit.mjs";

start();
quickExit();
