import { get } from "../core/api.js";
import { Resource } from "./resource.js";

/**
 * The control plane about itself.
 * @typedef {{id: string, address: string, version: string, verticles: string[], startedAt: string, lastSeenAt: string, ready: boolean}} Member
 * @typedef {{version: string, members: Member[], nodes: Record<string, number>, postgresVersion: string, natsVersion: string, replyLag: number,
 *   database?: {roundTripUs: number, connections: number, maxConnections: number, size: number}}} Status
 */

/** Every look at it, of the last half hour, for the charts. @type {{at: number, lag: number, roundTrip: number, connections: number}[]} */
const seen = [];
const KEPT = 360;

export const system = new Resource(async (signal) => {
  const answer = await get("/system", undefined, signal);
  const database = answer.database && {
    roundTripUs: Number(answer.database.roundTripUs ?? 0),
    connections: answer.database.connections ?? 0,
    maxConnections: answer.database.maxConnections ?? 0,
    size: Number(answer.database.size ?? 0),
  };
  /** @type {Status} */
  const status = {
    ...answer,
    members: (answer.members ?? []).map((/** @type {any} */ one) => ({ ...one, ready: !!one.ready, verticles: one.verticles ?? [] })),
    nodes: answer.nodes ?? {},
    natsVersion: answer.natsVersion ?? "",
    replyLag: Number(answer.replyLag ?? 0),
    database,
  };
  seen.push({ at: Date.now(), lag: status.replyLag, roundTrip: database?.roundTripUs ?? 0, connections: database?.connections ?? 0 });
  if (seen.length > KEPT) seen.shift();
  return { status, samples: [...seen] };
}, 5_000);
