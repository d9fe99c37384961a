import { html, useMemo } from "../../ui.js";
import { drawerHref, href, patch, route } from "../../core/router.js";
import { number, t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { statusOf } from "../../store/configs.js";
import { useResource } from "../../store/resource.js";
import { Ago } from "../../parts/ago.js";
import { Segments } from "../../parts/button.js";
import { Empty, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Mark, stateName } from "../../parts/mark.js";
import { Stale } from "../../parts/page.js";
import { byText, Table } from "../../parts/table/table.js";
await styles(import.meta.url);

/** @typedef {import("../../store/configs.js").NodeState} NodeState */

const STATES = ["refused", "pending", "offline", "converged"];

/** @param {boolean} every whether components are told apart @returns {import("../../parts/table/table.js").Column<NodeState>[]} */
const columns = (every) => [
  { key: "node", title: t("nodes.id"), width: "minmax(120px, 1fr)", mono: true, phone: true, cell: (one) => html`<a href=${drawerHref(`node/${one.nodeId}`)}>${one.nodeId}</a>`, sort: (a, b) => byText(a.nodeId, b.nodeId) },
  ...(every ? [{ key: "component", title: t("config.component"), width: "minmax(96px, 0.7fr)", mono: true, cell: (/** @type {NodeState} */ one) => one.component, sort: (/** @type {NodeState} */ a, /** @type {NodeState} */ b) => byText(a.component, b.component) }] : []),
  { key: "state", title: t("nodes.state"), width: "116px", phone: true, cell: (one) => html`<${Mark} state=${one.state} />`, sort: (a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) },
  { key: "wanted", title: t("config.wanted"), width: "88px", right: true, cell: (one) => (one.revision ? `#${one.revision}` : "–") },
  { key: "running", title: t("config.running"), width: "88px", right: true, phone: true, cell: (one) => (one.running && one.running !== "0" ? `#${one.running}` : "–") },
  { key: "why", title: t("config.why"), width: "minmax(140px, 3fr)", cell: (one) => html`<span class="table-faint" title=${one.refusedReason}>${one.refusedReason ?? ""}</span>` },
  { key: "since", title: t("config.since"), width: "96px", right: true, cell: (one) => html`<span class="table-faint"><${Ago} time=${one.since} /></span>` },
];

/** What nodes are to run against what they run. @param {{component: string, target: string, all: boolean}} props */
export function NodeStates({ component, target, all }) {
  const { data, error, loading, at } = useResource(statusOf(component, target, all));
  const { query } = route.value;
  const state = query.state ?? "";
  const rows = useMemo(() => (data?.nodes ?? []).filter((one) => !state || one.state === state), [data, state]);
  const shown = useMemo(() => columns(!component), [component, t("page.config")]);
  if (error && !data) return html`<${ProblemBox} problem=${error} />`;
  if (loading || !data) return html`<${Skeleton} rows=${10} />`;
  const counts = STATES.filter((one) => data.counts[one] || one === state);
  return html`<div class="nodestates">
    <div class="nodestates-bar">
      <${Segments} label=${t("nodes.state")} value=${state} onChange=${(/** @type {string} */ value) => patch({ state: value })} options=${["", ...counts].map((one) => ({ value: one, text: one ? html`<${Mark} bare state=${one} /> ${stateName(one)} ${number(data.counts[one] ?? 0)}` : t("nodes.all") }))} />
      ${data.nodes.length < Object.values(data.counts).reduce((sum, count) => sum + count, 0) && all && html`<span class="table-faint">${t("config.first", { count: data.nodes.length })}</span>`}
      <${Stale} at=${at} />
    </div>
    <${Table} label=${t("config.status")} rows=${rows} columns=${shown} keyOf=${(/** @type {NodeState} */ one) => `${one.nodeId}/${one.component}`} sort=${query.sort ?? "state"} onSort=${(/** @type {string} */ sort) => patch({ sort })}
      empty=${html`<${Empty} icon="config" title=${state ? t("job.noneOfThese") : t("config.noStates")}>${!state && html`<p>${t("config.noStatesText")}</p><a href=${href("/config/new")}>${t("config.new")}</a>`}<//>`} />
  </div>`;
}
