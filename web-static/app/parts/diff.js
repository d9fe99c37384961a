import { cls, html } from "../ui.js";
import { t } from "../core/i18n.js";
import { styles } from "../core/styles.js";
import { nodeList } from "./nodelist.js";
await styles(import.meta.url);

/**
 * What would change. A unified diff as the server or a node made it.
 * @param {{text: string, nodes?: string[]}} props `nodes`: who has this diff
 */
export function Diff({ text, nodes }) {
  const lines = text.replace(/\n$/, "").split("\n");
  return html`<figure class="diff">
    ${nodes && html`<figcaption><b>${t("nodes.count", { count: nodes.length })}</b> <code>${nodeList(nodes)}</code></figcaption>`}
    <pre tabindex="0">${lines.map((line, i) => html`<div key=${i} class=${cls("diff-line", kind(line))}>${line || " "}</div>`)}</pre>
  </figure>`;
}

/** @param {string} line */
function kind(line) {
  if (line.startsWith("+++") || line.startsWith("---") || line.startsWith("@@")) return "diff-place";
  return line[0] === "+" ? "diff-new" : line[0] === "-" ? "diff-old" : "";
}

/**
 * Keys that differ, as the configuration service tells them.
 * @param {{changes: {key: string, beforeJson?: string, afterJson?: string}[], nodes?: string[], empty?: string}} props
 */
export function KeyDiff({ changes, nodes, empty }) {
  const lines = changes.flatMap((one) => [
    ...(one.beforeJson ? [`- ${one.key}: ${one.beforeJson}`] : []),
    ...(one.afterJson ? [`+ ${one.key}: ${one.afterJson}`] : []),
  ]);
  return lines.length ? html`<${Diff} text=${lines.join("\n")} nodes=${nodes} />` : html`<p class="note">${empty ?? t("diff.none")}</p>`;
}

/**
 * Two texts compared by lines (the shortest edit script of Myers' algorithm, bounded), as a unified diff without places.
 * @param {string} before @param {string} after
 */
export function compareText(before, after) {
  const a = before.split("\n");
  const b = after.split("\n");
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const middle = edit(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const CONTEXT = 3;
  const before_ = a.slice(Math.max(0, head - CONTEXT), head).map((line) => ` ${line}`);
  const after_ = a.slice(a.length - tail, a.length - tail + CONTEXT).map((line) => ` ${line}`);
  return middle.length ? [...before_, ...middle, ...after_].join("\n") : "";
}

/** Longest common subsequence by table; larger ones are shown as replaced. @param {string[]} a @param {string[]} b */
function edit(a, b) {
  if (a.length * b.length > 4_000_000) return [...a.map((line) => `-${line}`), ...b.map((line) => `+${line}`)];
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i * width + j] = a[i] === b[j] ? table[(i + 1) * width + j + 1] + 1 : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
    }
  }
  const lines = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) (lines.push(` ${a[i]}`), (i += 1), (j += 1));
    else if (i < a.length && (j >= b.length || table[(i + 1) * width + j] >= table[i * width + j + 1])) (lines.push(`-${a[i]}`), (i += 1));
    else (lines.push(`+${b[j]}`), (j += 1));
  }
  return lines;
}
