import { cls, html } from "../../ui.js";
import { can } from "../../core/session.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { nodeFacts, nodes, nodesState, nodeState, nodeWhy, useNodes } from "../../store/nodes.js";
import { useResource } from "../../store/resource.js";
import { Ago } from "../../parts/ago.js";
import { Empty, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Mark } from "../../parts/mark.js";
import { Facts, Section, Tabs, Tag } from "../../parts/page.js";
import { BulkBar } from "./bulk.js";
import { NodeConfigTab, NodeFilesTab, NodeTasksTab } from "./nodework.js";
import { NodeVitals } from "./vitals.js";
await styles(import.meta.url);

/** @param {{id: string, bare?: boolean}} props `bare`: its id stands beside it already */
export function NodeHead({ id, bare }) {
  useNodes();
  const node = nodes.get(id);
  return html`${!bare && html`<h2><code>${id}</code></h2>`}${node && html`<${Mark} state=${nodeState(node)} />`}${node?.cordoned && node.status !== "online" && html`<${Mark} state="cordoned" />`}`;
}

/** @param {{id: string, tab: string, tabHref: (tab: string) => string, wide?: boolean}} props */
export function NodeTabs({ id, tab, tabHref, wide }) {
  const tabs = ["overview", "facts", ...(can("task:read") ? ["tasks"] : []), ...(can("file:read") ? ["files"] : []), ...(can("config:read") ? ["config"] : [])];
  const { data, error } = useResource(nodeFacts(id));
  const node = nodes.get(id);
  if (error?.status === 404 && !node) return html`<${Empty} icon="nodes" title=${t("node.gone", { id })}><a href="/nodes">${t("page.nodes")}</a><//>`;
  return html`
    <${Tabs} label=${id} at=${tab} tabs=${tabs.map((one) => ({ id: one, text: t(`node.${one}`), href: tabHref(one) }))} />
    <div class=${cls("nodeview", wide && "nodeview-wide")}>
      ${error && error.status !== 404 && html`<${ProblemBox} problem=${error} />`}
      ${!node ? (nodesState.value.loaded ? null : html`<${Skeleton} />`)
        : tab === "facts" ? html`<${FactTree} facts=${data} />`
        : tab === "tasks" ? html`<${NodeTasksTab} id=${id} />`
        : tab === "files" ? html`<${NodeFilesTab} id=${id} />`
        : tab === "config" ? html`<${NodeConfigTab} id=${id} />`
        : html`<${Overview} node=${node} facts=${data} />`}
    </div>`;
}

/** @param {{node: import("../../store/nodes.js").Node, facts: any}} props */
function Overview({ node, facts }) {
  return html`
    <div class="nodeview-actions"><${BulkBar} ids=${[node.id]} one=${node} /></div>
    ${can("rollout:read") && html`<${Why} id=${node.id} />`}
    <${NodeVitals} id=${node.id} />
    <${Section} title=${t("node.about")}>
      <${Facts} rows=${[
        [t("nodes.name"), node.name],
        [t("nodes.labels"), html`<span class="nodeview-tags">${Object.entries(node.labels).map(([key, value]) => html`<${Tag} key=${key} name=${key} value=${value} />`)}</span>`],
        [t("nodes.groups"), node.groups.length ? html`<span class="nodeview-tags">${node.groups.map((one) => html`<${Tag} key=${one} name=${one} />`)}</span>` : "–"],
        [t("nodes.seen"), html`<${Ago} time=${node.lastSeenAt} />`],
        [t("nodes.enrolled"), html`<${Ago} time=${node.enrolledAt} />`],
        [t("nodes.version"), node.agentVersion],
        [t("node.cordonReason"), node.cordoned ? node.cordonReason || "–" : undefined],
        [t("node.os"), summary(facts)],
      ]} />
    <//>`;
}

/** @param {any} facts */
function summary(facts) {
  const os = facts?.os;
  if (!os) return undefined;
  return typeof os === "string" ? os : os.pretty_name ?? os.prettyName ?? [os.name, os.version].filter(Boolean).join(" ");
}

/** @param {{id: string}} props */
function Why({ id }) {
  const { data } = useResource(nodeWhy(id));
  const causes = data?.causes ?? [];
  if (!causes.length) return null;
  return html`<${Section} title=${t("node.why")}><ul class="nodeview-causes">
    ${causes.map((/** @type {any} */ cause) => html`<li key=${cause.kind + cause.text}><${Mark} bare state=${causeState(cause.kind)} /><span>${cause.text}</span>
      ${cause.jobId && html`<a href=${`/jobs/${cause.jobId}`}>${t("node.job")}</a>`}</li>`)}
  </ul><//>`;
}

/** @param {string} kind */
const causeState = (kind) => ({ offline: "offline", cordoned: "cordoned", failed: "failed", running: "running", paused: "paused", skipped: "skipped" })[kind] ?? "waiting";

/** @param {{facts: any}} props */
function FactTree({ facts }) {
  if (!facts) return html`<${Skeleton} />`;
  const rows = flat(facts, "");
  if (!rows.length) return html`<${Empty} title=${t("node.noFacts")} />`;
  return html`<dl class="nodeview-facts">${rows.map(([path, value]) => html`<div key=${path}><dt>${path}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** @param {any} value @param {string} path @returns {[string, string][]} */
function flat(value, path) {
  if (value && typeof value === "object" && !Array.isArray(value)) {
    return Object.keys(value).sort().flatMap((key) => flat(value[key], path ? `${path}.${key}` : key));
  }
  return [[path, Array.isArray(value) ? value.map((one) => (typeof one === "object" ? JSON.stringify(one) : String(one))).join(", ") : String(value)]];
}
