import type { CoverageRow } from './api';
import type { RoleShown } from './accounts-api';
import { el } from './dom';
import { Field, sound } from './fields';
import { day, endOfDay } from './format';
import type { I18n } from './i18n';
import { groupWords, rightWords } from './rights';
import { roles, type Grant, type Role } from './session';
import { ZonePicker } from './zonepicker';

/** The fields of a grant: a role with what it shows, a zone, and the last day. */
export class GrantFields {
  readonly element: HTMLElement;
  private readonly role: Field<HTMLSelectElement>;
  private readonly zone: Field;
  private readonly until: Field;
  private readonly picker: ZonePicker;

  constructor(
    private readonly i18n: I18n,
    shown: readonly RoleShown[],
    rows: readonly CoverageRow[],
    nth = '',
  ) {
    const t = i18n.t.bind(i18n);
    const known = new Set(shown.map((r) => r.role));
    const hint = el('small', { class: 'muted', 'data-test': 'role-shows' });
    const select = el('select', {}, el('option', { value: '' }, t('chooseRole')), ...roles.filter((r) => known.has(r)).map((r) => el('option', { value: r }, i18n.role(r))));
    this.role = new Field(`role${nth}`, t('roleField'), select, hint);
    select.addEventListener('change', () => {
      this.role.complain('');
      const chosen = shown.find((r) => r.role === select.value);
      hint.textContent = chosen ? roleShows(i18n, chosen) : '';
    });
    this.picker = new ZonePicker(i18n, rows, nth);
    this.zone = new Field(`zone${nth}`, t('zoneField'), this.picker.input);
    this.zone.input.addEventListener('change', () => this.zone.complain(''));
    this.zone.input.after(this.picker.list);
    this.until = new Field(`until${nth}`, t('untilField'), el('input', { type: 'date', min: day(new Date()) }), el('small', { class: 'muted' }, t('untilHint')));
    this.element = el('div', { class: 'grant-fields' }, this.role.element, this.zone.element, this.until.element);
  }

  /** The grant that was filled in; null where something is wrong with it, which is then said at its field. */
  read(): Grant | null {
    const t = this.i18n.t.bind(this.i18n);
    const { code } = this.picker;
    const role = this.role.value as Role;
    const ok = sound([this.role, this.role.value === '' && t('missingRole')],
      [this.zone, code === undefined ? t('noSuchZone') : role === 'admin' && code !== '' && t('adminEverywhere')],
      [this.until, untilWrong(this.i18n, this.until.input)]);
    if (!ok) return null;
    return { role, ...(code ? { zone: code } : {}), ...(this.until.value ? { until: endOfDay(this.until.value) } : {}) };
  }
}

/** One grant or several. */
export class GrantsFields {
  readonly element = el('div', { class: 'grants-fields' });
  private readonly list: GrantFields[] = [];

  constructor(i18n: I18n, shown: readonly RoleShown[], rows: readonly CoverageRow[]) {
    const more = el('button', { type: 'button', class: 'link', 'data-test': 'another-grant', onclick: () => add() }, i18n.t('anotherGrant'));
    const add = () => {
      const fields = new GrantFields(i18n, shown, rows, this.list.length ? String(this.list.length + 1) : '');
      this.list.push(fields);
      more.before(fields.element);
      if (this.list.length > 1) fields.element.querySelector('select')?.focus();
    };
    this.element.append(more);
    add();
  }

  /** The grants that were filled in; null where something is wrong with one. */
  read(): Grant[] | null {
    const grants = this.list.map((fields) => fields.read());
    return grants.every((g) => g !== null) ? grants : null;
  }
}

/** What is wrong with the last day of something, or false. */
export function untilWrong(i18n: I18n, input: HTMLInputElement, now = new Date()): string | false {
  if (input.validity.badInput) return i18n.t('noDay');
  return input.value !== '' && input.value < day(now) && i18n.t('dayOver');
}

/** What a role shows and allows, as a sentence. */
export function roleShows(i18n: I18n, { groups, may }: RoleShown): string {
  const rights = rightWords(i18n, may);
  return i18n.t('roleSees', { groups: groupWords(i18n, groups) }) + (rights && i18n.t('roleDoes', { rights }));
}
