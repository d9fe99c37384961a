import { get, post, remove } from "../core/api.js";
import { listen } from "../core/feed.js";
import { Resource } from "./resource.js";

/**
 * Tokens with which machines join.
 * @typedef {{id: string, maxUses: number, uses: number, labels: Record<string, string>, expiresAt: string, createdAt: string, createdBy: string, revoked?: boolean}} JoinToken
 */

export const joinTokens = new Resource(async (signal) => {
  const found = [];
  let pageToken;
  do {
    const page = await get("/join-tokens", { pageSize: 500, pageToken }, signal);
    found.push(...(page.joinTokens ?? []));
    pageToken = page.nextPageToken;
  } while (pageToken);
  return /** @type {JoinToken[]} */ (found.map((one) => ({ ...one, uses: one.uses ?? 0, maxUses: one.maxUses ?? 1, labels: one.labels ?? {} })));
}, 10_000);

listen("node", (event) => event.subject === "node.added" && joinTokens.invalidate());

/** What became of a token. @param {JoinToken} token @param {number} now @returns {"active" | "spent" | "expired" | "revoked"} */
export function tokenState(token, now) {
  if (token.revoked) return "revoked";
  if (Date.parse(token.expiresAt) <= now) return "expired";
  return token.uses >= token.maxUses ? "spent" : "active";
}

/** @param {{uses: number, ttl: string, labels: Record<string, string>}} how @returns {Promise<{joinToken: JoinToken, token: string}>} */
export async function createJoinToken(how) {
  const answer = await post("/join-tokens", how);
  joinTokens.invalidate();
  return answer;
}

/** @param {string} id */
export async function revokeJoinToken(id) {
  await remove(`/join-tokens/${encodeURIComponent(id)}`);
  joinTokens.invalidate();
}
