import { expect, test } from "vitest";
import { hectares, mu, percent } from "./format";
import { children, matching } from "./treedata";
import type { CoverageRow } from "./api";

test("areas", () => {
  expect(mu(10000)).toBe("15.00");
  expect(mu(101459477)).toBe("152,189.22");
  expect(hectares(10000)).toBe("1.0000");
  expect(hectares(2.16e9)).toBe("216,000");
});

test("a share is never rounded to all or nothing", () => {
  expect(percent(0)).toBe("0.00%");
  expect(percent(1e-9)).toBe("<0.01%");
  expect(percent(0.999999)).toBe(">99.99%");
  expect(percent(1)).toBe("100.00%");
  expect(percent(null)).toBe("–");
});

const row = (zone: string, parent: string, gap_m2: number, name = zone) => ({ zone, parent, gap_m2, name }) as CoverageRow;
const rows = [row("1", "0", 9), row("11", "1", 2), row("12", "1", 7), row("121", "12", 7, "Pine")];

test("children hang under their parent, in the asked order", () => {
  const byArea = children(rows, "area");
  expect(byArea.get("")?.map((r) => r.zone)).toEqual(["1"]);
  expect(byArea.get("1")?.map((r) => r.zone)).toEqual(["12", "11"]);
  expect(children(rows, "code").get("1")?.map((r) => r.zone)).toEqual(["11", "12"]);
});

test("a search keeps the way up to what it finds", () => {
  expect([...matching(rows, "pine")].sort()).toEqual(["1", "12", "121"]);
  expect(matching(rows, "nothing").size).toBe(0);
});
