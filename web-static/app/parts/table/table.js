import { cls, html, useMemo, useRef, useState } from "../../ui.js";
import { t } from "../../core/i18n.js";
import { narrow } from "../../core/settings.js";
import { styles } from "../../core/styles.js";
import { Virtual } from "../virtual.js";
import { Icon } from "../icon.js";
await styles(import.meta.url);

/**
 * @template T
 * @typedef {{key: string, title: any, width: string, cell: (row: T) => any, sort?: (a: T, b: T) => number, right?: boolean,
 *   mono?: boolean, phone?: boolean}} Column
 *   `width` as in grid-template-columns, beginning with the least: `120px`, `minmax(120px, 2fr)`; `phone`: shown on narrow screens too
 */

/**
 * A table of any length. Up and down move, Enter opens, Space chooses; a row is a link when `hrefOf` says so.
 * @template T
 * @param {{rows: T[], columns: Column<T>[], keyOf: (row: T) => string, label: string, sort?: string, onSort?: (sort: string) => void,
 *   open?: string, onOpen?: (row: T) => void, chosen?: Set<string>, onChoose?: (chosen: Set<string>) => void,
 *   empty?: any, onSeen?: (rows: T[]) => void, height?: number, tone?: (row: T) => string | undefined}} props
 *   `sort` is a column's key, with `-` before it for descending; `chosen` gives each row a box
 */
export function Table({ rows, columns, keyOf, label, sort = "", onSort, open, onOpen, chosen, onChoose, empty, onSeen, height, tone }) {
  const [at, setAt] = useState(-1);
  const [to, setTo] = useState(/** @type {{index: number, turn: number} | null} */ (null));
  const anchor = useRef(-1);
  const shownColumns = narrow.value ? columns.filter((column) => column.phone) : columns;
  const sorted = useMemo(() => sortRows(rows, columns, sort), [rows, sort, columns]);
  const rowHeight = height ?? (narrow.value ? 36 : 28);
  const least = shownColumns.reduce((sum, column) => sum + Number(/\d+/.exec(column.width)?.[0] ?? 60), chosen ? 28 : 0);
  const grid = { "--least": `${least}px`, "--columns": `${chosen ? "28px " : ""}${shownColumns.map((column) => column.width).join(" ")}` };

  const move = (/** @type {number} */ index) => {
    const next = Math.min(Math.max(index, 0), sorted.length - 1);
    setAt(next);
    setTo({ index: next, turn: Math.random() });
  };
  const choose = (/** @type {number} */ index, /** @type {boolean} */ range) => {
    if (!chosen || !onChoose) return;
    const next = new Set(chosen);
    const key = keyOf(sorted[index]);
    const add = !next.has(key);
    const [from, until] = range && anchor.current >= 0 ? [Math.min(anchor.current, index), Math.max(anchor.current, index)] : [index, index];
    for (let i = from; i <= until; i += 1) add ? next.add(keyOf(sorted[i])) : next.delete(keyOf(sorted[i]));
    anchor.current = index;
    onChoose(next);
  };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: 20, PageUp: -20 });
    if (event.key in steps) move(at + steps[event.key]);
    else if (event.key === "Home") move(0);
    else if (event.key === "End") move(sorted.length - 1);
    else if (event.key === "Enter" && at >= 0 && event.target === event.currentTarget) onOpen?.(sorted[at]);
    else if (event.key === " " && at >= 0 && chosen) choose(at, event.shiftKey);
    else return;
    event.preventDefault();
  };

  const head = html`<div class="table-head" role="row" style=${grid}>
    ${chosen && html`<span role="columnheader" class="table-box"><input type="checkbox" aria-label=${t("table.chooseAll")} checked=${rows.length > 0 && chosen.size >= rows.length}
      onChange=${(/** @type {any} */ event) => onChoose?.(new Set(event.currentTarget.checked ? rows.map(keyOf) : []))} /></span>`}
    ${shownColumns.map((column) => html`<${Head} key=${column.key} column=${column} sort=${sort} onSort=${onSort} />`)}
  </div>`;
  if (!sorted.length) return html`<div class="table table-none"><div class="virtual" role="table" aria-label=${label}>${head}</div>${empty}</div>`;
  const render = (/** @type {number} */ index) => {
    const row = sorted[index];
    const key = keyOf(row);
    return html`<div key=${key} id=${`row-${key}`} role="row" aria-rowindex=${index + 2} aria-selected=${open === key} style=${grid}
      class=${cls("table-row", open === key && "table-open", index === at && "table-at", chosen?.has(key) && "table-chosen", onOpen && "table-link", tone?.(row) && `table-${tone(row)}`)}
      onClick=${(/** @type {MouseEvent} */ event) => {
        if (event.target instanceof Element && event.target.closest("a,button,input")) return;
        if (getSelection()?.toString()) return;
        setAt(index);
        onOpen?.(row);
      }}>
      ${chosen && html`<span role="cell" class="table-box"><input type="checkbox" aria-label=${t("table.choose", { name: key })} checked=${chosen.has(key)}
        onClick=${(/** @type {MouseEvent} */ event) => choose(index, event.shiftKey)} /></span>`}
      ${shownColumns.map((column) => html`<span key=${column.key} role="cell" class=${cls("table-cell", column.right && "table-right", column.mono && "table-mono")}>${column.cell(row)}</span>`)}
    </div>`;
  };
  return html`<div class="table">
    <${Virtual} count=${sorted.length} height=${rowHeight} row=${render} head=${head} to=${to} onKeyDown=${keys} role="table" label=${label} rows=${sorted.length + 1}
      onSeen=${onSeen && ((/** @type {number} */ first, /** @type {number} */ last) => onSeen(sorted.slice(first, last)))} />
  </div>`;
}

/** @param {{column: Column<any>, sort: string, onSort?: (sort: string) => void}} props */
function Head({ column, sort, onSort }) {
  const direction = sort === column.key ? "ascending" : sort === `-${column.key}` ? "descending" : undefined;
  const name = cls("table-cell", column.right && "table-right");
  if (!column.sort || !onSort) return html`<span role=${column.title ? "columnheader" : "cell"} class=${name}>${column.title}</span>`;
  const next = direction === "ascending" ? `-${column.key}` : direction === "descending" ? "" : column.key;
  return html`<span role="columnheader" aria-sort=${direction} class=${name}>
    <button type="button" class="table-sort" onClick=${() => onSort(next)}>${column.title}${direction && html`<${Icon} name=${direction === "ascending" ? "up" : "down"} size=${12} />`}</button>
  </span>`;
}

/** @template T @param {T[]} rows @param {Column<T>[]} columns @param {string} sort @returns {T[]} */
function sortRows(rows, columns, sort) {
  const column = columns.find((one) => one.key === sort.replace(/^-/, ""));
  if (!column?.sort) return rows;
  const compare = column.sort;
  return [...rows].sort(sort.startsWith("-") ? (a, b) => compare(b, a) : compare);
}

const collator = new Intl.Collator("en", { numeric: true });
/** Orders text as people do: node-2 before node-10. @param {string} a @param {string} b */
export const byText = (a, b) => collator.compare(a, b);
