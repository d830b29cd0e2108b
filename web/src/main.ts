import 'maplibre-gl/dist/maplibre-gl.css';
import './style.css';
import { AccountMenu } from './account';
import { openAccounts } from './accounts';
import { ServerApi, SnapshotApi, type Coverage, type PageSettings, type Rasters, type Snapshot } from './api';
import { Connection, isAbsent } from './connection';
import { controls } from './controls';
import { Detail, type Subject } from './detail';
import { byId, el } from './dom';
import { mu } from './format';
import { formatHash, parseHash, type View } from './hash';
import { I18n, type Lang } from './i18n';
import type { Group } from './layers';
import { Imagery, picture } from './imagery';
import { Legend } from './legend';
import { MapView, type Pick, type Touched } from './map';
import { Notices } from './notices';
import { openOwn } from './own';
import { palette } from './palette';
import { failure, why } from './parts';
import { poll, pollSeconds } from './poll';
import { Reader } from './reader';
import { header, headline, type Changes } from './summary';
import { TreeView } from './treeview';

/** All that the page shows of one snapshot. It is replaced as a whole, so that one view never mixes two. */
interface Shown {
  api: SnapshotApi;
  snapshot: Snapshot;
  coverage: Coverage;
  changes: Changes;
  rasters: Rasters | null;
}

const storedLang = 'qingshan.lang';

class Page {
  private i18n: I18n;
  private view: View;
  private shown!: Shown;
  private map: MapView | null = null;
  private pick: Pick | null = null;
  private nothing: unknown = null; // why nothing is shown
  private readonly connection = new Connection();
  private readonly server = new ServerApi(this.connection);
  private readonly reader: Reader;
  private readonly account: AccountMenu;
  private settings: PageSettings = { basemap: '', attribution: '' };
  private readonly head = el('div', { class: 'head' });
  private readonly tree: TreeView;
  private readonly detail: Detail;
  private legend: Legend | null = null;
  private readonly imagery = new Imagery((key) => this.drawRaster(key));
  private readonly notices = new Notices(byId('notices'));
  private readonly openRemark = el('p', { class: 'open-remark', 'data-test': 'open-remark' });
  private readonly tip = el('div', { class: 'tip', 'aria-hidden': 'true', hidden: true });

  constructor() {
    this.reader = new Reader(this.connection, {
      changed: () => this.drawAccount(),
      back: () => this.drawTiles(),
      language: () => this.otherLanguage(),
    });
    this.view = parseHash(location.hash);
    this.i18n = new I18n(this.view.lang ?? remembered() ?? 'zh');
    this.reader.speak(this.i18n);
    this.account = new AccountMenu(byId('account'), {
      signIn: () => this.reader.wantsIn(),
      signOut: () => void this.signOut(),
      own: () => void openOwn(this.i18n, this.reader.api),
      accounts: () => this.openAccounts(),
      zone: (code) => this.tree.name(code),
    });
    this.tree = new TreeView(this.i18n, (code) => this.openZone(code));
    this.detail = new Detail(byId('detail'), {
      zone: (code) => this.openZone(code),
      zoom: (bounds) => this.map?.fit(bounds),
      finding: (pick, at) => this.pointOut(pick, at),
      name: (code) => this.tree.name(code),
      may: (what) => this.reader.may(what),
      seesAll: () => this.reader.session.kind === 'local',
      closed: () => this.forget(),
    });
    for (const [name, colour] of Object.entries(palette)) document.documentElement.style.setProperty(`--${name}`, colour);
    byId('stage').append(this.tip);
    window.addEventListener('hashchange', () => this.followHash());
    this.connection.watch(document);
  }

