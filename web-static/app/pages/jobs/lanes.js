import { cls, html, useMemo } from "../../ui.js";
import { patch } from "../../core/router.js";
import { narrow } from "../../core/settings.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { jobRun, useRun } from "../../store/jobrun.js";
import { Button } from "../../parts/button.js";
import { Empty } from "../../parts/feedback.js";
import { Mark } from "../../parts/mark.js";
import { Output } from "../../parts/output/output.js";
import { byText } from "../../parts/table/table.js";
import { Virtual } from "../../parts/virtual.js";
await styles(import.meta.url);

/**
 * A lane for each node: the nodes on the left, one's output on the right.
 * @param {{run: import("../../store/jobrun.js").JobRun, wanted: (lane: import("../../store/lane.js").Lane) => boolean, node: string, live: boolean}} props
 */
export function Lanes({ run, wanted, node, live }) {
  const version = run.version.value;
  const lanes = useMemo(() => [...run.lanes.values()].filter(wanted).sort((a, b) => byText(a.node, b.node)), [version, wanted, run]);
  const shown = run.lanes.get(node) ?? (narrow.value ? undefined : lanes[0]);
  const at = lanes.findIndex((lane) => lane.node === shown?.node);
  const open = (/** @type {string | null} */ one) => patch({ node: one, view: "nodes" });
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = lanes[at + step];
    if (!step || !next) return;
    event.preventDefault();
    open(next.node);
  };
  const list = html`<${Virtual} class="lanes-list" count=${lanes.length} height=${narrow.value ? 40 : 26} role="listbox" label=${t("page.nodes")} onKeyDown=${keys} row=${(/** @type {number} */ i) => {
    const lane = lanes[i];
    const { task } = lane;
    return html`<div key=${lane.node} role="option" aria-selected=${lane === shown} class=${cls("lanes-entry", lane === shown && "lanes-at")} onClick=${() => open(lane.node)}>
      <${Mark} bare state=${lane.state} /><code>${lane.node}</code><span>${task?.exitCode ? t("output.exit", { code: String(task.exitCode) }) : ""}</span></div>`;
  }} />`;
  if (!lanes.length) return html`<${Empty} title=${t("job.noneOfThese")} />`;
  if (narrow.value && !shown) return list;
  return html`<div class="lanes">
    ${!narrow.value && list}
    <div class="lanes-one">
      ${narrow.value && html`<div class="lanes-back"><${Button} small onClick=${() => open(null)}>${t("job.allNodes")}<//></div>`}
      ${shown && (shown.unread ? html`<${WholeLane} key=${shown.node} id=${run.id} node=${shown.node} live=${live} />` : html`<${OneLane} key=${shown.node} run=${run} lane=${shown} live=${live} />`)}
    </div>
  </div>`;
}

/** @param {{run: import("../../store/jobrun.js").JobRun, lane: import("../../store/lane.js").Lane, live: boolean}} props */
function OneLane({ run, lane, live }) {
  const key = lane.key;
  const folds = useMemo(() => [{ key, state: lane.state, task: lane.task, nodes: [lane.node], lane }], [key]);
  return html`<${Output} folds=${folds} live=${live && !lane.task} name=${`job-${run.id}-${lane.node}.txt`} unread=${lane.unread} />`;
}

/** A node whose output the whole job had no room for is read alone. @param {{id: string, node: string, live: boolean}} props */
function WholeLane({ id, node, live }) {
  const run = useRun(jobRun(id, node));
  const lane = run.lanes.get(node);
  return lane ? html`<${OneLane} run=${run} lane=${lane} live=${live} />` : null;
}
