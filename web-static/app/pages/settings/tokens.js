import { html, useMemo, useState } from "../../ui.js";
import { now } from "../../core/clock.js";
import { patch } from "../../core/router.js";
import { calendar, exact, instant, t } from "../../core/i18n.js";
import { say } from "../../core/toasts.js";
import { apiTokens, revokeApiToken } from "../../store/people.js";
import { useResource } from "../../store/resource.js";
import { Ago } from "../../parts/ago.js";
import { Button } from "../../parts/button.js";
import { Confirm } from "../../parts/confirm.js";
import { Empty, ProblemBox, Skeleton } from "../../parts/feedback.js";
import { Mark } from "../../parts/mark.js";
import { Stale } from "../../parts/page.js";
import { byText, Table } from "../../parts/table/table.js";
import { NewToken } from "./newtoken.js";
import { ScopeText } from "./scope.js";

/** @typedef {import("../../store/people.js").ApiToken} ApiToken */

/** @param {ApiToken} one @param {number} at */
export const tokenState = (one, at) => (one.revoked ? "revoked" : one.expiresAt && instant(one.expiresAt) <= at ? "expired" : "active");

/** @param {(token: ApiToken) => void} ask @param {number} at @returns {import("../../parts/table/table.js").Column<ApiToken>[]} */
const columns = (ask, at) => [
  { key: "name", title: t("nodes.name"), width: "minmax(110px, 1fr)", mono: true, phone: true, cell: (one) => one.name, sort: (a, b) => byText(a.name, b.name) },
  { key: "state", title: t("nodes.state"), width: "104px", phone: true, cell: (one) => html`<${Mark} state=${tokenState(one, at)} />` },
  { key: "role", title: t("settings.role"), width: "minmax(96px, 0.8fr)", phone: true, cell: (one) => one.role || html`<span class="table-faint">${t("settings.asUser", { name: one.user ?? "" })}</span>` },
  { key: "scope", title: t("settings.where"), width: "minmax(120px, 1.4fr)", cell: (one) => html`<${ScopeText} target=${one.target} environments=${one.environments} />${(one.permissions ?? []).length > 0 && html` <span class="table-faint">${one.permissions?.join(" ")}</span>`}` },
  { key: "expires", title: t("join.expires"), width: "minmax(120px, 0.8fr)", right: true, cell: (one) => html`<span class="table-faint" title=${one.expiresAt ? exact(instant(one.expiresAt)) : undefined}>${one.expiresAt ? calendar(instant(one.expiresAt)) : t("settings.never")}</span>` },
  { key: "by", title: t("job.who"), width: "minmax(80px, 0.7fr)", cell: (one) => one.createdBy ?? "" },
  { key: "at", title: t("join.made"), width: "96px", right: true, cell: (one) => html`<span class="table-faint"><${Ago} time=${one.createdAt} /></span>`, sort: (a, b) => byText(a.createdAt, b.createdAt) },
  { key: "revoke", title: "", width: "92px", right: true, phone: true, cell: (one) => tokenState(one, at) === "active" && html`<${Button} small onClick=${() => ask(one)}>${t("join.revoke")}<//>` },
];

/** @param {{query: Record<string, string>}} props */
export function ApiTokens({ query }) {
  const { data, error, loading, at } = useResource(apiTokens);
  const [making, setMaking] = useState(false);
  const [asked, setAsked] = useState(/** @type {ApiToken | null} */ (null));
  const minute = Math.floor(now.value / 60_000) * 60_000;
  const shown = useMemo(() => columns(setAsked, minute), [minute, t("page.settings")]);
  const rows = useMemo(() => [...(data ?? [])].sort((a, b) => Number(tokenState(b, minute) === "active") - Number(tokenState(a, minute) === "active") || byText(b.createdAt, a.createdAt)), [data, minute]);
  return html`<div class="settings-list">
    <div class="settings-bar"><span class="table-faint">${t("settings.tokensText")}</span><${Stale} at=${at} /><span class="settings-space"></span><${Button} small kind="main" icon="join" onClick=${() => setMaking(true)}>${t("settings.newToken")}<//></div>
    ${error && !data ? html`<${ProblemBox} problem=${error} />` : loading ? html`<${Skeleton} rows=${8} />`
      : html`<${Table} label=${t("settings.tokens")} rows=${rows} columns=${shown} keyOf=${(/** @type {ApiToken} */ one) => one.id} sort=${query.sort ?? ""} onSort=${(/** @type {string} */ sort) => patch({ sort })} empty=${html`<${Empty} icon="users" title=${t("settings.noTokens")} />`} />`}
    ${making && html`<${NewToken} onClose=${() => setMaking(false)} />`}
    ${asked && html`<${Confirm} title=${t("settings.revokeTitle", { name: asked.name })} action=${t("join.revoke")} nodes=${[]} onClose=${() => setAsked(null)} onConfirm=${async () => {
      await revokeApiToken(asked.id);
      say(t("settings.revoked", { name: asked.name }));
    }}><p>${t("settings.revokeText")}</p><//>`}
  </div>`;
}
