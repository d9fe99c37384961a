import { html } from "../../ui.js";
import { t } from "../../core/i18n.js";
import { nodeFacts, nodeState } from "../../store/nodes.js";
import { factAt } from "../../store/targets.js";
import { Ago } from "../../parts/ago.js";
import { Mark } from "../../parts/mark.js";
import { Tag } from "../../parts/page.js";
import { byText } from "../../parts/table/table.js";

/** @typedef {import("../../store/nodes.js").Node} Node */

export const DEFAULT_COLUMNS = "state,labels,groups,version,seen";

/** Those that every node has; others are `label:KEY` and `fact:PATH`. */
export const FIXED_COLUMNS = ["state", "name", "labels", "groups", "version", "seen", "enrolled"];

/** @type {Record<string, () => import("../../parts/table/table.js").Column<Node>>} */
const FIXED = {
  state: () => ({ key: "state", title: t("nodes.state"), width: "104px", phone: true, cell: (node) => html`<${Mark} state=${nodeState(node)} />`, sort: (a, b) => byText(nodeState(a), nodeState(b)) }),
  name: () => ({ key: "name", title: t("nodes.name"), width: "minmax(120px, 1fr)", cell: (node) => node.name, sort: (a, b) => byText(a.name, b.name) }),
  labels: () => ({ key: "labels", title: t("nodes.labels"), width: "minmax(200px, 3fr)", cell: (node) => html`<span class="nodes-tags">${Object.entries(node.labels).map(([key, value]) => html`<${Tag} key=${key} name=${key} value=${value} />`)}</span>` }),
  groups: () => ({ key: "groups", title: t("nodes.groups"), width: "minmax(100px, 1fr)", cell: (node) => node.groups.join(", "), sort: (a, b) => byText(a.groups.join(), b.groups.join()) }),
  version: () => ({ key: "version", title: t("nodes.version"), width: "132px", cell: (node) => html`<span class="table-faint">${node.agentVersion ?? "–"}</span>`, sort: (a, b) => byText(a.agentVersion ?? "", b.agentVersion ?? "") }),
  seen: () => ({ key: "seen", title: t("nodes.seen"), width: "112px", right: true, phone: true, cell: (node) => html`<span class="table-faint"><${Ago} time=${node.lastSeenAt} /></span>`, sort: (a, b) => byText(a.lastSeenAt ?? "", b.lastSeenAt ?? "") }),
  enrolled: () => ({ key: "enrolled", title: t("nodes.enrolled"), width: "112px", right: true, cell: (node) => html`<span class="table-faint"><${Ago} time=${node.enrolledAt} /></span>`, sort: (a, b) => byText(a.enrolledAt ?? "", b.enrolledAt ?? "") }),
};

/** @param {string[]} names @returns {import("../../parts/table/table.js").Column<Node>[]} */
export function columnsOf(names) {
  return [
    { key: "id", title: t("nodes.id"), width: "minmax(140px, 1.2fr)", mono: true, phone: true, cell: (node) => html`<a href=${`/nodes/${encodeURIComponent(node.id)}`}>${node.id}</a>`, sort: (a, b) => byText(a.id, b.id) },
    ...names.flatMap((name) => {
      if (name in FIXED) return [FIXED[name]()];
      if (name.startsWith("label:")) return [labelColumn(name.slice("label:".length))];
      if (name.startsWith("fact:")) return [factColumn(name.slice("fact:".length))];
      return [];
    }),
  ];
}

/** @param {string} label @returns {import("../../parts/table/table.js").Column<Node>} */
const labelColumn = (label) => ({
  key: `label:${label}`, title: label, width: "minmax(96px, 1fr)", cell: (node) => node.labels[label] ?? html`<span class="table-faint">–</span>`, sort: (a, b) => byText(a.labels[label] ?? "", b.labels[label] ?? ""),
});

/** Facts come for the rows that are seen, so one cannot sort by them. @param {string} path @returns {import("../../parts/table/table.js").Column<Node>} */
const factColumn = (path) => ({ key: `fact:${path}`, title: path, width: "minmax(96px, 1fr)", cell: (node) => html`<${Fact} id=${node.id} path=${path} />` });

/** @param {{id: string, path: string}} props */
function Fact({ id, path }) {
  const value = factAt(nodeFacts(id).data.value, path);
  return value === undefined ? html`<span class="table-faint">–</span>` : html`<span title=${String(value)}>${String(value)}</span>`;
}
