import { layerCategories, type LayerCategory } from '../../protocol/architecture';
import { looksAsCss } from '../../pictures/architecture/looks';
import { themeCss } from '../shared/theme';

const scope = '.tsnb-architecture';

/** Each category's colour in the editor's palette, with the palette's own default. */
const hues: { readonly [category in LayerCategory]: string } = {
  input: '$muted',
  convolution: 'var(--vscode-charts-blue,#1a85ff)',
  // Not charts-orange: current themes make it a translucent find highlight.
  dense: 'var(--vscode-symbolIcon-classForeground,#d67e00)',
  pooling: 'var(--vscode-charts-green,#388a34)',
  normalization: 'var(--vscode-charts-purple,#8250df)',
  activation: 'var(--vscode-charts-yellow,#bf8803)',
  dropout: 'var(--vscode-charts-red,#e51400)',
  merge: 'var(--vscode-terminal-ansiCyan,#0598bc)',
  reshape: '$muted',
  recurrent: 'var(--vscode-terminal-ansiMagenta,#bc05bc)',
  model: 'var(--vscode-terminal-ansiBlue,#0451a5)',
  other: '$muted',
};

const each = (value: (category: LayerCategory) => string) =>
  layerCategories.map((category) => `--tsnb-hue-${category}:${value(category)};`).join('');

/** All that the live picture looks like. */
export const css = `${themeCss(scope)}
${scope}{
 ${each((category) => hues[category])}
 --tsnb-on-hue:$paper;--tsnb-chip-edge:none;
 --tsnb-shortcut:$hue-merge;
 --tsnb-changed:color-mix(in srgb,var(--vscode-charts-yellow,#bf8803) 70%,$ink);
 --tsnb-added:color-mix(in srgb,var(--vscode-charts-green,#388a34) 70%,$ink);
 --tsnb-failed:$error;
 container-type:inline-size;position:relative;padding:4px 2px 2px;outline:none;
 background:$paper;
}
body.vscode-high-contrast ${scope}{
 ${each(() => '$ink')}
 --tsnb-shortcut:$ink;--tsnb-changed:$ink;--tsnb-added:$ink;
}
${scope}:focus-visible{outline:1px solid $focus;outline-offset:2px}
${scope} header{display:flex;flex-wrap:wrap;gap:2px 16px;align-items:center;margin-bottom:6px}
${scope} .about{flex:1 1 300px;min-width:0}
${scope} .title{font-size:15px;font-weight:600;margin:0;overflow-wrap:anywhere}
${scope} .totals{color:$muted;font-size:12px}
${scope} .since{flex-basis:100%;font-size:12px;padding:3px 8px;margin:2px 0;overflow-wrap:anywhere;
 border-inline-start:3px solid $changed;background:$card}
${scope} .tools{display:flex;flex-wrap:wrap;gap:4px;align-items:center}
${scope} .tools .gap{width:8px}
${scope} .body{display:flex;gap:14px;align-items:flex-start}
${scope} .picture-side{flex:1 1 0;min-width:0}
${scope} .viewport{overflow:clip;outline:none;position:relative;touch-action:pan-y}
${scope} .viewport.overflows{cursor:grab;border-block:1px solid $frame}
${scope} .viewport.exploring{border-color:$focus}
${scope} .viewport.dragging{cursor:grabbing;user-select:none}
${scope} svg.stage{display:block;transform-origin:0 0;overflow:visible;font-variant-numeric:tabular-nums}
${scope} .thumb{position:absolute;inset-inline-end:1px;width:5px;border-radius:3px;background:$line;opacity:.6;pointer-events:none}
${scope} .hint{color:$muted;font-size:11px;padding-top:3px}
${scope} .details{flex:0 0 226px;font-size:12px;min-width:0;border-inline-start:1px solid $frame;padding-inline-start:12px}
@container (max-width:799px){
 ${scope} .body{flex-direction:column;align-items:stretch}
 ${scope} .picture-side{flex:none}
 ${scope} .details{flex:none;border-inline-start:0;padding:8px 0 0;border-top:1px solid $frame}
 ${scope} .details dl{column-width:300px;column-gap:16px}
}
${scope} .details h4{display:flex;gap:8px;align-items:center;font-size:13px;font-weight:600;margin:0 0 2px;overflow-wrap:anywhere}
${scope} .details svg{flex:none}
${scope} .details p{margin:2px 0 8px;color:$muted}
${scope} .details dl{margin:0 0 8px}
${scope} .details dl>div{display:flex;gap:8px;break-inside:avoid;padding:1px 0}
${scope} .details dt{color:$muted;flex:0 0 92px;overflow-wrap:anywhere}
${scope} .details dd{margin:0;flex:1;min-width:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
${scope} .details dd small{display:block;color:$muted;font-size:11px}
${scope} .details .now{border-inline-start:3px solid $changed;padding-inline-start:8px;margin-bottom:8px}
${scope} .details ul{list-style:none;margin:0 0 8px;padding:0}
${scope} .details ul{column-width:150px;column-gap:16px}
${scope} .details li{break-inside:avoid;display:flex;gap:8px;align-items:center;padding:1px 0}
${scope} .details li span:last-child{margin-inline-start:auto;color:$muted}
${scope} kbd{font-family:inherit;border:1px solid $frame;border-radius:3px;padding:0 4px}
${scope} [hidden]{display:none!important}
${looksAsCss(scope)}
${scope} .node{cursor:pointer;outline:none}
${scope} .hit{pointer-events:all}
${scope} .node:hover>.hit:not(.toggle){fill:$hover}
${scope} .toggle:hover{fill:$hover}
${scope} .node[data-current]>.hit:not(.toggle){fill:$chosen;stroke:$focus}
${scope} .node:focus-visible>.hit:not(.toggle){stroke:$focus;stroke-width:2}
body.vscode-high-contrast ${scope} .node[data-current]>.hit:not(.toggle){stroke-width:2;stroke-dasharray:5 3}
body.vscode-high-contrast ${scope} .node:focus-visible>.hit:not(.toggle){stroke-width:3;stroke-dasharray:none}
body.vscode-high-contrast ${scope} .volume{fill-opacity:0}
body.vscode-high-contrast ${scope} .volume-side{fill-opacity:.35}
${scope} .edge[data-current] .flow{stroke:$focus;stroke-width:2.5}
${scope} .edge[data-current] .arrow{fill:$focus}
@keyframes tsnb-mark{from{opacity:0}to{opacity:1}}
${scope} .mark-changed,${scope} .mark-added{animation:tsnb-mark .6s 2 alternate}
body.vscode-reduce-motion ${scope} *{animation:none}
@media (prefers-reduced-motion:reduce){${scope} *{animation:none!important}}
`;

