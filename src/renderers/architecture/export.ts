import type { ArchitectureGraph } from '../../protocol/architecture';
import type { Open } from '../../pictures/architecture/fold';
import { architectureSvg } from '../../pictures/architecture/index';
import { architectureCsv } from '../../pictures/architecture/table';
import { cleanText } from '../../pictures/tree';
import { dataUrl, download, fileName, toPng } from '../shared/save';

/** The kinds of files that a picture can be saved as. */
export type Format = 'svg' | 'png' | 'csv';

/**
 * Called while the click is on its way: text formats fill in the link's address before VS Code or
 * the browser follows it. A PNG takes a moment, so it clicks a link of its own.
 */
export async function saveAs(
  { graph, open }: { readonly graph: ArchitectureGraph; readonly open: Open },
  format: Format,
  link: HTMLAnchorElement,
  event: Event,
): Promise<void> {
  const name = fileName(cleanText(graph.name), format);
  if (format === 'png') {
    event.preventDefault();
    event.stopPropagation();
    download(await toPng(architectureSvg(graph, open)), name, link.parentElement ?? link);
    return;
  }
  link.download = name;
  link.href =
    format === 'svg'
      ? dataUrl('image/svg+xml', architectureSvg(graph, open))
      : dataUrl('text/csv', cleanText(architectureCsv(graph)));
}
