import { html } from "../ui.js";
import { now } from "../core/clock.js";
import { duration, exact, instant, relative } from "../core/i18n.js";

/** How long ago; exactly when, on hover. @param {{time?: string, ms?: number}} props RFC 3339 or ms since 1970 */
export function Ago({ time, ms }) {
  const at = ms ?? instant(time);
  if (!at) return html`<span>–</span>`;
  const shown = relative(Math.min(at, now.value), now.value);
  return html`<time datetime=${new Date(at).toISOString()} title=${exact(at)}>${shown}</time>`;
}

/** How long something took, or takes. @param {{from?: string, to?: string}} props */
export function Took({ from, to }) {
  if (!from) return html`<span>–</span>`;
  return html`<span>${duration((to ? instant(to) : now.value) - instant(from))}</span>`;
}
