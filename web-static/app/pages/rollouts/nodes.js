import { html, useMemo } from "../../ui.js";
import { drawerHref } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { Segments } from "../../parts/button.js";
import { Empty } from "../../parts/feedback.js";
import { Mark, stateName } from "../../parts/mark.js";
import { byText, Table } from "../../parts/table/table.js";
await styles(import.meta.url);

/** @typedef {import("../../store/rollouts.js").RolloutNode} RolloutNode */

const ORDER = ["failed", "undo_failed", "started", "undoing", "waiting", "skipped", "undone", "succeeded"];

/** @returns {import("../../parts/table/table.js").Column<RolloutNode>[]} */
const columns = () => [
  { key: "id", title: t("nodes.id"), width: "minmax(120px, 1fr)", mono: true, phone: true, cell: (node) => html`<a href=${drawerHref(`node/${node.nodeId}`)}>${node.nodeId}</a>` },
  { key: "state", title: t("nodes.state"), width: "116px", phone: true, cell: (node) => html`<${Mark} state=${node.state} />` },
  { key: "batch", title: t("rollout.batchShort"), width: "64px", right: true, cell: (node) => node.batch || "–" },
  { key: "message", title: t("rollout.message"), width: "minmax(160px, 3fr)", cell: (node) => html`<span class="table-faint" title=${node.message}>${node.message ?? ""}</span>` },
  { key: "job", title: t("rollout.job"), width: "72px", phone: true, cell: (node) => (node.jobId ? html`<a href=${`/jobs/${node.jobId}?node=${encodeURIComponent(node.nodeId)}`}>${t("output.title")}</a>` : "") },
];

/** @param {{watch: import("../../store/rollouts.js").RolloutWatch, state: string, choose: (state: string) => void}} props */
export function RolloutNodes({ watch, state, choose }) {
  const version = watch.version.value;
  const all = useMemo(() => [...watch.nodes.values()].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || byText(a.nodeId, b.nodeId)), [watch, version]);
  const states = ORDER.filter((one) => one === state || all.some((node) => node.state === one));
  const rows = state ? all.filter((node) => node.state === state) : all;
  const shown = useMemo(columns, [t("page.rollouts")]);
  return html`<div class="rolloutnodes">
    <div class="rolloutnodes-bar"><${Segments} label=${t("nodes.state")} value=${state} onChange=${choose} options=${["", ...states].map((one) => ({ value: one, text: one ? stateName(one) : t("nodes.all") }))} /></div>
    <${Table} label=${t("rollout.nodes")} rows=${rows} columns=${shown} keyOf=${(/** @type {RolloutNode} */ node) => node.nodeId} empty=${html`<${Empty} title=${t("job.noneOfThese")} />`} />
  </div>`;
}
