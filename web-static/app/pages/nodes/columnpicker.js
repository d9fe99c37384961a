import { html, useEffect, useState } from "../../ui.js";
import { patch } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { loadFacts, nodeFacts, nodes } from "../../store/nodes.js";
import { factPaths, learnFacts, vocabulary } from "../../store/targets.js";
import { Button } from "../../parts/button.js";
import { Check } from "../../parts/field.js";
import { Dialog } from "../../parts/dialog.js";
import { DEFAULT_COLUMNS, FIXED_COLUMNS } from "./columns.js";
await styles(import.meta.url);

/** Which columns the list has: fixed ones, labels, facts. @param {{names: string}} props */
export function ColumnPicker({ names }) {
  const [open, setOpen] = useState(false);
  return html`<${Button} small icon="columns" onClick=${() => setOpen(true)}>${t("nodes.columns")}<//>
    ${open && html`<${Choice} names=${names} onClose=${() => setOpen(false)} />`}`;
}

/** @param {{names: string, onClose: () => void}} props */
function Choice({ names, onClose }) {
  const chosen = names.split(",").filter(Boolean);
  useEffect(() => {
    const some = nodes.list().filter((node) => node.status === "online").slice(0, 8).map((node) => node.id);
    loadFacts(some).then(() => some.forEach((id) => learnFacts(nodeFacts(id).data.peek() ?? {})), () => {});
  }, []);
  const toggle = (/** @type {string} */ name) => {
    const next = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name];
    patch({ cols: next.join(",") === DEFAULT_COLUMNS ? null : next.join(",") || "," });
  };
  const list = (/** @type {string} */ title, /** @type {[string, string][]} */ entries) => entries.length > 0 && html`<fieldset class="columnpicker-part"><legend>${title}</legend>
    ${entries.map(([name, text]) => html`<${Check} key=${name} label=${text} checked=${chosen.includes(name)} onChange=${() => toggle(name)} />`)}</fieldset>`;
  return html`<${Dialog} wide title=${t("nodes.columns")} onClose=${onClose}><div class="columnpicker">
    ${list(t("nodes.fixed"), FIXED_COLUMNS.map((name) => [name, t(`nodes.${name}`)]))}
    ${list(t("nodes.labels"), [...vocabulary.value.labels.keys()].sort().map((key) => [`label:${key}`, key]))}
    ${list(t("nodes.facts"), [...factPaths.value.keys()].sort().map((path) => [`fact:${path}`, path]))}
  </div><//>`;
}
