import { expect, test } from 'vitest';
import { I18n } from './i18n';
import { groupWords, holds, period, rightWords } from './rights';
import { canSignIn, groupsOf, nobody, sameReader, type Session } from './session';

const zh = new I18n('zh');
const en = new I18n('en');
const now = new Date('2026-11-29T12:00:00Z');

test('a grant holds from its beginning to its end', () => {
  expect(holds({ role: 'chief' }, now)).toBe(true);
  expect(holds({ role: 'chief', from: '2026-11-29T12:00:00Z', until: '2026-11-29T12:00:01Z' }, now)).toBe(true);
  expect(holds({ role: 'chief', from: '2026-11-29T12:00:01Z' }, now)).toBe(false);
  expect(holds({ role: 'chief', until: '2026-11-29T12:00:00Z' }, now)).toBe(false);
});

test('a period is said by days, the last one included', () => {
  const end = new Date(2027, 0, 1).toISOString(); // midnight here
  expect(period(en, { role: 'chief', until: end }, now)).toBe('until 2026-12-31');
  expect(period(zh, { role: 'chief', from: new Date(2026, 11, 1).toISOString(), until: end }, now)).toBe('2026-12-01 起 · 至 2026-12-31');
  expect(period(en, { role: 'chief', until: '2026-01-01T12:00:00Z' }, now)).toBe('ended on 2026-01-01');
  expect(period(en, { role: 'chief' }, now)).toBe('');
});

test('groups and rights are said in both languages', () => {
  expect(groupWords(zh, ['public', 'work'])).toBe(`${zh.fieldGroup('public')}、${zh.fieldGroup('work')}`);
  expect(rightWords(en, { exports: ['read'], accounts: [] })).toBe('export');
  expect(rightWords(zh, {})).toBe('');
});

const reader = (more: Partial<Session>): Session => ({ ...nobody, kind: 'user', id: 'u1', ...more });

test('a reader with other rights is another, one with a later end is not', () => {
  const a = reader({ grants: [{ role: 'chief', groups: ['public'] }], expires: '2026-11-29T12:00:00Z', csrf: 'x' });
  expect(sameReader(a, { ...a, expires: '2026-11-29T13:00:00Z', csrf: 'y' })).toBe(true);
  expect(sameReader(a, { ...a, id: 'u2' })).toBe(false);
  expect(sameReader(a, { ...a, grants: [{ role: 'chief', zone: '33', groups: ['public'] }] })).toBe(false);
  expect(sameReader(a, { ...a, may: { exports: ['read'] } })).toBe(false);
});

test('groups of several grants are each named once, in their order', () => {
  expect(groupsOf(reader({ grants: [{ role: 'chief', groups: ['internal', 'public'] }, { role: 'ranger', groups: ['public', 'work'] }] }))).toEqual(['public', 'work', 'internal']);
});

test('somebody can sign in by either way', () => {
  expect([canSignIn({ password: false }), canSignIn({ password: true }), canSignIn({ password: false, oidc: { zh: '甲', en: 'A' } })]).toEqual([false, true, true]);
});
