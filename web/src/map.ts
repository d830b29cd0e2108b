import { Map as MapLibre, Marker, AttributionControl, ScaleControl, setWorkerUrl, type FilterSpecification, type LngLatLike } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Bounds, Coverage, PageSettings, Snapshot, SnapshotApi } from './api';
import { el } from './dom';
import type { View } from './hash';
import { base } from './connection';
import { groups, layers, selection, sources, touchable, type Group } from './layers';
import type { Picture } from './imagery';
import { palette } from './palette';
import { hatch, mark, pixels, type Finding } from './symbols';

/** What a pointer rests on. */
export interface Touched {
  kind: Finding;
  area: number;
  count: number; // of findings that are drawn as one
  x: number;
  y: number;
}

export interface MapEvents {
  clicked(lon: number, lat: number): void;
  moved(): void;
  touched(t: Touched | null): void;
  /** With the status of the answer, if there was one. */
  tilesFailed(status: number | undefined): void;
  /** How far tiles that the browser has kept are taken. */
  cache(): RequestCache;
}

/** A finding to be pointed out on the map. */
export interface Pick {
  layer: 'gaps' | 'overlaps' | 'patches';
  id: string;
}

/** The map in the middle of the page: one snapshot at a time, drawn on paper or on a base map. */
export class MapView {
  readonly map: MapLibre;
  private hidden = new Set<Group>();
  private shown: { sources: string[]; layers: { group: Group | 'select'; id: string }[] } | null = null;
  private pin: Marker | null = null;
  private zone: string | null = null;
  private picked: Pick | null = null;
  private room = 0;
  readonly hasBasemap: boolean;

