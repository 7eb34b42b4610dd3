// Chromium for the tests, kept away from everything but the server under test.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { which } from './commands.mjs';

/** The browser's program: $CHROMIUM, or the one that is installed. */
export function chromiumPath() {
  const found =
    process.env.CHROMIUM ??
    ['chromium', 'chromium-browser', 'google-chrome'].map(which).find(Boolean);
  if (found === undefined || !existsSync(found)) {
    throw new Error('The tests need Chromium. Install it, or name it in the variable CHROMIUM.');
  }
  return found;
}

/** Opens a browser that reaches the given server only. */
export async function openBrowser({ profile, authority }) {
  const { chromium } = await import('playwright-core');
  const context = await chromium.launchPersistentContext(path.join(profile, 'chromium'), {
    executablePath: chromiumPath(),
    headless: true,
    viewport: { width: 1280, height: 900 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  await context.route(
    (url) => url.protocol.startsWith('http') && url.host !== authority,
    (route) => route.abort(),
  );
  return context;
}
