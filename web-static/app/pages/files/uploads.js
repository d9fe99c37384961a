import { html } from "../../ui.js";
import { now } from "../../core/clock.js";
import { openDrawer } from "../../core/router.js";
import { bytes, duration, percent, t } from "../../core/i18n.js";
import { styles } from "../../core/styles.js";
import { Button } from "../../parts/button.js";
import { ProblemBox } from "../../parts/feedback.js";
import { Mark } from "../../parts/mark.js";
import { again, forget, stop, uploads } from "../../store/uploads.js";
await styles(import.meta.url);

const STATES = /** @type {Record<string, string>} */ ({ reading: "running", sending: "running", checking: "running", done: "succeeded", failed: "failed", stopped: "cancelled" });

/** What is on its way to the server. */
export function Uploads() {
  const list = uploads.value;
  if (!list.length) return null;
  return html`<ul class="uploads" aria-label=${t("file.uploads")}>${list.map((one) => html`<${Entry} key=${one.id} one=${one} />`)}</ul>`;
}

/** @param {{one: import("../../store/uploads.js").Upload}} props */
function Entry({ one }) {
  const share = one.size ? one.done / one.size : 1;
  const busy = one.state === "reading" || one.state === "sending" || one.state === "checking";
  const seconds = (now.value - one.began) / 1000;
  const sent = one.done - (one.resumed ?? 0);
  const left = one.state === "sending" && sent > 0 && seconds > 1 ? t("file.left", { time: duration(Math.round((one.size - one.done) / (sent / seconds)) * 1000) }) : "";
  const words = one.state === "done" ? t(one.known ? "file.known" : "file.done") : one.state === "sending" && one.resumed ? t("file.resumed", { bytes: bytes(one.resumed) }) : t(`file.upload.${one.state}`);
  return html`<li class="uploads-entry">
    <${Mark} bare state=${STATES[one.state]} />
    <span class="uploads-name">${one.file ? html`<button type="button" class="textlink" onClick=${() => openDrawer(`file/${one.file?.id}`)}>${one.name}</button>` : one.name}</span>
    ${busy ? html`<progress class="uploads-bar" max="1" value=${share} aria-label=${one.name}></progress><span class="uploads-share">${percent(Math.floor(share * 100) / 100)}</span>` : html`<span class="uploads-bar"></span>`}
    <span class="uploads-words">${bytes(one.size)} · ${words}${left && ` · ${left}`}</span>
    ${busy ? html`<${Button} small onClick=${() => stop(one.id)}>${t("job.cancel")}<//>`
      : html`${one.state !== "done" && html`<${Button} small onClick=${() => again(one.id)}>${t("file.resume")}<//>`}<${Button} small icon="close" label=${t("action.close")} onClick=${() => forget(one.id)} />`}
    ${one.problem && html`<div class="uploads-problem"><${ProblemBox} quiet problem=${one.problem} /></div>`}
  </li>`;
}
