import type { SnapshotApi } from './api';
import { chart } from './chart';
import { isAbsent } from './connection';
import { el, icon } from './dom';
import type { I18n } from './i18n';
import { failure } from './parts';
import { placePanel } from './place';
import { zonePanel, type ZoneEvents } from './zone';

/** What the panel at the right is about. */
export type Subject = { zone: string } | { lon: number; lat: number };

export interface DetailEvents extends ZoneEvents {
  closed(): void;
  /** Whether there is nothing that the reader may not see. */
  seesAll(): boolean;
}

/** The panel at the right: one zone, or one place. A newer question overtakes one that is under way. */
export class Detail {
  private asking: AbortController | null = null;
  private subject: Subject | null = null;

  constructor(
    private readonly element: HTMLElement,
    private readonly on: DetailEvents,
  ) {
    element.addEventListener('keydown', (e) => {
      if (e.key === 'Escape') this.close();
    });
  }

  close(): void {
    const had = this.subject;
    this.asking?.abort();
    this.subject = null;
    this.element.hidden = true;
    this.element.replaceChildren();
    if (had) this.on.closed();
  }

  /** Asks about a subject and shows the answer. `zoom` also moves the map to a zone. */
  async show(i18n: I18n, api: SnapshotApi, subject: Subject, zoom: boolean): Promise<void> {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    this.subject = subject;
    this.frame(i18n, 'zone' in subject ? this.on.name(subject.zone) : i18n.t('here'), [el('p', { class: 'loading' }, i18n.t('loading'))], 'loading');
    try {
      if ('zone' in subject) {
        const p = await api.zone(subject.zone, asking.signal);
        this.frame(i18n, p.zone.name || p.zone.code, zonePanel(i18n, p, this.on), 'zone');
        if (zoom) this.on.zoom(p.zone.bounds);
        await this.drawSeries(i18n, api, 'zones', p.zone.code, asking.signal);
      } else {
        const r = await api.responsible(subject.lon, subject.lat, asking.signal);
        const gap = r.gap?.id ? await api.gap(r.gap.id, asking.signal) : null;
        this.frame(i18n, i18n.t('here'), placePanel(i18n, r, gap, this.on.zone), 'place');
        if (r.parcel) await this.drawSeries(i18n, api, 'parcels', r.parcel.id, asking.signal);
      }
    } catch (e) {
      if (asking.signal.aborted) return;
      if (isAbsent(e) && !this.on.seesAll()) this.frame(i18n, i18n.t('detail'), [el('p', { class: 'empty', role: 'status' }, i18n.t('notHere'))], 'absent');
      else this.frame(i18n, i18n.t('detail'), [failure(i18n, e, () => void this.show(i18n, api, subject, zoom))], 'failed');
    }
  }

  /** Puts the chart of a series at the end of the panel, once it is there; without it the panel still tells its story. */
  private async drawSeries(i18n: I18n, api: SnapshotApi, layer: 'zones' | 'parcels', id: string, signal: AbortSignal) {
    const s = await api.series(layer, id, signal).catch(() => null);
    const drawn = s && chart(i18n, s);
    if (drawn && !signal.aborted) this.element.querySelector('.detail-body')?.append(drawn);
  }

  private frame(i18n: I18n, title: string, content: HTMLElement[], state: string) {
    const hadFocus = this.element.contains(document.activeElement);
    const close = el('button', { type: 'button', class: 'close', 'aria-label': i18n.t('close'), title: i18n.t('close'), onclick: () => this.close() }, icon('M5 5l10 10M15 5L5 15'));
    this.element.hidden = false;
    this.element.dataset.state = state;
    this.element.setAttribute('aria-label', i18n.t('detail'));
    this.element.setAttribute('aria-busy', String(state === 'loading'));
    this.element.replaceChildren(el('header', {}, el('h2', { tabindex: -1, 'aria-live': 'polite' }, title), close), el('div', { class: 'detail-body' }, ...content));
    if (hadFocus) this.element.querySelector<HTMLElement>('h2')?.focus();
  }
}
