import { html, useState } from "../../ui.js";
import { can } from "../../core/session.js";
import { href, openDrawer } from "../../core/router.js";
import { bytes, t } from "../../core/i18n.js";
import { complain, say } from "../../core/toasts.js";
import { styles } from "../../core/styles.js";
import { saveBlob } from "../../parts/save.js";
import { fileHistory, fileOf, readContent, removeFile } from "../../store/files.js";
import { useResource } from "../../store/resource.js";
import { Ago } from "../../parts/ago.js";
import { Button } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";
import { DrawerHead } from "../../parts/drawerhead.js";
import { Empty, Note, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Mark } from "../../parts/mark.js";
import { Facts, Section } from "../../parts/page.js";
import { Rows, RowsEntry } from "../../parts/rows.js";
await styles(import.meta.url);

const PREVIEW = 64 * 1024; // bytes

/** A stored file: what it is, where it went, what can be done with it. @param {{id: string}} props */
export default function FileDrawer({ id }) {
  const { data: file, error } = useResource(fileOf(id));
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const download = () => {
    if (!file) return;
    setBusy(true);
    readContent(id).then((content) => saveBlob(file.name, content), complain).finally(() => setBusy(false));
  };
  return html`
    <${DrawerHead} title=${html`<h2><code>${file?.name ?? id}</code></h2>`} onClose=${() => openDrawer(null)} />
    <div class="filedrawer">
      ${error?.status === 404 ? html`<${Empty} icon="files" title=${t("file.gone")} />` : error && !file ? html`<${ProblemBox} problem=${error} />` : !file ? html`<${Skeleton} rows=${4} />` : html`
        <div class="filedrawer-actions">
          ${can("task:execute") && html`<${Button} small kind="main" icon="run" href=${`/files/${id}/distribute`}>${t("file.distribute")}<//>`}
          ${can("rollout:execute") && html`<${Button} small icon="rollouts" href=${href("/rollouts/new", { kind: "file", file: file.sha256 })}>${t("rollout.rollOut")}<//>`}
          <${Button} small icon="download" busy=${busy} onClick=${download}>${t("file.download")}<//>
          ${can("file:write") && html`<${Button} small kind="danger" onClick=${() => setAsking(true)}>${t("nodes.remove")}<//>`}
        </div>
        <${Facts} rows=${[[t("file.size"), `${bytes(file.size)}`], ["SHA-256", html`<code class="filedrawer-sha">${file.sha256}</code>`], [t("job.who"), file.createdBy], [t("file.uploaded"), html`<${Ago} time=${file.createdAt} />`], ["ID", html`<code>${file.id}</code>`]]} />
        <${Content} id=${id} size=${file.size} />
        <${History} sha=${file.sha256} />
        ${asking && html`<${Confirm} title=${t("file.removeTitle", { name: file.name })} action=${t("nodes.remove")} nodes=${[]} onClose=${() => setAsking(false)} onConfirm=${async () => {
          await removeFile(id);
          say(t("file.removed", { name: file.name }));
          openDrawer(null);
        }}><p>${t("file.removeText")}</p><//>`}`}
    </div>`;
}

/** The text of a small file, when somebody asks. @param {{id: string, size: number}} props */
function Content({ id, size }) {
  const [text, setText] = useState(/** @type {string | null} */ (null));
  const [binary, setBinary] = useState(false);
  if (size > PREVIEW) return null;
  const show = async () => {
    const raw = new Uint8Array(await (await readContent(id)).arrayBuffer());
    try {
      const decoded = new TextDecoder("utf-8", { fatal: true }).decode(raw);
      if (decoded.includes("\0")) throw new Error("binary");
      setText(decoded);
    } catch {
      setBinary(true);
    }
  };
  return html`<${Section} title=${t("file.content")} aside=${text === null && !binary && html`<${Button} small onClick=${() => void show().catch(complain)}>${t("file.show")}<//>`}>
    ${text !== null && html`<pre class="filedrawer-text" tabindex="0">${text}</pre>`}${binary && html`<${Note}>${t("file.binary")}<//>`}<//>`;
}

/** @param {{sha: string}} props */
function History({ sha }) {
  const { data } = useResource(fileHistory("", ""));
  const rows = (data ?? []).filter((one) => one.sha256 === sha);
  return html`<${Section} title=${t("file.history")} aside=${rows.length > 0 && html`<a href=${href("/files/history", { sha })}>${t("file.all")}</a>`}>
    ${!data ? html`<${Skeleton} rows=${2} />` : rows.length === 0 ? html`<${Note}>${t("file.nowhere")}<//>`
      : html`<${Rows}>${rows.slice(0, 30).map((one) => html`<${RowsEntry} key=${one.jobId} href=${`/jobs/${one.jobId}`} mark=${html`<${Mark} bare state=${one.state} />`} text=${html`<code>${one.path}</code>`} note=${t(one.dryRun ? "file.previewed" : "file.put")} end=${html`<${Ago} time=${one.createdAt} />`} />`)}<//>`}<//>`;
}
