import { html } from "../ui.js";
import { now } from "../core/clock.js";
import { lostSince, probe } from "../core/connection.js";
import { duration, t } from "../core/i18n.js";
import { styles } from "../core/styles.js";
await styles(import.meta.url);

/** The server does not answer, and since when. What was seen before stays where it is. */
export function ConnectionBar() {
  if (!lostSince.value) return null;
  return html`<div class="connection" role="status">${t("connection.lost", { since: duration(Math.floor((now.value - lostSince.value) / 1000) * 1000) })}
    <button type="button" onClick=${() => void probe()}>${t("action.tryAgain")}</button></div>`;
}
