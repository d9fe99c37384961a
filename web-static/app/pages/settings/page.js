import { html } from "../../ui.js";
import { can } from "../../core/session.js";
import { t } from "../../core/i18n.js";
import { Empty } from "../../parts/feedback.js";
import { Page, Tabs } from "../../parts/page.js";
import { Environments } from "./environments.js";
import { Me } from "./me.js";
import { Roles } from "./roles.js";
import { ApiTokens } from "./tokens.js";
import { Users } from "./users.js";

/** What there is, and the permission that it needs. @type {[string, string, any][]} */
const VIEWS = [["me", "", Me], ["users", "user:read", Users], ["roles", "user:read", Roles], ["tokens", "token:manage", ApiTokens], ["environments", "environment:read", Environments]];

/** @param {{parts: string[], query: Record<string, string>}} props */
export default function Settings({ parts, query }) {
  const views = VIEWS.filter(([, permission]) => !permission || can(permission));
  const at = parts[1] ?? "me";
  const view = VIEWS.find(([id]) => id === at);
  const allowed = view && views.includes(view);
  return html`<${Page} title=${t("page.settings")} fill>
    <${Tabs} label=${t("page.settings")} at=${at} tabs=${views.map(([id]) => ({ id, text: t(`settings.${id}`), href: id === "me" ? "/settings" : `/settings/${id}` }))} />
    ${allowed ? html`<${view[2]} query=${query} />` : html`<${Empty} title=${view ? t("page.denied", { permission: view[1] }) : t("page.missing", { path: `/settings/${at}` })} />`}
  <//>`;
}
