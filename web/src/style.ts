import type { LayerSpecification } from "maplibre-gl";

// Colours keep apart for colour-blind eyes: vermilion for what is missing, purple for too much, amber for change.
export const colours = {
  paper: "#f3f4ee",
  gap: "#d7301f",
  overlap: "#7a3b9b",
  patch: "#f0a202",
  patchLine: "#7d4e00",
  cell: "#2f7d6b",
  zone: "#39453f",
  covered: "#dfe9da",
};

const source = "qingshan";
const at = (id: string) => ({ source, "source-layer": id });
const level = (l: string) => ["==", ["get", "level"], l] as never;
const kind = (k: string) => ["==", ["get", "kind"], k] as never;

// Circles stand for polygons too small to be seen: by the square root of the area, fading out as the polygon shows.
const circle = (id: string, k: string, colour: string): LayerSpecification => ({
  id,
  type: "circle",
  ...at("points"),
  filter: kind(k),
  maxzoom: 15,
  paint: {
    "circle-color": colour,
    "circle-radius": [
      "interpolate", ["linear"], ["zoom"],
      6, ["max", 1.2, ["min", 6, ["/", ["sqrt", ["get", "area_m2"]], 260]]],
      11, ["max", 2.6, ["min", 9, ["/", ["sqrt", ["get", "area_m2"]], 90]]],
    ],
    "circle-opacity": ["interpolate", ["linear"], ["zoom"], 11, 0.85, 13, 0],
    "circle-stroke-color": "#ffffff",
    "circle-stroke-width": 0.8,
    "circle-stroke-opacity": ["interpolate", ["linear"], ["zoom"], 11, 0.9, 13, 0],
  },
});

const label = (l: string, minzoom: number, maxzoom: number, size: number): LayerSpecification => ({
  id: `label-${l}`,
  type: "symbol",
  ...at("labels"),
  minzoom,
  maxzoom,
  filter: level(l),
  layout: {
    "text-field": ["get", "name"],
    "text-font": ["Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "sans-serif"],
    "text-size": size,
    "text-max-width": 8,
    "text-padding": 6,
  },
  paint: { "text-color": "#26332c", "text-halo-color": "rgba(255,255,255,0.9)", "text-halo-width": 1.4 },
});

const border = (l: string, width: number, opacity: number, minzoom = 0): LayerSpecification => ({
  id: `zone-${l}`,
  type: "line",
  ...at("zones"),
  minzoom,
  filter: level(l),
  layout: { "line-join": "round" },
  paint: { "line-color": colours.zone, "line-opacity": opacity, "line-width": ["interpolate", ["linear"], ["zoom"], 8, width * 0.6, 14, width * 1.3] },
});

export const layers: LayerSpecification[] = [
  {
    id: "zones-fill",
    type: "fill",
    ...at("zones"),
    filter: ["==", ["get", "leaf"], true],
    paint: {
      "fill-color": ["interpolate", ["linear"], ["get", "gap_share"], 0, colours.covered, 0.0005, "#f6e6dc", 0.05, "#f7c9b4", 0.25, "#ef8f75", 0.6, "#e0563f"],
      "fill-opacity": ["interpolate", ["linear"], ["zoom"], 10, 0.85, 13, 0.45],
    },
  },
  {
    id: "parcels-fill",
    type: "fill",
    ...at("parcels"),
    minzoom: 12,
    paint: {
      "fill-color": ["match", ["get", "category"], "公益林", "#5f9e6e", "商品林", "#a9c47f", "#d9d8bf"],
      "fill-opacity": ["interpolate", ["linear"], ["zoom"], 12, 0.15, 13.5, 0.45],
    },
  },
  {
    id: "parcels-line",
    type: "line",
    ...at("parcels"),
    minzoom: 13,
    paint: { "line-color": "#7d8f6c", "line-width": 0.5, "line-opacity": 0.6 },
  },
  {
    id: "cells-line",
    type: "line",
    ...at("cells"),
    minzoom: 9,
    paint: { "line-color": colours.cell, "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.3, 12, 0.8, 15, 1.6], "line-opacity": 0.75 },
  },
  { id: "patches-fill", type: "fill", ...at("patches"), paint: { "fill-color": colours.patch, "fill-opacity": 0.65 } },
  { id: "patches-line", type: "line", ...at("patches"), minzoom: 11, paint: { "line-color": colours.patchLine, "line-width": 1 } },
  { id: "overlaps-fill", type: "fill", ...at("overlaps"), paint: { "fill-color": colours.overlap, "fill-opacity": 0.6 } },
  { id: "gaps-fill", type: "fill", ...at("gaps"), paint: { "fill-color": colours.gap, "fill-opacity": 0.72 } },
  { id: "gaps-line", type: "line", ...at("gaps"), paint: { "line-color": "#8c130a", "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.6, 14, 1.8] } },
  border("village", 0.7, 0.45, 9.5),
  border("township", 1.4, 0.75),
  border("county", 2.4, 0.9),
  border("city", 2.8, 0.9),
  border("province", 3.2, 0.9),
  circle("patch-points", "patch", colours.patch),
  circle("overlap-points", "overlap", colours.overlap),
  circle("gap-points", "gap", colours.gap),
  {
    id: "selected",
    type: "line",
    ...at("zones"),
    filter: ["==", ["get", "code"], ""],
    layout: { "line-join": "round" },
    paint: { "line-color": "#005fcc", "line-width": 3 },
  },
  label("village", 12.5, 24, 12),
  label("township", 9.5, 14, 13),
  label("county", 4, 10, 15),
  label("city", 4, 8, 16),
];

// toggles are the layers behind each entry of the legend.
export const toggles: Record<string, string[]> = {
  gaps: ["gaps-fill", "gaps-line", "gap-points"],
  overlaps: ["overlaps-fill", "overlap-points"],
  patches: ["patches-fill", "patches-line", "patch-points"],
  zones: ["zones-fill", "zone-village", "zone-township", "zone-county", "zone-city", "zone-province", "label-village", "label-township", "label-county", "label-city"],
  cells: ["cells-line"],
  parcels: ["parcels-fill", "parcels-line"],
};
