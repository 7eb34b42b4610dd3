import { themeCss } from './theme';

/** Hues of the editor's palette, with the palette's own defaults. */
const hues = {
  blue: 'var(--vscode-charts-blue,#1a85ff)',
  // Not charts-orange: current themes make it a translucent find highlight.
  orange: 'var(--vscode-symbolIcon-classForeground,#d67e00)',
  green: 'var(--vscode-charts-green,#388a34)',
  purple: 'var(--vscode-charts-purple,#8250df)',
  red: 'var(--vscode-charts-red,#e51400)',
  yellow: 'var(--vscode-charts-yellow,#bf8803)',
  cyan: 'var(--vscode-terminal-ansiCyan,#0598bc)',
  magenta: 'var(--vscode-terminal-ansiMagenta,#bc05bc)',
};

const each = (value: (hue: string) => string) =>
  Object.entries(hues)
    .map(([name, hue]) => `--tsnb-${name}:${value(hue)};`)
    .join('');

/** What pictures with a title, tools, a panel and a table twin have in common. */
export function pictureCss(scope: string): string {
  return `${themeCss(scope)}
${scope}{${each((hue) => hue)}
 container-type:inline-size;position:relative;padding:4px 2px 2px;outline:none;background:$paper}
body.vscode-high-contrast ${scope}{${each(() => '$ink')}}
${scope}:focus-visible{outline:1px solid $focus;outline-offset:2px}
${scope} header{display:flex;flex-wrap:wrap;gap:2px 16px;align-items:center;margin-bottom:8px}
${scope} .about{flex:1 1 260px;min-width:0}
${scope} .title{font-size:15px;font-weight:600;margin:0;overflow-wrap:anywhere}
${scope} .totals{color:$muted;font-size:12px;overflow-wrap:anywhere}
${scope} .tools{display:flex;flex-wrap:wrap;gap:4px;align-items:center}
${scope} .tools .gap{width:8px}
${scope} .tools .label{color:$muted;font-size:12px}
${scope} .body{display:flex;gap:14px;align-items:flex-start}
${scope} .picture-side{flex:1 1 0;min-width:0;position:relative}
${scope} .details{flex:0 0 214px;box-sizing:border-box;font-size:12px;min-width:0;border-inline-start:1px solid $frame;padding-inline-start:12px;position:sticky;top:0}
@container (max-width:699px){
 ${scope} .body{flex-direction:column;align-items:stretch}
 ${scope} .picture-side{flex:none}
 ${scope} .details{flex:none;border-inline-start:0;padding:8px 0 0;border-top:1px solid $frame;position:static}
}
${scope} .details h4{display:flex;gap:8px;align-items:center;font-size:13px;font-weight:600;margin:0 0 4px;overflow-wrap:anywhere}
${scope} .details h4 svg{flex:none}
${scope} .details p{margin:4px 0 8px;color:$muted;overflow-wrap:anywhere}
${scope} .details p.strong{color:$ink}
${scope} .details dl{margin:6px 0 8px}
${scope} .details dl>div{display:flex;gap:8px;padding:1px 0}
${scope} .details dt{color:$muted;flex:0 0 84px}
${scope} .details dd{margin:0;flex:1;min-width:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
${scope} .details code{font-family:var(--vscode-editor-font-family,monospace);font-size:11px;color:$ink;user-select:all;overflow-wrap:anywhere}
${scope} canvas{display:block}
${scope} .pixelated{image-rendering:pixelated}
${scope} kbd{font-family:inherit;border:1px solid $frame;border-radius:3px;padding:0 4px}
${scope} .scale{display:flex;gap:6px;align-items:center;font-size:11px;color:$muted;font-variant-numeric:tabular-nums}
${scope} .scale i{height:8px;flex:1;min-width:60px;max-width:120px;border:1px solid $frame}
${scope} svg{display:block;overflow:visible;font-variant-numeric:tabular-nums}
${scope} svg text{user-select:none}
${scope} [data-stop]{outline:none}
${scope} [hidden]{display:none!important}
`;
}

/** Tables live in a shadow root: the notebook page restyles every table it can see. */
export const tableCss = `
:host{display:block;overflow:auto;max-height:560px;border:1px solid $frame}
table{border-collapse:collapse;font-size:12px;font-variant-numeric:tabular-nums;min-width:100%}
caption{text-align:start;padding:6px 8px;color:$muted}
th,td{padding:3px 8px;text-align:start;border-bottom:1px solid $frame;color:$ink;max-width:320px;overflow-wrap:anywhere}
thead th{position:sticky;top:0;background:$paper;font-weight:600;white-space:nowrap}
tbody th{font-weight:600}
.number{text-align:end;white-space:nowrap}
`;
