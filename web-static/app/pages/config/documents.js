import { html, useMemo, useState } from "../../ui.js";
import { can } from "../../core/session.js";
import { go, patch } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { complain } from "../../core/toasts.js";
import { backup, documents, placeKey } from "../../store/configs.js";
import { useResource } from "../../store/resource.js";
import { Ago } from "../../parts/ago.js";
import { Button, Segments } from "../../parts/button.js";
import { Empty, ProblemBox, Skeleton, Snippet } from "../../parts/feedback.js";
import { Page, Stale } from "../../parts/page.js";
import { saveBlob } from "../../parts/save.js";
import { byText, Table } from "../../parts/table/table.js";
import { ConfigTabs, documentHref } from "./tabs.js";

/** @typedef {import("../../store/configs.js").Document} Document */

/** @param {{one: {nodeId?: string, target?: string}}} props */
export const Scope = ({ one }) => (one.nodeId ? html`<span class="table-faint">${t("config.node")}</span> <code>${one.nodeId}</code>` : html`<code>${one.target}</code>`);

/** @returns {import("../../parts/table/table.js").Column<Document>[]} */
const columns = () => [
  { key: "component", title: t("config.component"), width: "minmax(110px, 0.8fr)", mono: true, phone: true, cell: (one) => html`<a href=${documentHref(one)}>${one.component}</a>`, sort: (a, b) => byText(a.component, b.component) },
  { key: "scope", title: t("config.scope"), width: "minmax(140px, 2fr)", phone: true, cell: (one) => html`<${Scope} one=${one} />` },
  { key: "priority", title: t("config.priority"), width: "76px", right: true, cell: (one) => (one.nodeId ? "" : one.priority) },
  { key: "revision", title: t("config.revision"), width: "84px", right: true, phone: true, cell: (one) => `#${one.revision}`, sort: (a, b) => Number(a.revision) - Number(b.revision) },
  { key: "comment", title: t("config.comment"), width: "minmax(120px, 2fr)", cell: (one) => html`<span class="table-faint" title=${one.comment}>${one.comment ?? ""}</span>` },
  { key: "author", title: t("job.who"), width: "minmax(80px, 0.7fr)", cell: (one) => one.author },
  { key: "at", title: t("config.changed"), width: "96px", right: true, cell: (one) => html`<span class="table-faint"><${Ago} time=${one.at} /></span>`, sort: (a, b) => byText(a.at, b.at) },
];

/** All documents, in the order in which they are merged. @param {{query: Record<string, string>}} props */
export function Documents({ query }) {
  const { data, error, loading, at } = useResource(documents);
  const [busy, setBusy] = useState(false);
  const component = query.component ?? "";
  const components = useMemo(() => [...new Set((data ?? []).map((one) => one.component))].sort(byText), [data]);
  const rows = useMemo(() => (data ?? []).filter((one) => !component || one.component === component), [data, component]);
  const shown = useMemo(columns, [t("page.config")]);
  const download = () => {
    setBusy(true);
    backup().then((text) => saveBlob(`muster-config-${new Date().toISOString().slice(0, 10)}.json`, new Blob([text], { type: "application/json" })), complain).finally(() => setBusy(false));
  };
  const bar = html`${components.length > 1 && html`<${Segments} label=${t("config.component")} value=${component} onChange=${(/** @type {string} */ value) => patch({ component: value })} options=${["", ...components].map((value) => ({ value, text: value || t("nodes.all") }))} />`}<${Stale} at=${at} />`;
  const actions = html`${rows.length > 0 && html`<${Button} icon="download" busy=${busy} onClick=${download}>${t("config.backup")}<//>`}${can("config:write") && html`<${Button} kind="main" icon="join" href="/config/new">${t("config.new")}<//>`}`;
  return html`<${Page} title=${t("page.config")} bar=${bar} actions=${actions} fill>
    <${ConfigTabs} at="documents" />
    ${error && !data ? html`<${ProblemBox} problem=${error} />` : loading ? html`<${Skeleton} rows=${12} />`
      : html`<${Table} label=${t("config.documents")} rows=${rows} columns=${shown} keyOf=${placeKey} sort=${query.sort ?? ""} onSort=${(/** @type {string} */ sort) => patch({ sort })} onOpen=${(/** @type {Document} */ one) => go(documentHref(one))}
        empty=${html`<${Empty} icon="config" title=${t("config.none")}><p>${t("config.noneText")}</p><${Snippet} text="muster config set agent log.level DEBUG -t 'labels[&quot;env&quot;] == &quot;test&quot;'" /><//>`} />`}
  <//>`;
}
