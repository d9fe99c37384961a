import { useEffect, useMemo, useRef, useState } from "../ui.js";

/**
 * Nothing moves under the pointer: while it is over a list, or the list is scrolled, new rows wait until they are asked for.
 * Rows that are there change as they do.
 * @template T
 * @param {T[]} rows the newest first @param {(row: T) => string} keyOf
 * @param {{current: HTMLElement | null}} box what the list is in @param {unknown} filter with another one everything is new
 * @returns {{rows: T[], waiting: number, release: () => void}}
 */
export function useHeld(rows, keyOf, box, filter) {
  const known = useRef(/** @type {Set<string> | null} */ (null));
  const before = useRef(filter);
  const [, turn] = useState(0);
  const over = useRef(false);

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const enter = () => (over.current = true);
    const leave = () => ((over.current = false), turn((n) => n + 1));
    element.addEventListener("pointerenter", enter);
    element.addEventListener("pointerleave", leave);
    return () => (element.removeEventListener("pointerenter", enter), element.removeEventListener("pointerleave", leave));
  }, []);

  const scrolled = (box.current?.querySelector(".virtual")?.scrollTop ?? 0) > 0;
  const free = !known.current || known.current.size === 0 || before.current !== filter || (!over.current && !scrolled);
  if (free) known.current = new Set(rows.map(keyOf));
  before.current = filter;
  const held = known.current;
  // what is older than the newest known was loaded on purpose
  const shown = useMemo(() => {
    if (free || !held) return rows;
    const first = rows.findIndex((row) => held.has(keyOf(row)));
    return first < 0 ? rows : rows.slice(first);
  }, [rows, free, held]);
  const release = () => {
    known.current = null;
    turn((n) => n + 1);
  };
  return { rows: shown, waiting: rows.length - shown.length, release };
}
