import type { Changes, Coverage, Snapshot } from "./api";
import { byId, el } from "./dom";
import { hectares, mu, percent } from "./format";
import { t } from "./i18n";

function figure(label: string, value: string, note: string, name: string): HTMLElement {
  return el("div", { className: "figure", data: { figure: name } }, el("span", { className: "label" }, label), el("strong", {}, value), el("small", {}, note));
}

// renderSummary shows whose map this is and its headline numbers.
export function renderSummary(s: Snapshot, c: Coverage, changes: Changes | null, onLanguage: () => void): void {
  const total = c.total;
  byId("summary").replaceChildren(
    el(
      "div",
      { className: "brand" },
      el("div", {}, el("h1", {}, `${t("title")} · ${s.name}`), el("p", {}, t("motto"))),
      el("button", { className: "quiet", type: "button", onclick: onLanguage, data: { action: "language" } }, t("language")),
    ),
    el(
      "div",
      { className: "headline", data: { figure: "gap" } },
      el("span", { className: "label" }, t("uncovered")),
      el("strong", {}, mu(total.gap_m2), el("em", {}, ` ${t("mu")}`)),
      el("small", {}, `${hectares(total.gap_m2)} ${t("ha")} · ${total.gaps} ${t("gaps")}`),
    ),
    el(
      "div",
      { className: "figures" },
      figure(t("coverage"), percent(total.covered_share), `${t("demand")} ${hectares(total.demand_m2)} ${t("ha")}`, "covered"),
      figure(t("overlaps"), String(s.counts.overlaps ?? 0), `${mu(total.overlap_m2)} ${t("mu")}`, "overlaps"),
      changes && figure(t("patches"), String(changes.total.patches), `${mu(changes.total.area_m2)} ${t("mu")}`, "patches"),
      changes && figure(t("monitored"), percent(changes.total.monitored_share), s.rules.change[0] ? `${s.rules.change[0].t0} → ${s.rules.change[0].t1}` : "", "monitored"),
    ),
    el("p", { className: "meta" }, `${t("snapshot")} ${s.snapshot} · ${t("on")} ${s.on}`, el("br"), t("areaMethod")),
    ...(s.damage ? [el("p", { className: "error" }, t("damage"))] : []),
  );
}
