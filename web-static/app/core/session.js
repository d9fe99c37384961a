import { computed, signal } from "../ui.js";
import { credentials, get, post } from "./api.js";
import { Problem } from "./problem.js";
import { returning } from "./settings.js";

/**
 * Who is logged in. Tokens live in this module's memory and nowhere else; what survives a reload is the server's cookie,
 * which scripts cannot read.
 * @typedef {{name: string, roles: string[], permissions: string[], user: string, credential: string, scopes: {role: string, target: string}[]}} Identity
 *   `user`: the one behind it, empty for a token that belongs to nobody; `scopes`: which role where
 */

/** Null: nobody. Undefined: it is being found out. */
export const identity = signal(/** @type {Identity | null | undefined} */ (undefined));

/** The session ended under the page: its work stays, and the login comes over it. */
export const ended = signal(false);

let token = "";
let apiToken = ""; // of a login by token: it is what renews the session
let cookie = false; // of a login by password: the cookie renews it
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {Promise<boolean> | null} */
let renewing = null;

credentials.token = () => token;
credentials.renew = renew;
credentials.refused = lost;

const permissions = computed(() => new Set(identity.value?.permissions ?? []));

/** Whether the one who is logged in may do something, such as `node:manage`. @param {string} permission */
export const can = (permission) => permission === "" || permissions.value.has("*") || permissions.value.has(permission);

/** At the start of the page: is there a session to go on with? */
export async function resume() {
  cookie = returning.peek() === "yes";
  if (!cookie || !(await renew())) {
    cookie = false;
    returning.value = "";
    identity.value = null;
  }
}

/** @param {string} user @param {string} password */
export async function login(user, password) {
  await enter(await post("/sessions:login", { user, password, cookie: true }, { bare: true }));
  apiToken = "";
  cookie = true;
  returning.value = "yes";
}

/** @param {string} pasted an API token */
export async function loginWithToken(pasted) {
  token = pasted.trim();
  try {
    await enter(await post("/sessions", {}));
    apiToken = pasted.trim();
    cookie = false;
  } catch (error) {
    token = "";
    throw error;
  }
}

/** @param {boolean} everywhere ends all sessions of this user */
export async function logout(everywhere = false) {
  clearTimeout(timer);
  try {
    if (cookie) await post("/sessions:logout", { everywhere });
  } finally {
    token = apiToken = "";
    cookie = false;
    returning.value = "";
    identity.value = null;
    ended.value = false;
  }
}

/** Other ways to log in. @returns {Promise<{name: string, title?: string}[]>} */
export async function providers() {
  try {
    return (await get("/sessions/providers")).providers ?? [];
  } catch {
    return []; // then there are the others
  }
}

/** @param {string} name */
export const providerHref = (name) =>
  `/auth/oidc/${encodeURIComponent(name)}/start?return=${encodeURIComponent(location.pathname + location.search)}`;

/** @param {{token: string, expiresAt: string, identity: Identity}} session */
async function enter(session) {
  token = session.token;
  const known = session.identity ?? (await get("/sessions/current"));
  identity.value = { name: known.name, roles: known.roles ?? [], permissions: known.permissions ?? [], user: known.user ?? "", credential: known.credential ?? "", scopes: known.scopes ?? [] };
  ended.value = false;
  clearTimeout(timer);
  const left = Date.parse(session.expiresAt) - Date.now();
  timer = setTimeout(renew, Math.max(5_000, left * 0.8));
}

/** Several that ask at once get one answer. @returns {Promise<boolean>} */
function renew() {
  renewing ??= renewOnce().finally(() => (renewing = null));
  return renewing;
}

async function renewOnce() {
  if (!cookie && !apiToken) return false;
  try {
    if (cookie) {
      // The cookie can be spent once: the tabs of a browser take turns.
      await navigator.locks.request("muster.refresh", async () => {
        await enter(await post("/sessions:refresh", {}, { bare: true }));
      });
    } else {
      token = apiToken;
      await enter(await post("/sessions", {}, { renewing: true }));
    }
    return true;
  } catch (error) {
    if (Problem.from(error).passing) {
      clearTimeout(timer);
      timer = setTimeout(renew, 5_000); // not the session's fault
    }
    return false;
  }
}

function lost() {
  if (identity.peek()) ended.value = true;
}
