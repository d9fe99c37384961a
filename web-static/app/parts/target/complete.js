import { quote } from "../../store/targets.js";

/**
 * What may come next in a target.
 * @typedef {{text: string, hint: string, from: number, to: number, kind: "label" | "value" | "group" | "fact" | "word" | "node"}} Completion
 *   `text` replaces what is between `from` and `to`
 * @typedef {{labels: Map<string, Map<string, number>>, groups: Map<string, number>, facts: Map<string, any>, ids: () => string[]}} Vocabulary
 */

const MOST = 12;
const WORDS = [
  ["labels[\"", "word.labels"],
  ["\"\" in groups", "word.groups"],
  ["facts.", "word.facts"],
  ["status == \"online\"", "word.status"],
  ["id.startsWith(\"", "word.id"],
  ["name == \"", "word.name"],
  ["all", "word.all"],
];

/** @param {string} target @param {number} caret @param {Vocabulary} words @returns {Completion[]} */
export function complete(target, caret, words) {
  const before = target.slice(0, caret);
  const after = target.slice(caret);
  return (
    labelKeys(before, after, caret, words) ?? labelValues(before, after, caret, words) ?? statusValues(before, after, caret) ??
    groups(before, after, caret, words) ?? facts(before, caret, words) ?? start(target, before, caret, words)
  ).slice(0, MOST);
}

/** @param {Iterable<[string, number]>} counted @param {string} typed */
const ranked = (counted, typed) =>
  [...counted].filter(([word]) => word.toLowerCase().includes(typed.toLowerCase()))
    .sort((a, b) => Number(b[0].startsWith(typed)) - Number(a[0].startsWith(typed)) || b[1] - a[1] || (a[0] < b[0] ? -1 : 1));

/** What follows the caret and belongs to the literal that is being written. @param {string} after @param {RegExp} rest */
const swallow = (after, rest) => rest.exec(after)?.[0].length ?? 0;

/** @param {string} before @param {string} after @param {number} caret @param {Vocabulary} words @returns {Completion[] | null} */
function labelKeys(before, after, caret, words) {
  const match = /labels\[\s*"?([^"\]]*)$/.exec(before) ?? /labels\.([A-Za-z0-9_]*)$/.exec(before);
  if (!match) return null;
  const from = match.index;
  const to = caret + swallow(after, /^[^"\]]*"?\]?/);
  return ranked([...words.labels].map(([key, values]) => /** @type {[string, number]} */ ([key, sum(values.values())])), match[1]).map(([key, count]) => ({
    kind: "label", from, to, text: `labels[${quote(key)}]`, hint: String(count),
  }));
}

/** @param {string} before @param {string} after @param {number} caret @param {Vocabulary} words @returns {Completion[] | null} */
function labelValues(before, after, caret, words) {
  const match = /labels\["([^"]+)"\]\s*(?:([!=]=)\s*"?([^"]*))?$/.exec(before);
  if (!match) return null;
  const values = words.labels.get(match[1]);
  if (!values) return [];
  const operator = match[2] ?? "==";
  const to = caret + (match[2] ? swallow(after, /^[^"]*"?/) : 0);
  return ranked(values, match[3] ?? "").map(([value, count]) => ({
    kind: "value", from: match.index, to, text: `labels[${quote(match[1])}] ${operator} ${quote(value)}`, hint: String(count),
  }));
}

/** @param {string} before @param {string} after @param {number} caret @returns {Completion[] | null} */
function statusValues(before, after, caret) {
  const match = /status\s*([!=]=)\s*"?([a-z]*)$/.exec(before);
  if (!match) return null;
  const to = caret + swallow(after, /^[a-z]*"?/);
  return ["online", "offline", "new"].filter((one) => one.startsWith(match[2]))
    .map((one) => ({ kind: "value", from: match.index, to, text: `status ${match[1]} ${quote(one)}`, hint: "" }));
}

/** @param {string} before @param {string} after @param {number} caret @param {Vocabulary} words @returns {Completion[] | null} */
function groups(before, after, caret, words) {
  const match = /(?:^|[&|!(\s])"([^"]*)$/.exec(before);
  if (!match) return null;
  const from = caret - match[1].length - 1;
  const to = caret + swallow(after, /^[^"]*"?(\s+in\s+groups)?/);
  return ranked(words.groups, match[1]).map(([group, count]) => ({ kind: "group", from, to, text: `${quote(group)} in groups`, hint: String(count) }));
}

/** @param {string} before @param {number} caret @param {Vocabulary} words @returns {Completion[] | null} */
function facts(before, caret, words) {
  const match = /facts\.([A-Za-z0-9_.]*)$/.exec(before);
  if (!match) return null;
  return [...words.facts].filter(([path]) => path.toLowerCase().includes(match[1].toLowerCase())).map(([path, example]) => ({
    kind: "fact", from: match.index, to: caret, text: path.split(".").reduce((text, key) => (/^[A-Za-z_]\w*$/.test(key) ? `${text}.${key}` : `${text}[${quote(key)}]`), "facts"), hint: String(example).slice(0, 32),
  }));
}

/** @param {string} target @param {string} before @param {number} caret @param {Vocabulary} words @returns {Completion[]} */
function start(target, before, caret, words) {
  const match = /(^|[&|!(,\s])([A-Za-z0-9_-]*)$/.exec(before);
  if (!match) return [];
  const typed = match[2];
  const from = caret - typed.length;
  /** @type {Completion[]} */
  const found = WORDS.filter(([word]) => word !== "all" || target === typed)
    .filter(([word]) => word.replace(/^"/, "").startsWith(typed) && word !== typed)
    .map(([word, hint]) => ({ kind: "word", from, to: caret, text: word, hint }));
  // ids stand alone or in a list, never in an expression
  if (typed && /^[\w,\s-]*$/.test(target)) {
    for (const id of words.ids()) {
      if (found.length >= MOST) break;
      if (id.includes(typed) && id !== typed) found.push({ kind: "node", from, to: caret, text: id, hint: "" });
    }
  }
  return found;
}

/** @param {Iterable<number>} numbers */
function sum(numbers) {
  let all = 0;
  for (const number of numbers) all += number;
  return all;
}
