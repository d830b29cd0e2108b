import { field_groups, levels, page, page_access, roles, severities, states, units, words } from '../../texts/catalogue.json';
import type { Level } from './api';
import type { FieldGroup, Role } from './session';

interface Text {
  readonly zh: string;
  readonly en: string;
}

/** Words stand in the catalogue as within a sentence; alone they begin with a capital. */
function headings<K extends string>(group: Record<K, Text>): Record<K, Text> {
  const capital = ([key, { zh, en }]: [string, Text]) => [key, { zh, en: en.charAt(0).toUpperCase() + en.slice(1) }];
  return Object.fromEntries(Object.entries<Text>(group).map(capital)) as Record<K, Text>;
}

/** Every text of the page by its name in the catalogue, from which the service draws its own; `{x}` is filled in by [I18n.t]. */
const texts = {
  ...headings({ ...words, unobserved: states.unobserved }),
  ...headings(levels),
  ...severities,
  ...units,
  nobody: words.nobody,
  mean: words.mean,
  ...page_access,
  ...page, // last: what the page calls otherwise
};

export type Lang = 'zh' | 'en';
export type Key = keyof typeof texts;

/** The page's words in one language. */
export class I18n {
  constructor(readonly lang: Lang) {}

  /** The word for a key, with `{x}` replaced by `fill.x`. */
  t(key: Key, fill: Record<string, string> = {}): string {
    return texts[key][this.lang].replace(/\{(\w+)\}/g, (whole, name: string) => fill[name] ?? whole);
  }

  level(level: Level): string {
    return this.t(level);
  }

  role(role: Role): string {
    return roles[role][this.lang];
  }

  fieldGroup(group: FieldGroup): string {
    return field_groups[group][this.lang];
  }

  /** "12 处" */
  places(n: string): string {
    return n === '1' ? this.t('place1') : this.t('places', { n });
  }

  /** Things one after the other within a sentence. */
  list(things: readonly string[]): string {
    return things.join(this.lang === 'zh' ? '、' : ', ');
  }

  /** A list's items joined as the language does. */
  join(...parts: (string | null | undefined | false)[]): string {
    return parts.filter(Boolean).join(' · ');
  }
}

/** All keys, for tests. */
export const keys = Object.keys(texts) as Key[];