  /** Throws where the browser has no WebGL 2. */
  constructor(container: HTMLElement, settings: PageSettings, start: View['map'], bounds: Bounds, events: MapEvents) {
    setWorkerUrl(new URL(workerUrl, import.meta.url).href);
    this.hasBasemap = settings.basemap !== '';
    this.map = new MapLibre({
      container,
      style: {
        version: 8,
        sources: this.hasBasemap ? { basemap: { type: 'raster', tiles: [settings.basemap], tileSize: 256, attribution: settings.attribution } } : {},
        layers: [
          { id: 'paper', type: 'background', paint: { 'background-color': palette.paper } },
          ...(this.hasBasemap ? [{ id: 'basemap', type: 'raster' as const, source: 'basemap', paint: { 'raster-saturation': -0.5, 'raster-opacity': 0.75 } }] : []),
        ],
      },
      ...(start ? { center: [start.lon, start.lat], zoom: start.zoom } : { bounds }),
      maxZoom: 20,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 120,
      transformRequest: (url) => (url.startsWith(base().href) ? { url, cache: events.cache() } : { url }),
      refreshExpiredTiles: false, // tiles of a named snapshot never change; also lets images of a base map load as images
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-right');
    if (settings.attribution) this.map.addControl(new AttributionControl({ compact: true }), 'bottom-right');
    if (!start) this.fitAll(bounds, false);
    this.listen(events);
  }

  private listen(events: MapEvents) {
    const { map } = this;
    map.on('click', (e) => events.clicked(e.lngLat.lng, e.lngLat.lat));
    map.getCanvas().addEventListener('keydown', (e) => {
      if (e.key !== 'Enter') return;
      const c = map.getCenter();
      events.clicked(c.lng, c.lat);
    });
    map.on('moveend', () => events.moved());
    map.on('mousemove', (e) => {
      const present = Object.keys(touchable).filter((id) => map.getLayer(id));
      const f = map.queryRenderedFeatures(e.point, { layers: present })[0];
      const area: unknown = f?.properties.area_m2;
      const count = Number(f?.properties.count ?? 1);
      map.getCanvas().style.cursor = f ? 'pointer' : '';
      events.touched(f && typeof area === 'number' ? { kind: touchable[f.layer.id]!, area, count, x: e.point.x, y: e.point.y } : null);
    });
    map.on('mouseout', () => events.touched(null));
    map.on('error', (e) => {
      if ('sourceId' in e || 'tile' in e) events.tilesFailed((e.error as { status?: number }).status);
      else console.error(e.error);
    });
  }

  /** Resolves when the style is there, so that [show] may be called. */
  async ready(): Promise<void> {
    if (!this.map.isStyleLoaded()) await this.map.once('style.load');
    for (const kind of ['gap', 'overlap', 'patch'] as const) {
      this.map.addImage(`mark-${kind}`, pixels(mark(kind)), { pixelRatio: 2 });
      this.map.addImage(`hatch-${kind}`, pixels(hatch(kind)), { pixelRatio: 2 });
    }
  }

  /** Shows a snapshot in place of the one before, all at once: nothing of the old one stays. */
  show(api: SnapshotApi, snapshot: Snapshot, coverage: Coverage): void {
    const { map } = this;
    if (map.getLayer('imagery')) this.draw(api, null);
    for (const { id } of this.shown?.layers ?? []) map.removeLayer(id);
    for (const id of this.shown?.sources ?? []) map.removeSource(id);
    const all = sources(api, snapshot.bounds);
    const drawn = layers(snapshot.levels ?? [], coverage.rows);
    for (const [id, source] of Object.entries(all)) map.addSource(id, source);
    for (const { layer } of drawn) map.addLayer(layer);
    this.shown = { sources: Object.keys(all), layers: drawn.map(({ group, layer }) => ({ group, id: layer.id })) };
    this.applyHidden();
    this.applySelection();
  }

  /** Draws a scene or a difference under all lines, in place of the one before. The tint goes: it would colour what was not observed. */
  draw(api: SnapshotApi, picture: Picture | null): void {
    const { map } = this;
    if (map.getLayer('imagery')) map.removeLayer('imagery');
    if (map.getSource('imagery')) map.removeSource('imagery');
    if (picture) this.addPicture(api, picture);
    this.applyHidden();
  }

  private addPicture(api: SnapshotApi, picture: Picture) {
    const { map } = this;
    map.addSource('imagery', { type: 'raster', tiles: [api.pictures(picture.path)], tileSize: 256, maxzoom: picture.maxzoom, bounds: picture.bounds });
    map.addLayer({ id: 'imagery', type: 'raster', source: 'imagery', paint: { 'raster-fade-duration': 120, 'raster-resampling': picture.legend.kind === 'continuous' ? 'linear' : 'nearest' } }, 'parcels-line');
  }

  /** Switches groups of layers off; all others are on. */
  hide(off: readonly string[]): void {
    this.hidden = new Set(groups.filter((g) => off.includes(g)));
    this.applyHidden();
  }

  private applyHidden() {
    const covered = (group: Group) => group === 'tint' && this.map.getLayer('imagery') !== undefined;
    const set = (id: string, group: Group) => this.map.setLayoutProperty(id, 'visibility', this.hidden.has(group) || covered(group) ? 'none' : 'visible');
    for (const { group, id } of this.shown?.layers ?? []) if (group !== 'select') set(id, group);
    if (this.map.getLayer('basemap')) set('basemap', 'basemap');
  }

  /** Outlines a zone, a finding, neither. */
  select(zone: string | null, pick: Pick | null): void {
    this.zone = zone;
    this.picked = pick;
    this.applySelection();
  }

  private applySelection() {
    if (!this.shown) return;
    const { zone, picked } = this;
    const set = (id: string, filter: FilterSpecification) => this.map.setFilter(id, filter);
    for (const id of ['select-zone', 'select-zone-halo']) set(id, zone === null ? selection.none : selection.zone(zone));
    for (const layer of ['gaps', 'overlaps', 'patches'] as const) {
      set(`select-${layer}`, picked?.layer !== layer ? selection.none : layer === 'patches' ? selection.patch(picked.id) : selection.spot(picked.id));
    }
  }

  /** Puts the pin at a place, or takes it away. */
  point(at: { lon: number; lat: number } | null): void {
    this.pin?.remove();
    this.pin = at && new Marker({ element: el('div', { class: 'pin', 'aria-hidden': 'true' }), anchor: 'bottom' }).setLngLat([at.lon, at.lat]).addTo(this.map);
  }

  /** Keeps the middle of the map clear of a panel of this width at the right. */
  leaveRoom(right: number): void {
    this.room = right;
  }

  fit([w, s, e, n]: Bounds, maxZoom = 16): void {
    const pad = 48;
    const free = this.map.getContainer().clientWidth - 2 * pad - this.room > 120;
    this.map.fitBounds([[w, s], [e, n]], { padding: { top: pad, bottom: pad, left: pad, right: pad + (free ? this.room : 0) }, maxZoom, ...calm() });
  }

  /** Shows the whole area, beside the legend where that costs little. */
  fitAll(bounds: Bounds, animate = true): void {
    const pad = { top: 28, bottom: 28, left: 64, right: 28 + this.room };
    const [w, s, e, n] = bounds;
    const box: [[number, number], [number, number]] = [[w, s], [e, n]];
    const close = this.map.cameraForBounds(box, { padding: pad });
    const beside = this.map.cameraForBounds(box, { padding: { ...pad, left: 280 } });
    const camera = beside && (beside.zoom ?? 0) > (close?.zoom ?? 0) - 0.35 ? beside : close;
    if (camera) this.map.easeTo({ ...camera, ...(animate ? calm() : { duration: 0 }) });
  }

  /** Moves a place into view, close enough to see it. */
  approach(at: LngLatLike, zoom: number): void {
    this.map.easeTo({ center: at, zoom: Math.max(zoom, this.map.getZoom()), offset: [-this.room / 2, 0], ...calm() });
  }

  get view(): NonNullable<View['map']> {
    const c = this.map.getCenter();
    return { zoom: this.map.getZoom(), lon: c.lng, lat: c.lat };
  }
}

/** Movement for those who want it. */
function calm() {
  return { duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 600 };
}
