import { html, useState } from "../../ui.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { Check, Field } from "../../parts/field.js";
import { Icon } from "../../parts/icon.js";
import { EMPTY } from "./order.js";
await styles(import.meta.url);

const FIELDS = /** @type {const} */ (["timeout", "ttl", "batch", "limit", "user", "cwd", "name"]);
const HOLDERS = /** @type {Record<string, string>} */ ({ timeout: "60s", ttl: "30s", batch: "25%", limit: "10", user: "deploy", cwd: "/srv/app" });

/** What is seldom needed, out of the way until it is. @param {{form: import("./order.js").Form, setForm: (form: import("./order.js").Form) => void}} props */
export function Options({ form, setForm }) {
  const given = Object.keys(EMPTY).filter((key) => key !== "command" && /** @type {any} */ (form)[key]);
  const [open, setOpen] = useState(given.length > 0);
  return html`<div class="options">
    <button type="button" class="options-open" aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name=${open ? "down" : "right"} size=${12} />${t("run.options")}${!open && given.length > 0 ? ` (${given.length})` : ""}</button>
    ${open && html`<div class="options-fields">
      ${FIELDS.map((key) => html`<${Field} key=${key} label=${t(`run.${key}`)} value=${form[key]} placeholder=${HOLDERS[key]} mono=${key !== "name"} onInput=${(/** @type {string} */ value) => setForm({ ...form, [key]: value })} />`)}
      <${Field} label=${t("run.env")} value=${form.env} lines=${2} mono placeholder="KEY=value" onInput=${(/** @type {string} */ env) => setForm({ ...form, env })} />
      <${Field} label=${t("run.stdin")} value=${form.stdin} lines=${2} mono onInput=${(/** @type {string} */ stdin) => setForm({ ...form, stdin })} />
      <${Check} label=${t("run.plain")} below=${t("run.plainBelow")} checked=${form.plain} onChange=${(/** @type {boolean} */ plain) => setForm({ ...form, plain })} />
    </div>`}
  </div>`;
}
