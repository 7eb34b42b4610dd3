import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { loadSetup } from './setup';
import type { RunningServer } from './setup';
import { NotebookCell } from './notebookCell';

/** A place in the page, CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/** What a test wants of a workbench. */
export interface WorkbenchOptions {
  /** Name -> text of the files in the workspace. */
  readonly files: Readonly<Record<string, string>>;
  /** Opened at the start. */
  readonly open: string;
  /** False: Restricted Mode. */
  readonly isTrusted?: boolean;
}

/** The body class that VS Code gives each kind of theme. */
const themes = {
  light: { label: 'Light Modern', className: 'vs' },
  dark: { label: 'Dark Modern', className: 'vs-dark' },
  'high-contrast-dark': { label: 'Dark High Contrast', className: 'hc-black' },
  'high-contrast-light': { label: 'Light High Contrast', className: 'hc-light' },
} as const;

/** One of the themes that every picture must read well in. */
export type ThemeName = keyof typeof themes;

/** All of them. */
export const themeNames = Object.keys(themes) as readonly ThemeName[];

/** Where screenshots go. */
export const pictures = path.join(process.cwd(), '.artifacts/e2e');

const settings = {
  'workbench.editorAssociations': { '*.tsnb': 'tsnb' },
  'workbench.colorTheme': themes.light.label,
  // Typed text should arrive as it is.
  'editor.autoIndent': 'none',
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.quickSuggestions': false,
  'editor.suggestOnTriggerCharacters': false,
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
  'files.hotExit': 'off',
  'git.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'window.restoreWindows': 'none',
  'window.confirmBeforeClose': 'never',
};

/** VS Code in a browser, with the packaged extension installed and nothing else near. */
export class Workbench {
  readonly page: Page;
  readonly server: RunningServer;
  readonly workspace: string;
  readonly #browser: BrowserContext;

  private constructor(parts: {
    page: Page;
    server: RunningServer;
    workspace: string;
    browser: BrowserContext;
  }) {
    this.page = parts.page;
    this.server = parts.server;
    this.workspace = parts.workspace;
    this.#browser = parts.browser;
  }

  /** Starts a server with a profile of its own and opens a file in its workbench. */
  static async start(options: WorkbenchOptions): Promise<Workbench> {
    const setup = await loadSetup();
    const profile = mkdtempSync(path.join(os.tmpdir(), 'tsnb-e2e-'));
    const workspace = path.join(profile, 'workspace');
    const home = path.join(profile, 'home');
    for (const folder of [workspace, home, pictures]) {
      mkdirSync(folder, { recursive: true });
    }
    for (const [name, text] of Object.entries(options.files)) {
      writeFileSync(path.join(workspace, name), text);
    }
    const server = await setup.startServer({
      codeServer: await setup.ensureCodeServer('current'),
      profile,
      vsix: setup.packageFile,
      settings,
      builtin: setup.builtinExtensions,
      args: options.isTrusted === false ? [] : ['--disable-workspace-trust'],
      env: { PATH: pathOutside(), HOME: home, LANG: 'C.UTF-8', TMPDIR: profile },
    });
    const browser = await setup.openBrowser({ profile, authority: server.authority });
    const page = browser.pages()[0] ?? (await browser.newPage());
    const workbench = new Workbench({ page, server, workspace, browser });
    const file = setup.remoteUri(server, path.join(workspace, options.open));
    await page.goto(
      setup.workbenchAddress(server, { folder: workspace, payload: [['openFile', file]] }),
    );
    try {
      await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
      await workbench.notebook();
    } catch (error) {
      await workbench.screenshot('failed-start');
      await workbench.stop();
      throw error;
    }
    return workbench;
  }

