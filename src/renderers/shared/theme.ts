/**
 * The editor's colours under short names, with fallbacks for a page without a theme. VS Code
 * changes the variables and the classes of `body` while a view stands, so all is left to CSS.
 * High contrast has no tints: shapes, hatching and words carry what colour carries elsewhere.
 */
export function themeCss(scope: string): string {
  return `
${scope}{
 --tsnb-paper:var(--vscode-editor-background,#fff);
 --tsnb-ink:var(--vscode-editor-foreground,#1f2328);
 --tsnb-muted:color-mix(in srgb,$ink 74%,$paper);
 --tsnb-line:color-mix(in srgb,$ink 45%,$paper);
 --tsnb-card:color-mix(in srgb,$ink 4%,$paper);
 --tsnb-frame:color-mix(in srgb,$ink 16%,$paper);
 --tsnb-track:color-mix(in srgb,$ink 9%,$paper);
 --tsnb-hover:color-mix(in srgb,$ink 7%,transparent);
 --tsnb-chosen:color-mix(in srgb,$focus 16%,transparent);
 --tsnb-focus:var(--vscode-focusBorder,#0969da);
 --tsnb-link:var(--vscode-textLink-foreground,#0969da);
 --tsnb-button:var(--vscode-button-secondaryBackground,$track);
 --tsnb-button-ink:var(--vscode-button-secondaryForeground,$ink);
 --tsnb-button-frame:var(--vscode-button-border,transparent);
 --tsnb-error:var(--vscode-errorForeground,#c72e0f);
 color:$ink;
 font-family:var(--vscode-font-family,system-ui,sans-serif);
 font-size:13px;line-height:1.45;
}
body.vscode-dark ${scope}{
 --tsnb-paper:var(--vscode-editor-background,#1f1f1f);
 --tsnb-ink:var(--vscode-editor-foreground,#ccc);
 --tsnb-error:var(--vscode-errorForeground,#f85149);
}
body.vscode-high-contrast ${scope}{
 --tsnb-paper:var(--vscode-editor-background,#000);
 --tsnb-ink:var(--vscode-editor-foreground,#fff);
 --tsnb-muted:$ink;
 --tsnb-line:$ink;
 --tsnb-card:$paper;
 --tsnb-frame:var(--vscode-contrastBorder,$ink);
 --tsnb-track:transparent;
 --tsnb-hover:transparent;
 --tsnb-chosen:transparent;
 --tsnb-focus:var(--vscode-contrastActiveBorder,var(--vscode-focusBorder,#f38518));
 --tsnb-button:$paper;
 --tsnb-button-ink:$ink;
 --tsnb-button-frame:var(--vscode-contrastBorder,$ink);
}
body.vscode-high-contrast-light ${scope}{
 --tsnb-paper:var(--vscode-editor-background,#fff);
 --tsnb-ink:var(--vscode-editor-foreground,#292929);
 --tsnb-focus:var(--vscode-contrastActiveBorder,var(--vscode-focusBorder,#006bbd));
}
${scope} button,${scope} a.button{
 font:inherit;font-size:12px;line-height:18px;padding:1px 8px;border-radius:3px;cursor:pointer;
 color:$button-ink;background:$button;text-decoration:none;
 border:1px solid $button-frame;
}
${scope} button.link{
 padding:0;border:0;background:none;color:$link;font-size:inherit;line-height:inherit;
 text-align:start;overflow-wrap:anywhere;
}
${scope} button.link:hover,body.vscode-high-contrast ${scope} button.link{text-decoration:underline}
${scope} button[aria-pressed=true]{outline:1px solid $focus;outline-offset:-1px}
${scope} button:focus-visible,${scope} a:focus-visible,${scope} summary:focus-visible{
 outline:1px solid $focus;outline-offset:1px;
}
body.vscode-high-contrast ${scope} :focus-visible{outline-width:2px}
${scope} .for-readers{
 position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap;
}`;
}
