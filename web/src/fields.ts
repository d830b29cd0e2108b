import { el } from './dom';

/** A labelled input with room for what is wrong with it, so that nothing moves when that is said. */
export class Field<E extends HTMLInputElement | HTMLSelectElement = HTMLInputElement> {
  readonly element: HTMLElement;
  private readonly wrong: HTMLElement;

  constructor(
    readonly name: string,
    label: string,
    readonly input: E,
    hint?: HTMLElement,
  ) {
    input.id = `field-${name}`;
    this.wrong = el('small', { class: 'wrong', id: `wrong-${name}`, role: 'alert' });
    input.setAttribute('aria-describedby', hint ? `hint-${name} ${this.wrong.id}` : this.wrong.id);
    if (hint) hint.id = `hint-${name}`;
    this.element = el('div', { class: 'field-row', 'data-field': name }, el('label', { for: input.id }, label), input, hint, this.wrong);
    input.addEventListener('input', () => this.complain(''));
  }

  get value(): string {
    return this.input.value.trim();
  }

  /** Says what is wrong with the value; "" takes it back. True if something is. */
  complain(text: string): boolean {
    this.wrong.textContent = text;
    if (text) this.input.setAttribute('aria-invalid', 'true');
    else this.input.removeAttribute('aria-invalid');
    return text !== '';
  }
}

/** Says what is wrong with the values of a form and goes to the first one; true if nothing is. */
export function sound(...found: [field: Field<HTMLInputElement | HTMLSelectElement>, wrong: string | false][]): boolean {
  const bad = found.filter(([field, wrong]) => field.complain(wrong || ''));
  bad[0]?.[0].input.focus();
  return bad.length === 0;
}

/** A line for what went wrong with a form as a whole; read out when it changes. */
export function complaint(): HTMLElement {
  return el('p', { class: 'wrong', role: 'alert', 'data-test': 'wrong' });
}
