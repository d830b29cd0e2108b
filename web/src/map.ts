import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import * as maplibregl from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import type { Bounds, PageSettings, Snapshot } from "./api";
import { colours, layers, toggles } from "./style";

maplibregl.setWorkerUrl(workerUrl);

// MapView draws one snapshot. Every tile URL names it, so that a view never mixes two.
export class MapView {
  readonly map: maplibregl.Map;
  private hidden = new Set<string>();
  private selected = "";

  constructor(container: HTMLElement, settings: PageSettings, bounds: Bounds, onClick: (lon: number, lat: number) => void) {
    const sources: StyleSpecification["sources"] = {};
    const base: LayerSpecification[] = [{ id: "paper", type: "background", paint: { "background-color": colours.paper } }];
    if (settings.basemap) {
      sources.basemap = { type: "raster", tiles: [settings.basemap], tileSize: 256, attribution: settings.attribution };
      base.push({ id: "basemap", type: "raster", source: "basemap", paint: { "raster-saturation": -0.5, "raster-opacity": 0.6 } });
    }
    this.map = new maplibregl.Map({
      container,
      hash: "map",
      bounds,
      fitBoundsOptions: { padding: { top: 40, right: 60, bottom: 40, left: 60 } },
      maxZoom: 20,
      dragRotate: false,
      pitchWithRotate: false,
      attributionControl: settings.attribution ? {} : false,
      style: { version: 8, sources, layers: base },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new maplibregl.ScaleControl({ maxWidth: 140 }), "bottom-right");
    this.map.on("click", (e) => onClick(e.lngLat.lng, e.lngLat.lat));
    this.map.getCanvas().style.cursor = "crosshair";
  }

  // show replaces all of the previous snapshot at once.
  show(s: Snapshot): void {
    const add = () => {
      for (const l of layers) if (this.map.getLayer(l.id)) this.map.removeLayer(l.id);
      if (this.map.getSource("qingshan")) this.map.removeSource("qingshan");
      const root = new URL("tiles/", document.baseURI).href;
      this.map.addSource("qingshan", {
        type: "vector",
        tiles: [`${root}zones,cells,parcels,gaps,overlaps,patches,points,labels/{z}/{x}/{y}.mvt?snapshot=${encodeURIComponent(s.snapshot)}`],
        minzoom: 4,
        maxzoom: 16,
        bounds: s.bounds,
      });
      for (const l of layers) this.map.addLayer(l);
      for (const name of this.hidden) this.toggle(name, false);
      this.select(this.selected);
    };
    if (this.map.isStyleLoaded()) add();
    else this.map.once("load", add);
  }

  // toggle shows or hides one entry of the legend.
  toggle(name: string, visible: boolean): void {
    if (visible) this.hidden.delete(name);
    else this.hidden.add(name);
    for (const id of toggles[name] ?? []) {
      if (this.map.getLayer(id)) this.map.setLayoutProperty(id, "visibility", visible ? "visible" : "none");
    }
  }

  // select outlines one zone.
  select(code: string): void {
    this.selected = code;
    if (this.map.getLayer("selected")) this.map.setFilter("selected", ["==", ["get", "code"], code]);
  }

  fly(bounds: Bounds): void {
    this.map.fitBounds(bounds, { padding: 80, maxZoom: 16, duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 600 });
  }
}
