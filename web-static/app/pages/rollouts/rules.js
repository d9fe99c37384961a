import { html } from "../../ui.js";
import { duration, t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { Facts, Section } from "../../parts/page.js";
import { span } from "./gates.js";
await styles(import.meta.url);

/** @param {string | undefined} text */
const time = (text) => (text ? duration(span(text)) : undefined);
/** @param {any} shell */
const line = (shell) => (shell ? html`<code>${shell.line || (shell.argv ?? []).join(" ")}</code>` : undefined);
/** @param {string | undefined} text */
const code = (text) => (text ? html`<code>${text}</code>` : undefined);

/** What it was started with. @param {{rollout: import("../../store/rollouts.js").Rollout}} props */
export function Rules({ rollout }) {
  const { request } = rollout;
  const { shell, file, config, undoShell, checks = {} } = request;
  const prometheus = checks.prometheus;
  return html`<div class="rules" tabindex="0">
    <${Section} title=${t("job.work")}><${Facts} rows=${[
      [t("run.command"), line(shell)], [t("rollout.undo"), line(undoShell)], [t("run.user"), code(shell?.user)], [t("run.cwd"), code(shell?.cwd)],
      [t("file.path"), code(file?.path)], [t("file.file"), file && html`<a href=${`/files?sha=${file.sha256}`}><code>${file.name || file.sha256.slice(0, 12)}</code></a>`], [t("file.mode"), code(file?.mode)], [t("file.owner"), code(file?.owner)],
      [t("file.validate"), code(file?.validate)], [t("file.reload"), code(file?.reload)], [t("config.component"), code(config?.component)], [t("config.document"), config && html`<pre class="rules-document">${config.documentJson}</pre>`],
    ]} /><//>
    <${Section} title=${t("rollout.batches")}><${Facts} rows=${[
      [t("rollout.strategy"), t(`strategy.${rollout.strategy}`)], [t("rollout.batchSize"), request.batchSize || t("rollout.allAtOnce")], [t("rollout.parallel"), request.parallel], [t("rollout.first"), request.first], [t("rollout.firstTarget"), code(request.firstTarget)],
      [t("rollout.observe"), time(request.observe)], [t("rollout.interval"), time(request.interval)], [t("rollout.advance"), request.autoAdvance ? t("rollout.byItself") : t("rollout.byHand")], [t("rollout.returnFor"), time(request.returnFor)],
      [t("rollout.governor"), request.governor && `${request.governor.name} = ${request.governor.capacity}`], [t("run.timeout"), time(request.timeout)], [t("run.ttl"), time(request.ttl)],
    ]} /><//>
    <${Section} title=${t("rollout.gates")}><${Facts} rows=${[
      [t("rollout.health"), line(checks.health)], [t("rollout.http"), code(checks.http)], [t("rollout.tcp"), code(checks.tcp)], [t("rollout.prometheus"), prometheus && html`<code>${prometheus.query} ${prometheus.op} ${prometheus.threshold ?? 0}</code> <span class="table-faint">${prometheus.url}</span>`],
      [t("rollout.checkTimeout"), time(checks.timeout)], [t("rollout.checkEvery"), time(checks.every)],
    ]} /><//>
    <${Section} title=${t("rollout.failing")}><${Facts} rows=${[
      [t("rollout.maxFailures"), request.maxFailures || "0"], [t("rollout.maxBatchFailures"), request.maxBatchFailures], [t("rollout.onFailure"), t(`rollout.onFailure.${request.onFailure || "stop"}`)], [t("confirm.reason"), request.reason],
    ]} /><//>
  </div>`;
}
