import type { Training } from '../../protocol/trainingGuards';
import { drawTraining } from '../../pictures/training/file';
import type { TrainingOptions } from '../../pictures/training/options';
import { trainingCsv } from '../../pictures/training/table';
import { cleanText } from '../../pictures/tree';
import { dataUrl, download, fileName, toPng } from '../shared/save';

/** The kinds of files that the curves can be saved as. */
export type Format = 'svg' | 'png' | 'csv';

/**
 * Called while the click is on its way: text formats fill in the link's address before VS Code or
 * the browser follows it. A PNG takes a moment, so it clicks a link of its own.
 */
export async function saveAs(
  { training, options }: { readonly training: Training; readonly options: TrainingOptions },
  format: Format,
  link: HTMLAnchorElement,
  event: Event,
): Promise<void> {
  const name = fileName(cleanText(`${training.title} training`), format);
  if (format === 'png') {
    event.preventDefault();
    event.stopPropagation();
    const picture = drawTraining(training, options);
    download(await toPng(picture), name, link.parentElement ?? link);
    return;
  }
  link.download = name;
  link.href =
    format === 'svg'
      ? dataUrl('image/svg+xml', drawTraining(training, options))
      : dataUrl('text/csv', cleanText(trainingCsv(training)));
}
