/**
 * What one node printed in a job, as lines. Kinds of lines: standard output, standard error, a remark of Muster's.
 */
export const OUT = 0;
export const ERR = 1;
export const NOTE = 2;

export class Lane {
  node;
  state = "pending";
  attempt = 1;
  /** @type {import("./jobs.js").Task | null} set once it ended */
  task = null;
  /** @type {string[]} */
  lines = [];
  /** The kind of each line. @type {number[]} */
  kinds = [];
  /** Characters printed, whether they are kept or not. */
  size = 0;
  /** Bytes that the node's spool had no room for. */
  dropped = 0;
  /** Characters that are not kept here because the job printed too much. */
  unread = 0;
  /** Some of it was not text. */
  binary = false;
  #open = false;
  #h1 = 0x811c9dc5;
  #h2 = 0x2545f491;

  /** @param {string} node */
  constructor(node) {
    this.node = node;
  }

  /** Equal for lanes that printed the same and are in the same state. */
  get key() {
    const task = this.task;
    return `${this.state}|${task?.exitCode ?? ""}|${task?.signal ?? ""}|${task?.message ?? ""}|${task?.skipped ? 1 : 0}|${this.size}|${this.#h1}|${this.#h2}`;
  }

  /** @param {number} attempt a new one begins: what the one before printed is gone from here */
  begin(attempt) {
    const fresh = new Lane(this.node);
    fresh.attempt = attempt;
    Object.assign(this, fresh);
    this.#open = false;
    this.#h1 = 0x811c9dc5;
    this.#h2 = 0x2545f491;
  }

  /** @param {number} kind @param {string} text @param {boolean} keep */
  print(kind, text, keep) {
    this.size += text.length;
    this.#hash(kind, text);
    if (!keep) {
      this.unread += text.length;
      return;
    }
    const pieces = text.split("\n");
    let first = 0;
    const at = this.lines.length - 1;
    if (this.#open && this.kinds[at] === kind) {
      this.lines[at] += pieces[0];
      first = 1;
    }
    for (let i = first; i < pieces.length; i += 1) {
      if (i === pieces.length - 1 && pieces[i] === "") break;
      this.lines.push(pieces[i]);
      this.kinds.push(kind);
    }
    this.#open = pieces[pieces.length - 1] !== "";
  }

  /** @param {string} text */
  note(text) {
    this.lines.push(text);
    this.kinds.push(NOTE);
    this.#open = false;
    this.#hash(NOTE, text);
  }

  /** Two hashes of 32 bits, told apart by their steps (FNV-1a and a multiplicative one). @param {number} kind @param {string} text */
  #hash(kind, text) {
    let a = Math.imul(this.#h1 ^ kind, 0x01000193);
    let b = this.#h2 + kind;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = (Math.imul(b, 31) + code) | 0;
    }
    this.#h1 = a;
    this.#h2 = b;
  }
}
