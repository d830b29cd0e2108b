import { byId, el } from "./dom";
import { type Key, t } from "./i18n";

const entries: { name: Key; help?: Key }[] = [
  { name: "gaps", help: "gapsHelp" },
  { name: "overlaps", help: "overlapsHelp" },
  { name: "patches", help: "patchesHelp" },
  { name: "zones", help: "zonesHelp" },
  { name: "cells", help: "cellsHelp" },
  { name: "parcels" },
];

const off = new Set<string>();

// renderLegend lists the layers with their meaning; each can be switched off.
export function renderLegend(onToggle: (name: string, visible: boolean) => void): void {
  byId("legend").replaceChildren(
    el("h2", {}, t("legend")),
    ...entries.map(({ name, help }) => {
      const box = el("input", { type: "checkbox", checked: !off.has(name) });
      box.onchange = () => {
        if (box.checked) off.delete(name);
        else off.add(name);
        onToggle(name, box.checked);
      };
      return el("label", { title: help ? t(help) : "" }, box, el("i", { className: `swatch ${name}` }), el("span", {}, t(name)), help ? el("small", {}, t(help)) : null);
    }),
  );
}
