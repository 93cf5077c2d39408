// SPDX-License-Identifier: AGPL-3.0-or-later
// Builds the static files of the pages: `npm ci && npm run build`. Output: src/panah/interfaces/web/static/panah/
import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";
import { buildFonts } from "./fonts.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(here, "..", "src", "panah", "interfaces", "web", "static", "panah");

await rm(out, { recursive: true, force: true });
await mkdir(path.join(out, "images"), { recursive: true });

for (const file of await readdir(path.join(here, "images"))) {
  await cp(path.join(here, "images", file), path.join(out, "images", file));
}

const faces = await buildFonts(path.join(here, "node_modules"), out);
for (const name of ["panah", "portal"]) {
  const { css } = sass.compile(path.join(here, "styles", `${name}.scss`), {
    loadPaths: [here],
    silenceDeprecations: ["import", "if-function"],
    quietDeps: true,
  });
  const left = `@charset "UTF-8";\n${faces}\n${css.replace('@charset "UTF-8";', "")}`;
  for (const [suffix, text] of [["", left], [".rtl", rtlcss.process(left)]]) {
    const { code } = await transform(text, { loader: "css", minify: true, target: ["chrome80", "firefox78", "safari13"], legalComments: "none" });
    await writeFile(path.join(out, `${name}${suffix}.css`), code);
  }
}

await build({
  entryPoints: ["panah", "portal"].map((name) => path.join(here, "scripts", `${name}.mjs`)),
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2020"],
  legalComments: "none",
  outdir: out,
  outExtension: { ".js": ".js" },
});
