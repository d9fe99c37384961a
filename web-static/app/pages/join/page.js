import { html, useMemo, useState } from "../../ui.js";
import { now } from "../../core/clock.js";
import { href } from "../../core/router.js";
import { exact, instant, number, t } from "../../core/i18n.js";
import { Problem } from "../../core/problem.js";
import { say } from "../../core/toasts.js";
import { styles } from "../../core/styles.js";
import { createJoinToken, joinTokens, revokeJoinToken, tokenState } from "../../store/joining.js";
import { useResource } from "../../store/resource.js";
import { Ago } from "../../parts/ago.js";
import { Button } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";
import { Empty, ProblemBox, Skeleton, Snippet } from "../../parts/feedback.js";
import { Field } from "../../parts/field.js";
import { Mark } from "../../parts/mark.js";
import { Page, Section, Stale, Tag } from "../../parts/page.js";
import { Table } from "../../parts/table/table.js";
import { readDuration } from "../run/order.js";
import { readLabels } from "../nodes/bulk.js";
await styles(import.meta.url);

/** @typedef {import("../../store/joining.js").JoinToken} JoinToken */

/** @param {(token: JoinToken) => void} ask @param {number} at @returns {import("../../parts/table/table.js").Column<JoinToken>[]} */
const columns = (ask, at) => [
  { key: "state", title: t("nodes.state"), width: "104px", phone: true, cell: (one) => html`<${Mark} state=${tokenState(one, at)} />` },
  { key: "id", title: "ID", width: "minmax(96px, 1fr)", mono: true, phone: true, cell: (one) => one.id },
  { key: "uses", title: t("join.uses"), width: "96px", right: true, phone: true, cell: (one) => `${number(one.uses)}/${number(one.maxUses)}` },
  { key: "labels", title: t("nodes.labels"), width: "minmax(160px, 2fr)", cell: (one) => html`<span class="join-tags">${Object.entries(one.labels).map(([key, value]) => html`<${Tag} key=${key} name=${key} value=${value} />`)}</span>` },
  { key: "expires", title: t("join.expires"), width: "112px", right: true, cell: (one) => html`<span class="table-faint" title=${exact(instant(one.expiresAt))}>${left(one.expiresAt, at)}</span>` },
  { key: "by", title: t("job.who"), width: "minmax(80px, 0.7fr)", cell: (one) => one.createdBy },
  { key: "at", title: t("join.made"), width: "96px", right: true, cell: (one) => html`<span class="table-faint"><${Ago} time=${one.createdAt} /></span>` },
  { key: "revoke", title: "", width: "92px", right: true, phone: true, cell: (one) => tokenState(one, at) === "active" && html`<${Button} small onClick=${() => ask(one)}>${t("join.revoke")}<//>` },
];

/** @param {string} time @param {number} at */
function left(time, at) {
  const minutes = Math.round((instant(time) - at) / 60_000);
  if (minutes <= 0) return "–";
  return minutes < 120 ? t("join.inMinutes", { count: minutes }) : minutes < 2880 ? t("join.inHours", { count: Math.round(minutes / 60) }) : t("join.inDays", { count: Math.round(minutes / 1440) });
}

/** How a machine becomes a node. */
export default function Join() {
  const { data, error, loading, at } = useResource(joinTokens);
  const [asked, setAsked] = useState(/** @type {JoinToken | null} */ (null));
  const minute = Math.floor(now.value / 30_000) * 30_000;
  const shown = useMemo(() => columns(setAsked, minute), [minute, t("page.join")]);
  const rows = useMemo(() => [...(data ?? [])].sort((a, b) => Number(tokenState(b, minute) === "active") - Number(tokenState(a, minute) === "active") || b.createdAt.localeCompare(a.createdAt)), [data, minute]);
  return html`<${Page} title=${t("page.join")} bar=${html`<${Stale} at=${at} />`} fill>
    <${Make} />
    <div class="join-list">
      <h2>${t("join.tokens")}</h2>
      ${error && !data ? html`<${ProblemBox} problem=${error} />` : loading ? html`<${Skeleton} rows=${4} />`
        : html`<${Table} label=${t("join.tokens")} rows=${rows} columns=${shown} keyOf=${(/** @type {JoinToken} */ one) => one.id} empty=${html`<${Empty} icon="join" title=${t("join.none")}><p>${t("join.noneText")}</p><//>`} />`}
    </div>
    ${asked && html`<${Confirm} title=${t("join.revokeTitle", { id: asked.id })} action=${t("join.revoke")} nodes=${[]} onClose=${() => setAsked(null)} onConfirm=${async () => {
      await revokeJoinToken(asked.id);
      say(t("join.revoked", { id: asked.id }));
    }}><p>${t("join.revokeText")}</p><//>`}
  <//>`;
}

