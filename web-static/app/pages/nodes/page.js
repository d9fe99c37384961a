import { html, useMemo, useRef, useState } from "../../ui.js";
import { can } from "../../core/session.js";
import { href, openDrawer, patch } from "../../core/router.js";
import { number, t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { loadFacts, nodeCounts, nodes, nodeState, useNodes } from "../../store/nodes.js";
import { selection } from "../../store/targets.js";
import { useResource } from "../../store/resource.js";
import { Button, Segments } from "../../parts/button.js";
import { Empty, ProblemBox, Skeleton, Snippet } from "../../parts/feedback.js";
import { stateName } from "../../parts/mark.js";
import { Page, Stale } from "../../parts/page.js";
import { Table } from "../../parts/table/table.js";
import { TargetBar } from "../../parts/target/targetbar.js";
import { BulkBar } from "./bulk.js";
import { ColumnPicker } from "./columnpicker.js";
import { columnsOf, DEFAULT_COLUMNS } from "./columns.js";
import { NodePage } from "./nodepage.js";
await styles(import.meta.url);

/** @param {{parts: string[], query: Record<string, string>}} props */
export default function Nodes({ parts, query }) {
  return parts[1] ? html`<${NodePage} key=${parts[1]} id=${parts[1]} query=${query} />` : html`<${NodeList} query=${query} />`;
}

/** @param {{query: Record<string, string>}} props */
function NodeList({ query }) {
  const { loaded, error, at } = useNodes();
  const target = (query.t ?? "").trim();
  const all = nodes.list();
  const bar = html`<${TargetBar} value=${query.t ?? ""} optional cordoned label=${t("target.show")} onChange=${(/** @type {string} */ value) => patch({ t: value })} />`;
  const actions = can("task:execute") && html`<${Button} icon="run" href=${href("/run", { t: target || "all" })}>${t("fleet.run")}<//>`;
  return html`<${Page} title=${t("page.nodes")} bar=${bar} actions=${actions} fill>
    ${error && !loaded ? html`<${ProblemBox} problem=${error} />` : !loaded && all.length === 0 ? html`<${Skeleton} rows=${14} />`
      : target ? html`<${Picked} target=${target} query=${query} at=${at} />` : html`<${Rows} rows=${all} query=${query} at=${at} />`}
  <//>`;
}

/** @param {{target: string, query: Record<string, string>, at: number}} props */
function Picked({ target, query, at }) {
  const { data: picked, loading, error } = useResource(selection(target, true));
  // while somebody writes, what was picked last stays
  const kept = useRef(picked);
  if (picked) kept.current = picked;
  const data = picked ?? (error ? kept.current : undefined);
  const version = nodes.version.value;
  const rows = useMemo(() => (data?.ids ?? []).flatMap((id) => nodes.map.get(id) ?? []), [data, version]);
  if (loading) return html`<${Skeleton} rows=${14} />`;
  return html`<${Rows} rows=${rows} query=${query} at=${at} />`;
}

/** @param {{rows: import("../../store/nodes.js").Node[], query: Record<string, string>, at: number}} props */
function Rows({ rows, query, at }) {
  const [chosen, setChosen] = useState(/** @type {Set<string>} */ (new Set()));
  const state = query.state ?? "";
  const names = query.cols ?? DEFAULT_COLUMNS;
  const columns = useMemo(() => columnsOf(names.split(",").filter(Boolean)), [names]);
  const shown = useMemo(() => (state ? rows.filter((node) => nodeState(node) === state) : rows), [rows, state]);
  const counts = nodeCounts.value;
  const open = query.open?.startsWith("node/") ? query.open.slice("node/".length) : undefined;
  const wantsFacts = names.includes("fact:");
  const states = ["", ...Object.keys(counts).filter((one) => counts[one] || one === state)];
  const still = useMemo(() => new Set([...chosen].filter((id) => nodes.map.has(id))), [chosen, rows]);
  return html`
    <div class="nodes-bar">
      ${still.size ? html`<${BulkBar} ids=${[...still]} clear=${() => setChosen(new Set())} />` : html`
        <${Segments} label=${t("nodes.state")} value=${state} onChange=${(/** @type {string} */ value) => patch({ state: value })} options=${states.map((one) => ({ value: one, text: one ? stateName(one) : t("nodes.all") }))} />
        <span class="nodes-total">${shown.length === nodes.map.size ? t("nodes.count", { count: shown.length }) : t("nodes.of", { count: shown.length, all: number(nodes.map.size) })}</span>
        <${Stale} at=${at} />
        <span class="nodes-space"></span>
        <${ColumnPicker} names=${names} />`}
    </div>
    <${Table} label=${t("page.nodes")} rows=${shown} columns=${columns} keyOf=${(/** @type {any} */ node) => node.id} sort=${query.sort ?? ""} onSort=${(/** @type {string} */ sort) => patch({ sort })}
      open=${open} onOpen=${(/** @type {any} */ node) => openDrawer(`node/${node.id}`)} chosen=${still} onChoose=${setChosen}
      onSeen=${wantsFacts ? (/** @type {any[]} */ seen) => void loadFacts(seen.map((node) => node.id)).catch(() => {}) : undefined}
      empty=${nodes.map.size === 0 ? html`<${Empty} icon="nodes" title=${t("fleet.empty")}><p>${t("fleet.emptyText")}</p><${Snippet} text="muster token create --ttl 1h" /><//>`
        : html`<${Empty} title=${t("nodes.noMatch")}><p>${t("nodes.noMatchText")}</p><code>labels["role"] == "web" && status == "online"</code><//>`} />`;
}
