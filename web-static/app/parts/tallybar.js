import { html } from "../ui.js";
import { number } from "../core/i18n.js";
import { styles } from "../core/styles.js";
import { kindOf, stateName } from "./mark.js";
await styles(import.meta.url);

const ORDER = ["ok", "bad", "odd", "off", "run", "wait"];

/** How many of a whole are in each state, as a thin bar and in words on hover. @param {{tally: Record<string, number>, total: number}} props */
export function TallyBar({ tally, total }) {
  /** @type {Record<string, number>} */
  const kinds = {};
  for (const [state, count] of Object.entries(tally)) kinds[kindOf(state)] = (kinds[kindOf(state)] ?? 0) + count;
  const words = Object.entries(tally).filter(([, count]) => count).map(([state, count]) => `${number(count)} ${stateName(state)}`).join(", ");
  return html`<span class="tallybar" role="img" aria-label=${words} title=${words}>
    ${ORDER.filter((kind) => kinds[kind]).map((kind) => html`<i key=${kind} class=${`tallybar-${kind}`} style=${{ width: `${(100 * kinds[kind]) / Math.max(1, total)}%` }}></i>`)}
  </span>`;
}
