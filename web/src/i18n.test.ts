import { expect, test } from 'vitest';
import { I18n, keys } from './i18n';

const zh = new I18n('zh'), en = new I18n('en');
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

test.each(keys)('%s says the same in both languages', (key) => {
  expect(zh.t(key)).not.toBe('');
  expect(en.t(key)).not.toBe('');
  expect(holes(zh.t(key))).toEqual(holes(en.t(key)));
});

test('words are filled in', () => {
  expect(zh.places('12')).toBe('12 处');
  expect(en.places('1')).toBe('1 place');
  expect(zh.join('甲', '', null, '乙')).toBe('甲 · 乙');
});
