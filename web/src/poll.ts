/** How often the server is asked whether it serves a new snapshot. */
export const pollSeconds = 10;

/** Calls `ask` every so often while the page is seen, and at once when it is seen again; never twice at a time. */
export function poll(seconds: number, ask: () => Promise<void>): void {
  let busy = false;
  const run = async () => {
    if (busy || document.hidden) return;
    busy = true;
    try {
      await ask();
    } finally {
      busy = false;
    }
  };
  window.setInterval(() => void run(), 1000 * seconds);
  document.addEventListener('visibilitychange', () => void run());
}