/** The table lives in its own shadow root: the notebook page restyles every table it can see. */
export const tableCss = `
:host{display:block;overflow-x:auto;max-height:720px;overflow-y:auto;border:1px solid $frame}
table{border-collapse:collapse;font-size:12px;font-variant-numeric:tabular-nums;min-width:100%}
caption{text-align:start;padding:6px 8px;color:$muted}
th,td{padding:3px 8px;text-align:start;border-bottom:1px solid $frame;color:$ink;max-width:280px;overflow-wrap:anywhere}
thead th,td{white-space:nowrap}
td:last-child,td:nth-child(3){white-space:normal;min-width:120px}
thead th{position:sticky;top:0;background:$paper;font-weight:600}
tbody th{font-weight:600}
.number{text-align:end}
td.words{white-space:normal;max-width:none}
tfoot td,tfoot th{font-weight:600}
`;

const pair = '.tsnb-comparison';

/** Around two pictures: side by side where there is room for both. */
export const comparisonCss = `${themeCss(pair)}
${pair}{container-type:inline-size;background:$paper;padding:4px 2px 2px}
${pair} .headline{display:flex;gap:10px;align-items:baseline;margin:0 0 8px;padding:4px 8px;
 border-inline-start:3px solid $focus;background:$card;overflow-wrap:anywhere}
${pair} .mark{font-weight:700;font-size:16px;line-height:1}
${pair} .pair{display:grid;grid-template-columns:minmax(0,1fr);gap:16px;align-items:start}
${pair} .side{min-width:0}
${pair} .side + .side{border-block-start:1px solid $frame;padding-block-start:10px}
@container (min-width:700px){
 ${pair} .pair{grid-template-columns:repeat(2,minmax(0,1fr))}
 ${pair} .side + .side{border-block-start:0;padding-block-start:0;border-inline-start:1px solid $frame;padding-inline-start:16px}
}
${pair} .since{display:none}
${pair} .tables{margin-top:10px}`;
