/**
 * Colours of terminals (ECMA-48, SGR). A line becomes spans; what else a terminal would do is left out. A line that was
 * overwritten with carriage returns shows its last state.
 * @typedef {{fg: number, bg: number, bold: boolean, dim: boolean, underline: boolean, italic: boolean, inverse: boolean}} Style
 * @typedef {{text: string, style: Style | null}} Span
 */

const ESCAPES = /\x1b\[([0-9;:?]*)([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][0-9A-Za-z]|\x1b[=>78MDEHc]|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]/g;

/** @returns {Style} */
const plain = () => ({ fg: -1, bg: -1, bold: false, dim: false, underline: false, italic: false, inverse: false });

/** @param {string} line */
export const hasEscapes = (line) => /[\x00-\x08\x0b-\x1f\x7f]/.test(line);

/** What a line would show last, without what was overwritten. @param {string} line */
function overwritten(line) {
  const end = line.endsWith("\r") ? line.slice(0, -1) : line;
  return end.slice(end.lastIndexOf("\r") + 1);
}

/** The text alone, for searching and copying. @param {string} line */
export const strip = (line) => (hasEscapes(line) ? overwritten(line).replace(ESCAPES, "") : line);

/** @param {string} line @returns {Span[]} */
export function spans(line) {
  if (!hasEscapes(line)) return [{ text: line, style: null }];
  const text = overwritten(line);
  /** @type {Span[]} */
  const found = [];
  let style = plain();
  let from = 0;
  const add = (/** @type {number} */ to) => {
    if (to > from) found.push({ text: text.slice(from, to), style: isPlain(style) ? null : { ...style } });
  };
  for (const match of text.matchAll(ESCAPES)) {
    add(match.index);
    from = match.index + match[0].length;
    if (match[2] === "m") style = apply(style, match[1]);
  }
  add(text.length);
  return found;
}

/** @param {Style} s */
const isPlain = (s) => s.fg < 0 && s.bg < 0 && !s.bold && !s.dim && !s.underline && !s.italic && !s.inverse;

/** @param {Style} before @param {string} codes @returns {Style} */
function apply(before, codes) {
  let style = { ...before };
  const list = codes.split(/[;:]/).map((code) => Number(code || 0));
  for (let i = 0; i < list.length; i += 1) {
    const code = list[i];
    if (code === 0) style = plain();
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = true;
    else if (code === 7) style.inverse = true;
    else if (code === 22) style.bold = style.dim = false;
    else if (code === 23) style.italic = false;
    else if (code === 24) style.underline = false;
    else if (code === 27) style.inverse = false;
    else if (code >= 30 && code <= 37) style.fg = code - 30;
    else if (code >= 90 && code <= 97) style.fg = code - 82;
    else if (code >= 40 && code <= 47) style.bg = code - 40;
    else if (code >= 100 && code <= 107) style.bg = code - 92;
    else if (code === 39) style.fg = -1;
    else if (code === 49) style.bg = -1;
    else if (code === 38 || code === 48) {
      const [colour, used] = extended(list, i + 1);
      if (code === 38) style.fg = colour;
      else style.bg = colour;
      i += used;
    }
  }
  return style;
}

/** Colours beyond the sixteen are shown as the nearest of those, which suit both themes. @param {number[]} list @param {number} at */
function extended(list, at) {
  if (list[at] === 5) {
    const n = list[at + 1] ?? 0;
    if (n < 16) return [n, 2];
    if (n >= 232) return [n < 244 ? 8 : 7, 2];
    const c = n - 16;
    return [nearest(Math.floor(c / 36) * 51, (Math.floor(c / 6) % 6) * 51, (c % 6) * 51), 2];
  }
  if (list[at] === 2) return [nearest(list[at + 1] ?? 0, list[at + 2] ?? 0, list[at + 3] ?? 0), 4];
  return [-1, 0];
}

/** @param {number} r @param {number} g @param {number} b */
function nearest(r, g, b) {
  const most = Math.max(r, g, b);
  if (most < 60) return 8;
  const half = most / 2;
  const bits = (r > half ? 1 : 0) | (g > half ? 2 : 0) | (b > half ? 4 : 0);
  return most > 200 ? bits + 8 : bits;
}

/** @param {Style | null} style */
export function classesOf(style) {
  if (!style) return "";
  const fg = style.inverse ? style.bg : style.fg;
  const bg = style.inverse ? style.fg : style.bg;
  return [fg >= 0 && `fg-${fg}`, bg >= 0 && `bg-${bg}`, style.inverse && fg < 0 && "inverse", style.bold && "bold", style.dim && "dim", style.underline && "under", style.italic && "italic"]
    .filter(Boolean)
    .join(" ");
}
