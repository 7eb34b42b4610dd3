import { looks } from '../../pictures/training/looks';
import { looksToCss } from '../../pictures/paint';
import { themeCss } from '../shared/theme';

const scope = '.tsnb-training';

/** All that the live picture looks like. */
export const css = `${themeCss(scope)}
${scope}{
 --tsnb-grid:color-mix(in srgb,$ink 10%,$paper);
 --tsnb-train:var(--vscode-charts-blue,#1a85ff);
 --tsnb-train-raw:color-mix(in srgb,$train 38%,$paper);
 /* Not charts-orange: current themes make it a translucent find highlight. */
 --tsnb-validation:var(--vscode-symbolIcon-classForeground,#d67e00);
 --tsnb-note:$muted;
 --tsnb-warning:$error;
 --tsnb-earlier-green:var(--vscode-charts-green,#388a34);
 --tsnb-earlier-purple:var(--vscode-charts-purple,#8250df);
 --tsnb-earlier-cyan:var(--vscode-terminal-ansiCyan,#0598bc);
 --tsnb-earlier-magenta:var(--vscode-terminal-ansiMagenta,#bc05bc);
 container-type:inline-size;position:relative;padding:4px 2px 2px;background:$paper;
 font-variant-numeric:tabular-nums;
}
body.vscode-high-contrast ${scope}{
 --tsnb-grid:color-mix(in srgb,$ink 30%,$paper);
 --tsnb-train:$ink;--tsnb-validation:$ink;--tsnb-note:$ink;
 --tsnb-train-raw:color-mix(in srgb,$ink 50%,$paper);
 --tsnb-earlier-green:$ink;--tsnb-earlier-purple:$ink;--tsnb-earlier-cyan:$ink;--tsnb-earlier-magenta:$ink;
}
${scope} [hidden]{display:none!important}
${scope} header{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:flex-start;margin-bottom:8px}
${scope} .about{flex:1 1 300px;min-width:0}
${scope} .title{font-size:15px;font-weight:600;margin:0;overflow-wrap:anywhere}
${scope} .state{display:flex;gap:10px;align-items:center;min-height:22px;overflow-wrap:anywhere}
${scope} .stop{flex:none}
${scope} header>.settings{flex:1 0 100%}
${scope} .settings{color:$muted;font-size:12px;overflow-wrap:anywhere}
${scope} .tools{display:flex;flex-wrap:wrap;gap:4px;align-items:center}
${scope} .gap{width:8px}
${scope} .choice{display:inline-flex}
${scope} .choice button{border-radius:0;margin-inline-start:-1px}
${scope} .choice button:first-child{border-radius:3px 0 0 3px;margin:0}
${scope} .choice button:last-child{border-radius:0 3px 3px 0}
${scope} .choice button[aria-pressed=true],${scope} .choice button:focus-visible{z-index:1;position:relative}
${scope} button[aria-pressed=true]{font-weight:600}
${scope} .progress{flex:none;display:block;width:100%}
${scope} .above{display:flex;flex-wrap:wrap;gap:4px 20px;align-items:center;font-size:12px;margin-bottom:6px}
${scope} .key{flex:1 1 auto;display:flex;flex-wrap:wrap;gap:2px 16px;margin:0;padding:0;list-style:none;color:$muted}
${scope} .key li{display:flex;gap:6px;align-items:center}
${scope} .smoothing{display:flex;gap:8px;align-items:center;color:$muted}
${scope} .smoothing input{width:110px;margin:0;accent-color:$train}
${scope} .smoothing input:focus-visible{outline:1px solid $focus;outline-offset:2px}
${scope} .window{min-width:124px;color:$ink}
${scope} .runs{flex:1 0 100%;display:flex;flex-wrap:wrap;gap:4px}
${scope} .runs button{
 display:inline-flex;gap:6px;align-items:center;max-width:100%;text-align:start;
 color:$ink;background:transparent;border-color:$frame;
}
${scope} .runs button[aria-pressed=true]{font-weight:inherit;outline:none;background:$card;border-color:$line}
${scope} .runs button[aria-pressed=false]{color:$muted;border-style:dashed}
${scope} .runs button[aria-pressed=false] svg{opacity:.35}
${scope} .runs button[aria-pressed=false] .name{text-decoration:line-through}
${scope} .runs button:focus-visible{outline:1px solid $focus}
${scope} .runs svg{flex:none}
${scope} .runs .name{font-weight:600;overflow-wrap:anywhere}
${scope} .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,330px),1fr));gap:14px 24px}
${scope} .plot{min-width:0}
${scope} .plot-head{display:flex;align-items:center;gap:10px;min-height:22px}
${scope} h4{margin:0;font-size:13px;font-weight:600;overflow-wrap:anywhere}
${scope} .frame{position:relative;height:236px;overflow:hidden;outline:none;border-radius:3px;cursor:crosshair;touch-action:pan-y}
${scope} .frame:focus-visible{outline:1px solid $focus;outline-offset:-1px}
body.vscode-high-contrast ${scope} .frame:focus-visible{outline-width:2px;outline-offset:-2px}
${scope} .frame>*{position:absolute;top:0;left:0;display:block}
${scope} .frame svg{pointer-events:none}
${scope} .cursor{fill:none;stroke:$ink}
${scope} .dot{stroke:$paper;stroke-width:1.5}
${scope} .readout{font-size:12px;border-top:1px solid $frame;padding-top:4px;margin-top:2px}
${scope} .where{color:$muted}
${scope} .row{display:grid;grid-template-columns:minmax(0,1fr) repeat(4,minmax(48px,56px));gap:0 6px;align-items:center}
${scope} .plain .row{grid-template-columns:minmax(0,1fr) repeat(3,minmax(48px,56px))}
${scope} .row.head{color:$muted;font-size:11px}
${scope} .row .value{text-align:end}
${scope} .row .name{display:flex;gap:6px;align-items:center;min-width:0}
${scope} .row .name span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
${scope} .row svg{flex:none}
${scope} .remark,${scope} .hint{color:$muted;font-size:11px;margin-top:4px}
${scope} .notes{list-style:none;margin:8px 0 0;padding:0;font-size:12px}
${scope} .notes li{display:flex;gap:8px;padding:1px 0;overflow-wrap:anywhere;border-inline-start:3px solid transparent}
${scope} .notes .label{flex:0 0 18px;text-align:center;color:$muted}
${scope} .notes .diverged,${scope} .notes .guessing,${scope} .notes .over-fitting{border-color:$warning;background:$card}
${looksToCss(looks, scope)}
`;

/** The table lives in its own shadow root: the notebook page restyles every table it can see. */
export const tableCss = `
:host{display:block;overflow:auto;max-height:560px;border:1px solid $frame}
table{border-collapse:collapse;font-size:12px;font-variant-numeric:tabular-nums;min-width:100%}
caption{text-align:start;padding:6px 8px;color:$muted}
th,td{padding:3px 8px;text-align:start;border-bottom:1px solid $frame;color:$ink;white-space:nowrap}
thead th{position:sticky;top:0;background:$paper;font-weight:600}
tbody th{font-weight:600;max-width:220px;overflow:hidden;text-overflow:ellipsis}
.number{text-align:end}
`;
