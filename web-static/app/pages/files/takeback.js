import { html, useEffect, useState } from "../../ui.js";
import { go } from "../../core/router.js";
import { t } from "../../core/i18n.js";
import { Problem } from "../../core/problem.js";
import { say } from "../../core/toasts.js";
import { Confirm } from "../../parts/confirm.js";
import { Dialog } from "../../parts/dialog.js";
import { ProblemBox, Skeleton } from "../../parts/feedback.js";
import { nodesOfJob, takeBack } from "../../store/files.js";
import { JobDiffs } from "./jobdiffs.js";

/**
 * Puts back what was there before a job, after showing what would change.
 * @param {{one: import("../../store/files.js").Placement, onClose: () => void}} props
 */
export function TakeBack({ one, onClose }) {
  const [ready, setReady] = useState(/** @type {{nodes: string[], preview: string} | null} */ (null));
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  useEffect(() => {
    let left = false;
    const run = async () => {
      const nodes = await nodesOfJob(one.jobId);
      const job = await takeBack(one.jobId, nodes, true);
      if (!left) setReady({ nodes, preview: job.id });
    };
    run().catch((error) => !left && setProblem(Problem.from(error)));
    return () => void (left = true);
  }, [one.jobId]);
  if (!ready) return html`<${Dialog} title=${t("file.rollbackTitle", { path: one.path })} onClose=${onClose}><div class="dialog-body">${problem ? html`<${ProblemBox} problem=${problem} />` : html`<${Skeleton} rows=${3} />`}</div><//>`;
  return html`<${Confirm} title=${t("file.rollbackTitle", { path: one.path })} action=${t("file.rollback")} nodes=${ready.nodes} onClose=${onClose} onConfirm=${async () => {
    const job = await takeBack(one.jobId, ready.nodes, false);
    say(t("file.rollbackDone", { path: one.path }));
    go(`/jobs/${job.id}`);
  }}><p>${t("file.rollbackText")}</p><${JobDiffs} id=${ready.preview} /><//>`;
}
