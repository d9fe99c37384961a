import { html, useMemo, useRef, useState } from "../../ui.js";
import { can } from "../../core/session.js";
import { href, openDrawer, patch } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { jobs, loadMoreJobs, useJobs, workOf } from "../../store/jobs.js";
import { jobRun, useRun } from "../../store/jobrun.js";
import { Ago, Took } from "../../parts/ago.js";
import { Button, Segments } from "../../parts/button.js";
import { Empty, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Mark, stateName } from "../../parts/mark.js";
import { Page, Stale } from "../../parts/page.js";
import { Table } from "../../parts/table/table.js";
import { TallyBar } from "../../parts/tallybar.js";
import { isOver } from "../../store/jobs.js";
import { complain } from "../../core/toasts.js";
import { useHeld } from "../../parts/held.js";
import { JobHead, kindOfWork } from "./jobhead.js";
import { JobActions, JobView } from "./jobview.js";
await styles(import.meta.url);

/** @typedef {import("../../store/jobs.js").Job} Job */

const STATES = ["", "running", "succeeded", "failed", "cancelled"];

/** @param {{parts: string[], query: Record<string, string>}} props */
export default function Jobs({ parts, query }) {
  return parts[1] ? html`<${JobPage} key=${parts[1]} id=${parts[1]} query=${query} />` : html`<${JobList} query=${query} />`;
}

/** The permanent address of a job: it shows what happened as often as one comes. @param {{id: string, query: Record<string, string>}} props */
function JobPage({ id, query }) {
  const run = useRun(jobRun(id));
  const job = run.job.value;
  const title = html`<a href="/jobs">${t("page.jobs")}</a> / ${job?.name || html`<code>${id}</code>`}`;
  return html`<${Page} title=${title} actions=${html`<${JobActions} id=${id} />`} fill>
    ${job && html`<${JobHead} job=${job} />`}
    <${JobView} id=${id} query=${query} />
  <//>`;
}

/** @returns {import("../../parts/table/table.js").Column<Job>[]} */
const columns = () => [
  { key: "state", title: t("nodes.state"), width: "116px", phone: true, cell: (job) => html`<${Mark} state=${job.state} />` },
  { key: "work", title: t("job.work"), width: "minmax(150px, 3fr)", phone: true, cell: (job) => html`${job.name && html`<span>${job.name} </span>`}<code class=${job.name ? "table-faint" : ""}>${kindOfWork(job) === "shell" ? "" : `${t(`work.${kindOfWork(job)}`)} `}${workOf(job)}</code>` },
  { key: "target", title: t("target.label"), width: "minmax(120px, 1.5fr)", mono: true, cell: (job) => html`<span class="table-faint">${job.target}</span>` },
  { key: "tally", title: t("job.nodes"), width: "96px", cell: (job) => html`<${TallyBar} tally=${job.tasks} total=${job.total} />` },
  { key: "total", title: "", width: "60px", right: true, cell: (job) => html`<span class="table-faint">${job.total}</span>` },
  { key: "took", title: t("job.took"), width: "92px", right: true, cell: (job) => html`<${Took} from=${job.createdAt} to=${isOver(job) ? job.finishedAt : undefined} />` },
  { key: "by", title: t("job.who"), width: "minmax(80px, 0.7fr)", cell: (job) => job.createdBy },
  { key: "at", title: t("job.when"), width: "84px", right: true, phone: true, cell: (job) => html`<a class="table-faint" href=${`/jobs/${job.id}`}><${Ago} time=${job.createdAt} /></a>` },
];

/** @param {{query: Record<string, string>}} props */
function JobList({ query }) {
  const { loaded, error, at, more } = useJobs();
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [busy, setBusy] = useState(false);
  const all = jobs.list();
  const state = query.state ?? "";
  const wanted = useMemo(() => (state ? all.filter((job) => job.state === state || (state === "running" && job.state === "cancelling")) : all), [all, state]);
  const { rows, waiting, release } = useHeld(wanted, (job) => job.id, box, state);
  const open = query.open?.startsWith("job/") ? query.open.slice("job/".length) : undefined;
  const shown = useMemo(columns, [t("page.jobs")]);
  const older = () => {
    setBusy(true);
    loadMoreJobs().catch(complain).finally(() => setBusy(false));
  };
  const bar = html`<${Segments} label=${t("nodes.state")} value=${state} onChange=${(/** @type {string} */ value) => patch({ state: value })} options=${STATES.map((one) => ({ value: one, text: one ? stateName(one) : t("nodes.all") }))} />
    ${waiting > 0 && html`<button type="button" class="textlink" onClick=${release}>${t("table.new", { count: waiting })}</button>`}<${Stale} at=${at} />`;
  const empty = html`<${Empty} icon="jobs" title=${state ? t("job.noneInState") : t("job.none")}>${!state && can("task:execute") && html`<p>${t("job.noneText")}</p><a href=${href("/run", { t: "all" })}>${t("page.run")}</a>`}<//>`;
  return html`<${Page} title=${t("page.jobs")} bar=${bar} actions=${more && html`<${Button} small busy=${busy} onClick=${older}>${t("job.older")}<//>`} fill>
    <div class="jobs" ref=${box}>
      ${error && !loaded ? html`<${ProblemBox} problem=${error} />` : !loaded && !all.length ? html`<${Skeleton} rows=${14} />`
        : html`<${Table} label=${t("page.jobs")} rows=${rows} columns=${shown} keyOf=${(/** @type {Job} */ job) => job.id} open=${open} onOpen=${(/** @type {Job} */ job) => openDrawer(`job/${job.id}`)} empty=${empty} />`}
    </div>
  <//>`;
}
