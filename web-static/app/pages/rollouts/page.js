import { html, useMemo, useRef, useState } from "../../ui.js";
import { can } from "../../core/session.js";
import { openDrawer, patch } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { complain } from "../../core/toasts.js";
import { styles } from "../../core/styles.js";
import { isLive, loadMoreRollouts, rollouts, useRollouts, workOfRollout } from "../../store/rollouts.js";
import { Ago, Took } from "../../parts/ago.js";
import { Button, Segments } from "../../parts/button.js";
import { Empty, ProblemBox, Skeleton, Snippet } from "../../parts/feedback.js";
import { useHeld } from "../../parts/held.js";
import { Mark } from "../../parts/mark.js";
import { Page, Stale } from "../../parts/page.js";
import { Table } from "../../parts/table/table.js";
import { TallyBar } from "../../parts/tallybar.js";
import { StartRollout } from "./start.js";
import { RolloutPage } from "./view.js";
await styles(import.meta.url);

/** @typedef {import("../../store/rollouts.js").Rollout} Rollout */

const FILTERS = ["", "live", "succeeded", "failed", "aborted", "rolled_back"];

/** @param {{parts: string[], query: Record<string, string>}} props */
export default function Rollouts({ parts, query }) {
  if (parts[1] === "new") return html`<${StartRollout} query=${query} />`;
  return parts[1] ? html`<${RolloutPage} key=${parts[1]} id=${parts[1]} query=${query} />` : html`<${RolloutList} query=${query} />`;
}

/** @returns {import("../../parts/table/table.js").Column<Rollout>[]} */
const columns = () => [
  { key: "state", title: t("nodes.state"), width: "132px", phone: true, cell: (one) => html`<${Mark} state=${one.state} />` },
  { key: "name", title: t("nodes.name"), width: "minmax(120px, 1.4fr)", phone: true, mono: true, cell: (one) => html`<a href=${`/rollouts/${one.id}`}>${one.name}</a>` },
  { key: "work", title: t("job.work"), width: "minmax(140px, 2fr)", mono: true, cell: (one) => html`<span class="table-faint">${workOfRollout(one.request)}</span>` },
  { key: "strategy", title: t("rollout.strategy"), width: "100px", cell: (one) => t(`strategy.${one.strategy}`) },
  { key: "target", title: t("target.label"), width: "minmax(110px, 1.2fr)", mono: true, cell: (one) => html`<span class="table-faint">${one.target}</span>` },
  { key: "batch", title: t("rollout.batches"), width: "72px", right: true, cell: (one) => `${Math.min(one.batch, one.batches.length)}/${one.batches.length}` },
  { key: "tally", title: t("job.nodes"), width: "96px", cell: (one) => html`<${TallyBar} tally=${one.nodes} total=${one.total} />` },
  { key: "total", title: "", width: "60px", right: true, cell: (one) => html`<span class="table-faint">${one.total}</span>` },
  { key: "took", title: t("job.took"), width: "92px", right: true, cell: (one) => html`<${Took} from=${one.createdAt} to=${isLive(one) ? undefined : one.finishedAt} />` },
  { key: "by", title: t("job.who"), width: "minmax(72px, 0.6fr)", cell: (one) => one.createdBy },
  { key: "at", title: t("job.when"), width: "88px", right: true, phone: true, cell: (one) => html`<span class="table-faint"><${Ago} time=${one.createdAt} /></span>` },
];

/** @param {Rollout} one @param {string} filter */
const fits = (one, filter) => !filter || (filter === "live" ? isLive(one) : filter === "failed" ? one.state === "failed" || one.state === "rollback_failed" : one.state === filter);

/** @param {{query: Record<string, string>}} props */
function RolloutList({ query }) {
  const { loaded, error, at, more } = useRollouts();
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [busy, setBusy] = useState(false);
  const all = rollouts.list();
  const filter = query.state ?? "";
  const wanted = useMemo(() => all.filter((one) => fits(one, filter)), [all, filter]);
  const { rows, waiting, release } = useHeld(wanted, (one) => one.id, box, filter);
  const shown = useMemo(columns, [t("page.rollouts")]);
  const older = () => {
    setBusy(true);
    loadMoreRollouts().catch(complain).finally(() => setBusy(false));
  };
  const start = can("rollout:execute") && html`<${Button} kind="main" icon="rollouts" href="/rollouts/new">${t("rollout.start")}<//>`;
  const bar = html`<${Segments} label=${t("nodes.state")} value=${filter} onChange=${(/** @type {string} */ state) => patch({ state })} options=${FILTERS.map((one) => ({ value: one, text: one ? t(`rollout.filter.${one}`) : t("nodes.all") }))} />
    ${waiting > 0 && html`<button type="button" class="textlink" onClick=${release}>${t("table.new", { count: waiting })}</button>`}<${Stale} at=${at} />`;
  const empty = html`<${Empty} icon="rollouts" title=${filter ? t("rollout.noneInState") : t("rollout.none")}>${!filter && html`<p>${t("rollout.noneText")}</p>
    <${Snippet} text="muster rollout start web-restart -t 'labels[&quot;role&quot;] == &quot;web&quot;' --batch 25% -- systemctl restart nginx" />`}<//>`;
  return html`<${Page} title=${t("page.rollouts")} bar=${bar} actions=${html`${more && html`<${Button} busy=${busy} onClick=${older}>${t("job.older")}<//>`}${start}`} fill>
    <div class="rollouts" ref=${box}>
      ${error && !loaded ? html`<${ProblemBox} problem=${error} />` : !loaded && !all.length ? html`<${Skeleton} rows=${14} />`
        : html`<${Table} label=${t("page.rollouts")} rows=${rows} columns=${shown} keyOf=${(/** @type {Rollout} */ one) => one.id} open=${query.open?.replace(/^rollout\//, "")} onOpen=${(/** @type {Rollout} */ one) => openDrawer(`rollout/${one.id}`)} empty=${empty} />`}
    </div>
  <//>`;
}
