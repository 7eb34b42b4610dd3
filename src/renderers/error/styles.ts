import { themeCss } from '../shared/theme';

const scope = '.tsnb-error';

/** An error's look: its name in the error colour, places as links, code in the editor's font. */
export const css = `${themeCss(scope)}
${scope}{
 border-inline-start:3px solid $error;padding:2px 0 4px 10px;background:$paper;
 overflow-wrap:anywhere;
}
body.vscode-high-contrast ${scope}{border:1px solid $frame;border-inline-start:4px solid $error;padding:4px 10px}
${scope} .head{display:flex;align-items:center;gap:8px}
${scope} .head svg{flex:none;fill:none;stroke:$error;stroke-width:1.4}
${scope} .head strong{color:$error;font-size:14px;font-weight:600;flex:1;min-width:0}
${scope} .message{font-size:14px;white-space:pre-wrap;margin:2px 0 6px 24px}
${scope} .trace{list-style:none;margin:0 0 0 24px;padding:0}
${scope} .section{margin-bottom:4px}
${scope} .cause{margin-top:6px;white-space:pre-wrap}
${scope} .cause .label{color:$muted}
${scope} .more{white-space:pre-wrap}
${scope} .frame{
 font-family:var(--vscode-editor-font-family,monospace);font-size:12px;color:$muted;
 white-space:pre-wrap;padding-inline-start:16px;text-indent:-16px;
}
${scope} .frame button.link{text-indent:0}
${scope} summary{cursor:pointer;color:$muted;font-size:12px;width:max-content}
`;
