import { signal, useEffect } from "../ui.js";
import { Problem } from "../core/problem.js";
import { identity } from "../core/session.js";

/**
 * Something on the server, as it was when it was looked at last. It is looked at while somebody uses it: at first, when
 * it is told to have changed, and every so often.
 * @template T
 */
export class Resource {
  /** @type {import("../vendor/signals.js").Signal<T | undefined>} */
  data = signal(undefined);
  /** Why the last look failed; what was seen before stays. @type {import("../vendor/signals.js").Signal<Problem | null>} */
  error = signal(null);
  /** When `data` was right, in ms since 1970. */
  at = signal(0);
  #users = 0;
  #load;
  #every;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {AbortController | null} */
  #running = null;
  #again = false;

  /** @param {(signal: AbortSignal, before: T | undefined) => Promise<T>} load @param {number} [every] ms; 0: only when told */
  constructor(load, every = 0) {
    this.#load = load;
    this.#every = every;
  }

  /** Changes what is known, such as by the answer of a call or an event. @param {T} data */
  put(data) {
    this.data.value = data;
    this.at.value = Date.now();
    this.error.value = null;
  }

  /** It changed: looks at it again, at once if nobody just does, and soon after otherwise. */
  invalidate() {
    if (!this.#users) {
      this.at.value = 0;
    } else if (this.#running) {
      this.#again = true;
    } else {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.reload(), 50);
    }
  }

  /** @returns {() => void} */
  acquire() {
    this.#users += 1;
    if (this.#users === 1 && !this.#running) void this.reload();
    return () => {
      this.#users -= 1;
      if (this.#users === 0) clearTimeout(this.#timer);
    };
  }

  async reload() {
    clearTimeout(this.#timer);
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    try {
      const data = await this.#load(running.signal, this.data.peek());
      if (!running.signal.aborted) this.put(data);
    } catch (error) {
      if (!running.signal.aborted) this.error.value = Problem.from(error);
    } finally {
      if (this.#running === running) {
        this.#running = null;
        this.#next();
      }
    }
  }

  #next() {
    if (!this.#users || !identity.peek()) return;
    const wait = this.#again ? 200 : this.error.peek() ? Math.max(3_000, this.#every) : this.#every;
    this.#again = false;
    if (wait) this.#timer = setTimeout(() => (document.hidden ? this.#next() : void this.reload()), wait);
  }
}

/**
 * Keeps one resource for each key, the last so many.
 * @template T @param {(key: string) => Resource<T>} make @param {number} [most]
 */
export function keyed(make, most = 100) {
  /** @type {Map<string, Resource<T>>} */
  const kept = new Map();
  return {
    /** @param {string} key */
    get(key) {
      let one = kept.get(key);
      if (one) kept.delete(key);
      one ??= make(key);
      kept.set(key, one);
      if (kept.size > most) kept.delete(/** @type {string} */ (kept.keys().next().value));
      return one;
    },
    /** Only one that is known already. @param {string} key */
    peek: (key) => kept.get(key),
    all: () => kept.values(),
  };
}

/**
 * Uses a resource in a component for as long as it is shown.
 * @template T @param {Resource<T>} resource
 * @returns {{data: T | undefined, error: Problem | null, at: number, loading: boolean}}
 */
export function useResource(resource) {
  useEffect(() => resource.acquire(), [resource]);
  const data = resource.data.value;
  const error = resource.error.value;
  return { data, error, at: resource.at.value, loading: data === undefined && !error };
}
