import { html } from "../../ui.js";
import { t } from "../../core/i18n.js";
import { nodeConfig, nodeFiles } from "../../store/nodedetail.js";
import { nodeTasks, workOf } from "../../store/jobs.js";
import { useResource } from "../../store/resource.js";
import { Ago } from "../../parts/ago.js";
import { KeyDiff } from "../../parts/diff.js";
import { Empty, Note, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Mark } from "../../parts/mark.js";
import { Section } from "../../parts/page.js";
import { Rows, RowsEntry } from "../../parts/rows.js";

/** What ran on it last. @param {{id: string}} props */
export function NodeTasksTab({ id }) {
  const { data, error, loading } = useResource(nodeTasks(id));
  if (error && !data) return html`<${ProblemBox} problem=${error} />`;
  if (loading || !data) return html`<${Skeleton} />`;
  if (!data.length) return html`<${Empty} icon="jobs" title=${t("node.noTasks")}><a href=${`/run?t=${encodeURIComponent(id)}`}>${t("node.firstTask")}</a><//>`;
  return html`<${Rows}>${data.map(({ job, task }) => html`<${RowsEntry} key=${task.id} href=${`/jobs/${job.id}?node=${encodeURIComponent(id)}`}
    mark=${html`<${Mark} bare state=${task.state} />`} text=${html`<code>${job.name || workOf(job)}</code>`} note=${task.message ?? (task.exitCode ? t("output.exit", { code: String(task.exitCode) }) : "")} end=${html`<${Ago} time=${task.finishedAt ?? task.createdAt} />`} />`)}<//>`;
}

/** What files were put on it. @param {{id: string}} props */
export function NodeFilesTab({ id }) {
  const { data, error, loading } = useResource(nodeFiles(id));
  if (error && !data) return html`<${ProblemBox} problem=${error} />`;
  if (loading || !data) return html`<${Skeleton} />`;
  if (!data.length) return html`<${Empty} icon="files" title=${t("node.noFiles")} />`;
  return html`<${Rows}>${data.map((one) => html`<${RowsEntry} key=${one.jobId} href=${`/jobs/${one.jobId}?node=${encodeURIComponent(id)}`} mark=${html`<${Mark} bare state=${one.state} />`}
    text=${html`<code>${one.path}</code>`} note=${one.undoes ? t("node.undone") : (one.name ?? one.sha256?.slice(0, 12) ?? "")} end=${html`<${Ago} time=${one.at} />`} />`)}<//>`;
}

/** What it is to run, and what it runs. @param {{id: string}} props */
export function NodeConfigTab({ id }) {
  const { data, error, loading } = useResource(nodeConfig(id));
  if (error && !data) return html`<${ProblemBox} problem=${error} />`;
  if (loading || !data) return html`<${Skeleton} />`;
  if (!data.length) return html`<${Empty} icon="config" title=${t("node.noConfig")} />`;
  return html`${data.map((one) => {
    const state = one.state?.state ?? "pending";
    return html`<${Section} key=${one.component} title=${html`<code>${one.component}</code>`} aside=${html`<${Mark} state=${state === "converged" ? "converged" : state === "pending" ? "pending" : state} />`}>
      <${Note} kind=${state === "refused" ? "bad" : undefined}>${t("node.revisions", { wanted: one.revision ?? "0", running: one.state?.running ?? "0" })}${one.state?.refusedReason ? ` ${one.state.refusedReason}` : ""}<//>
      ${one.changes.length > 0 && html`<${KeyDiff} changes=${one.changes} />`}
      <dl class="nodeview-facts">${(one.origins ?? []).map((origin) => html`<div key=${origin.key}><dt>${origin.key}</dt><dd>${origin.valueJson} <span class="table-faint">#${origin.revision}</span></dd></div>`)}</dl>
    <//>`;
  })}`;
}
