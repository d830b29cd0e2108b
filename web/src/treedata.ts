import type { CoverageRow } from "./api";

export type Order = "area" | "code";

// children lists rows under their parent's code; rows whose parent is not among them are roots, under "".
export function children(rows: CoverageRow[], order: Order): Map<string, CoverageRow[]> {
  const known = new Set(rows.map((r) => r.zone));
  const out = new Map<string, CoverageRow[]>();
  for (const r of rows) {
    const parent = known.has(r.parent) ? r.parent : "";
    const list = out.get(parent);
    if (list) list.push(r);
    else out.set(parent, [r]);
  }
  const byCode = (a: CoverageRow, b: CoverageRow) => (a.zone < b.zone ? -1 : 1);
  for (const list of out.values()) list.sort(order === "code" ? byCode : (a, b) => b.gap_m2 - a.gap_m2 || byCode(a, b));
  return out;
}

// matching is the zones whose name or code holds the text, and all above them.
export function matching(rows: CoverageRow[], text: string): Set<string> {
  const wanted = text.trim().toLowerCase();
  const parent = new Map(rows.map((r) => [r.zone, r.parent]));
  const out = new Set<string>();
  for (const r of rows) {
    if (!r.name.toLowerCase().includes(wanted) && !r.zone.includes(wanted)) continue;
    for (let z: string | undefined = r.zone; z && parent.has(z); z = parent.get(z)) out.add(z);
  }
  return out;
}
