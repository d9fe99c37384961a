import { html } from "../../ui.js";
import { href } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { isOver, workOf } from "../../store/jobs.js";
import { Ago, Took } from "../../parts/ago.js";
import { Mark } from "../../parts/mark.js";
import { TallyBar } from "../../parts/tallybar.js";
await styles(import.meta.url);

/** What kind of work a job does. @param {import("../../store/jobs.js").Job} job */
export const kindOfWork = (job) => (job.shell ? "shell" : job.file ? "file" : job.config ? "config" : "undo");

/** What a job is, in a few lines. @param {{job: import("../../store/jobs.js").Job}} props */
export function JobHead({ job }) {
  const done = Object.entries(job.tasks).filter(([state]) => !["pending", "dispatched", "accepted", "running"].includes(state)).reduce((sum, [, count]) => sum + count, 0);
  return html`<div class="jobhead">
    <pre class="jobhead-work" tabindex="0"><span>${job.shell ? "$ " : `${t(`work.${kindOfWork(job)}`)} `}</span>${workOf(job)}</pre>
    <div class="jobhead-line">
      <${Mark} state=${job.state} />
      <span class="jobhead-bar"><${TallyBar} tally=${job.tasks} total=${job.total} /></span>
      <span>${t("job.progress", { done, count: job.total })}</span>
      <span><${Took} from=${job.createdAt} to=${isOver(job) ? job.finishedAt : undefined} /></span>
      <span class="jobhead-faint">${t("job.by", { name: job.createdBy })} <${Ago} time=${job.createdAt} /></span>
      <span class="jobhead-target">${t("target.label")} <a href=${href("/nodes", { t: job.target })}><code>${job.target}</code></a></span>
      ${job.dryRun && html`<span class="stale">${t("job.dryRun")}</span>`}
    </div>
  </div>`;
}
