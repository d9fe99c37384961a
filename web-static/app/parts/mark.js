import { cls, html } from "../ui.js";
import { known } from "../core/i18n.js";
import { styles } from "../core/styles.js";
await styles(import.meta.url);

/** The six kinds of state, each with a colour and a shape of its own. @typedef {"ok" | "run" | "wait" | "bad" | "odd" | "off"} Kind */

/** @type {Record<string, Kind>} */
const KINDS = {
  succeeded: "ok", online: "ok", converged: "ok", ready: "ok", active: "ok", undone: "ok", allowed: "ok",
  running: "run", dispatched: "run", accepted: "run", rolling_back: "run", cancelling: "run", finishing: "run", aborting: "run", started: "run", undoing: "run",
  pending: "wait", waiting: "wait", paused: "wait", new: "wait", spent: "wait", skipped: "wait",
  failed: "bad", offline: "bad", rollback_failed: "bad", undo_failed: "bad", refused: "bad", error: "bad",
  unknown: "odd", drifted: "odd", timed_out: "odd", expired: "odd", aborted: "odd", denied: "odd",
  cancelled: "off", cordoned: "off", rolled_back: "off", revoked: "off", deleted: "off", disabled: "off",
};

/** @param {string} state @returns {Kind} */
export const kindOf = (state) => KINDS[state] ?? "odd";

/** What a state is called. @param {string} state */
export const stateName = (state) => known(`state.${state}`, state);

const SHAPES = {
  ok: html`<circle cx="6" cy="6" r="4" fill="currentColor" />`,
  run: html`<g><circle cx="6" cy="6" r="3.4" fill="none" stroke="currentColor" stroke-width="1.3" /><path d="M6 2.6a3.4 3.4 0 0 1 0 6.8z" fill="currentColor" /></g>`,
  wait: html`<circle cx="6" cy="6" r="3.4" fill="none" stroke="currentColor" stroke-width="1.3" />`,
  bad: html`<path d="M2.6 2.6l6.8 6.8M9.4 2.6l-6.8 6.8" stroke="currentColor" stroke-width="1.9" stroke-linecap="round" />`,
  odd: html`<g fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"><path d="M3.9 4.1a2.1 2.1 0 1 1 3.2 1.8c-.8.5-1.1.8-1.1 1.5" /><path d="M6 9.8v.05" stroke-width="1.8" /></g>`,
  off: html`<g fill="none" stroke="currentColor" stroke-width="1.3"><circle cx="6" cy="6" r="3.9" /><path d="M3.3 8.7l5.4-5.4" /></g>`,
};

/**
 * A state's mark; with its name beside it unless `bare`.
 * @param {{state: string, bare?: boolean, name?: string}} props
 */
export function Mark({ state, bare, name }) {
  const kind = kindOf(state);
  const text = name ?? stateName(state);
  return html`<span class=${cls("mark", `mark-${kind}`)} title=${bare ? text : undefined}>
    <svg width="12" height="12" viewBox="0 0 12 12" role=${bare ? "img" : undefined} aria-label=${bare ? text : undefined} aria-hidden=${bare ? undefined : "true"}>${SHAPES[kind]}</svg>
    ${!bare && html`<span>${text}</span>`}
  </span>`;
}