  async start(): Promise<void> {
    this.drawNothing();
    try {
      [this.settings] = await Promise.all([this.server.page(), this.reader.start()]);
      this.drawAccount();
      this.shown = await this.load(await this.server.snapshot());
      this.reader.begin();
    } catch (e) {
      this.drawNothing(e);
      if (this.reader.session.kind === 'user') poll(pollSeconds, () => this.reader.check().catch(() => undefined));
      return;
    }
    byId('panel').replaceChildren(this.head, this.tree.element, this.openRemark);
    await this.startMap(this.settings);
    this.draw();
    this.reopen(!this.view.map);
    poll(pollSeconds, () => this.refresh());
  }

  /** What stands there until it is known what may be shown, and why there is nothing: to whom nothing is open the snapshot is not there. */
  private drawNothing(why: unknown = null) {
    const { i18n } = this;
    this.nothing = why;
    this.words();
    const granted = !isAbsent(why) || this.reader.session.kind !== 'user';
    byId('panel').replaceChildren(el('div', { class: 'head' }, header(i18n, null, () => this.otherLanguage())),
      why === null ? '' : granted ? failure(i18n, why, () => void this.start()) : el('p', { class: 'loading', role: 'alert', 'data-test': 'nothing-granted' }, i18n.t('nothingGranted')));
  }

  private async startMap(settings: PageSettings) {
    const { snapshot } = this.shown;
    try {
      this.map = new MapView(byId('map'), settings, this.view.map, snapshot.bounds, {
        clicked: (lon, lat) => this.openPlace(lon, lat),
        moved: () => this.moved(),
        touched: (t) => this.touched(t),
        tilesFailed: (status) => this.tilesFailed(status),
        cache: () => this.connection.cache,
      });
    } catch (e) {
      console.warn(e);
      byId('map').replaceChildren(el('p', { class: 'no-map', role: 'alert' }, this.i18n.t('noWebGL')));
      document.body.dataset.ready = 'true';
      return;
    }
    const map = this.map;
    (window as unknown as { qingshan: object }).qingshan = { map: map.map };
    const counts = snapshot.counts;
    this.legend = new Legend(
      byId('legend'),
      (g) => (g === 'basemap' ? map.hasBasemap : g === 'parcels' ? counts.parcels !== 0 : g === 'patches' ? (snapshot.rules.change ?? []).length > 0 || (counts.patches ?? 0) > 0 : true),
      (off) => this.hide(off),
      this.imagery.element,
    );
    await map.ready();
    map.hide(this.view.off ?? []);
    this.drawTiles();
    void map.map.once('idle').then(() => (document.body.dataset.ready = 'true'));
  }

  /** Writes everything but the map's tiles, in the page's language. */
  private draw() {
    const { i18n } = this;
    this.words();
    this.drawHead();
    this.tree.show(i18n, this.shown.coverage.rows);
    this.legend?.show(i18n, this.view.off ?? [], this.shown.snapshot.levels ?? []);
    this.imagery.show(i18n, this.shown.rasters, this.view.raster);
    const map = this.map?.map;
    byId('controls').replaceChildren(...(map ? controls(i18n, { zoomIn: () => map.zoomIn(), zoomOut: () => map.zoomOut(), fit: () => this.map?.fitAll(this.shown.snapshot.bounds) }) : []));
    map?.getCanvas().setAttribute('aria-label', i18n.t('mapLabel'));
    this.legend?.zoomed(map?.getZoom() ?? 0);
    this.openRemark.textContent = this.reader.session.kind === 'local' ? i18n.t('openHere') : '';
    this.drawAccount();
  }

  private drawAccount() {
    this.account.show(this.i18n, this.reader.session);
  }

  private drawHead() {
    const { i18n, shown } = this;
    const open = this.head.querySelector('details')?.open;
    this.head.replaceChildren(header(i18n, shown.snapshot, () => this.otherLanguage()), headline(i18n, shown.snapshot, shown.coverage, shown.changes));
    const details = this.head.querySelector('details');
    if (details && open) details.open = true;
    document.body.dataset.snapshot = shown.snapshot.snapshot;
    this.tellDamage(shown.snapshot);
    if (shown.changes === undefined) void this.askChanges(shown);
  }

