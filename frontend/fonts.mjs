// SPDX-License-Identifier: AGPL-3.0-or-later
// Cuts the Noto fonts to what a page in one language needs, so that it stays light on a cheap phone.
//
// Each family is split by script. A browser fetches only the slices whose `unicode-range` a page uses:
// a page in Azerbaijani fetches "latin" and "latin-az", one in Russian "latin" and "cyrillic".
// The slice "latin-rest" holds every other Latin letter of the fonts, for names from all over the world.
import { readFile, writeFile, mkdir } from "node:fs/promises";
import path from "node:path";
import subsetFont from "subset-font";

const WEIGHTS = { min: 400, max: 700 };

// Latin Extended-A (Turkish, Polish, Baltic ...) and the schwa in both cases: Ə ə ğ İ ı ş are all here or in "latin".
const LATIN_AZ = [[0x0100, 0x0130], [0x0132, 0x0151], [0x0154, 0x017f], [0x018f, 0x018f], [0x0259, 0x0259], [0x20bc, 0x20bc]];
const LATIN_REST = [
  [0x0180, 0x018e], [0x0190, 0x0258], [0x025a, 0x02ba], [0x02bd, 0x02c5], [0x02c7, 0x02cc], [0x02ce, 0x02d7], [0x02dd, 0x036f],
  [0x1e00, 0x1eff], [0x20a0, 0x20ab], [0x20ad, 0x20bb], [0x20bd, 0x20bf],
];
const LATIN = [
  [0x0000, 0x00ff], [0x0131, 0x0131], [0x0152, 0x0153], [0x02bb, 0x02bc], [0x02c6, 0x02c6], [0x02da, 0x02da], [0x02dc, 0x02dc],
  [0x2000, 0x200b], [0x2010, 0x206f], [0x20ac, 0x20ac], [0x2122, 0x2122], [0x2191, 0x2191], [0x2193, 0x2193], [0x2212, 0x2212],
];
const CYRILLIC = [[0x0301, 0x0301], [0x0400, 0x045f], [0x0490, 0x0491], [0x04b0, 0x04b1], [0x2116, 0x2116]];
const CYRILLIC_REST = [[0x0460, 0x048f], [0x0492, 0x04af], [0x04b2, 0x052f]];
// Arabic, Persian, Urdu, Pashto, Kurdish, and the presentation forms that shaping may ask for.
const ARABIC = [[0x0600, 0x06ff], [0x200c, 0x200f], [0xfb50, 0xfbb1], [0xfd3e, 0xfd3f]];

const SLICES = [
  ["sans", "noto-sans", "latin", LATIN],
  ["sans", "noto-sans", "latin-ext", LATIN_AZ, "latin-az"],
  ["sans", "noto-sans", "latin-ext", LATIN_REST, "latin-rest"],
  ["sans", "noto-sans", "cyrillic", CYRILLIC],
  ["sans", "noto-sans", "cyrillic-ext", CYRILLIC_REST, "cyrillic-rest"],
  ["sans", "noto-sans-arabic", "arabic", ARABIC],
  ["serif", "noto-serif", "latin", LATIN],
  ["serif", "noto-serif", "latin-ext", LATIN_AZ, "latin-az"],
  ["serif", "noto-serif", "cyrillic", CYRILLIC],
];
const FAMILIES = { sans: "Panah Sans", serif: "Panah Serif" };

const text = (ranges) =>
  ranges.map(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("")).join("");
const hex = (code) => code.toString(16).toUpperCase().padStart(4, "0");
const unicodeRange = (ranges) => ranges.map(([a, b]) => (a === b ? `U+${hex(a)}` : `U+${hex(a)}-${hex(b)}`)).join(",");

/** Writes the font files into `<out>/fonts` and returns the `@font-face` rules, with addresses relative to `<out>`. */
export async function buildFonts(modules, out) {
  await mkdir(path.join(out, "fonts"), { recursive: true });
  const rules = [];
  for (const [style, pkg, subset, ranges, name = subset] of SLICES) {
    const source = path.join(modules, "@fontsource-variable", pkg, "files", `${pkg}-${subset}-wght-normal.woff2`);
    const cut = await subsetFont(await readFile(source), text(ranges), {
      targetFormat: "woff2",
      variationAxes: { wght: WEIGHTS },
    });
    const file = `fonts/panah-${style}-${name}.woff2`;
    await writeFile(path.join(out, file), cut);
    rules.push(
      `@font-face{font-family:"${FAMILIES[style]}";font-style:normal;font-weight:${WEIGHTS.min} ${WEIGHTS.max};` +
        `font-display:swap;src:url("${file}") format("woff2");unicode-range:${unicodeRange(ranges)}}`,
    );
  }
  return rules.join("\n");
}
