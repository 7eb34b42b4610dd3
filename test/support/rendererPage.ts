import { chromium, type Browser, type Page } from 'playwright-core';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Theme } from './themes';

const origin = 'https://renderers.test';

// As VS Code's notebook page: one webview, outputs in containers that clip, tables restyled, keys
// and wheel taken by the notebook when no renderer claims them.
const html = `<!doctype html><html><head><meta charset="utf-8"><style>
body{margin:0;background:var(--vscode-editor-background);font-family:var(--vscode-font-family,sans-serif)}
.output_container{overflow:hidden;padding:8px}
table{border:none !important;text-align:right !important;width:50px !important}
</style></head><body><script type="module">
window.sent = []; window.notebookKeys = []; window.notebookWheels = 0; window.clicked = [];
addEventListener('keydown', (event) => window.notebookKeys.push(event.key));
addEventListener('wheel', (event) => { if (!event.defaultPrevented) window.notebookWheels += 1; });
document.body.addEventListener('click', (event) => {
  const link = event.composedPath().find((node) => node.tagName === 'A');
  if (link) { event.preventDefault(); window.clicked.push({ href: link.href, download: link.download }); }
});
addEventListener('error', (event) => window.errors.push(String(event.message)));
window.errors = [];
window.listeners = [];
const { activate } = await import(window.rendererUrl);
const context = {
  workspace: { isTrusted: true }, setState() {}, getState() {},
  ...(window.messaging ? {
    postMessage(message) { window.sent.push(message); },
    onDidReceiveMessage(listener) { window.listeners.push(listener); return { dispose() {} }; },
  } : {}),
};
const api = activate(context);
window.render = (id, text, mime) => {
  let host = document.getElementById(id);
  if (!host) {
    const box = document.createElement('div');
    box.className = 'output_container';
    host = document.createElement('div');
    host.id = id;
    box.append(host);
    document.body.append(box);
  }
  api.renderOutputItem(
    { id, mime, metadata: {}, text: () => text, json: () => JSON.parse(text) },
    host, new AbortController().signal);
};
window.dispose = (id) => {
  api.disposeOutputItem(id);
  if (id) document.getElementById(id)?.parentElement.remove();
};
window.ready = true;
</script></body></html>`;

declare global {
  interface Window {
    rendererUrl: string;
    messaging: boolean;
    ready: boolean;
    sent: unknown[];
    errors: string[];
    notebookKeys: string[];
    notebookWheels: number;
    clicked: { href: string; download: string }[];
    listeners: ((message: unknown) => void)[];
    render(id: string, text: string, mime: string): void;
    dispose(id?: string): void;
  }
}

/** Chromium as the system has it. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
}

/** A page like a notebook's webview with one renderer of dist/renderers activated. */
export async function openRenderer(
  browser: Browser,
  renderer: 'architecture' | 'concat' | 'error' | 'images' | 'training',
  options: { readonly theme: Theme; readonly width?: number; readonly messaging?: boolean },
): Promise<Page> {
  const { theme, width = 1000, messaging = true } = options;
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const script = readFileSync(path.join(process.cwd(), `dist/renderers/${renderer}.js`), 'utf8');
  // Whatever else is asked for would be the network: it fails.
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith('data:')) {
      return route.continue();
    }
    if (url === `${origin}/`) {
      return route.fulfill({ contentType: 'text/html', body: html });
    }
    if (url === `${origin}/renderer.js`) {
      return route.fulfill({ contentType: 'text/javascript', body: script });
    }
    return route.abort();
  });
  await page.addInitScript(
    ([url, withMessages]) => {
      window.rendererUrl = url;
      window.messaging = withMessages;
    },
    [`${origin}/renderer.js`, messaging] as const,
  );
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => window.ready);
  await setTheme(page, theme);
  return page;
}

/** Switches the theme as VS Code does: variables on the root, classes on the body, no event. */
export async function setTheme(page: Page, theme: Theme): Promise<void> {
  await page.evaluate(({ classes, variables }) => {
    document.body.className = classes;
    document.documentElement.removeAttribute('style');
    for (const [name, value] of Object.entries(variables)) {
      document.documentElement.style.setProperty(name, value);
    }
  }, theme);
}

/** Renders a payload, or any text, into an output. */
export async function render(page: Page, id: string, payload: unknown, mime = ''): Promise<void> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  await page.evaluate(([output, data, type]) => window.render(output, data, type), [
    id,
    text,
    mime,
  ] as const);
  // Width is observed after the first drawing.
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
}

/** Keeps a picture of the page for a person to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = path.join(process.cwd(), '.artifacts/renderers');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}
