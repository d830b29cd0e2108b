import type { Connection } from './connection';
import type { I18n } from './i18n';
import { canSignIn, nobody, sameReader, SessionApi, type May, type Session } from './session';
import { failures, SignInDialog, type Failure, type Reason } from './signin';

export interface ReaderEvents {
  /** Somebody has signed in, or what is known of his session has changed. */
  changed(): void;
  /** He has signed in again, and what he was refused meanwhile can be had. */
  back(): void;
  language(): void;
}

/** Where the address is kept while the provider's page is shown. */
const storedPlace = 'qingshan.place';

/**
 * Who reads the page. He is asked to sign in where the server wants to know; when he is another, the page begins anew.
 * The address is set right before anything reads it.
 */
export class Reader {
  session = nobody;
  readonly api: SessionApi;
  private i18n!: I18n;
  private dialog: SignInDialog | null = null;
  private failure: Failure | null;
  /** Whether anything was shown to him yet, that another must not see. */
  private reading = false;

  constructor(
    private readonly server: Connection,
    private readonly on: ReaderEvents,
  ) {
    this.api = new SessionApi(server);
    this.failure = comeBack();
  }

  /** Finds out who reads. */
  async start(): Promise<void> {
    this.session = await this.api.now();
    if (!canSignIn(this.session.sign_in)) return;
    this.server.signInBy(() => this.signIn());
    if (this.failure && this.session.grants.length > 0) this.wantsIn(); // of a public map he is not asked
  }

  /** From now on he reads what was shown to him. */
  begin(): void {
    this.reading = true;
  }

  may(what: keyof May): boolean {
    return this.session.may[what] !== undefined;
  }

  speak(i18n: I18n): void {
    this.i18n = i18n;
    this.dialog?.speak(i18n);
  }

  /** Asks who reads now: he may have signed out in another window, have other rights, or be another. */
  async check(signal?: AbortSignal): Promise<void> {
    const now = await this.api.now(signal);
    if (sameReader(now, this.session)) this.session = now;
    else if (now.kind !== 'anonymous' || !canSignIn(this.session.sign_in)) again();
    else if (now.grants.length === 0) await this.server.signedIn();
    else await this.open('expired', again).then(again);
  }

  /** Signs in a reader of a public map. */
  wantsIn(): void {
    void this.open(this.failure ?? 'wanted', () => undefined).then(again);
    this.failure = null;
  }

  async signOut(): Promise<void> {
    await this.api.signOut();
    again();
  }

  private async signIn(): Promise<void> {
    const before = this.session;
    const now = await this.open(this.failure ?? (before.kind === 'anonymous' && !before.ended ? 'needed' : 'expired'));
    this.failure = null;
    if (this.reading && !sameReader(before, now)) {
      again();
      return new Promise(() => undefined); // nothing that the one before asked for is asked again
    }
    this.session = now;
    this.on.changed();
    if (this.reading) this.on.back();
  }

  /** Opens the dialog, and is done when somebody has signed in. Where there is something to see without, he may cancel. */
  private open(reason: Reason, cancelled?: () => void): Promise<Session> {
    return new Promise((done) => {
      this.dialog = new SignInDialog(this.i18n, this.api, this.session.sign_in, reason, {
        signedIn: (session) => {
          this.dialog = null;
          done(session);
        },
        cancelled: cancelled && (() => {
          this.dialog = null;
          cancelled();
        }),
        language: () => this.on.language(),
        leaving: keepPlace,
      });
    });
  }
}

/** Begins the page anew, at the same place. */
function again(): void {
  location.reload();
}

function keepPlace(): void {
  try {
    sessionStorage.setItem(storedPlace, location.hash || '#');
  } catch {
    // then the reader begins with the whole area
  }
}

/** Goes back to where the reader was before he went to the provider's page; and how signing in there failed, if it did. */
function comeBack(): Failure | null {
  const failed = new URLSearchParams(location.hash.replace(/^#/, '')).get('sign_in');
  let place: string | null = null;
  try {
    place = sessionStorage.getItem(storedPlace);
    sessionStorage.removeItem(storedPlace);
  } catch {
    // then he begins with the whole area
  }
  if (failed !== null || (place !== null && location.hash === '')) history.replaceState(null, '', place ?? '#');
  return failures.find((f) => f === failed) ?? null;
}
