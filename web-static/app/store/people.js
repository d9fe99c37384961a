import { get, post, remove } from "../core/api.js";
import { Resource } from "./resource.js";

/**
 * Users, what they may do and where, and the tokens of programs.
 * @typedef {{id: string, role: string, target?: string, environments?: string[], origin?: string, createdBy?: string, createdAt?: string}} Binding
 * @typedef {{name: string, displayName?: string, email?: string, bindings?: Binding[], disabled?: boolean, hasPassword?: boolean, provider?: string,
 *   certificateSubjects?: string[], createdBy?: string, createdAt?: string, lastLoginAt?: string}} User
 * @typedef {{name: string, description?: string, permissions: string[], builtIn?: boolean, createdBy?: string, createdAt?: string}} Role
 * @typedef {{name: string, target: string, description?: string, createdBy?: string, createdAt?: string}} Environment
 * @typedef {{id: string, name: string, role?: string, createdAt: string, expiresAt?: string, createdBy?: string, revoked?: boolean, user?: string,
 *   target?: string, environments?: string[], permissions?: string[]}} ApiToken
 * @typedef {{role: string, target?: string, environments?: string[]}} NewBinding
 */

const EVERY = 15_000;

/** @param {string} path @param {string} field @param {AbortSignal} signal */
async function all(path, field, signal) {
  const found = [];
  let pageToken;
  do {
    const page = await get(path, { pageSize: 500, pageToken }, signal);
    found.push(...(page[field] ?? []));
    pageToken = page.nextPageToken;
  } while (pageToken);
  return found;
}

export const users = new Resource(async (signal) => /** @type {User[]} */ (await all("/users", "users", signal)), EVERY);
export const apiTokens = new Resource(async (signal) => /** @type {ApiToken[]} */ (await all("/api-tokens", "apiTokens", signal)), EVERY);
export const environments = new Resource(async (signal) => /** @type {Environment[]} */ ((await get("/environments", undefined, signal)).environments ?? []), EVERY);
export const roles = new Resource(async (signal) => {
  const answer = await get("/roles", undefined, signal);
  return { roles: /** @type {Role[]} */ (answer.roles ?? []), permissions: /** @type {string[]} */ (answer.permissions ?? []), aliases: /** @type {{alias: string, permissions?: string[]}[]} */ (answer.aliases ?? []) };
}, EVERY);

/** @param {string} name */
const userPath = (name) => `/users/${encodeURIComponent(name)}`;

/** @template T @param {Promise<T>} call @param {...Resource<any>} changed @returns {Promise<T>} */
async function then(call, ...changed) {
  const answer = await call;
  changed.forEach((one) => one.invalidate());
  return answer;
}

/** @param {{name: string, displayName?: string, email?: string, password?: string, bindings: NewBinding[], certificateSubjects?: string[]}} user */
export const createUser = (user) => then(post("/users", user), users);
/** @param {string} name */
export const deleteUser = (name) => then(remove(userPath(name)), users, apiTokens);
/** @param {string} name @param {string} password */
export const setPassword = (name, password) => then(post(`${userPath(name)}:setPassword`, { password }), users);
/** @param {string} name @param {boolean} on */
export const enable = (name, on) => then(post(`${userPath(name)}:${on ? "enable" : "disable"}`), users);
/** @param {string} name @param {string[]} subjects */
export const setCertificates = (name, subjects) => then(post(`${userPath(name)}:setCertificates`, { subjects }), users);
/** @param {string} name @param {NewBinding} binding */
export const bindRole = (name, binding) => then(post(`${userPath(name)}/bindings`, binding), users);
/** @param {string} name @param {string} id */
export const unbindRole = (name, id) => then(remove(`${userPath(name)}/bindings/${encodeURIComponent(id)}`), users);
/** @param {string} name @param {any} token @returns {Promise<{apiToken: ApiToken, token: string}>} */
export const createUserToken = (name, token) => then(post(`${userPath(name)}/tokens`, token), apiTokens);
/** @param {any} token @returns {Promise<{apiToken: ApiToken, token: string}>} */
export const createApiToken = (token) => then(post("/api-tokens", token), apiTokens);
/** @param {string} id */
export const revokeApiToken = (id) => then(remove(`/api-tokens/${encodeURIComponent(id)}`), apiTokens);
/** @param {{name: string, description?: string, permissions: string[]}} role */
export const createRole = (role) => then(post("/roles", role), roles);
/** @param {string} name */
export const deleteRole = (name) => then(remove(`/roles/${encodeURIComponent(name)}`), roles);
/** @param {{name: string, target: string, description?: string}} environment */
export const setEnvironment = (environment) => then(post("/environments", environment), environments);
/** @param {string} name */
export const deleteEnvironment = (name) => then(remove(`/environments/${encodeURIComponent(name)}`), environments);
/** Ends every session of the caller, this one too. @param {string} oldPassword @param {string} newPassword */
export const changePassword = (oldPassword, newPassword) => post("/sessions:changePassword", { oldPassword, newPassword });
