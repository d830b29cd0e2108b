import "./style.css";
import { type Bounds, type Changes, type Coverage, fetchChanges, fetchCoverage, fetchPage, fetchResponsible, fetchSnapshot, fetchZone, type Snapshot } from "./api";
import { byId } from "./dom";
import { language, setLanguage, t } from "./i18n";
import { renderLegend } from "./legend";
import { MapView } from "./map";
import { hidePanel, showError, showLoading, showPlace, showZone } from "./panel";
import { renderSummary } from "./summary";
import { ZoneTree } from "./tree";

const pollEvery = 5000;

// App holds what is shown: one snapshot, its coverage, and what the panel was asked.
class App {
  private snapshot!: Snapshot;
  private coverage!: Coverage;
  private changes: Changes | null = null;
  private view!: MapView;
  private tree = new ZoneTree((code) => this.zone(code, true));
  private asked: () => void = () => {};
  private question = 0;

  async start(): Promise<void> {
    const settings = await fetchPage();
    this.snapshot = await fetchSnapshot();
    this.view = new MapView(byId("map"), settings, this.snapshot.bounds, (lon, lat) => this.place(lon, lat));
    Object.assign(window, { qingshan: { map: this.view.map } });
    renderLegend((name, visible) => this.view.toggle(name, visible));
    await this.load(this.snapshot);
    const zone = hashParam("zone");
    if (zone) this.zone(zone, false);
    this.view.map.once("idle", () => {
      document.body.dataset.ready = "true";
    });
    setInterval(() => this.poll(), pollEvery);
  }

  // load fetches all numbers of a snapshot before anything of it is shown.
  private async load(s: Snapshot): Promise<void> {
    const [coverage, changes] = await Promise.all([fetchCoverage(s.snapshot), fetchChanges(s)]);
    [this.snapshot, this.coverage, this.changes] = [s, coverage, changes];
    document.title = `${t("title")} · ${s.name}`;
    document.body.dataset.snapshot = s.snapshot;
    this.view.show(s);
    this.render();
  }

  private render(): void {
    renderSummary(this.snapshot, this.coverage, this.changes, () => this.switchLanguage());
    renderLegend((name, visible) => this.view.toggle(name, visible));
    this.tree.show(this.coverage.rows);
  }

  private async poll(): Promise<void> {
    try {
      const s = await fetchSnapshot();
      if (s.snapshot === this.snapshot.snapshot) return;
      await this.load(s);
      this.asked();
      notice(`${t("newSnapshot")} ${s.snapshot}`);
    } catch {
      // The service is away for a moment: what is shown stays, the next poll tries again.
    }
  }

  private switchLanguage(): void {
    setLanguage(language() === "zh" ? "en" : "zh");
    setHashParam("lang", language());
    this.render();
    this.asked();
  }

  private readonly actions = {
    close: () => {
      hidePanel();
      this.asked = () => {};
      this.question++;
      this.mark("");
    },
    zone: (code: string) => this.zone(code, true),
    fly: (bounds: Bounds) => this.view.fly(bounds),
  };

  private mark(code: string): void {
    this.view.select(code);
    this.tree.select(code);
    setHashParam("zone", code);
  }

  // ask runs a question for the panel; only the last one asked is shown.
  private async ask<T>(fetchAnswer: () => Promise<T>, show: (answer: T) => void): Promise<void> {
    const mine = ++this.question;
    const late = setTimeout(() => mine === this.question && showLoading(this.actions), 200);
    try {
      const answer = await fetchAnswer();
      if (mine === this.question) show(answer);
    } catch (error) {
      if (mine === this.question) showError(this.actions, error);
    } finally {
      clearTimeout(late);
    }
  }

  private zone(code: string, fly: boolean): void {
    this.mark(code);
    this.asked = () => this.zone(code, false);
    this.ask(
      () => fetchZone(this.snapshot.snapshot, code),
      (p) => {
        showZone(p, this.actions);
        if (fly) this.view.fly(p.zone.bounds);
      },
    );
  }

  private place(lon: number, lat: number): void {
    this.asked = () => this.place(lon, lat);
    this.ask(
      () => fetchResponsible(this.snapshot.snapshot, lon, lat),
      (r) => {
        this.mark(r.chain[0]?.zone ?? "");
        showPlace(r, this.actions);
      },
    );
  }
}

function hashParam(name: string): string {
  return new URLSearchParams(location.hash.slice(1)).get(name) ?? "";
}

// setHashParam keeps MapLibre's own part of the hash as it is: its slashes must not be escaped.
function setHashParam(name: string, value: string): void {
  const parts = location.hash.slice(1).split("&").filter((p) => p && !p.startsWith(`${name}=`));
  if (value) parts.push(`${name}=${encodeURIComponent(value)}`);
  history.replaceState(null, "", `#${parts.join("&")}`);
}

function notice(text: string): void {
  const node = byId("notice");
  node.textContent = text;
  node.hidden = false;
  setTimeout(() => {
    node.hidden = true;
  }, 8000);
}

const wanted = hashParam("lang") || localStorage.getItem("qingshan.lang");
setLanguage(wanted === "en" ? "en" : "zh");

new App().start().catch((error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  byId("summary").replaceChildren();
  notice(`${t("failed")}: ${text}`);
  byId("notice").classList.add("fatal");
  setTimeout(() => location.reload(), 15000);
});
