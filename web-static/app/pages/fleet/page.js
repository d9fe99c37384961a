import { cls, html, useMemo } from "../../ui.js";
import { href, openDrawer, patch } from "../../core/router.js";
import { can } from "../../core/session.js";
import { number, t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { nodeCounts, nodes, useNodes } from "../../store/nodes.js";
import { selection, targetOf, vocabulary } from "../../store/targets.js";
import { useResource } from "../../store/resource.js";
import { Button } from "../../parts/button.js";
import { Empty, ProblemBox, Skeleton, Snippet } from "../../parts/feedback.js";
import { Mark, stateName } from "../../parts/mark.js";
import { Page, Stale } from "../../parts/page.js";
import { TargetBar } from "../../parts/target/targetbar.js";
import { Attention } from "./attention.js";
import { FleetMap } from "./fleetmap.js";
import { LiveEvents } from "./events.js";
await styles(import.meta.url);

const STATES = ["online", "offline", "cordoned", "new"];

/** The whole fleet at a glance. @param {{query: Record<string, string>}} props */
export default function Fleet({ query }) {
  const { loaded, error, at } = useNodes();
  const all = nodes.list();
  const target = query.t ?? "";
  const counts = nodeCounts.value;
  if (loaded && all.length === 0) {
    return html`<${Page} title=${t("page.fleet")}><${Empty} icon="fleet" title=${t("fleet.empty")}>
      <p>${t("fleet.emptyText")}</p><${Snippet} text="muster token create --ttl 1h" /><p>${t("fleet.emptyLocal")}</p><${Snippet} text="muster up --agents 3" /><//><//>`;
  }
  const bar = html`<${TargetBar} value=${target} optional cordoned label=${t("target.show")} onChange=${(/** @type {string} */ value) => patch({ t: value })} />`;
  const actions = can("task:execute") && html`<${Button} icon="run" href=${href("/run", { t: target || "all" })}>${t("fleet.run")}<//>`;
  return html`<${Page} title=${t("page.fleet")} bar=${bar} actions=${actions} fill>
    ${error && !loaded ? html`<${ProblemBox} problem=${error} />` : !loaded && all.length === 0 ? html`<${Skeleton} rows=${10} />` : html`<div class="fleet">
      <div class="fleet-main">
        <div class="fleet-counts">
          ${STATES.map((state) => html`<a key=${state} class=${cls("fleet-count", !counts[state] && "fleet-zero")} href=${href("/nodes", { t: filterFor(state) })}>
            <b>${number(counts[state] ?? 0)}</b><${Mark} state=${state} name=${stateName(state)} /></a>`)}
          <span class="fleet-total"><${Stale} at=${at} />${t("nodes.count", { count: all.length })}</span>
          <${GroupBy} value=${query.by ?? ""} />
        </div>
        <${Chosen} all=${all} target=${target} by=${query.by ?? ""} />
      </div>
      <div class="fleet-side"><${Attention} /><${LiveEvents} /></div>
    </div>`}
  <//>`;
}

/** @param {string} state */
const filterFor = (state) => (state === "cordoned" ? "" : `status == "${state}"`);

/** @param {{value: string}} props */
function GroupBy({ value }) {
  const { labels, groups } = vocabulary.value;
  // a label that differs on nearly every node groups nothing
  const useful = [...labels].filter(([, values]) => values.size <= 200).map(([key]) => key).sort();
  return html`<label class="fleet-by">${t("fleet.by")}
    <select value=${value} onChange=${(/** @type {any} */ event) => patch({ by: event.currentTarget.value })}>
      <option value="">${t("fleet.byNone")}</option>
      ${groups.size > 0 && html`<option value="group" selected=${value === "group"}>${t("fleet.byGroup")}</option>`}
      ${useful.map((key) => html`<option key=${key} value=${`label:${key}`} selected=${value === `label:${key}`}>${key}</option>`)}
    </select></label>`;
}

/** @param {{all: import("../../store/nodes.js").Node[], target: string, by: string}} props */
function Chosen({ all, target, by }) {
  return target.trim() ? html`<${Picked} all=${all} target=${target.trim()} by=${by} />` : html`<${Map_} all=${all} by=${by} chosen=${null} />`;
}

/** @param {{all: import("../../store/nodes.js").Node[], target: string, by: string}} props */
function Picked({ all, target, by }) {
  const { data } = useResource(selection(target, true));
  const chosen = useMemo(() => (data ? new Set(data.ids) : null), [data]);
  return html`<${Map_} all=${all} by=${by} chosen=${chosen} />`;
}

/** @param {{all: import("../../store/nodes.js").Node[], by: string, chosen: Set<string> | null}} props */
function Map_({ all, by, chosen }) {
  return html`<${FleetMap} nodes=${all} by=${by} chosen=${chosen} onOpen=${(/** @type {string} */ id) => openDrawer(`node/${id}`)}
    onSelect=${(/** @type {string[]} */ ids) => patch({ t: ids.length === all.length ? "" : targetOf(ids) }, { push: true })} />`;
}
