import { html } from "../../ui.js";
import { patch } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { Page } from "../../parts/page.js";
import { TargetBar } from "../../parts/target/targetbar.js";
import { NodeStates } from "./nodestates.js";
import { ConfigTabs } from "./tabs.js";

/** Which nodes run what they are to run. @param {{query: Record<string, string>}} props */
export function StatusPage({ query }) {
  return html`<${Page} title=${t("page.config")} bar=${html`<${TargetBar} value=${query.t ?? ""} optional cordoned label=${t("target.show")} onChange=${(/** @type {string} */ value) => patch({ t: value })} />`} fill>
    <${ConfigTabs} at="status" />
    <${NodeStates} component=${query.component ?? ""} target=${(query.t ?? "").trim()} all />
  <//>`;
}