  private tellDamage({ damage }: Snapshot) {
    if (damage) this.notices.say('damage', this.i18n.t('damage'), 0);
    else this.notices.clear('damage');
  }

  /** The changes' answer is large and comes after the rest. */
  private async askChanges(shown: Shown) {
    shown.changes = await changesOf(shown);
    if (this.shown === shown) this.drawHead();
  }

  private words() {
    const { i18n } = this;
    document.documentElement.lang = i18n.lang === 'zh' ? 'zh-CN' : 'en';
    document.title = [i18n.t('title'), this.shown?.snapshot.name].filter(Boolean).join(' · ');
    byId('panel').setAttribute('aria-label', i18n.t('panel'));
  }

  private otherLanguage() {
    this.speak(this.i18n.lang === 'zh' ? 'en' : 'zh');
  }

  private speak(lang: Lang) {
    this.i18n = new I18n(lang);
    this.view.lang = lang;
    try {
      localStorage.setItem(storedLang, lang);
    } catch {
      // a browser that keeps nothing still has the URL
    }
    this.remember();
    this.reader.speak(this.i18n);
    if (!this.shown) {
      this.drawNothing(this.nothing);
      this.drawAccount();
      return;
    }
    this.draw();
    this.reopen(false);
    this.head.querySelector<HTMLElement>('.language')?.focus();
  }

  /** Shows again what the view says is open. */
  private reopen(zoom: boolean) {
    const subject: Subject | null = this.view.zone !== undefined ? { zone: this.view.zone } : (this.view.at ?? null);
    this.tree.choose(this.view.zone ?? null);
    this.map?.select(this.view.zone ?? null, this.pick);
    if (!subject) return;
    this.map?.leaveRoom(byId('detail').offsetWidth || 380);
    if (this.view.at) this.map?.point(this.view.at);
    void this.detail.show(this.i18n, this.shown.api, subject, zoom);
  }

  private openZone(code: string) {
    this.pick = null;
    this.view.zone = code;
    this.view.at = undefined;
    this.map?.point(null);
    this.remember();
    this.reopen(true);
  }

  private openPlace(lon: number, lat: number) {
    this.pick = null;
    this.view.zone = undefined;
    this.view.at = { lon, lat };
    this.remember();
    this.reopen(false);
  }

  private pointOut(pick: Pick, at: { lon: number; lat: number; bounds?: Shown['snapshot']['bounds'] }) {
    this.pick = pick;
    this.map?.select(this.view.zone ?? null, pick);
    this.map?.point(at);
    if (at.bounds) this.map?.fit(at.bounds, 17);
    else this.map?.approach([at.lon, at.lat], 15);
  }

  private forget() {
    this.pick = null;
    this.view.zone = this.view.at = undefined;
    this.map?.leaveRoom(0);
    this.map?.point(null);
    this.map?.select(null, null);
    this.tree.choose(null);
    this.remember();
  }

  private hide(off: Group[]) {
    this.view.off = off;
    this.map?.hide(off);
    this.remember();
  }

  private drawRaster(key: string | undefined) {
    const { api, rasters } = this.shown;
    this.view.raster = key;
    this.map?.draw(api, picture(rasters, key));
    this.imagery.show(this.i18n, rasters, key);
    this.remember();
  }

  private moved() {
    this.view.map = this.map?.view;
    this.legend?.zoomed(this.view.map?.zoom ?? 0);
    this.remember();
  }

  private touched(t: Touched | null) {
    this.tip.hidden = !t;
    if (!t) return;
    this.tip.textContent = `${this.i18n.t(t.kind)}${t.count > 1 ? ` × ${t.count}` : ''} ${mu(t.area)} ${this.i18n.t('mu')}`;
    this.tip.style.transform = `translate(${Math.round(t.x) + 14}px, ${Math.round(t.y) + 14}px)`;
  }

