import { can, logout } from "../core/session.js";
import { chosenLanguage, theme, zone } from "../core/settings.js";
import { go, href, openDrawer } from "../core/router.js";
import { t } from "../core/i18n.js";
import { complain } from "../core/toasts.js";
import { PAGES, pathOf } from "../pages/index.js";
import { stateName } from "../parts/mark.js";
import { jobs, workOf } from "../store/jobs.js";
import { nodes, nodeState } from "../store/nodes.js";

/** @typedef {{id: string, kind: "page" | "node" | "job" | "action", text: string, hint: string, run: () => void}} Command */

/** What pages begin with: its text, the permission that it needs, where it is. @type {[string, string, string][]} */
const PAGE_ACTIONS = [
  ["rollout.start", "rollout:execute", "/rollouts/new"],
  ["palette.rollouts", "rollout:read", "/rollouts?state=live"],
  ["config.new", "config:write", "/config/new"],
  ["palette.refused", "config:read", "/config/status?state=refused"],
  ["palette.placed", "file:read", "/files/history"],
  ["palette.denied", "audit:read", "/audit?outcome=failed&since=24h"],
  ["palette.tokens", "token:manage", "/settings/tokens"],
  ["palette.users", "user:read", "/settings/users"],
];

/** @returns {Command[]} */
function actions() {
  /** @type {[string, () => void][]} */
  const list = [
    ...PAGE_ACTIONS.filter(([, permission]) => can(permission)).map(([key, , to]) => /** @type {[string, () => void]} */ ([key, () => go(to)])),
    ["palette.light", () => (theme.value = "light")],
    ["palette.dark", () => (theme.value = "dark")],
    ["palette.system", () => (theme.value = "system")],
    ["palette.english", () => (chosenLanguage.value = "en")],
    ["palette.chinese", () => (chosenLanguage.value = "zh")],
    ["palette.utc", () => (zone.value = zone.value === "utc" ? "local" : "utc")],
    ["palette.offline", () => go(href("/nodes", { t: 'status == "offline"' }))],
    ["palette.failed", () => go(href("/jobs", { state: "failed" }))],
    ["account.logout", () => void logout().catch(complain)],
  ];
  return list.map(([key, run]) => ({ id: key, kind: "action", text: t(key), hint: "", run }));
}

/** @param {string} wanted in lower case @param {number} most @returns {Command[]} the best first */
export function commands(wanted, most) {
  /** @type {{command: Command, rank: number}[]} */
  const found = [];
  const offer = (/** @type {number} */ bias, /** @type {Command} */ command) => {
    const rank = score(command.text.toLowerCase(), wanted);
    if (rank >= 0) found.push({ command, rank: rank + bias });
  };
  for (const page of PAGES) {
    if (can(page.permission)) offer(0, { id: page.id, kind: "page", text: t(`page.${page.id}`), hint: `g ${page.go}`, run: () => go(pathOf(page.id)) });
  }
  for (const action of actions()) offer(1, action);
  if (wanted || found.length < most) {
    for (const node of nodes.list()) {
      if (found.length > 5_000) break;
      if (wanted && !node.id.toLowerCase().includes(wanted)) continue;
      offer(2, { id: `n-${node.id}`, kind: "node", text: node.id, hint: stateName(nodeState(node)), run: () => go(`/nodes/${node.id}`) });
    }
    for (const job of jobs.list()) {
      offer(3, { id: `j-${job.id}`, kind: "job", text: `${job.name || workOf(job)} ${job.id}`, hint: stateName(job.state), run: () => (location.pathname === "/jobs" ? openDrawer(`job/${job.id}`) : go(`/jobs/${job.id}`)) });
    }
  }
  return found.sort((a, b) => a.rank - b.rank).slice(0, most).map((one) => one.command);
}

/** The less the better: where the letters stand, in one piece or in order; -1: not at all. @param {string} text @param {string} wanted */
function score(text, wanted) {
  if (!wanted) return 0;
  const at = text.indexOf(wanted);
  if (at >= 0) return at === 0 ? 0 : text[at - 1] === " " || text[at - 1] === "-" ? 4 : 8;
  let from = 0;
  for (const letter of wanted) {
    from = text.indexOf(letter, from) + 1;
    if (!from) return -1;
  }
  return 40;
}
