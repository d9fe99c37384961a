import { html } from "../../ui.js";
import { href } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { Page } from "../../parts/page.js";
import { NodeHead, NodeTabs } from "./nodeview.js";

/** A node on a page of its own. @param {{id: string, query: Record<string, string>}} props */
export function NodePage({ id, query }) {
  const title = html`<a href="/nodes">${t("page.nodes")}</a> / ${id}`;
  return html`<${Page} title=${title} bar=${html`<${NodeHead} id=${id} bare />`} fill>
    <${NodeTabs} id=${id} tab=${query.tab ?? "overview"} tabHref=${(/** @type {string} */ tab) => href(`/nodes/${encodeURIComponent(id)}`, { tab })} wide />
  <//>`;
}
