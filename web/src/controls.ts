import { el, icon } from './dom';
import type { I18n } from './i18n';

/** Zooming and the way back to the whole area, in the page's language. */
export function controls(i18n: I18n, on: { zoomIn: () => void; zoomOut: () => void; fit: () => void }): HTMLElement[] {
  const button = (label: string, path: string, click: () => void) => el('button', { type: 'button', title: label, 'aria-label': label, onclick: click }, icon(path));
  return [
    button(i18n.t('scaleUp'), 'M10 4v12M4 10h12', on.zoomIn),
    button(i18n.t('scaleDown'), 'M4 10h12', on.zoomOut),
    button(i18n.t('fitAll'), 'M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4', on.fit),
  ];
}
