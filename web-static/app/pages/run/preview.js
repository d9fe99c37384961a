import { html } from "../../ui.js";
import { drawerHref } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { nodes, nodeState } from "../../store/nodes.js";
import { Empty } from "../../parts/feedback.js";
import { Mark } from "../../parts/mark.js";
import { Virtual } from "../../parts/virtual.js";
await styles(import.meta.url);

/** Who would be hit. @param {{ids: string[] | null}} props */
export function Preview({ ids }) {
  if (!ids) return html`<${Empty} icon="run" title=${t("run.start")}><p>${t("run.startText")}</p><ul class="preview-examples">
    <li><code>labels["role"] == "web"</code></li><li><code>"frontend" in groups && status == "online"</code></li><li><code>node-1,node-2</code></li></ul><//>`;
  if (!ids.length) return html`<${Empty} title=${t("target.nobody")} />`;
  return html`<section class="preview" aria-label=${t("run.hits")}>
    <h2>${t("run.hits")}</h2>
    <${Virtual} count=${ids.length} height=${26} label=${t("run.hits")} role="list" row=${(/** @type {number} */ i) => {
      const node = nodes.get(ids[i]);
      return html`<div key=${ids[i]} role="listitem" class="preview-row"><${Mark} bare state=${node ? nodeState(node) : "unknown"} /><a href=${drawerHref(`node/${ids[i]}`)}><code>${ids[i]}</code></a>
        <span>${Object.entries(node?.labels ?? {}).map(([key, value]) => `${key}=${value}`).join("  ")}</span></div>`;
    }} />
  </section>`;
}
