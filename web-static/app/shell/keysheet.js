import { html } from "../ui.js";
import { t } from "../core/i18n.js";
import { bindings } from "../core/keys.js";
import { styles } from "../core/styles.js";
import { Dialog } from "../parts/dialog.js";
await styles(import.meta.url);

const NAMES = /** @type {Record<string, string>} */ ({ "ctrl+k": "Ctrl K", "ctrl+f": "Ctrl F", "ctrl+Enter": "Ctrl Enter", Escape: "Esc" });

/** The keys that work here. @param {{onClose: () => void}} props */
export function KeySheet({ onClose }) {
  const here = [...new Map(bindings().filter((one) => !one.hidden).map((one) => [one.key, one])).values()];
  return html`<${Dialog} title=${t("keys.keys")} onClose=${onClose}>
    <dl class="keysheet">
      ${here.map((one) => html`<div key=${one.key}><dt>${t(one.label)}</dt><dd>${(NAMES[one.key] ?? one.key).split(" ").map((key) => html`<kbd>${key}</kbd>`)}</dd></div>`)}
      <div><dt>${t("keys.table")}</dt><dd><kbd>↑</kbd><kbd>↓</kbd><kbd>Enter</kbd><kbd>Space</kbd></dd></div>
    </dl>
  <//>`;
}
