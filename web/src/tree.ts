import type { CoverageRow } from "./api";
import { byId, el } from "./dom";
import { mu, percent } from "./format";
import { levelName, t } from "./i18n";
import { children, matching, type Order } from "./treedata";

// ZoneTree is the list of zones with their uncovered ground. Which zones are open, the order and the search outlive a new
// snapshot and a change of language.
export class ZoneTree {
  private rows: CoverageRow[] = [];
  private order: Order = "area";
  private search = "";
  private open = new Set<string>();
  private selected = "";

  constructor(private onSelect: (code: string) => void) {}

  show(rows: CoverageRow[]): void {
    this.rows = rows;
    if (this.open.size === 0) for (const r of children(rows, "code").get("") ?? []) this.open.add(r.zone);
    this.render();
  }

  select(code: string): void {
    this.selected = code;
    const parent = new Map(this.rows.map((r) => [r.zone, r.parent]));
    for (let z = parent.get(code); z && parent.has(z); z = parent.get(z)) this.open.add(z);
    this.render();
    byId("tree").querySelector(".selected")?.scrollIntoView({ block: "nearest" });
  }

  private render(): void {
    const search = el("input", { type: "search", placeholder: t("find"), value: this.search, ariaLabel: t("find") });
    const list = el("ul", { role: "tree" });
    search.oninput = () => {
      this.search = search.value;
      this.fill(list);
    };
    const order = el("button", { type: "button", className: "quiet" }, this.order === "area" ? t("byArea") : t("byCode"));
    order.onclick = () => {
      this.order = this.order === "area" ? "code" : "area";
      this.render();
    };
    const scroll = byId("tree").querySelector("ul")?.scrollTop ?? 0;
    byId("tree").replaceChildren(el("div", { className: "tools" }, search, order), list);
    this.fill(list);
    list.scrollTop = scroll;
  }

  private fill(list: HTMLElement): void {
    const tree = children(this.rows, this.order);
    const found = this.search.trim() ? matching(this.rows, this.search) : null;
    const lines: HTMLElement[] = [];
    const walk = (parent: string, depth: number) => {
      for (const r of tree.get(parent) ?? []) {
        if (found && !found.has(r.zone)) continue;
        lines.push(this.line(r, depth, tree.has(r.zone)));
        if (found || this.open.has(r.zone)) walk(r.zone, depth + 1);
      }
    };
    walk("", 0);
    list.replaceChildren(...(lines.length ? lines : [el("li", { className: "empty" }, t("none"))]));
  }

  private line(r: CoverageRow, depth: number, hasChildren: boolean): HTMLElement {
    const share = r.demand_m2 > 0 ? r.gap_m2 / r.demand_m2 : 0;
    const open = this.open.has(r.zone);
    const toggle = el("button", { type: "button", className: "toggle", ariaLabel: r.name, disabled: !hasChildren }, hasChildren ? (open ? "▾" : "▸") : "");
    toggle.onclick = () => {
      if (open) this.open.delete(r.zone);
      else this.open.add(r.zone);
      this.render();
    };
    const bar = el("span", { className: "bar" }, el("i"));
    (bar.firstChild as HTMLElement).style.width = `${Math.min(100, share * 100 * 4)}%`; // a quarter uncovered fills it
    const name = el(
      "button",
      { type: "button", className: "zone", title: `${levelName(r.level)} ${r.zone}`, onclick: () => this.onSelect(r.zone) },
      el("span", { className: "name" }, r.name),
      el("span", { className: "numbers" }, r.gap_m2 > 0 ? `${mu(r.gap_m2)} ${t("mu")}` : "–", el("b", {}, percent(share))),
      bar,
    );
    const li = el("li", { role: "treeitem", className: `${r.level}${r.zone === this.selected ? " selected" : ""}`, data: { zone: r.zone } }, toggle, name);
    if (hasChildren) li.ariaExpanded = String(open);
    li.style.paddingLeft = `${depth * 16}px`;
    return li;
  }
}