  /** Ends the browser and the server, and removes all that they wrote. */
  async stop(): Promise<void> {
    await this.#browser.close();
    await this.server.stop();
    rmSync(this.server.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The open notebook's list of cells, once it is there. */
  async notebook(): Promise<Locator> {
    // The editor of a notebook that was closed stays in the page, hidden.
    const list = this.page.locator('.notebookOverlay .cell-list-container:visible').first();
    await list.waitFor({ timeout: 60_000 });
    return list;
  }

  /** The cell at a place in the notebook, prose included, from 0. */
  cell(index: number): NotebookCell {
    return new NotebookCell(this, index);
  }

  /** The frame that holds all outputs of the notebook. */
  get outputs(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** The first output that says this. */
  output(text: string | RegExp): Locator {
    return this.outputs.locator('.output_container', { hasText: text }).first();
  }

  /** Turns the wheel over the notebook by what `distance` says of its place, until it says 0. */
  async scrollUntil(distance: (list: Box) => Promise<number>): Promise<void> {
    const box = await (await this.notebook()).boundingBox();
    if (box === null) {
      throw new Error('The notebook is not in view.');
    }
    await this.page.mouse.move(box.x + 6, box.y + box.height / 2);
    for (let tries = 0; tries < 300; tries += 1) {
      const pixels = await distance(box);
      if (pixels === 0) {
        return;
      }
      await this.page.mouse.wheel(0, pixels);
      await this.page.evaluate(twoFrames);
    }
    throw new Error('What the test looks for cannot be scrolled into view.');
  }

  /** Scrolls the notebook until something inside an output is near its top. */
  async reveal(part: Locator): Promise<void> {
    await part.waitFor({ state: 'attached' });
    await this.scrollUntil(async (list) => {
      const box = await part.boundingBox();
      if (box === null) {
        throw new Error('What the test looks for is not drawn.');
      }
      const place = box.y - list.y;
      return place >= 0 && place < list.height / 3 ? 0 : place - list.height / 6;
    });
  }

  /** Runs a command from the palette by its title. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor();
    await input.fill(`>${title}`);
    await this.page
      .locator('.quick-input-widget .monaco-list-row', { hasText: title })
      .first()
      .click();
  }

  /** Opens a file of the workspace by its name. */
  async open(name: string): Promise<void> {
    await this.page.keyboard.press('Control+p');
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor();
    await input.fill(name);
    await this.page
      .locator('.quick-input-widget .monaco-list-row', { hasText: name })
      .first()
      .click();
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  /** Saves the active editor and waits until VS Code calls it saved. */
  async save(): Promise<void> {
    await this.command('File: Save');
    await this.page.locator('.tab.active:not(.dirty)').waitFor();
  }

  /** Changes the theme as a user does. */
  async setTheme(name: ThemeName): Promise<void> {
    const { label, className } = themes[name];
    await this.command('Preferences: Color Theme');
    const rows = this.page.locator('.quick-input-widget .monaco-list-row');
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await rows.first().waitFor();
    await input.fill(label);
    await rows.filter({ hasText: label }).first().click();
    await this.page.locator(`.monaco-workbench.${className}`).first().waitFor();
    await this.outputs.locator(`body[data-vscode-theme-id]`).waitFor({ state: 'attached' });
  }

  /** Closes the active editor. */
  async close(): Promise<void> {
    const tab = this.page.locator('.tab.active');
    const name = await tab.getAttribute('data-resource-name');
    await this.command('View: Close Editor');
    await this.page
      .locator(`.tab[data-resource-name="${name ?? ''}"]`)
      .waitFor({ state: 'detached' });
  }

  /** Loads the page anew, as a user does who presses F5. */
  async reload(): Promise<void> {
    // The browser asks whether to leave a page with work that was not saved.
    this.page.once('dialog', (dialog) => void dialog.accept());
    await this.page.reload();
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    await this.notebook();
  }

  /** Keeps a picture of the whole workbench. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(pictures, `${name}.png`) });
  }
}

/** A workbench for the tests of a suite; a test that fails leaves a picture. */
export function useWorkbench(options: WorkbenchOptions): () => Workbench {
  let workbench: Workbench | undefined;
  const get = (): Workbench => {
    if (workbench === undefined) {
      throw new Error('The workbench is there only while the tests of its suite run.');
    }
    return workbench;
  };
  suiteSetup(async function () {
    this.timeout(180_000);
    workbench = await Workbench.start(options);
  });
  teardown(async function () {
    if (this.currentTest?.state === 'failed') {
      await get().screenshot(`failed-${this.currentTest.title.replace(/\W+/g, '-')}`);
    }
  });
  suiteTeardown(async () => {
    await workbench?.stop();
  });
  return get;
}

/** PATH without the folders that npm puts before it: the extension must find nothing of ours. */
function pathOutside(): string {
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(path.delimiter);
}

/** Runs in the page: the list draws what it scrolled to in the frame after the wheel's. */
function twoFrames(): Promise<unknown> {
  return new Promise((drawn) => {
    requestAnimationFrame(() => requestAnimationFrame(drawn));
  });
}
