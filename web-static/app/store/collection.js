import { signal } from "../ui.js";

/**
 * Live objects by id. However many change at once, those who look are told once a frame.
 * @template T
 */
export class Collection {
  /** @type {Map<string, T>} */
  map = new Map();
  /** Changes with the objects: read it to hear of changes. */
  version = signal(0);
  #scheduled = false;
  /** @type {{version: number, list: T[]}} */
  #sorted = { version: -1, list: [] };
  #compare;

  /** @param {(a: T, b: T) => number} compare */
  constructor(compare) {
    this.#compare = compare;
  }

  /** @param {string} id */
  get(id) {
    void this.version.value;
    return this.map.get(id);
  }

  /** @param {string} id @param {T} object */
  put(id, object) {
    this.map.set(id, object);
    this.touch();
  }

  /** @param {string} id */
  drop(id) {
    if (this.map.delete(id)) this.touch();
  }

  /** All of them in order; the same array until something changes. @returns {T[]} */
  list() {
    const version = this.version.value;
    if (this.#sorted.version !== version) {
      this.#sorted = { version, list: [...this.map.values()].sort(this.#compare) };
    }
    return this.#sorted.list;
  }

  touch() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // a page that is not seen gets no frames
    const later = document.hidden ? (/** @type {() => void} */ f) => setTimeout(f, 250) : requestAnimationFrame;
    later(() => {
      this.#scheduled = false;
      this.version.value += 1;
    });
  }
}
