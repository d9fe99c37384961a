import { html } from "../../ui.js";
import { t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { jobRun, useRun } from "../../store/jobrun.js";
import { NOTE } from "../../store/lane.js";
import { Diff } from "../../parts/diff.js";
import { Note, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Mark } from "../../parts/mark.js";
import { nodeList } from "../../parts/nodelist.js";
await styles(import.meta.url);

/** The diffs that a preview finds, equal ones folded into one. @param {{id: string}} props of the job that is the preview */
export function JobDiffs({ id }) {
  const run = useRun(jobRun(id));
  const error = run.error.value;
  if (error && !run.lanes.size) return html`<${ProblemBox} problem=${error} />`;
  const folds = run.folds(() => true);
  if (!folds.length) return html`<${Skeleton} rows=${3} />`;
  const open = folds.filter((fold) => !fold.task).flatMap((fold) => fold.nodes);
  return html`<div class="jobdiffs" aria-live="polite">
    ${open.length > 0 && html`<p class="jobdiffs-line"><${Mark} state="running" name=${t("file.comparing", { count: open.length })} /></p>`}
    ${folds.filter((fold) => fold.task).map((fold) => {
      const text = fold.lane.lines.filter((_, i) => fold.lane.kinds[i] !== NOTE).join("\n").trimEnd();
      const differs = /^(---|\+\+\+|@@)/m.test(text);
      if (fold.state !== "succeeded") return html`<div key=${fold.key} class="jobdiffs-line"><${Mark} state=${fold.state} /> <b>${t("nodes.count", { count: fold.nodes.length })}</b> <code>${nodeList(fold.nodes)}</code><${Note} kind="bad">${fold.task?.message ?? ""} ${text}<//></div>`;
      if (!differs) return html`<p key=${fold.key} class="jobdiffs-line"><${Mark} state="converged" name=${text || t("file.same")} /> <b>${t("nodes.count", { count: fold.nodes.length })}</b> <code>${nodeList(fold.nodes)}</code></p>`;
      return html`<${Diff} key=${fold.key} text=${text} nodes=${fold.nodes} />`;
    })}
  </div>`;
}
