import { NOTE } from "../../store/lane.js";
import { strip } from "./ansi.js";

/**
 * The rows of the output view: for each fold a head and its lines. Rows are never made as a list: a job may have a million.
 * @typedef {import("../../store/jobrun.js").Fold} Fold
 * @typedef {{fold: Fold, from: number, shown: number, hidden: number, closed: boolean}} Block
 * @typedef {{kind: "head" | "line" | "more" | "empty", block: Block, line: number}} Row
 */

/** Where there is much, each block shows so many lines until it is opened. */
const CUT = 40;
const MUCH = 3_000;
/** Lines of a reference are compared up to so many. */
const COMPARED = 5_000;

export class Rows {
  /** @type {Block[]} */
  blocks = [];
  count = 0;

  /**
   * @param {Fold[]} folds
   * @param {Map<string, "open" | "closed">} chosen what somebody opened or closed, by the nodes of a fold
   * @param {boolean} heads whether blocks have heads
   */
  constructor(folds, chosen, heads) {
    const all = folds.reduce((sum, fold) => sum + fold.lane.lines.length, 0);
    const cut = folds.length > 1 && all > MUCH ? CUT : Infinity;
    this.heads = heads;
    for (const fold of folds) {
      const length = fold.lane.lines.length;
      const choice = chosen.get(blockId(fold));
      const closed = choice === "closed";
      const shown = closed ? 0 : choice === "open" ? length : Math.min(length, cut);
      const block = { fold, from: this.count, shown, hidden: closed ? 0 : length - shown, closed };
      this.blocks.push(block);
      this.count += (heads ? 1 : 0) + shown + (block.hidden ? 1 : 0) + (length === 0 && !closed && !heads ? 1 : 0);
    }
  }

  /** @param {number} index @returns {Row} */
  at(index) {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.blocks[middle].from <= index) low = middle;
      else high = middle - 1;
    }
    const block = this.blocks[low];
    const line = index - block.from - (this.heads ? 1 : 0);
    if (line < 0) return { kind: "head", block, line: -1 };
    if (line < block.shown) return { kind: "line", block, line };
    return { kind: block.hidden ? "more" : "empty", block, line };
  }

  /** The block that is at the top when `index` is. @param {number} index */
  blockAt(index) {
    return this.count ? this.at(Math.min(index, this.count - 1)).block : null;
  }
}

/** The same block while its state changes. @param {Fold} fold */
export const blockId = (fold) => fold.nodes[0];

/**
 * The lines of the largest fold, against which others are compared; null when there is nothing to compare.
 * @param {Fold[]} folds
 * @returns {{fold: Fold, lines: Set<string>} | null}
 */
export function reference(folds) {
  const printed = folds.filter((fold) => fold.lane.lines.length > 0);
  if (printed.length < 2) return null;
  const largest = printed.reduce((a, b) => (b.nodes.length > a.nodes.length ? b : a));
  return largest.nodes.length < 2 ? null : { fold: largest, lines: new Set(largest.lane.lines.slice(0, COMPARED)) };
}

/**
 * Rows with a text, found a slice at a time so that nothing else waits.
 * @param {Rows} rows @param {string} wanted @param {() => Promise<void>} breathe @param {() => boolean} stopped
 * @param {number} most
 * @returns {Promise<number[]>} row numbers
 */
export async function search(rows, wanted, breathe, stopped, most = 10_000) {
  const found = [];
  const needle = wanted.toLowerCase();
  let work = 0;
  for (const block of rows.blocks) {
    const first = block.from + (rows.heads ? 1 : 0);
    for (let i = 0; i < block.shown; i += 1) {
      const line = block.fold.lane.lines[i];
      if (strip(line).toLowerCase().includes(needle)) {
        found.push(first + i);
        if (found.length >= most) return found;
      }
      work += line.length + 20;
      if (work > 1_000_000) {
        work = 0;
        await breathe();
        if (stopped()) return found;
      }
    }
  }
  return found;
}

/** The text of folds, as a file to keep. @param {Fold[]} folds @param {boolean} heads @returns {string} */
export function textOf(folds, heads) {
  const parts = [];
  for (const fold of folds) {
    if (heads) parts.push(`== ${fold.nodes.join(", ")}: ${fold.state}${fold.task?.exitCode ? ` (exit ${fold.task.exitCode})` : ""} ==`);
    for (let i = 0; i < fold.lane.lines.length; i += 1) {
      if (fold.lane.kinds[i] !== NOTE) parts.push(strip(fold.lane.lines[i]));
    }
  }
  return parts.join("\n") + "\n";
}
