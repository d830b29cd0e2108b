import { el } from './dom';
import type { I18n } from './i18n';

/** A secret that is shown once, with the sentence that it is, and a way to copy it. */
export function secretBox(i18n: I18n, sentence: string, secret: string): HTMLElement {
  const t = i18n.t.bind(i18n);
  const text = el('input', { type: 'text', readonly: true, value: secret, 'aria-label': sentence, 'data-test': 'secret', spellcheck: 'false', autocomplete: 'off', onfocus: () => text.select() });
  const copied = el('span', { class: 'copied', role: 'status' });
  const copy = el('button', { type: 'button', class: 'button', 'data-test': 'copy', onclick: async () => {
    copied.textContent = (await copyText(text)) ? t('copied') : t('copyYourself');
  } }, t('copy'));
  return el('div', { class: 'secret' }, el('p', {}, sentence), el('div', { class: 'secret-line' }, text, copy), copied);
}

/** Copies what an input holds; without https a browser gives no clipboard, but still copies what is selected. */
async function copyText(input: HTMLInputElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(input.value);
    return true;
  } catch {
    input.select();
    return document.execCommand('copy');
  }
}