  private remember() {
    history.replaceState(null, '', formatHash(this.view));
  }

  /** Goes where an edited or pasted hash points. */
  private followHash() {
    const before = this.view;
    this.view = parseHash(location.hash);
    if (this.view.lang && this.view.lang !== this.i18n.lang) this.speak(this.view.lang);
    if (this.view.map) this.map?.map.jumpTo({ center: [this.view.map.lon, this.view.map.lat], zoom: this.view.map.zoom });
    this.map?.hide(this.view.off ?? []);
    this.legend?.show(this.i18n, this.view.off ?? [], this.shown.snapshot.levels ?? []);
    if (this.view.raster !== before.raster) this.drawRaster(this.view.raster);
    if (this.view.zone === undefined && this.view.at === undefined) {
      if (before.zone !== undefined || before.at !== undefined) this.detail.close();
    } else {
      this.reopen(!this.view.map);
    }
  }

  /** Looks whether the server serves another snapshot; if so, shows it instead, numbers and tiles in one go. */
  private async refresh() {
    const { i18n } = this;
    const now = this.shown.snapshot.snapshot;
    try {
      await this.reader.check(AbortSignal.timeout(1000 * pollSeconds));
      const snapshot = await this.server.snapshot(AbortSignal.timeout(1000 * pollSeconds));
      this.notices.clear('offline');
      this.tellDamage(snapshot);
      if (snapshot.snapshot === now) return;
      this.notices.say('updating', i18n.t('updating'), 0);
      const next = await this.load(snapshot);
      next.changes = await changesOf(next);
      this.shown = next;
      this.pick = null;
      this.drawTiles();
      this.draw();
      this.reopen(false);
      this.notices.clear('updating');
      this.notices.say('updated', i18n.t('updated', { id: snapshot.snapshot, on: snapshot.on }), 12);
    } catch {
      this.notices.clear('updating');
      this.notices.say('offline', i18n.t('offline', { id: now }), 0);
    }
  }

  private async load(snapshot: Snapshot): Promise<Shown> {
    const asked = new SnapshotApi(this.connection, snapshot.snapshot, snapshot.scenes?.length ?? 0);
    const [coverage, rasters] = await Promise.all([asked.coverage(), asked.rasters().catch(() => null)]);
    return { api: asked, snapshot, coverage, changes: undefined, rasters };
  }

  private drawTiles() {
    const { api, snapshot, coverage, rasters } = this.shown;
    this.map?.show(api, snapshot, coverage);
    this.map?.draw(api, picture(rasters, this.view.raster));
  }

  /** Tiles are refused to a reader whose session has ended; whether that is so the server knows. */
  private tilesFailed(status: number | undefined) {
    if (status === 401) void this.reader.check().catch(() => undefined);
    else this.notices.say('tiles', this.i18n.t('tilesFailed'));
  }

  private async signOut() {
    try {
      await this.reader.signOut();
    } catch (e) {
      this.notices.say('offline', this.i18n.t('signOutFailed', { why: why(this.i18n, e) }));
    }
  }

  private openAccounts() {
    openAccounts(this.i18n, this.connection, {
      me: this.reader.session.id ?? '', provider: this.reader.session.sign_in.oidc?.[this.i18n.lang], zones: this.shown.coverage.rows, zoneName: (code) => this.tree.name(code),
    });
  }
}

/** The changes by the first rule; null where there is none, or no answer. */
async function changesOf({ api, snapshot }: Shown): Promise<Changes> {
  const rule = snapshot.rules.change?.[0];
  if (!rule) return null;
  return api.changes(rule.name).catch(() => null);
}

function remembered(): Lang | undefined {
  try {
    const lang = localStorage.getItem(storedLang);
    return lang === 'zh' || lang === 'en' ? lang : undefined;
  } catch {
    return undefined;
  }
}

void new Page().start();
