/** The script of every page that has a widget: it mounts what the page has and loads nothing else. */

import { keepScrollStops } from './scroll-stops.ts';

const widgets = (name: string) => document.querySelectorAll<HTMLElement>(`[data-widget="${name}"]`);

async function mount(): Promise<void> {
  keepScrollStops();
  const live = document.querySelectorAll<HTMLElement>('.cell.tag_live');
  if (live.length) (await import('./live-cell.ts')).mountLiveCells(live);
  for (const root of widgets('predict')) (await import('./predict.ts')).mountPrediction(root);
  for (const root of widgets('quiz')) (await import('./quiz.ts')).mountQuiz(root);
  for (const root of widgets('unit-map')) (await import('./unit-map.ts')).mountUnitMap(root);
  for (const root of widgets('own-data')) (await import('./own-data.ts')).mountOwnData(root);
  for (const root of widgets('certificate')) (await import('./certificate.ts')).mountCertificate(root);
  for (const root of widgets('exercise')) (await import('./exercise.ts')).mountExercise(root);
  for (const root of widgets('explore')) (await import('./explore/mount.ts')).mountExplorable(root);
  for (const root of widgets('board')) (await import('./board.ts')).mountBoard(root);
  for (const root of widgets('recall')) await (await import('./recall.ts')).mountRecall(root);
  const terms = widgets('term');
  if (terms.length) (await import('./terms.ts')).mountTerms(terms);
  document.documentElement.dataset.widgets = 'ready';
}

void mount();
