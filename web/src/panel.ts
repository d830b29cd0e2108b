import type { Bounds, Link, PatchPart, Responsible, Spot, ZoneProfile } from "./api";
import { byId, el } from "./dom";
import { hectares, mu, percent } from "./format";
import { levelName, t } from "./i18n";

export interface PanelActions {
  close(): void;
  zone(code: string): void;
  fly(bounds: Bounds): void;
}

const maxList = 12;

function show(actions: PanelActions, title: string, ...body: (Node | false | null)[]): void {
  const panel = byId("panel");
  const close = el("button", { type: "button", className: "quiet", ariaLabel: t("close"), onclick: actions.close, data: { action: "close" } }, "×");
  panel.replaceChildren(el("header", {}, el("h2", {}, title), close), ...body.filter((n): n is Node => Boolean(n)));
  panel.hidden = false;
}

export function hidePanel(): void {
  byId("panel").hidden = true;
}

export function showError(actions: PanelActions, error: unknown): void {
  show(actions, t("failed"), el("p", { className: "error" }, error instanceof Error ? error.message : String(error)));
}

export function showLoading(actions: PanelActions): void {
  show(actions, t("loading"));
}

const person = (name: string) => (name ? el("strong", {}, name) : el("strong", { className: "nobody" }, t("nobody")));

function chainTable(chain: Link[], actions: PanelActions): HTMLElement {
  return el(
    "table",
    { className: "chain" },
    ...chain.map((l) =>
      el(
        "tr",
        {},
        el("th", {}, levelName(l.level)),
        el("td", {}, el("button", { type: "button", className: "link", onclick: () => actions.zone(l.zone) }, l.name)),
        el("td", {}, `${t("chief")} `, person(l.chief)),
      ),
    ),
  );
}

// showPlace answers a click: who is responsible here.
export function showPlace(r: Responsible, actions: PanelActions): void {
  const badges = [
    r.gap && el("p", { className: "badge gap", data: { badge: "gap" } }, r.gap.id ? `${t("inGap")} · ${mu(r.gap.area_m2)} ${t("mu")}` : t("inGap")),
    r.accepted && el("p", { className: "badge" }, t("accepted")),
    r.cells.length > 1 && el("p", { className: "badge overlap" }, t("overlapHere")),
    r.also.length > 0 && el("p", { className: "badge overlap" }, t("contested")),
    ...r.patches.map((p) => el("p", { className: "badge patch" }, `${t("patches")} ${p.patch} · ${mu(p.patch_m2)} ${t("mu")} · ${p.t0} → ${p.t1}`)),
  ];
  const rows = [
    ...r.cells.map((c) => el("tr", {}, el("th", {}, t("cell")), el("td", {}, c.cell), el("td", {}, `${t("ranger")} `, person(c.ranger_name)))),
    r.cells.length === 0 && r.chain.length > 0 && el("tr", {}, el("th", {}, t("cell")), el("td", {}, t("none")), el("td", {}, `${t("ranger")} `, person(""))),
    r.parcel && el("tr", {}, el("th", {}, t("parcel")), el("td", {}, r.parcel.id), el("td", {}, [r.parcel.class, r.parcel.category].filter(Boolean).join(" "))),
  ].filter((n): n is HTMLTableRowElement => Boolean(n));
  show(
    actions,
    r.chain[0]?.name ?? t("place"),
    ...badges,
    r.chain.length === 0 && el("p", {}, t("outside")),
    chainTable(r.chain, actions),
    ...r.also.map((c) => chainTable(c, actions)),
    el("table", { className: "chain" }, ...rows),
    el("p", { className: "meta" }, `${r.lon.toFixed(6)}, ${r.lat.toFixed(6)} · ${t("on")} ${r.on}`),
  );
}

function list<T>(title: string, items: T[], line: (item: T) => HTMLElement, className: string): HTMLElement | null {
  if (items.length === 0) return null;
  const rest = items.length - maxList;
  return el(
    "section",
    { className },
    el("h3", {}, `${title} ${items.length}`),
    el("ul", {}, ...items.slice(0, maxList).map((i) => el("li", {}, line(i))), rest > 0 && el("li", { className: "empty" }, `+ ${rest} ${t("more")}`)),
  );
}

// showZone shows one zone's coverage and what can be acted on in it.
export function showZone(p: ZoneProfile, actions: PanelActions): void {
  const c = p.coverage;
  const area = (m2: number) => `${mu(m2)} ${t("mu")} · ${hectares(m2)} ${t("ha")}`;
  const fact = (label: string, value: string) => el("tr", {}, el("th", {}, label), el("td", {}, value));
  const some = (label: string, m2: number) => (m2 > 0 ? [fact(label, area(m2))] : []);
  const spot = (s: Spot) =>
    el("button", { type: "button", className: "link", onclick: () => actions.fly(s.bounds), data: { spot: s.id } }, s.id, el("b", {}, `${mu(s.area_m2)} ${t("mu")}`));
  const patch = (s: PatchPart) =>
    el(
      "button",
      { type: "button", className: "link", onclick: () => actions.fly([s.lon - 0.003, s.lat - 0.003, s.lon + 0.003, s.lat + 0.003]) },
      s.patch,
      el("b", {}, `${mu(s.part_m2)} ${t("mu")}`),
    );
  show(
    actions,
    `${p.zone.name}`,
    c.gap_m2 > 0 && el("p", { className: "badge gap", data: { badge: "gap" } }, `${t("uncovered")} ${mu(c.gap_m2)} ${t("mu")} · ${c.gaps} ${t("gaps")}`),
    chainTable(p.chain, actions),
    el(
      "table",
      { className: "facts" },
      fact(t("demand"), area(c.demand_m2)),
      fact(t("coverage"), percent(c.covered_share)),
      ...some(t("uncovered"), c.gap_m2),
      ...some(t("residue"), c.residue_m2),
      ...some(t("acceptedArea"), c.accepted_m2),
      ...some(t("overlapArea"), c.overlap_m2),
      ...some(t("unassigned"), c.unassigned_m2),
      ...some(t("contestedArea"), c.contested_m2),
      fact(t("cells"), String(p.cells)),
      ...(p.unobserved_share === null ? [] : [fact(t("unobserved"), percent(p.unobserved_share))]),
    ),
    list(t("gaps"), p.gaps, spot, "gaps"),
    list(t("overlaps"), p.overlaps, spot, "overlaps"),
    list(t("patches"), p.patches, patch, "patches"),
    el("p", { className: "meta" }, `${levelName(p.zone.level)} ${p.zone.code} · ${t("areaMethod")}`),
  );
}