/** Makes a token and says, this once, what the machine is to run. */
function Make() {
  const [uses, setUses] = useState("1");
  const [ttl, setTtl] = useState("1h");
  const [labels, setLabels] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const [made, setMade] = useState(/** @type {{token: string, joinToken: JoinToken} | null} */ (null));
  const read = readLabels(labels);
  const time = readDuration(ttl);
  const wrong = { uses: /^[1-9]\d{0,5}$/.test(uses.trim()) ? "" : t("join.badUses"), ttl: time ? "" : t("run.badDuration"), labels: read && !read.gone.length ? "" : t("join.badLabels") };
  const ready = !wrong.uses && !wrong.ttl && !wrong.labels;
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const answer = await createJoinToken({ uses: Number(uses), ttl: time ?? "3600s", labels: read?.set ?? {} });
      setMade({ ...answer, joinToken: { ...answer.joinToken, labels: answer.joinToken.labels ?? {} } });
    } catch (error) {
      setProblem(Problem.from(error));
    } finally {
      setBusy(false);
    }
  };
  return html`<div class="join-make">
    <form class="join-form" onSubmit=${submit}>
      <${Field} label=${t("join.howMany")} value=${uses} onInput=${setUses} mono width="96px" wrong=${wrong.uses || undefined} />
      <${Field} label=${t("join.ttl")} value=${ttl} onInput=${setTtl} mono width="96px" wrong=${wrong.ttl || undefined} />
      <div class="join-labels"><${Field} label=${t("join.labels")} value=${labels} onInput=${setLabels} mono placeholder="role=web env=production" wrong=${wrong.labels || undefined} /></div>
      <div class="join-go"><${Button} type="submit" kind=${made ? undefined : "main"} icon="join" disabled=${!ready} busy=${busy}>${t("join.make")}<//></div>
    </form>
    ${problem && html`<${ProblemBox} problem=${problem} />`}
    ${made ? html`<${Made} made=${made} />` : html`<p class="note">${t("join.makeText")}</p>`}
  </div>`;
}

/** @param {{made: {token: string, joinToken: JoinToken}}} props */
function Made({ made }) {
  const joined = (joinTokens.data.value ?? []).find((one) => one.id === made.joinToken.id)?.uses ?? 0;
  const server = location.origin;
  return html`<${Section} title=${t("join.run")} aside=${html`<${Mark} state=${joined >= made.joinToken.maxUses ? "succeeded" : "waiting"} name=${t("join.joined", { count: joined, all: number(made.joinToken.maxUses) })} />`}>
    <div class="join-once"><${Snippet} text=${`muster agent --server ${server} --join '${made.token}'`} /></div>
    <p class="note">${t("join.once")}</p>
    <details class="join-service"><summary>${t("join.asService")}</summary>
      <${Snippet} text=${`install -d -m 0755 /etc/muster && umask 077
echo '${made.token}' > /etc/muster/join.token
printf 'join:\\n  server: ${server}\\n  tokenFile: /etc/muster/join.token\\n' > /etc/muster/agent.yaml
systemctl enable --now muster-agent`} /><p class="note">${t("join.serviceText")}</p></details>
    ${joined > 0 && html`<p><a href=${href("/nodes", { sort: "-enrolled" })}>${t("join.seeNodes")}</a></p>`}
  <//>`;
}
